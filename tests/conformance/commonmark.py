"""CommonMark 0.31.2: every example of the specification, through the dialect's own parser.

Run as `python -m tests.conformance.commonmark`; it prints the share that comes out as the specification says. Bare
addresses are off, since linking them is an extension; every other rule of the dialect is on.
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
    """An example of the specification: its number, what is written, and what comes of it."""

    number: int
    markdown: str
    html: str


def examples() -> list[Example]:
    text = SPECIFICATION.read_text(encoding="utf-8").replace("→", "\t")
    return [Example(number, *match.groups()) for number, match in enumerate(_EXAMPLE.finditer(text), 1)]


def rendered(markdown: str) -> str:
    """What the parser's tokens are by CommonMark's own rules of writing."""
    md = parser(autolinks=False)
    env: dict[str, object] = {}
    html = str(RendererHTML(md).render(md.parse(markdown, env), md.options, env))
    # The specification breaks the line within an empty quote, which markdown-it's renderer does not.
    return html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


def failures() -> list[Example]:
    return [example for example in examples() if rendered(example.markdown) != example.html]


if __name__ == "__main__":
    failed = failures()
    for example in failed:
        print(
            f"example {example.number}\n{example.markdown}\nwanted\n{example.html}\ngot\n{rendered(example.markdown)}"
        )
    print(f"CommonMark 0.31.2: {len(examples()) - len(failed)} of {len(examples())}")
    sys.exit(bool(failed))
