"""The mathematical alphabets of Unicode, and its superscript and subscript characters."""

from __future__ import annotations

from collections.abc import Mapping

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"
_DIGITS = "0123456789"


def _alphabet(
    latin: int, *, digits: int = 0, greek: int = 0, exceptions: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The letters, given the first code point of each block; the exceptions were encoded elsewhere before the block."""
    letters = {letter: chr(latin + index) for index, letter in enumerate(_LATIN)}
    if digits:
        letters |= {digit: chr(digits + index) for index, digit in enumerate(_DIGITS)}
    if greek:
        letters |= {letter: chr(greek + index) for index, letter in enumerate(_GREEK)}
    return letters | dict(exceptions or {})


_SCRIPT_EXCEPTIONS = dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True))
_FRAKTUR_EXCEPTIONS = dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True))
_DOUBLE_EXCEPTIONS = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))

SCRIPT = _alphabet(0x1D49C, exceptions=_SCRIPT_EXCEPTIONS)
FRAKTUR = _alphabet(0x1D504, exceptions=_FRAKTUR_EXCEPTIONS)
DOUBLE_STRUCK = _alphabet(0x1D538, digits=0x1D7D8, exceptions=_DOUBLE_EXCEPTIONS)
BOLD = _alphabet(0x1D400, digits=0x1D7CE, greek=0x1D6A8)
BOLD_ITALIC = _alphabet(0x1D468, digits=0x1D7CE, greek=0x1D71C)
SANS_SERIF = _alphabet(0x1D5A0, digits=0x1D7E2)
MONOSPACE = _alphabet(0x1D670, digits=0x1D7F6)

PLAIN: Mapping[str, str] = {}
"""Upright and italic letters, written as plain ones."""

FONTS: dict[str, Mapping[str, str]] = {
    **dict.fromkeys((r"\mathcal", r"\mathscr", r"\cal", r"\scr", r"\mathpzc"), SCRIPT),
    **dict.fromkeys((r"\mathfrak", r"\frak"), FRAKTUR),
    **dict.fromkeys((r"\mathbb", r"\Bbb", r"\mathds", r"\mathbbm"), DOUBLE_STRUCK),
    **dict.fromkeys((r"\mathbf", r"\bold", r"\bf"), BOLD),
    **dict.fromkeys((r"\boldsymbol", r"\bm", r"\pmb", r"\symbf", r"\mathbfit"), BOLD_ITALIC),
    **dict.fromkeys((r"\mathsf", r"\sf"), SANS_SERIF),
    **dict.fromkeys((r"\mathtt", r"\tt"), MONOSPACE),
    **dict.fromkeys((r"\mathrm", r"\mathit", r"\mathnormal", r"\rm", r"\it", r"\mit"), PLAIN),
}
"""The alphabet of each font command."""

FONT_SWITCHES = frozenset((r"\cal", r"\scr", r"\frak", r"\bf", r"\sf", r"\tt", r"\rm", r"\it", r"\mit"))
r"""The font commands that hold to the end of their group, as in `{\bf x}`."""

SUPERSCRIPTS = dict(
    zip(
        "0123456789+−=()ABDEGHIJKLMNOPRTUVWabcdefghijklmnoprstuvwxyzβγδθφχ-′″‴⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞᵟᶿᵠᵡ⁻′″‴ᵀ",
        strict=True,
    )
)
SUBSCRIPTS = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvxβγρφχ-",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋",
        strict=True,
    )
)
