"""Formulas: TeX in, HTML and Unicode out, numbered and linked through a whole note."""

from notes.rendering.math.katex.batches import Budget
from notes.rendering.math.model import Label, RenderedFormula, Source, TypesetResult
from notes.rendering.math.typesetting import typeset
from notes.rendering.math.unicode import to_unicode

__all__ = ["Budget", "Label", "RenderedFormula", "Source", "TypesetResult", "to_unicode", "typeset"]
