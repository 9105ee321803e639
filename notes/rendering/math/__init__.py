"""Formulas: TeX to HTML and Unicode text, numbered and linked throughout a note."""

from notes.rendering.math.budget import Budget
from notes.rendering.math.model import LabeledEquation, RenderedFormula, Source, TypesetResult
from notes.rendering.math.typesetting import typeset
from notes.rendering.math.unicode import to_unicode

__all__ = ["Budget", "LabeledEquation", "RenderedFormula", "Source", "TypesetResult", "to_unicode", "typeset"]
