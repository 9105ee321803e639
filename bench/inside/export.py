"""Gives a number of notes to other sites: Markdown for generators, Lemma's own HTML for a content manager."""

from __future__ import annotations

import json
from pathlib import Path

from bench import material
from bench.inside import answer

DISTINCT = 24
"""Texts that differ; more notes than these repeat them under other names."""


def export(notes: int, formulas: int, characters: int, file: str) -> int:
    from notes.rendering import render

    texts = [material.body(number, formulas=formulas, characters=characters) for number in range(min(notes, DISTINCT))]
    documents = [render(text) for text in texts]
    exported = [
        {
            "slug": material.slug(number),
            "title": material.title(number),
            "tag": material.TAGS[number % len(material.TAGS)],
            "markdown": texts[number % DISTINCT],
            "html": documents[number % DISTINCT].html,
            "excerpt": documents[number % DISTINCT].excerpt_text,
        }
        for number in range(notes)
    ]
    Path(file).write_text(json.dumps(exported), encoding="utf-8")
    return len(exported)


if __name__ == "__main__":
    answer(export)
