"""Definition lists: a term, and `: definition` on the next line."""

from __future__ import annotations

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from notes.rendering.construct import Construct


def install(md: MarkdownIt) -> None:
    md.use(deflist_plugin)


CONSTRUCT = Construct(
    install=install,
)
