"""Hostile input is harmless in every output of a note."""

import pytest

from notes.rendering import render
from tests.rendering.xss.safety import faults
from tests.rendering.xss.vectors import CONTEXTS, VECTORS, documents


def test_number_of_vectors() -> None:
    assert len(set(VECTORS)) >= 300
    assert len(CONTEXTS) == 10


@pytest.mark.parametrize("context", CONTEXTS)
def test_vectors_are_harmless(context: str) -> None:
    sources = [source for name, source in documents() if name.endswith(f" {context}")]
    assert len(sources) == len(VECTORS)
    for source in sources:
        document = render(source)
        outputs = (document.html, document.excerpt_html, document.feed_html, *(h.html for h in document.headings))
        assert not [fault for html in outputs for fault in faults(html)], (source, document.html)


@pytest.mark.parametrize(
    "html",
    [
        "<script>xss()</script>",
        "<img src=x onerror=xss()>",
        '<a href=" java\nscript:xss()">a</a>',
        '<p style="color: red">a</p>',
        "<input autofocus>",
        "<math><mi>a</mi></math>",
    ],
)
def test_the_check_finds_faults(html: str) -> None:
    assert faults(html)
