r"""Convert TeX to a line of Unicode text: `p(x|z) \sim \mathcal{N}(\mu,\sigma^2)` becomes `p(x|z) ∼ 𝒩(μ, σ²)`.

Used for plain text, search snippets, feeds and page descriptions. It never raises, takes time linear in the length, and
shows the name of a command that has no equivalent in Unicode.
"""

from __future__ import annotations

from dataclasses import dataclass

from notes.bounded_cache import BoundedCache
from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.unicode.command_readers import COMMAND_READERS
from notes.rendering.math.unicode.reader import Reader
from notes.rendering.math.unicode.stream import Stream

__all__ = ["UnicodeFormula", "to_unicode", "unicode_formula"]

_CACHE_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class UnicodeFormula:
    """The text of a formula; `is_complete` is false if a part is missing or shown by its name."""

    text: str
    is_complete: bool


_formulas: BoundedCache[tuple[str, tuple[Macro, ...], tuple[str, ...]], UnicodeFormula] = BoundedCache(
    _CACHE_CHARACTERS
)


def to_unicode(tex: str) -> str:
    """The Unicode text of a formula."""
    return unicode_formula(tex).text


def unicode_formula(tex: str, macros: tuple[Macro, ...] = (), references: tuple[str, ...] = ()) -> UnicodeFormula:
    r"""The same, given the macros in scope and the texts that each `\ref` and `\eqref` shows, in order."""
    key = (tex, macros, references)
    formula = _formulas.get(key)
    if formula is None:
        reader = Reader(Stream(tex, macros), iter(references), COMMAND_READERS)
        formula = UnicodeFormula(reader.text(), reader.is_complete)
        _formulas.put(key, formula, len(tex) + len(formula.text) + 100)
    return formula
