"""Formulas: TeX in, HTML and Unicode out, numbered and linked through a whole note."""

from notes.rendering.math.drawing import Budget
from notes.rendering.math.linear import to_unicode
from notes.rendering.math.model import Drawn, Label, Source, Typeset
from notes.rendering.math.typesetting import typeset

__all__ = ["Budget", "Drawn", "Label", "Source", "Typeset", "to_unicode", "typeset"]
