"""Reads a stream of TeX into atoms: groups, scripts and symbols here, each other construct by its own function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from notes.rendering.math.normalize.rewrite_tables import CHARACTERS
from notes.rendering.math.unicode.alphabets import FONT_SWITCHES, FONTS
from notes.rendering.math.unicode.atoms import Atom, binomial, factor, fraction, line
from notes.rendering.math.unicode.stream import Stream
from notes.rendering.math.unicode.symbols import SYMBOLS, Part

_DEEPEST = 40
"""Groups within groups that are told apart; deeper ones run together, so that no input exhausts Python's stack."""

_INFIX = frozenset((r"\over", r"\choose", r"\atop"))

NO_STOPS: frozenset[str] = frozenset()

Construct = Callable[["Reader", str], list[Atom]]
"""Reads the arguments of a command, which has been popped, and gives the atoms that the whole stands for."""


class Reader:
    """`is_fenced` says, while a construct is read, that an opening bracket stands before it."""

    def __init__(self, stream: Stream, references: Iterator[str], constructs: Mapping[str, Construct]) -> None:
        self.stream = stream
        self.references = references
        self.is_whole = True
        self.is_fenced = False
        self._constructs = constructs
        self._depth = 0

    def text(self) -> str:
        """All of the stream as text."""
        atoms: list[Atom] = []
        while self.stream.peek():
            # A closing brace without its partner ends a sequence; what follows still counts.
            atoms += self.sequence()
            self.stream.pop()
        return line(atoms)

    @property
    def is_too_deep(self) -> bool:
        return self._depth >= _DEEPEST

    def sequence(self, stops: frozenset[str] = NO_STOPS) -> list[Atom]:
        """Atoms up to one of `stops` or the end of the group, which is left in the stream."""
        atoms: list[Atom] = []
        self._depth += 1
        while (text := self.stream.peek()) and text != "}" and text not in stops:
            self.stream.pop()
            if text in ("_", "^", "'"):
                self._script(text, atoms)
            elif text in _INFIX:
                atoms = [_infix(text, atoms, self._rest(stops))]
            elif text in FONT_SWITCHES:
                atoms += in_font(self._rest(stops), text)
            else:
                self.is_fenced = bool(atoms) and atoms[-1].part is Part.OPENING
                atoms += self._atom(text)
        self._depth -= 1
        return atoms

    def argument(self) -> list[Atom]:
        """The atoms of the next argument: a group, or a single token with what belongs to it."""
        self.stream.skip_space()
        text = self.stream.peek()
        if text in ("", "}") or self.is_too_deep:
            return []
        self.stream.pop()
        self._depth += 1
        atoms = self._group() if text == "{" else self._atom(text)
        self._depth -= 1
        return atoms

    def script(self) -> str:
        """The next argument as text without spaces."""
        return line(self.argument(), tight=True)

    def _rest(self, stops: frozenset[str]) -> list[Atom]:
        return [] if self.is_too_deep else self.sequence(stops)

    def _atom(self, text: str) -> list[Atom]:
        """What the token `text` stands for together with its arguments."""
        if text == "{":
            return _united(self._group())
        text = CHARACTERS.get(text, text)
        if text in ("", " "):
            return []
        if construct := self._constructs.get(text):
            return construct(self, text)
        if symbol := SYMBOLS.get(text):
            if text == ":" and self.stream.pop_if("="):
                return [Atom(Part.RELATION, ":=")]
            return [Atom(*symbol)]
        if text.startswith(r"\verb") and not text[-1].isalpha():
            return [Atom(Part.LETTER, text.removeprefix(r"\verb").removeprefix("*")[1:-1])]
        if text[0] == "\\":
            self.is_whole = False
            return [Atom(Part.LETTER, text[1:])]
        return [Atom(Part.LETTER, text)]

    def _group(self) -> list[Atom]:
        """The group whose opening brace has been popped."""
        if self.is_too_deep:
            return []
        atoms = self.sequence()
        if self.stream.peek() == "}":
            self.stream.pop()
        return atoms

    def _script(self, sign: str, atoms: list[Atom]) -> None:
        while atoms and atoms[-1].part is Part.SPACE:
            atoms.pop()
        if not atoms:
            atoms.append(Atom(Part.LETTER, ""))
        base = atoms[-1]
        if sign == "'":
            base.primes += "′"
            return
        script = self.script()
        if sign == "_":
            base.sub += script
        elif script and set(script) <= {"′", "″"}:
            base.primes += script
        else:
            base.sup += script


def in_font(atoms: list[Atom], command: str) -> list[Atom]:
    """The atoms with their letters in the alphabet of a font command."""
    font = FONTS[command]
    for atom in atoms:
        atom.text = "".join(font.get(character, character) for character in atom.text)
    return atoms


def _united(group: list[Atom]) -> list[Atom]:
    """A group as one atom: in braces, a comma or a sign is an ordinary letter."""
    if len(group) == 1 and group[0].part in (Part.LETTER, Part.OPERATOR, Part.FRACTION):
        return group
    return [Atom(Part.LETTER, line(group))] if group else []


def _infix(command: str, above: list[Atom], below: list[Atom]) -> Atom:
    if command == r"\over":
        return fraction(above, below)
    if command == r"\choose":
        return binomial(above, below)
    return Atom(Part.LETTER, f"{factor(above)} {factor(below)}")
