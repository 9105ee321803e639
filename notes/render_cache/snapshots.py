"""Stored renderings: dataclasses packed as compressed JSON, so that reading one cannot run code.

A packed value that is damaged, or that another release packed in another shape, unpacks to `None`; its note is then
rendered again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from notes.digests import compact_json
from notes.reading_time import reading_minutes
from notes.rendering import Document, Formula, Heading, LinkedEquation, LinkedTheorem, Problem

T = TypeVar("T")

# Compresses KaTeX's HTML to a thirteenth in 0.5 ms, where rendering takes 30; decompressing takes 0.1 at any level.
COMPRESSION_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Card:
    """What lists show of a note. `has_failed` if rendering it raised, so that its page shows the source."""

    excerpt_html: str
    excerpt_text: str
    reading_minutes: int
    has_failed: bool

    @classmethod
    def of(cls, document: Document, summary: Document, *, has_failed: bool = False) -> Card:
        """The card of a note with the excerpt of its rendered summary; pass the document itself if it has none."""
        return cls(summary.excerpt_html, summary.excerpt_text, reading_minutes(document.plain_text), has_failed)


@dataclass(frozen=True, slots=True)
class Outline:
    """A note's headings, in order."""

    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """The fields of a `Document` that pages do not show, under the same names."""

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
    def of(cls, document: Document) -> Details:
        return cls(*(getattr(document, field.name) for field in fields(cls)))


@dataclass(frozen=True, slots=True)
class ReferenceTargets:
    """What other notes may reference in a note: labels of equations and theorems, anchors of headings."""

    equations: tuple[LinkedEquation, ...] = ()
    theorems: tuple[LinkedTheorem, ...] = ()
    anchors: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document) -> ReferenceTargets:
        return cls(document.equations, document.theorems, tuple(heading.anchor for heading in document.headings))

    @property
    def names(self) -> set[str]:
        labels = {equation.label for equation in self.equations} | {theorem.label for theorem in self.theorems}
        return labels | set(self.anchors)


def pack(value: object) -> bytes:
    """Pack a string or a dataclass."""
    plain = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else compact_json(astuple(value))  # type: ignore[call-overload]
    return zlib.compress(plain, COMPRESSION_LEVEL)


def unpack(kind: type[T], packed: bytes | memoryview) -> T | None:
    """Unpack a value of this type; `None` if the bytes are anything else."""
    try:
        plain = zlib.decompress(packed).decode("utf-8", "surrogatepass")
        value: T = _from_json(kind, plain if kind is str else json.loads(plain))
    except (zlib.error, ValueError, TypeError, RecursionError):
        return None
    return value


def _from_json(kind: Any, value: Any) -> Any:
    """Build a value of this type, which may nest dataclasses, tuples and enums. Raises `ValueError` on a mismatch."""
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(*_all_from_json(_field_types(kind), value))
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return tuple(_all_from_json(inner[:1] * len(value) if inner[1:] == (...,) else inner, value))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind if isinstance(kind, (type, UnionType)) else object):
        raise ValueError(f"{value!r} is not a {kind}")
    return value


def _all_from_json(kinds: Sequence[Any], values: Any) -> list[Any]:
    if not isinstance(values, list) or len(values) != len(kinds):
        raise ValueError(f"Expected {len(kinds)} values")
    return [_from_json(kind, value) for kind, value in zip(kinds, values, strict=True)]


@cache
def _field_types(kind: type) -> tuple[Any, ...]:
    return tuple(get_type_hints(kind).values())
