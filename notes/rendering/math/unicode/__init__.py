r"""TeX as a line of Unicode: `p(x|z) \sim \mathcal{N}(\mu,\sigma^2)` is `p(x|z) ∼ 𝒩(μ, σ²)`.

Plain text, search snippets, feeds and page descriptions read formulas so. It never raises, takes time in proportion
to the length, and shows the name of a command that Unicode has nothing for.
"""

from __future__ import annotations

from dataclasses import dataclass

from notes.bounded_cache import Cache
from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.unicode.command_readers import CONSTRUCTS
from notes.rendering.math.unicode.reader import Reader
from notes.rendering.math.unicode.stream import Stream

__all__ = ["UnicodeFormula", "linearise", "to_unicode"]

_CACHE_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class UnicodeFormula:
    """The text of a formula; `is_whole` says that nothing of it is missing or merely named."""

    text: str
    is_whole: bool


_linears: Cache[tuple[str, tuple[Macro, ...], tuple[str, ...]], UnicodeFormula] = Cache(_CACHE_CHARACTERS)


def to_unicode(tex: str) -> str:
    """A formula as a reader without any typesetting would write it."""
    return unicode_formula(tex).text


def unicode_formula(tex: str, macros: tuple[Macro, ...] = (), references: tuple[str, ...] = ()) -> UnicodeFormula:
    r"""`to_unicode` with the macros that hold and what each `\ref` and `\eqref` shows, in order."""
    key = (tex, macros, references)
    known = _linears.get(key)
    if known is None:
        reader = Reader(Stream(tex, macros), iter(references), CONSTRUCTS)
        known = UnicodeFormula(reader.text(), reader.is_whole)
        _linears.put(key, known, len(tex) + len(known.text) + 100)
    return known
