"""Containment: the one place where the site calls the renderer, so that an error in one note stays in that note.

`notes.rendering` itself catches nothing it does not expect. Whatever it raises is logged here, and the caller shows the
source instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from notes import rendering
from notes.render_cache.keys import surroundings
from notes.rendering import Document, LinkedNote

logger = logging.getLogger(__name__)

T = TypeVar("T")


def render(
    source: str, title: str, language: str, notes: Iterable[LinkedNote] = (), *, subject: str
) -> Document | None:
    """The document of a source; `None` if rendering raises. `subject` names the source in the log."""
    return _contained(lambda: rendering.render(source, surroundings(source, title, language, notes)), subject)


def references(source: str, *, subject: str) -> frozenset[str]:
    """The slugs that a source refers to; none if looking for them raises."""
    return _contained(lambda: rendering.references(source), subject) or frozenset()


def _contained(work: Callable[[], T], subject: str) -> T | None:
    try:
        return work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # Not only `Exception`: a panic in Rust, in which nh3 is written, is not one.
        logger.exception("Rendering %s failed; readers see its source.", subject)
        return None
