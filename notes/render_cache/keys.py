"""Cache keys of renderings, and the render context that goes into them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from notes.digests import digest
from notes.rendering import VERSION, LinkedNote, RenderContext

# A stored image has its size in its name (notes.images), so rendering opens no file.
STORED_IMAGE = re.compile(r"/media/[\w./-]+-(\d{1,5})x(\d{1,5})\.\w+")


def render_context(source: str, title: str, language: str, notes: Iterable[LinkedNote] = ()) -> RenderContext:
    """Everything besides the source that its rendering depends on."""
    return RenderContext(
        macros=settings.MATH_MACROS,
        notes=tuple(sorted(notes, key=lambda note: note.slug)),
        host=settings.SITE_HOST,
        title=title,
        language=language,
        image_sizes=tuple(sorted({(m[0], int(m[1]), int(m[2])) for m in STORED_IMAGE.finditer(source)})),
    )


def fingerprint(body_digest: str, title: str, language: str) -> str:
    """Digest of a post's rendering inputs, apart from the notes that it links to."""
    return digest(_site_fingerprint(VERSION, settings.MATH_MACROS, settings.SITE_HOST), body_digest, title, language)


@lru_cache(maxsize=4)
def _site_fingerprint(version: str, macros: tuple[tuple[str, str], ...], host: str) -> str:
    return digest(version, macros, host)
