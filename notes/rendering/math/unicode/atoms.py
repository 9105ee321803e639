"""The atoms of a formula, and the text that they are joined to."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from notes.rendering.math.unicode.alphabets import SUBSCRIPTS, SUPERSCRIPTS
from notes.rendering.math.unicode.symbols import VULGAR_FRACTIONS, AtomClass

_RAISED_BY_DESIGN = frozenset("*∗⋆†‡°′″‴")
"""What looks superscript by itself."""

_OPERANDS = frozenset((AtomClass.ORDINARY, AtomClass.CLOSING, AtomClass.FRACTION, AtomClass.SPACE))
"""The classes after which a binary operator is infix; elsewhere it is a sign."""

_ACCENTABLE = regex.compile(r"\S\p{M}*")
_SCRIPT_CHARACTERS = frozenset((*SUPERSCRIPTS.values(), *SUBSCRIPTS.values(), *_RAISED_BY_DESIGN))


@dataclass(slots=True)
class Atom:
    """A symbol, a word or a converted part of a formula, with its subscript and superscript as plain text."""

    kind: AtomClass
    text: str
    sub: str = ""
    sup: str = ""
    primes: str = ""

    def with_scripts(self) -> str:
        primes = self.primes.replace("′′′", "‴").replace("′′", "″")
        return self.text + primes + subscript(self.sub) + superscript(self.sup)

    @property
    def is_bare(self) -> bool:
        return not (self.sub or self.sup or self.primes)

    @property
    def needs_space_after(self) -> bool:
        """Whether a letter directly after this atom would seem to belong to its script."""
        return bool(self.sub or self.sup) and self.with_scripts()[-1].isalnum() and not self._script_has_characters()

    def _script_has_characters(self) -> bool:
        last = self.sup or self.sub
        table = SUPERSCRIPTS if self.sup else SUBSCRIPTS
        return all(character in table for character in last)


def subscript(script: str) -> str:
    """`script` as a subscript: in subscript characters if Unicode has all of them, else after `_`."""
    return _script(script, SUBSCRIPTS, "_")


def superscript(script: str) -> str:
    if script and all(character in _RAISED_BY_DESIGN for character in script):
        return script
    return "°" if script == "∘" else _script(script, SUPERSCRIPTS, "^")


def join_atoms(atoms: Sequence[Atom], *, tight: bool = False) -> str:
    """The text of the atoms, spaced like TeX does, or without spaces if `tight`, as within a script."""
    pieces: list[str] = []
    before: Atom | None = None
    for index, atom in enumerate(atoms):
        after = atoms[index + 1] if index + 1 < len(atoms) else None
        if atom.kind is AtomClass.BREAK:
            continues = after is None or after.kind in (AtomClass.RELATION, AtomClass.BINARY)
            pieces.append(" " if continues else ", " if tight else "; ")
        elif tight:
            pieces.append(atom.with_scripts() if atom.kind is not AtomClass.SPACE else "")
        else:
            pieces.append(_spaced(atom, before, after))
        before = atom
    text = "".join(pieces)
    # Two neighbors may both write a space.
    return " ".join(text.split())


def parenthesize(text: str) -> str:
    """`text` in parentheses, unless it is parenthesized already."""
    return text if _is_parenthesized(text) else f"({text})"


def factor(atoms: Sequence[Atom], *, below: bool = False) -> str:
    """The atoms as one side of a fraction, parenthesized where the fraction would be ambiguous."""
    text = join_atoms(atoms)
    return text if _is_factor(atoms, below=below) else parenthesize(text)


def fraction(above: Sequence[Atom], below: Sequence[Atom]) -> Atom:
    """`a/b`, or a character such as ½."""
    if vulgar := VULGAR_FRACTIONS.get((join_atoms(above), join_atoms(below))):
        return Atom(AtomClass.ORDINARY, vulgar)
    return Atom(AtomClass.FRACTION, f"{factor(above)}/{factor(below, below=True)}")


def binomial(above: Sequence[Atom], below: Sequence[Atom]) -> Atom:
    return Atom(AtomClass.ORDINARY, f"({factor(above)} choose {factor(below)})")


def add_accent(text: str, mark: str) -> str:
    """`text` with the combining `mark` added to each of its characters."""
    return unicodedata.normalize("NFC", _ACCENTABLE.sub(rf"\g<0>{mark}", text))


def _spaced(atom: Atom, before: Atom | None, after: Atom | None) -> str:
    text = atom.with_scripts()
    previous = before.kind if before else None
    match atom.kind:
        case AtomClass.SPACE:
            return " "
        case AtomClass.RELATION:
            return f" {text} "
        case AtomClass.BINARY:
            is_infix = after is not None and previous in (
                AtomClass.ORDINARY,
                AtomClass.CLOSING,
                AtomClass.FRACTION,
                AtomClass.SPACE,
            )
            return f" {text} " if is_infix else text
        case AtomClass.PUNCTUATION:
            return f"{text} "
        case AtomClass.OPERATOR | AtomClass.FRACTION:
            is_apart = previous in (AtomClass.ORDINARY, AtomClass.CLOSING, AtomClass.OPERATOR, AtomClass.FRACTION)
        case AtomClass.OPENING:
            is_apart = previous is AtomClass.FRACTION
        case AtomClass.CLOSING:
            is_apart = False
        case _:
            is_apart = previous in (AtomClass.OPERATOR, AtomClass.FRACTION) or bool(
                before and previous is not AtomClass.OPENING and before.needs_space_after and text[:1].isalnum()
            )
    return f" {text}" if is_apart and text else text


def _script(script: str, table: Mapping[str, str], prefix: str) -> str:
    if not script:
        return ""
    if all(character in table for character in script):
        return "".join(table[character] for character in script)
    return prefix + (script if _is_word(script) else parenthesize(script))


def _is_word(script: str) -> bool:
    """Whether `script` needs no parentheses: a Latin word, or one letter with its own scripts and accents."""
    if script.isascii() and script.isalnum():
        return True
    return script[0].isalnum() and all(
        character in _SCRIPT_CHARACTERS or unicodedata.combining(character) for character in script[1:]
    )


def _is_parenthesized(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _is_one_group(kinds: Sequence[AtomClass]) -> bool:
    """Whether the first bracket is closed by the last atom."""
    depth = 0
    for index, kind in enumerate(kinds):
        depth += (kind is AtomClass.OPENING) - (kind is AtomClass.CLOSING)
        if depth <= 0:
            return index == len(kinds) - 1 and index > 0
    return False


def _is_factor(atoms: Sequence[Atom], *, below: bool) -> bool:
    kinds = [atom.kind for atom in atoms if atom.kind is not AtomClass.SPACE]
    if len(kinds) <= 1:
        return not kinds or kinds[0] is not AtomClass.FRACTION
    if _is_one_group(kinds) or (kinds[0] in (AtomClass.ORDINARY, AtomClass.OPERATOR) and _is_one_group(kinds[1:])):
        return True
    if any(kind not in (AtomClass.ORDINARY, AtomClass.OPENING, AtomClass.CLOSING) for kind in kinds):
        return False
    text = "".join(atom.text for atom in atoms)
    if not below or text.isdigit():
        return True
    is_word = len(text) > 2 and text.isascii() and text.isalpha() and all(atom.is_bare for atom in atoms)
    return is_word or (len(atoms) == 2 and text.startswith(("∂", "d")))
