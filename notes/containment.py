"""Contain renderer errors: the only module that calls the renderer, so that one note cannot break another page.

`notes.rendering` raises what it does not expect. Exceptions are logged here, and the caller shows the source instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from notes import rendering
from notes.rendering import Document, RenderContext

logger = logging.getLogger(__name__)

T = TypeVar("T")


def render(source: str, context: RenderContext, *, subject: str) -> Document | None:
    """Render a note; `None` if rendering raises. `subject` names the note in the log, such as `post 5`."""
    return _contained(lambda: rendering.render(source, context), subject)


def referenced_slugs(source: str, *, subject: str) -> frozenset[str]:
    """The slugs that a source links to; none if the scan raises."""
    return _contained(lambda: rendering.referenced_slugs(source), subject) or frozenset()


def _contained(work: Callable[[], T], subject: str) -> T | None:
    try:
        return work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # Not only `Exception`: a panic in nh3, which is written in Rust, is a `BaseException`.
        logger.exception("Rendering %s failed; readers see its source.", subject)
        return None
