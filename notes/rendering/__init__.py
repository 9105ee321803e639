"""Markdown and LaTeX in, a `Document` out: pure arithmetic that never imports Django."""

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
from notes.rendering.pipeline import references, render
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
    "references",
    "render",
]
