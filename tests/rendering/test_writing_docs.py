"""The examples of docs/writing.md: each pair of fences is what an author writes and what readers get."""

import re
from pathlib import Path

import pytest

from notes.rendering import LinkedEquation, LinkedNote, Surroundings, render
from notes.rendering.callouts import KINDS
from notes.rendering.theorems import THEOREM_KINDS
from tests.rendering.abbreviation import abbreviated

GUIDE = Path(__file__).parents[2] / "docs/writing.md"
SITE = Surroundings(
    host="lemma.example",
    notes=(
        LinkedNote(
            slug="variational-autoencoder",
            title="Variational autoencoders",
            url="/posts/variational-autoencoder/",
            equations=(LinkedEquation("eq:elbo", "2", r"\log p(x)\ge\mathcal{L}", "eq-elbo"),),
            anchors=("the-bound",),
        ),
    ),
)
_PAIR = re.compile(r"^````md\n(.*?)^````\n+````html\n(.*?)^````$", re.MULTILINE | re.DOTALL)
PAIRS = _PAIR.findall(GUIDE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("source", "html"), PAIRS, ids=range(len(PAIRS)))
def test_an_example_is_true(source: str, html: str) -> None:
    assert abbreviated(render(source, SITE).html).rstrip() == html.rstrip()


def test_every_example_is_read() -> None:
    assert GUIDE.read_text(encoding="utf-8").count("````md") == len(PAIRS) > 20


def test_every_type_of_callout_is_named() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [kind for kind in (*KINDS, *THEOREM_KINDS) if f"`{kind.upper()}`" not in guide] == []
