"""The elements of HTML, by what becomes of them in a note."""

from __future__ import annotations

_SHOWN = """
    a abbr address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup dd del details
    dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp
    section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr
"""
_DROPPED = "applet canvas iframe math noembed noframes noscript object script select style svg template title xmp"
_STRIPPED = """
    acronym area base basefont bgsound blink body button datalist dialog dir embed fieldset footer form frame frameset
    head header hgroup html input isindex keygen label legend link main map marquee menu menuitem meta meter nav nextid
    nobr optgroup option output param picture plaintext progress rb rtc search slot spacer textarea track
"""
SHOWN = frozenset(_SHOWN.split())
"""These stay, whether Markdown or an author's HTML makes them."""

DROPPED = frozenset(_DROPPED.split())
"""These go with all that is in them."""

STRIPPED = frozenset(_STRIPPED.split())
"""The tags of these go and their content stays. A name in none of the three is no element: `List<String>` is text."""

VERBATIM = frozenset(("code", "kbd", "pre", "samp", "tt"))
"""The text of these is code, in which a dollar is a dollar."""

FORMATTING = frozenset(("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"))
"""Left open, these are made again in every block that follows."""

_NEVER_NESTED = "br caption col colgroup dd dt hr img li p rp rt source tbody td tfoot th thead tr wbr"
NEVER_NESTED = frozenset(_NEVER_NESTED.split())
"""Elements without content, and those that the next of their kind closes."""
