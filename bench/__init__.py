"""How fast Lemma is, beside other servers on the same machine: `make bench`.

A package of its own at the top level: the app must not import it, an installed site does not need it, and it is no
test, since a busy machine must not fail a build.
"""
