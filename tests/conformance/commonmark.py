"""Conformance to CommonMark 0.31.2: the examples of the specification, parsed by the dialect's parser.

Run as `python -m tests.conformance.commonmark`; it prints the number of examples that render as specified. Autolinks of
bare URLs are off, since they are an extension; all other rules of the dialect are on.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from markdown_it.renderer import RendererHTML

from notes.rendering.parser import parser

SPECIFICATION = Path(__file__).parents[2] / "node_modules/commonmark-spec/spec.txt"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """An example of the specification, with the expected HTML."""

    number: int
    markdown: str
    html: str


def examples() -> list[Example]:
    text = SPECIFICATION.read_text(encoding="utf-8").replace("→", "\t")
    return [Example(number, *match.groups()) for number, match in enumerate(_EXAMPLE.finditer(text), 1)]


def render(markdown: str) -> str:
    """The HTML of markdown-it's own renderer."""
    md = parser(autolinks=False)
    env: dict[str, object] = {}
    html = str(RendererHTML(md).render(md.parse(markdown, env), md.options, env))
    # In the specification, an empty quote contains a newline.
    return html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


def failures() -> list[Example]:
    return [example for example in examples() if render(example.markdown) != example.html]


if __name__ == "__main__":
    failed = failures()
    for example in failed:
        print(
            f"example {example.number}\n{example.markdown}\nexpected\n{example.html}\ngot\n{render(example.markdown)}"
        )
    print(f"CommonMark 0.31.2: {len(examples()) - len(failed)} of {len(examples())}")
    sys.exit(bool(failed))
