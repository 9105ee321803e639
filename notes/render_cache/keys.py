"""What drawing a post depends on: as values for the pipeline, and as keys that name them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from notes.render_cache.snapshots import digest
from notes.rendering import VERSION, LinkedNote, RenderContext

# A stored image says its size in its name, so that no page has to open files: see notes.images.
STORED_IMAGE = re.compile(r"/media/[\w./-]+-(\d{1,5})x(\d{1,5})\.\w+")


def surroundings(source: str, title: str, language: str, notes: Iterable[LinkedNote] = ()) -> RenderContext:
    """All that the rendering of a source depends on, and nothing else."""
    return RenderContext(
        macros=settings.MATH_MACROS,
        notes=tuple(sorted(notes, key=lambda note: note.slug)),
        host=settings.SITE_HOST,
        title=title,
        language=language,
        image_sizes=tuple(sorted({(m[0], int(m[1]), int(m[2])) for m in STORED_IMAGE.finditer(source)})),
    )


def own_key(body_digest: str, title: str, language: str) -> str:
    """Names what a post's rendering depends on if it mentions no other: the pipeline, the site and the post itself."""
    return digest(site_key(VERSION, settings.MATH_MACROS, settings.SITE_HOST), body_digest, title, language)


@lru_cache(maxsize=4)
def site_key(version: str, macros: tuple[tuple[str, str], ...], host: str) -> str:
    return digest(version, macros, host)
