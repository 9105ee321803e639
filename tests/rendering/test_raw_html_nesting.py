"""Raw HTML has no effect outside of the item, quote, cell, callout or footnote that contains it."""

from __future__ import annotations

from random import Random
from xml.etree.ElementTree import Element

import html5lib
import pytest

from notes.rendering import render
from tests.rendering.fragments import FRAGMENTS

CONTEXTS = {
    "item": "- {}\n- END",
    "nested item": "- a\n  - {}\n- END",
    "loose item": "1. a\n\n   {}\n\n2. END",
    "quote": "> {}\n\nEND",
    "item in a quote": "> - {}\n>\n> END",
    "callout": "> [!NOTE] a\n> {}\n\nEND",
    "title of a callout": "> [!TIP]- {}\n> END",
    "theorem": "> [!LEMMA] {}\n> {}\n\nEND",
    "heading": "# {}\n\nEND",
    "cell": "| {} | a |\n|---|---|\n| END | {} |",
    "definition": "a\n: {}\n: END",
    "term": "{} a\n: END",
    "footnote": "a[^1]\n\n[^1]: {}\n[^2]: END",
    "emphasis": "*a {} b* END",
}
BEGINS_A_BLOCK = ("item", "nested item", "loose item", "quote", "item in a quote", "callout", "definition", "footnote")


def path_to_end(html: str) -> list[str]:
    """The names of the elements around the text END."""

    def below(element: Element, path: list[str]) -> list[str] | None:
        texts = [element.text or "", *(child.tail or "" for child in element)]
        if any("END" in text for text in texts):
            return path
        found = (below(child, [*path, str(child.tag)]) for child in element)
        return next((path for path in found if path is not None), None)

    return below(html5lib.parseFragment(html, namespaceHTMLElements=False), []) or ["nowhere"]


@pytest.mark.parametrize("context", CONTEXTS)
def test_raw_html_stays_in_its_container(context: str) -> None:
    template = CONTEXTS[context]
    expected = path_to_end(render(template.replace("{}", "x")).html)
    assert expected != ["nowhere"]
    random = Random(context)
    for _ in range(150):
        raw = "x".join(random.choices([*FRAGMENTS["tags"], *FRAGMENTS["tags with attributes"]], k=random.randint(1, 6)))
        raw = ("" if context in BEGINS_A_BLOCK and random.random() < 0.5 else "x") + raw.replace("\n", " ")
        found = path_to_end(render(template.replace("{}", raw)).html)
        # A paragraph that contains a block becomes a `div`.
        assert [name.replace("div", "p") for name in found] == [name.replace("div", "p") for name in expected], raw
