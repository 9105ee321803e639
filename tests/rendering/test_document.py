"""The fields of a document: formulas, headings, links, images, and problems with their positions."""

import dataclasses

import pytest

from notes.rendering import (
    MAX_SOURCE_LENGTH,
    LinkedEquation,
    LinkedNote,
    LinkedTheorem,
    RenderContext,
    referenced_slugs,
    render,
)
from tests.rendering.abbreviation import abbreviated

ELBO = LinkedNote(
    slug="vae",
    title="变分自编码器",
    url="/posts/vae/",
    equations=(LinkedEquation("eq:elbo", "3", r"x = y", "eq-elbo"),),
    anchors=("重参数化",),
    theorems=(LinkedTheorem("thm:bound", "定理 2", "thm-bound"),),
)


def problems(source: str, context: RenderContext | None = None) -> list[tuple[str, int, int]]:
    document = render(source, context or RenderContext())
    return [(problem.kind, problem.line, problem.column) for problem in document.problems]


def test_formulas_keep_the_authors_tex() -> None:
    document = render("设 $ x_1 $ 与\n$$\ny \\label{eq:y}\n$$\n")
    inline, display = document.formulas
    assert (inline.tex, inline.display, inline.number, inline.line) == ("x_1", False, None, 1)
    assert (display.tex, display.display, display.number) == (r"y \label{eq:y}", True, "1")
    assert display.labels == (("eq:y", "1"),)
    assert display.anchor == "eq-y"


def test_formulas_are_in_reading_order() -> None:
    source = "# $a$\n\n| $b$ |\n|---|\n| $c$ |\n\n> $d$\n\n<p>$e$</p>\n\n$f$[^1]\n\n[^1]: $h$\n\n$g$"
    assert "".join(formula.tex for formula in render(source).formulas) == "abcdefgh"


@pytest.mark.parametrize(
    ("source", "position"),
    [
        ("ab $x$", (1, 5)),
        ("ab\ncd $x$", (2, 5)),
        ("- ab $x$", (1, 7)),
        ("> - ab\n>   $x$", (2, 6)),
        ("## ab $x$ ##", (1, 8)),
        ("| a | $x$ |\n|---|---|", (1, 8)),
        ("| a |\n|---|\n| `b\\|c` $x$ |", (3, 11)),
        ("ab\n\n  $$x$$", (3, 5)),
        ("> $$\n> x\n> $$", (1, 5)),
        ("```math\nx\n```", (2, 1)),
        ("a[^1]\n\n[^1]: b $x$", (3, 10)),
        ("> [!NOTE] a $x$", (1, 14)),
        ('![a](b.png "c $x$")', (1, 16)),
        ("<p>a $x$</p>", (1, 7)),
        ("a\n: b $x$", (2, 6)),
        ("a\r\nb $x$", (2, 4)),
        ("\tx\n\n中文 $x$", (3, 5)),
    ],
)
def test_a_formula_has_the_position_of_its_first_character(source: str, position: tuple[int, int]) -> None:
    (formula,) = render(source).formulas
    assert (formula.line, formula.column) == position


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"ab $\frac{1$", ("broken-formula", 1)),
        ("文\n\n$$\na\n", ("unclosed-formula", 3, 1)),
        (r"见 \eqref{eq:x}", ("missing-label", 1, 3)),
        ("> 见 [[no-such]]", ("missing-note", 1, 5)),
        ("见 [[#no]]", ("missing-anchor", 1, 3)),
        ("文\n\n> [!FOO] 标题", ("unknown-callout", 3, 1)),
        ("文 ![](a.png)", ("image-without-alternative", 1, 3)),
        ("# 一\n\n### 三", ("heading-jump", 3, 1)),
        ("#### 四", ("heading-jump", 1, 1)),
        ("> [!LEMMA] {#a}\n\n> [!LEMMA] {#a}", ("duplicate-label", 3, 1)),
        ("$$x\\label{a}$$\n\n$$y\\label{a}$$", ("duplicate-label", 3)),
    ],
)
def test_a_problem_has_the_position_of_its_cause(source: str, expected: tuple[object, ...]) -> None:
    (found,) = problems(source)
    assert found[: len(expected)] == expected


def test_a_correct_note_has_no_problems() -> None:
    assert problems("# 一\n\n## 二\n\n见 ![图](a.png) 与 $x$。\n\n## 三\n\n### 四") == []


def test_problems_are_in_text_order() -> None:
    lines = [line for _, line, _ in problems("[[a]]\n\n![](b)\n\n\\eqref{c}\n\n### d")]
    assert lines == sorted(lines)


def test_messages_contain_the_details() -> None:
    (problem,) = render("[[no-such]]").problems
    assert "no-such" in problem.message
    assert dict(problem.details) == {"slug": "no-such"}


def test_headings_outside_of_quotes_are_listed() -> None:
    document = render("## 关于 $x^2$\n\n> ## 引\n\n### `b` *c* [d](/e)")
    assert [(heading.level, heading.anchor, heading.text) for heading in document.headings] == [
        (2, "关于-x2", "关于 x²"),
        (3, "b-c-d", "b c d"),
    ]
    assert document.headings[1].html == "<code>b</code> <em>c</em> d"
    assert abbreviated(document.headings[0].html) == "关于 ⟦x^2⟧"


def test_a_first_heading_that_repeats_the_title_is_removed() -> None:
    assert render("# 标题\n\n文", RenderContext(title="标题")).html == "<p>文</p>\n"
    assert "标题" not in render("[^1]: # 注\n\n# 标题[^1]", RenderContext(title="标题[^1]")).html
    assert "<h1" in render("# 别的\n\n文", RenderContext(title="标题")).html
    assert "<h1" in render("## 节\n\n# 标题", RenderContext(title="标题")).html


def test_linked_slugs_are_unique_and_in_order() -> None:
    document = render(r"[[b]] [[a|x]] [[b#c]] \eqref{vae:eq:elbo}", RenderContext(notes=(ELBO,)))
    assert document.links == ("b", "a", "vae")


def test_referenced_slugs_are_found_without_parsing() -> None:
    source = r"[[a]] [[b|c]] [[d#e]] [[#f]] \eqref{vae:eq:elbo} \ref{eq:x}"
    assert referenced_slugs(source) == {"a", "b", "d", "vae", "eq"}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[[vae]]", '<a class="note-link" href="/posts/vae/">变分自编码器</a>'),
        ("[[vae|文 *字*]]", '<a class="note-link" href="/posts/vae/">文 <em>字</em></a>'),
        ("[[vae#重参数化]]", '<a class="note-link" href="/posts/vae/#重参数化">变分自编码器 § 重参数化</a>'),
        ("[[vae#thm:bound]]", '<a class="note-link" href="/posts/vae/#thm-bound">定理 2</a>'),
        ("[[vae#eq:elbo]]", '<a class="note-link" href="/posts/vae/#eq-elbo">(3)</a>'),
        ("[[vae#none|x]]", '<a class="note-link" href="/posts/vae/">x</a>'),
    ],
)
def test_links_to_other_notes(source: str, html: str) -> None:
    assert render(source, RenderContext(notes=(ELBO,))).html == f"<p>{html}</p>\n"


def test_a_reference_to_another_note_links_to_its_equation_and_previews_it() -> None:
    html = abbreviated(render(r"\eqref{vae:eq:elbo}", RenderContext(notes=(ELBO,))).html)
    assert '<a class="eq-ref eq-ref-note" href="/posts/vae/#eq-elbo">(3)</a>' in html
    assert '<span class="eq-preview" hidden>⟦⟦x = y⟧⟧</span>' in html


def test_images_are_listed_and_get_their_size() -> None:
    document = render("![a](b.png) <img src='c.png'>", RenderContext(image_sizes=(("b.png", 20, 30), ("c.png", 4, 5))))
    assert document.images == ("b.png",)
    assert 'src="b.png" alt="a" width="20" height="30" loading="lazy" decoding="async"' in document.html
    assert 'src="c.png" width="4" height="5" alt=""' in document.html


def test_labels_of_callouts_and_theorems_are_in_the_notes_language() -> None:
    source = "> [!TIP]\n> a\n\n> [!THEOREM] b\n> c"
    assert ">Tip</p>" in render(source, RenderContext(language="en")).html
    assert 'Theorem 1</span> <span class="theorem-note">(b)' in render(source, RenderContext(language="en")).html
    assert ">提示</p>" in render(source, RenderContext(language="zh-hans")).html


@pytest.mark.parametrize("code", ["x = 1\n" * 600, "# " + "-" * 500, "x\n" + "\n" * 30 + "y", "x" + " " * 200 + "y"])
def test_text_that_is_not_code_is_not_highlighted(code: str) -> None:
    assert "<span" not in render(f"```python\n{code}\n```").html


def test_site_macros_hold() -> None:
    assert problems(r"$\R$", RenderContext(macros=((r"\R", r"\mathbb{R}"),))) == []


def test_labeled_theorems_are_listed() -> None:
    (theorem,) = render("> [!THEOREM] {#thm:a}\n> b\n\n> [!THEOREM]\n> c").theorems
    assert theorem == LinkedTheorem("thm:a", "Theorem 1", "thm-a")


def test_a_note_over_the_length_limit_is_not_rendered() -> None:
    document = render("a" * (MAX_SOURCE_LENGTH + 1))
    assert [problem.kind for problem in document.problems] == ["too-long"]
    assert document.html.count("<p>") == 1
    assert render("a" * MAX_SOURCE_LENGTH).problems == ()


def test_an_empty_note_gives_an_empty_document() -> None:
    assert dataclasses.asdict(render("")) == dataclasses.asdict(render("\n \n")) | {"html": ""}
    assert render("").html == render("").plain_text == render("").excerpt_html == ""


@pytest.mark.parametrize(
    "source", ["> [^1]:<!--\n> ", "- > [^1]:<!--\n  > ", "```\na", "> ```\n> ", "| a |\n|---|", "a\n: b", "$$\nx"]
)
def test_a_newline_at_the_end_makes_no_difference(source: str) -> None:
    assert render(source).html == render(f"{source}\n").html


def test_a_quote_ends_at_the_first_unmarked_line_once_too_many_were_searched() -> None:
    html = render("> # a\nb\n" * 2_000 + "\n> c\nd").html
    assert html.count("<blockquote>") == 2_001
    assert html.endswith("<blockquote>\n<p>c</p>\n</blockquote>\n<p>d</p>\n")
    assert render("> c\nd").html == "<blockquote>\n<p>c\nd</p>\n</blockquote>\n"
