"""The elements of HTML, by how a note may use them."""

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
"""Elements that are kept, from Markdown and from an author's HTML."""

REMOVED = frozenset(_REMOVED.split())
"""Elements that are removed with their content."""

UNWRAPPED = frozenset(_UNWRAPPED.split())
"""Elements whose tags are removed and whose content is kept. Any other name is text, as in `List<String>`."""

TEXT_LEVEL = frozenset(("del", "em", "ins", "mark", "s", "strong", "sub", "sup", "u"))
"""Elements that only style or mark their text. Text forms keep them."""

VERBATIM = frozenset(("code", "kbd", "pre", "samp", "tt"))
"""Elements whose text is code, which contains no formulas."""

FORMATTING = frozenset(("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"))
"""The formatting elements of the HTML standard. A browser reopens one left open in every block that follows."""

VOID = frozenset(("br", "col", "hr", "img", "source", "wbr"))
"""Elements without content and closing tag."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_BLOCKS = """
    address article aside blockquote center dd details div dl dt figcaption figure hr li ol p pre section summary table
    ul
"""
CLOSES_PARAGRAPH = frozenset(_BLOCKS.split()) | HEADINGS
"""Elements whose opening tag ends an open paragraph."""

_OTHER_SPECIAL = "br caption col colgroup img source tbody td tfoot th thead tr wbr"
SPECIAL = CLOSES_PARAGRAPH | frozenset(_OTHER_SPECIAL.split())
"""The allowed elements of the HTML standard's category “special”."""
