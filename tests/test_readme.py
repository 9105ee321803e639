"""README.md and README.zh-CN.md: both show the same commands, and what they show is what happens."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from notes.rendering import render

ROOT = Path(__file__).parents[1]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def blocks(text: str, language: str, fence: str = "```") -> list[str]:
    """The contents of all code blocks in a language."""
    return re.findall(rf"^{fence}{language}\n(.*?)^{fence}$", text, re.DOTALL | re.MULTILINE)


def code(text: str, language: str) -> list[str]:
    """The lines of all code blocks in a language, without comments."""
    lines = [line for block in blocks(text, language) for line in block.splitlines()]
    return [re.sub(r"\s+# .*", "", line) for line in lines if line]


def test_readmes_are_short() -> None:
    assert len(ENGLISH.splitlines()) < 120
    assert len(CHINESE.splitlines()) < 150


def test_both_readmes_show_the_same_commands_in_the_same_order() -> None:
    assert code(ENGLISH, "sh") == code(CHINESE, "sh") != []


def test_both_readmes_set_the_same_settings() -> None:
    names = [[line.partition("=")[0] for line in code(text, "ini")] for text in (ENGLISH, CHINESE)]
    assert names[0] == names[1]
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in names[0] if f"\n#{name}=" not in example] == []


@pytest.mark.django_db
@override_settings(SITE_URL="http://127.0.0.1:8000")
def test_readmes_show_what_the_first_run_prints() -> None:
    output = StringIO()
    call_command("first_run", "--without-demo", stdout=output)
    printed = [re.sub(r"(Password +)\S+", r"\1…", line) for line in output.getvalue().splitlines() if line]
    assert code(ENGLISH, "text") == code(CHINESE, "text") == printed


def test_the_first_note_of_the_chinese_readme_has_no_problems() -> None:
    (source,) = blocks(CHINESE, "markdown", fence="````")
    document = render(source)
    assert document.problems == ()
    assert document.html.count('class="math math-display"') == 1
    assert 'href="#eq-elbo"' in document.html
    assert 'href="#thm-elbo"' in document.html


# The rows of the Chinese README's table: the source, what markdown-it-py with dollarmath renders, what Lemma renders.
COMPARISONS = {
    "**注意：**": ("**注意：**文字", "<p>**注意：**文字</p>", "<strong>注意：</strong>文字"),
    "卖 $5，或 $10": ("卖 $5，或 $10", ">5，或</span>10", "<p>卖 $5，或 $10</p>"),
    "$\\|x\\|$": ("| a | b |\n|---|---|\n| $|x|$ | 3 |", "<td>$</td>\n<td>x</td>", "<td>3</td>"),
    "`$$`": ("得到\n$$\nx^2\n$$\n于是", '$<span class="math inline">x^2</span>$', 'class="math math-display"'),
    "`\\begin{align}`": (
        "\\begin{align}\na &= b_1*c_2*d\n\\end{align}",
        "<em>c_2</em>",
        'class="math math-display"',
    ),
}


@pytest.mark.parametrize("shown", COMPARISONS)
def test_the_comparison_of_the_chinese_readme_is_measured(shown: str) -> None:
    table = CHINESE.partition("## 为什么又造一个")[2].partition("\n## ")[0]
    assert sum(shown in row for row in table.splitlines() if row.startswith("| ")) == 1
    source, elsewhere, here = COMPARISONS[shown]
    peer = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)
    assert elsewhere in peer.render(source)
    assert here in render(source).html
    assert here not in peer.render(source)


def test_every_row_of_the_comparison_is_measured() -> None:
    table = CHINESE.partition("## 为什么又造一个")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| ", table, re.MULTILINE)) - 1 == len(COMPARISONS)
