"""Rendered notes as they are kept: named by all that goes into them, packed so that reading them can run nothing.

What is kept under a right key is never wrong, so nothing is ever purged. A packed value that is damaged, or of another
release's shape, is no value: its note is drawn again.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from notes.reading_time import reading_minutes
from notes.rendering import Document, Formula, Heading, LinkedEquation, LinkedTheorem, Problem

T = TypeVar("T")

# KaTeX's HTML shrinks to a thirteenth. Level 6 takes 0.5 ms where drawing takes 30, and reading takes 0.1 at any level.
LEVEL = 6


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a note. If rendering the note `has_failed`, its page shows the source."""

    excerpt_html: str
    excerpt_text: str
    reading_minutes: int
    has_failed: bool

    @classmethod
    def of(cls, document: Document, summary: Document, *, has_failed: bool = False) -> Card:
        """The card of a note whose excerpt comes from `summary`, which may be the note itself."""
        return cls(summary.excerpt_html, summary.excerpt_text, reading_minutes(document.plain_text), has_failed)


@dataclass(frozen=True, slots=True)
class Outline:
    """A note's headings."""

    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What is known of a note beyond what its pages show. Names and types are those of `Document`."""

    excerpt_html: str
    excerpt_text: str
    plain_text: str
    formulas: tuple[Formula, ...]
    problems: tuple[Problem, ...]
    links: tuple[str, ...]
    images: tuple[str, ...]
    theorems: tuple[LinkedTheorem, ...]
    equations: tuple[LinkedEquation, ...]
    is_provisional: bool

    @classmethod
    def of(cls, document: Document) -> Rest:
        return cls(*(getattr(document, field.name) for field in fields(cls)))


@dataclass(frozen=True, slots=True)
class Parts:
    """What other notes may name within a note: labels of equations and theorems, anchors of headings."""

    equations: tuple[LinkedEquation, ...] = ()
    theorems: tuple[LinkedTheorem, ...] = ()
    anchors: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document) -> Parts:
        return cls(document.equations, document.theorems, tuple(heading.anchor for heading in document.headings))

    @property
    def names(self) -> set[str]:
        labels = {equation.label for equation in self.equations} | {theorem.label for theorem in self.theorems}
        return labels | set(self.anchors)


def digest(*values: object) -> str:
    """A name for these strings, numbers and sequences of them: 32 characters, the same in every process."""
    return hashlib.blake2b(_json(values), digest_size=16).hexdigest()


def pack(value: object) -> bytes:
    """A string or a dataclass in few bytes."""
    plain = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else _json(astuple(value))  # type: ignore[call-overload]
    return zlib.compress(plain, LEVEL)


def unpack(kind: type[T], packed: bytes | memoryview) -> T | None:
    """The value of this type that was packed; `None` for anything else."""
    try:
        plain = zlib.decompress(packed).decode("utf-8", "surrogatepass")
        value: T = _restored(kind, plain if kind is str else json.loads(plain))
    except (zlib.error, ValueError, TypeError, RecursionError):
        return None
    return value


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _restored(kind: Any, value: Any) -> Any:
    """A value of this type from its JSON, whatever dataclasses and tuples it is made of. Raises `ValueError`."""
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(*_all_restored(_types_of(kind), value))
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return tuple(_all_restored(inner[:1] * len(value) if inner[1:] == (...,) else inner, value))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind if isinstance(kind, (type, UnionType)) else object):
        raise ValueError(f"{value!r} is no {kind}")
    return value


def _all_restored(kinds: Sequence[Any], values: Any) -> list[Any]:
    if not isinstance(values, list) or len(values) != len(kinds):
        raise ValueError("Not what was packed")
    return [_restored(kind, value) for kind, value in zip(kinds, values, strict=True)]


@cache
def _types_of(kind: type) -> tuple[Any, ...]:
    return tuple(get_type_hints(kind).values())
