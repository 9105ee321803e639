"""Mutation testing: change the code a little, and see whether a test notices. `make mutants` runs it."""
