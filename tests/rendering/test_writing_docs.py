"""The guides docs/writing.md and docs/writing.zh-CN.md: every example, table and limit in them is true."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from notes.images import MAX_BYTES, raster
from notes.models import Post
from notes.rendering import MAX_SOURCE_LENGTH, Document, LinkedEquation, LinkedNote, RenderContext, render
from notes.rendering.constructs.callouts import CALLOUT_KINDS
from notes.rendering.constructs.code import MAX_BLOCK_LENGTH
from notes.rendering.constructs.formula_typesetting import MAX_FORMULAS
from notes.rendering.constructs.theorems import THEOREM_KINDS
from notes.rendering.math.normalize.build_template import MAX_LENGTH
from notes.transfer.front_matter import dump, parse
from tests.factories import make_post, make_series
from tests.rendering.abbreviation import abbreviated

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = {
    language: (DOCS / name).read_text(encoding="utf-8")
    for language, name in {"en": "writing.md", "zh-hans": "writing.zh-CN.md"}.items()
}
TITLES = {"en": "Variational autoencoders", "zh-hans": "变分自编码器：下界从哪里来"}
SECTIONS = {
    "quick reference": {"en": "## Quick reference", "zh-hans": "## 速查表"},
    "front matter": {"en": "## Front matter", "zh-hans": "## 文件头（front matter）"},
    "not supported": {"en": "## Not supported", "zh-hans": "## 尚不支持的写法"},
    "limits": {"en": "## Limits", "zh-hans": "## 上限"},
}
_EXAMPLE = re.compile(
    r"^````md\n(.*?)^````\n\n<details><summary>HTML</summary>\n\n````html\n(.*?)^````\n\n</details>$",
    re.MULTILINE | re.DOTALL,
)
_CODE = re.compile(r"(?<!`)(`+)(?!`) ?(.+?) ?(?<!`)\1(?!`)")
EXAMPLES = [(language, *example) for language, guide in GUIDES.items() for example in _EXAMPLE.findall(guide)]


def rendered(source: str, language: str) -> Document:
    other = LinkedNote(
        slug="variational-autoencoder",
        title=TITLES[language],
        url="/posts/variational-autoencoder/",
        equations=(LinkedEquation("eq:elbo", "2", r"\log p(x)\ge\mathcal{L}", "eq-elbo"),),
        anchors=("the-bound",),
    )
    return render(source, RenderContext(host="lemma.example", language=language, notes=(other,)))


def section(name: str, language: str) -> str:
    heading = SECTIONS[name][language]
    assert f"\n{heading}\n" in GUIDES[language]
    return GUIDES[language].partition(f"\n{heading}\n")[2].partition("\n## ")[0]


def rows(name: str, language: str) -> list[list[str]]:
    """The cells of the body of a section's table. Bars within code are escaped, as GitHub has it."""
    table = [line for line in section(name, language).splitlines() if line.startswith("|")][2:]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in table]


def sources(cell: str) -> list[str]:
    """What the code in a cell says. A fence's first line is closed; references and footnotes get what they refer to."""
    texts = [text for _, text in _CODE.findall(cell)]
    return [f"{text}\ncode\n```" if text.startswith("```") else text for text in texts]


@pytest.mark.parametrize(("language", "source", "html"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_renders_as_shown(language: str, source: str, html: str) -> None:
    assert abbreviated(rendered(source, language).html).rstrip() == html.rstrip()


@pytest.mark.parametrize(("language", "source", "html"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_has_no_problems_but_the_note_that_does_not_exist(language: str, source: str, html: str) -> None:
    problems = [problem.kind for problem in rendered(source, language).problems]
    assert problems == (["missing-note"] if "no-such-note" in source else [])


@pytest.mark.parametrize("language", GUIDES)
def test_every_example_is_tested(language: str) -> None:
    tested = [example for example in EXAMPLES if example[0] == language]
    assert GUIDES[language].count("````md") == len(tested) > 25


def test_both_guides_have_the_same_sections_and_examples() -> None:
    outlines = [re.findall(r"^(#+ |````md)", guide, re.MULTILINE) for guide in GUIDES.values()]
    assert outlines[0] == outlines[1]


@pytest.mark.parametrize("language", GUIDES)
def test_quick_reference_renders_without_problems(language: str) -> None:
    table = rows("quick reference", language)
    assert len(table) >= 15
    for syntax, _, link in table:
        document = rendered("\n\n".join(sources(syntax)), language)
        assert document.problems == (), syntax
        assert escape(syntax) not in document.html
        anchor = re.search(r"\(#(.+)\)", link)
        assert anchor is not None, link


@pytest.mark.parametrize("language", GUIDES)
def test_unsupported_syntax_is_not_supported(language: str) -> None:
    table = rows("not supported", language)
    assert len(table) >= 5
    for _, cell, instead in table:
        for source, replacement in zip(sources(cell), sources(instead), strict=False):
            assert rendered(source, language).html != rendered(replacement, language).html, source
            assert {problem.kind for problem in rendered(replacement, language).problems} <= {"missing-note"}
        # A remark in parentheses says how the source is shown, where it is not as typed.
        if cell.endswith("`"):
            for source in sources(cell):
                assert rendered(source, language).html.strip() == f"<p>{escape(source, quote=False)}</p>"


@pytest.mark.parametrize("language", GUIDES)
def test_every_callout_type_is_named(language: str) -> None:
    assert [kind for kind in (*CALLOUT_KINDS, *THEOREM_KINDS) if f"`{kind.upper()}`" not in GUIDES[language]] == []


@pytest.mark.parametrize("language", GUIDES)
def test_limits_are_those_of_the_code(language: str) -> None:
    limits = section("limits", language)
    title = Post._meta.get_field("title").max_length
    summary = Post._meta.get_field("summary").max_length
    for limit in (MAX_SOURCE_LENGTH, MAX_FORMULAS, MAX_LENGTH, MAX_BLOCK_LENGTH, raster.MAX_FRAMES, title, summary):
        assert re.search(rf"(?<!\d){limit:,}(?!\d)", limits), limit
    assert f"{MAX_BYTES >> 20} MB" in limits
    for pixels in (raster.MAX_PIXELS, raster.MAX_ANIMATION_PIXELS):
        megapixels = pixels // 1_000_000
        assert f"{megapixels} megapixels" in limits or f"{megapixels * 100} 万像素" in limits


@pytest.mark.django_db
@pytest.mark.parametrize("language", GUIDES)
def test_front_matter_keys_are_those_that_are_read_and_written(language: str) -> None:
    text = section("front matter", language)
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    documented = [sources(row[0])[0] for row in rows("front matter", language)]
    assert re.findall(r"^(\w+):", example[1], re.MULTILINE) == documented
    note = parse(example[1])
    assert note.unknown == note.notices == ()
    assert note.published_at is not None
    post = make_post(
        series=make_series(), summary="Short", cover="covers/0123456789abcdef-40x30.png", pinned=True, language=language
    )
    assert set(re.findall(r"^(\w+):", dump(post), re.MULTILINE)) == set(documented)
