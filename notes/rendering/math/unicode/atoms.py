"""The atoms of a formula in Unicode, and the line of text that they make."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from notes.rendering.math.unicode.alphabets import SUBSCRIPTS, SUPERSCRIPTS
from notes.rendering.math.unicode.symbols import VULGAR_FRACTIONS, Part

_RAISED_ALREADY = frozenset("*∗⋆†‡°′″‴")
"""What looks raised by itself."""

_MARKABLE = regex.compile(r"\S\p{M}*")
_HANGING = frozenset((*SUPERSCRIPTS.values(), *SUBSCRIPTS.values(), *_RAISED_ALREADY))


@dataclass(slots=True)
class Atom:
    """A symbol, a word or a finished part of a formula, with its subscript and superscript as plain text."""

    part: Part
    text: str
    sub: str = ""
    sup: str = ""
    primes: str = ""

    def shown(self) -> str:
        primes = self.primes.replace("′′′", "‴").replace("′′", "″")
        return self.text + primes + lowered(self.sub) + raised(self.sup)

    @property
    def is_bare(self) -> bool:
        return not (self.sub or self.sup or self.primes)

    @property
    def runs_on(self) -> bool:
        """Whether a letter written straight behind would seem to belong to the script."""
        return bool(self.sub or self.sup) and self.shown()[-1].isalnum() and not self._script_is_small()

    def _script_is_small(self) -> bool:
        last = self.sup or self.sub
        table = SUPERSCRIPTS if self.sup else SUBSCRIPTS
        return all(character in table for character in last)


def lowered(script: str) -> str:
    """`script` as subscript: small letters where Unicode has them all, else behind `_`."""
    return _small(script, SUBSCRIPTS, "_")


def raised(script: str) -> str:
    if script and all(character in _RAISED_ALREADY for character in script):
        return script
    return "°" if script == "∘" else _small(script, SUPERSCRIPTS, "^")


def line(atoms: Sequence[Atom], *, tight: bool = False) -> str:
    """The atoms as text, spaced as TeX would; `tight` is without spaces, as within a script."""
    out: list[str] = []
    before: Atom | None = None
    for index, atom in enumerate(atoms):
        after = atoms[index + 1] if index + 1 < len(atoms) else None
        if atom.part is Part.BREAK:
            continues = after is None or after.part in (Part.RELATION, Part.BINARY)
            out.append(" " if continues else ", " if tight else "; ")
        elif tight:
            out.append(atom.shown() if atom.part is not Part.SPACE else "")
        else:
            out.append(_spaced(atom, before, after))
        before = atom
    text = "".join(out)
    # Collapsed spaces are cheaper than rules about which of two neighbours writes one.
    return " ".join(text.split())


def enclosed(text: str) -> str:
    """`text` in round brackets, if it does not stand in a pair of them."""
    return text if _is_enclosed(text) else f"({text})"


def factor(atoms: Sequence[Atom], *, below: bool = False) -> str:
    """The atoms as one side of a fraction: in brackets where they would be read otherwise without."""
    text = line(atoms)
    return text if _is_factor(atoms, below=below) else enclosed(text)


def fraction(above: Sequence[Atom], below: Sequence[Atom]) -> Atom:
    """`a/b`, or one of the few fractions that are characters."""
    if vulgar := VULGAR_FRACTIONS.get((line(above), line(below))):
        return Atom(Part.LETTER, vulgar)
    return Atom(Part.FRACTION, f"{factor(above)}/{factor(below, below=True)}")


def binomial(above: Sequence[Atom], below: Sequence[Atom]) -> Atom:
    return Atom(Part.LETTER, f"({factor(above)} choose {factor(below)})")


def accented(text: str, mark: str) -> str:
    """`text` with a combining `mark` on each of its characters, above the marks that it has."""
    return unicodedata.normalize("NFC", _MARKABLE.sub(rf"\g<0>{mark}", text))


def _spaced(atom: Atom, before: Atom | None, after: Atom | None) -> str:
    shown = atom.shown()
    previous = before.part if before else None
    match atom.part:
        case Part.SPACE:
            return " "
        case Part.RELATION:
            return f" {shown} "
        case Part.BINARY:
            is_infix = after is not None and previous in (Part.LETTER, Part.CLOSING, Part.FRACTION, Part.SPACE)
            return f" {shown} " if is_infix else shown
        case Part.PUNCTUATION:
            return f"{shown} "
        case Part.OPERATOR | Part.FRACTION:
            apart = previous in (Part.LETTER, Part.CLOSING, Part.OPERATOR, Part.FRACTION)
        case Part.OPENING:
            apart = previous is Part.FRACTION
        case Part.CLOSING:
            apart = False
        case _:
            apart = previous in (Part.OPERATOR, Part.FRACTION) or bool(
                before and previous is not Part.OPENING and before.runs_on and shown[:1].isalnum()
            )
    return f" {shown}" if apart and shown else shown


def _small(script: str, table: Mapping[str, str], sign: str) -> str:
    if not script:
        return ""
    if all(character in table for character in script):
        return "".join(table[character] for character in script)
    return sign + (script if _is_word(script) else enclosed(script))


def _is_word(script: str) -> bool:
    """Whether `script` holds together without brackets: a Latin word, or one letter with what hangs on it."""
    if script.isascii() and script.isalnum():
        return True
    return script[0].isalnum() and all(
        character in _HANGING or unicodedata.combining(character) for character in script[1:]
    )


def _is_enclosed(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _is_one_group(parts: Sequence[Part]) -> bool:
    """Whether a bracket opens first that closes last."""
    depth = 0
    for index, part in enumerate(parts):
        depth += (part is Part.OPENING) - (part is Part.CLOSING)
        if depth <= 0:
            return index == len(parts) - 1 and index > 0
    return False


def _is_factor(atoms: Sequence[Atom], *, below: bool) -> bool:
    parts = [atom.part for atom in atoms if atom.part is not Part.SPACE]
    if len(parts) <= 1:
        return not parts or parts[0] is not Part.FRACTION
    if _is_one_group(parts) or (parts[0] in (Part.LETTER, Part.OPERATOR) and _is_one_group(parts[1:])):
        return True
    if any(part not in (Part.LETTER, Part.OPENING, Part.CLOSING) for part in parts):
        return False
    text = "".join(atom.text for atom in atoms)
    if not below or text.isdigit():
        return True
    is_word = len(text) > 2 and text.isascii() and text.isalpha() and all(atom.is_bare for atom in atoms)
    return is_word or (len(atoms) == 2 and text.startswith(("∂", "d")))
