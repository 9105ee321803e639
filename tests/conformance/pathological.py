"""Pathological input at full size, of cmark's kinds and our own. None may take five seconds.

Run as `python -m tests.conformance.pathological`; it prints the seconds for each kind, and fails if one is too slow.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable

from notes.rendering import MAX_SOURCE_LENGTH, render

LIMIT_SECONDS = 5.0


def _filled(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Sources that repeat `unit` up to a given length."""

    def source(length: int) -> str:
        return before + unit * ((length - len(before) - len(after)) // len(unit)) + after

    return source


def _halves(opening: str, closing: str, middle: str = "") -> Callable[[int], str]:
    """Sources that open something many times and close it equally often."""

    def source(length: int) -> str:
        count = (length - len(middle)) // (len(opening) + len(closing))
        return opening * count + middle + closing * count

    return source


def _counted(line: str) -> Callable[[int], str]:
    """Sources of lines with consecutive numbers."""

    def source(length: int) -> str:
        lines, total = [], 0
        for number in itertools.count():
            lines.append(line.replace("%", str(number)))
            total += len(lines[-1])
            if total > length:
                return "".join(lines[:-1])
        raise AssertionError("never reached")

    return source


def _growing(unit: str, separator: str) -> Callable[[int], str]:
    """Sources of runs of increasing length."""

    def source(length: int) -> str:
        pieces, total, count = [], 0, 0
        while total + (count + 1) * len(unit) + len(separator) <= length:
            count += 1
            pieces.append(unit * count + separator)
            total += len(pieces[-1])
        return "".join(pieces)

    return source


KINDS: dict[str, Callable[[int], str]] = {
    # cmark's own, test/pathological_tests.py
    "nested strong emphasis": _halves("*a **a ", " b** b*", "b"),
    "emphasis closers without openers": _filled("a_ "),
    "emphasis openers without closers": _filled("_a "),
    "strong openers without closers": _filled("**a "),
    "link closers without openers": _filled("a]"),
    "link openers without closers": _filled("[a"),
    "mismatched openers and closers": _filled("*a_ "),
    "openers and closers, multiple of three": _filled("a***b** c* ", "**"),
    "link openers and emphasis closers": _filled("[ a_"),
    "pattern [ (]( repeated": _filled("[ (]("),
    "pattern ![[]() repeated": _filled("![[]()"),
    "hard link emphasis": _filled("**x [a*b**c*](d) "),
    "nested brackets": _halves("[", "]", "a"),
    "nested quotes": _filled("> ", after="a"),
    "deeply nested lists": lambda length: "".join("  " * depth + "* a\n" for depth in range(int(length**0.5))),
    "NUL characters": _filled("abc\x00de\x00"),
    "backslashes in links": _filled("\\", "[test](", "test)"),
    "runs of backticks that grow": _growing("`", "e"),
    "unclosed links <": _filled("[a](<b"),
    "unclosed links": _filled("[a](b"),
    "unclosed <!--": _filled("</", after="<!--"),
    "unclosed comments": _filled("<!-- a "),
    "unclosed processing instructions": _filled("x <?", "<?php "),
    "unclosed declarations": _filled("<!A "),
    "unclosed CDATA": _filled("<![CDATA["),
    "empty lines in nested lists": _filled("\n", "- " * 60 + "x"),
    "empty lines in nested items of quotes": _filled("> \n", "> " * 40 + "x\n"),
    "reference definitions": _counted("[foo%]: /url\n"),
    "reference collisions": _filled("[a][b]", after="\n\n[b]: /x"),
    "one definition, often": _filled("[a]: /b\n"),
    "definitions of open titles": _filled("[a]: b '\n"),
    "many table cells": _filled("|x", "|a" * 100 + "|\n" + "|-" * 100 + "|\n"),
    "empty table rows": _filled("a\n", "|a" * 255 + "|\n" + "|-" * 255 + "|\n"),
    "table headers without bodies": _filled("|a|\n|-|\n"),
    "lone carriage returns": _filled("a\r"),
    "highlight openers without closers": _filled("==a "),
    "highlight closers without openers": _filled("a== "),
    "nested highlights": _halves("==a **b ", " b** a==", "b"),
    "runs of equals signs that grow": _growing("=", "e"),
    # Formulas
    "dollars": _filled("$"),
    "dollars apart": _filled("$ "),
    "dollars before letters": _filled("$a "),
    "dollars and braces": _filled("${ "),
    "pairs of dollars": _filled("$$ a\n\n\n\n"),
    "pairs of dollars in lines": _filled("$$a\n"),
    "pairs of dollars in words": _filled("a $$ b\n"),
    "brackets without closers": _filled("\\[ a\n"),
    "brackets far from their closer": _filled("\\[ a\n", after="\n\n\n\n\n\\]"),
    "brackets in a quote, closed outside": _filled("> \\[ a\n", after="\n\\]"),
    "brackets in an item, closed outside": _filled("  \\[ a\n", "- x\n", "\n\n\\]"),
    "parentheses without closers": _filled("\\( a "),
    "environments without ends": _filled("\\begin{align}\n"),
    "ends without environments": _filled("\\end{align}\n"),
    "nested environments": _halves("\\begin{aligned}", "\\end{aligned}", "x"),
    "one environment, closed far away": _filled("\\begin{align}a\n\n\n\n\n", after="\\end{align}"),
    "formulas of one letter": _filled("$a$ "),
    "formulas side by side": _filled("$a$"),
    "different formulas": _counted("$x_%$ "),
    "display formulas": _counted("$$\nx_%\n$$\n"),
    "references to nothing": _counted("\\eqref{eq:%} "),
    "labels": _counted("$$x\\label{eq:%}$$\n\n"),
    "formulas in a table": _filled("|$|a|$|`|`|\n", "|a|b|\n|-|-|\n"),
    "backticks and dollars": _filled("`$ "),
    "definitions in display formulas": _filled("$$\\def\\a{}$$\n\n"),
    "definitions of different macros": _counted("$\\newcommand{\\a%}{x}$ "),
    "a long macro, used often": _filled("$\\b$ ", "$\\def\\a{" + "x_1^2" * 10 + "}\\def\\b{" + "\\a" * 90 + "}$ "),
    "macros that grow tenfold": _filled(
        "$$\\def\\a{xxxxxxxxxx}\\def\\b{" + "\\a" * 10 + "}\\def\\c{" + "\\b" * 10 + "}" + "\\c" * 7 + "$$\n\n"
    ),
    "long formulas that show nothing": _filled("$$\\phantom{" + "x_1^2" * 1_500 + "}$$\n\n"),
    "accents on accents": _filled("$$" + "\\hat{" * 900 + "x" * 900 + "}" * 900 + "$$\n\n"),
    "a formula of many rows": lambda length: "$$\n" + "a\n" * (length // 2 - 3) + "$$",
    "references to one equation": _filled("\\eqref{a} ", "$$x\\label{a}$$\n\n"),
    # Other constructs
    "footnote openers": _filled("[^"),
    "footnotes": _counted("a[^%]\n\n[^%]: b\n\n"),
    "references to one footnote": _filled("[^1]", after="\n\n[^1]: x"),
    "nested footnote definitions": _filled("[^1]: "),
    "note links": _counted("[[note-%]] "),
    "note link openers": _filled("[[a|"),
    "callouts": _filled("> [!NOTE] a\n> b\n\n"),
    "nested callouts": lambda length: "".join("> " * depth + "[!NOTE] a\n" for depth in range(1, int(length**0.5) - 9)),
    "theorems of one label": _filled("> [!THEOREM] a {#thm:a}\n> b\n\n"),
    "asides without ends": _filled("<aside>\n"),
    "asides within asides": _halves("<aside>\n", "</aside>\n"),
    "headings of one name": _filled("# a\n"),
    "headings": _counted("## %\n"),
    "setext headings": _filled("a\n=\n"),
    "headings of ligatures": _filled("# \ufdfa\n"),
    "definition lists": _filled("a\n: b\n"),
    "definitions of one term": _filled(": b\n", "a\n"),
    "bare URLs": _filled("http://a.b "),
    "one bare URL": _filled("):", "http://a.b/"),
    "bare URLs without space": _filled("http://"),
    "www": _filled("www."),
    "www without dots": _filled("www.a_"),
    "mail signs": _filled("a@"),
    "mail hosts": _filled("a.", "a@"),
    "images": _filled("![](a)\n\n"),
    "images without URLs": _filled("!["),
    "task items": _filled("- [ ] a\n"),
    "lists of one item": _filled("- a\n+ a\n"),
    "definition lists in items": _filled("- a\n  : b\n"),
    "lazy lines of nested quotes": _filled("a\n", "> " * 11),
    "nested elements": _filled("<div>"),
    "quotes that end in a heading": _filled("> # a\nb\n"),
    "callouts without bodies": _filled("> [!NOTE] a\nb\n"),
    "lists in quotes that end in a heading": _filled("> - # a\nb\n"),
    "tables within tables": _filled("<table>"),
    "text between rows": _filled("a<tr>", "<table>"),
    "unclosed items": _filled("<ul><li>"),
    "items within elements": _filled("</dt><dt>", "<ul>" + "<span>" * 190),
    "closing tags past a table": _filled("</q>", "<q><table><tr><td>" + "<span>" * 190),
    "closing tags in items": _filled("- x</center>\n", "<center>\n\n" + "<div>" * 190 + "\n\n"),
    "elements that overlap": _filled("<b><i></b>"),
    "emphasis that elements overlap": _filled("<b>*x</b>*", "x "),
    "blocks in a paragraph": _filled("<div>", "x "),
    "targets of links": _filled("x <a>"),
    "footnotes of each other": _counted("[^%]: [^1%][^%]\n"),
    "escaped backticks": _filled("\\``$"),
    "labels alone": _filled("$\\label{a}$ "),
    "nested emphasis elements": _halves("<b>", "</b>"),
    "elements with attributes": _filled("<a b='"),
    "raw code elements": _filled("<pre>"),
    "inline code elements": _filled("x <code>"),
    "entities": _filled("&amp;"),
    "Chinese lines": _filled("中\n"),
    "emphasis in Chinese": _filled("**中。**"),
    "one grapheme": _filled("\u0301", "a"),
    "spaces": _filled(" ", "a", "b"),
    "tabs": _filled("\t", "- "),
    "code in every language": _filled("```python\nx = '\n```\n"),
    "code in a slow language": _filled("```java\n" + "a " * 800 + "\n```\n"),
    "comments without line ends": _filled("```mcschema\n" + "<!--\n" * 20 + "```\n"),
    "one block of code": _filled("(", "```python\n"),
    "marked lines": _filled("1-999999,", "```text {", "}\nx\n```"),
}


def seconds(kind: str, length: int = MAX_SOURCE_LENGTH) -> float:
    """The time to render pathological input of this kind."""
    source = KINDS[kind](length)[:length]
    start = time.perf_counter()
    render(source)
    return time.perf_counter() - start


if __name__ == "__main__":
    render("$x$")
    durations = {kind: seconds(kind) for kind in sys.argv[1:] or KINDS}
    for kind, duration in sorted(durations.items(), key=lambda item: item[1]):
        print(f"{duration:6.2f} s  {kind}")
    slow = [kind for kind, duration in durations.items() if duration > LIMIT_SECONDS]
    print(f"Pathological input: {len(durations) - len(slow)} of {len(durations)} within {LIMIT_SECONDS:.0f} s")
    sys.exit(bool(slow))
