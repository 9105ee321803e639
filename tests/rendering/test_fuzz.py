"""Any text renders, to well-formed HTML, and to the same HTML every time."""

import html5lib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.rendering import render

_FRAGMENTS = """
$ $$ \\( \\) \\[ \\] ** * _ ` ``` > - 1. | |-|-| [ ]( ) [[ ]] [^1] [^1]: ![ <div> </div> <b>
<a_id="x"> <td> <table> <p> </p> <li> <script> <!-- --> <textarea> <svg> <math> <select> <aside>
</aside> <details> <summary> <h1_id=a> <font_size=1> <div_title=" <img_src=x 💡 >_[!NOTE]_
>_[!PROOF]-_ >_[!FOO]_ {#thm:a} #_ ##_ [[#a]] \\label{a} \\eqref{a} \\begin{align} \\end{align}
\\frac{1}{2} \\newcommand{\\a}{b} \\a { } & &amp; https://a.b/c www.a.b a@b.cd :_ ~ ~~ --- === 中 文 ，
“ x
"""
_PIECES = [piece.replace("_", " ") if len(piece) > 1 else piece for piece in _FRAGMENTS.split()]
_SPACES = ["\n", "\n\n", "    ", "\t", " ", "\n|---|---|\n", "\x00", "\ud800", "\u0301"]
_TEXTS = st.lists(st.one_of(st.sampled_from([*_PIECES, *_SPACES]), st.text(max_size=5)), max_size=40).map("".join)


def faults(html: str) -> list[str]:
    parser = html5lib.HTMLParser()
    parser.parseFragment(html)
    return [fault for _, fault, _ in parser.errors]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(_TEXTS)
def test_any_text_renders_to_well_formed_html(source: str) -> None:
    document = render(source)
    assert faults(document.html) == []
    assert faults(document.feed_html) == []
    assert faults(document.excerpt_html) == []
    assert not any(faults(heading.html) for heading in document.headings)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(_TEXTS)
def test_rendering_twice_gives_the_same(source: str) -> None:
    assert render(source) == render(source)
