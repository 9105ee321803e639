"""Makes a formula ready, once: the skeletons of formulas that have been seen are remembered."""

from __future__ import annotations

from notes.bounded_cache import Cache
from notes.rendering.math.normalize.build_template import template
from notes.rendering.math.normalize.template import Template

MAX_LENGTH = 20_000
"""Characters of one formula. KaTeX takes about 0.6 s for so many."""

_CACHE_BYTES = 12_000_000
"""Roughly: about 12,000 formulas of usual size."""

_UNDRAWABLE = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000)), 0xFFFD)
"""Control characters and halves of surrogate pairs: no reader can see them, and JSON or HTML would choke on some."""

_templates: Cache[tuple[str, bool], Template] = Cache(_CACHE_BYTES)


def normalize(tex: str, display: bool) -> Template | None:
    """The skeleton of a formula; None where it is too long."""
    if len(tex) > MAX_LENGTH:
        return None
    known = _templates.get((tex, display))
    if known is None:
        known = template(drawable(tex), display)
        _templates.put((tex, display), known, len(tex) + 100 * len(known.parts) + 500)
    return known


def drawable(tex: str) -> str:
    """The TeX with a replacement character for each that cannot be drawn, so that offsets stay what they are."""
    return tex.translate(_UNDRAWABLE)
