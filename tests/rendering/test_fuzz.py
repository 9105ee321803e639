"""Random documents render to well-formed HTML, and the check for that agrees with html5lib."""

import pytest

from notes.rendering import render
from tests.rendering import well_formed
from tests.rendering.fuzzer import faults, faults_by_html5lib, fragments, source_of


@pytest.mark.parametrize("first_seed", range(1, 501, 100))
def test_random_documents_have_no_faults(first_seed: int) -> None:
    found = {seed: faults(source_of(fragments(seed), seed), seed) for seed in range(first_seed, first_seed + 100)}
    assert {seed: faults for seed, faults in found.items() if faults} == {}


@pytest.mark.parametrize("seed", range(1_001, 1_061))
def test_random_documents_are_well_formed_for_html5lib(seed: int) -> None:
    document = render(source_of(fragments(seed), seed))
    assert [faults_by_html5lib(html) for html in (document.html, document.feed_html, document.excerpt_html)] == [[]] * 3


@pytest.mark.parametrize(
    "html",
    [
        "<p>a",
        "</p>",
        "<b><i></b></i>",
        "<p><div></div></p>",
        "<p><b><ul></ul></b></p>",
        "<ul><li><li></li></li></ul>",
        "<dl><dd><dt></dt></dd></dl>",
        "<h1><h2></h2></h1>",
        "<a><b><a></a></b></a>",
        "<table>a</table>",
        "<table><tbody><tr><div></div></tr></tbody></table>",
        "<td></td>",
        "<ruby><rt><rp></rp></rt></ruby>",
        '<p id="a" id="b"></p>',
        "<math><p></p></math>",
        "a < b",
        "\x01",
        "<div/>",
    ],
)
def test_ill_formed_html_is_detected_like_by_html5lib(html: str) -> None:
    assert well_formed.faults(html)
    assert faults_by_html5lib(html)
