"""The elements of HTML, by what becomes of them in a note."""

from __future__ import annotations

_ALLOWED = """
    a abbr address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup dd del details
    dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp
    section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr
"""
_REMOVED = "applet canvas iframe math noembed noframes noscript object script select style svg template title xmp"
_UNWRAPPED = """
    acronym area base basefont bgsound blink body button datalist dialog dir embed fieldset footer form frame frameset
    head header hgroup html input isindex keygen label legend link main map marquee menu menuitem meta meter nav nextid
    nobr optgroup option output param picture plaintext progress rb rtc search slot spacer textarea track
"""
ALLOWED = frozenset(_ALLOWED.split())
"""These stay, whether Markdown or an author's HTML makes them."""

REMOVED = frozenset(_REMOVED.split())
"""These go with all that is in them."""

UNWRAPPED = frozenset(_UNWRAPPED.split())
"""The tags of these go and their content stays. A name in none of the three is no element: `List<String>` is text."""

VERBATIM = frozenset(("code", "kbd", "pre", "samp", "tt"))
"""The text of these is code, in which a dollar is a dollar."""

FORMATTING = frozenset(("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"))
"""The standard's formatting elements: left open, a tree builder opens these again in every block that follows."""

VOID = frozenset(("br", "col", "hr", "img", "source", "wbr"))
"""Elements without content or closing tag."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_BLOCKS = """
    address article aside blockquote center dd details div dl dt figcaption figure hr li ol p pre section summary table
    ul
"""
CLOSES_PARAGRAPH = frozenset(_BLOCKS.split()) | HEADINGS
"""Elements that end the paragraph in which they begin."""

_OTHER_SPECIAL = "br caption col colgroup img source tbody td tfoot th thead tr wbr"
SPECIAL = CLOSES_PARAGRAPH | frozenset(_OTHER_SPECIAL.split())
"""Those of the elements shown that the HTML standard calls special."""
