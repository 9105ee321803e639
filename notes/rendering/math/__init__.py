"""Formulas: TeX in, HTML and Unicode out, numbered and linked through a whole note."""

from notes.rendering.math.katex.batches import Budget
from notes.rendering.math.model import Drawn, Label, Source, Typeset
from notes.rendering.math.typesetting import typeset
from notes.rendering.math.unicode import to_unicode

__all__ = ["Budget", "Drawn", "Label", "Source", "Typeset", "to_unicode", "typeset"]
