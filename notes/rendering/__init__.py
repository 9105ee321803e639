"""Render Markdown and LaTeX to a `Document`, without Django."""

from notes.rendering.document import (
    MAX_SOURCE_LENGTH,
    Document,
    Formula,
    Heading,
    LinkedEquation,
    LinkedNote,
    LinkedTheorem,
    RenderContext,
)
from notes.rendering.pipeline import referenced_slugs, render
from notes.rendering.problems import Problem, ProblemKind
from notes.rendering.version import VERSION

__all__ = [
    "MAX_SOURCE_LENGTH",
    "VERSION",
    "Document",
    "Formula",
    "Heading",
    "LinkedEquation",
    "LinkedNote",
    "LinkedTheorem",
    "Problem",
    "ProblemKind",
    "RenderContext",
    "referenced_slugs",
    "render",
]
