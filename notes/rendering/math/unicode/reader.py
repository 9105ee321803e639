"""Read a stream of TeX into atoms: groups, scripts and symbols here, commands by the function for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from notes.rendering.math.normalize.rewrite_tables import CHARACTERS
from notes.rendering.math.unicode.alphabets import FONT_SWITCHES, FONTS
from notes.rendering.math.unicode.atoms import Atom, binomial, factor, fraction, join_atoms
from notes.rendering.math.unicode.stream import Stream
from notes.rendering.math.unicode.symbols import SYMBOLS, AtomClass

_MAX_DEPTH = 40
"""Nesting of groups. Deeper ones are not read, so that no input exhausts Python's stack."""

_INFIX = frozenset((r"\over", r"\choose", r"\atop"))

_NO_STOPS: frozenset[str] = frozenset()

CommandReader = Callable[["Reader", str], list[Atom]]
"""Reads the arguments of a command that has been popped, and returns the atoms of the whole."""


class Reader:
    """`is_fenced` is true while a command that follows an opening delimiter is read."""

    def __init__(self, stream: Stream, references: Iterator[str], command_readers: Mapping[str, CommandReader]) -> None:
        self.stream = stream
        self.references = references
        self.is_complete = True
        self.is_fenced = False
        self._command_readers = command_readers
        self._depth = 0

    def text(self) -> str:
        """The text of the whole stream."""
        atoms: list[Atom] = []
        while self.stream.peek():
            # An unmatched closing brace ends a sequence, but not the formula.
            atoms += self.sequence()
            self.stream.pop()
        return join_atoms(atoms)

    @property
    def is_too_deep(self) -> bool:
        return self._depth >= _MAX_DEPTH

    def sequence(self, stops: frozenset[str] = _NO_STOPS) -> list[Atom]:
        """The atoms up to one of `stops` or the end of the group, which stays in the stream."""
        atoms: list[Atom] = []
        self._depth += 1
        while (text := self.stream.peek()) and text != "}" and text not in stops:
            self.stream.pop()
            if text in ("_", "^", "'"):
                self._add_script(text, atoms)
            elif text in _INFIX:
                atoms = [_infix(text, atoms, self._rest(stops))]
            elif text in FONT_SWITCHES:
                atoms += apply_font(self._rest(stops), text)
            else:
                self.is_fenced = bool(atoms) and atoms[-1].kind is AtomClass.OPENING
                atoms += self._atom(text)
        self._depth -= 1
        return atoms

    def argument(self) -> list[Atom]:
        """The atoms of the next argument: a group, or one token with its own arguments."""
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
        """The text of the next argument, without spaces."""
        return join_atoms(self.argument(), tight=True)

    def _rest(self, stops: frozenset[str]) -> list[Atom]:
        return [] if self.is_too_deep else self.sequence(stops)

    def _atom(self, text: str) -> list[Atom]:
        """The atoms of the token `text` and its arguments."""
        if text == "{":
            return _as_one_atom(self._group())
        text = CHARACTERS.get(text, text)
        if text in ("", " "):
            return []
        if command_reader := self._command_readers.get(text):
            return command_reader(self, text)
        if symbol := SYMBOLS.get(text):
            if text == ":" and self.stream.pop_if("="):
                return [Atom(AtomClass.RELATION, ":=")]
            return [Atom(*symbol)]
        if text.startswith(r"\verb") and not text[-1].isalpha():
            return [Atom(AtomClass.ORDINARY, text.removeprefix(r"\verb").removeprefix("*")[1:-1])]
        if text[0] == "\\":
            self.is_complete = False
            return [Atom(AtomClass.ORDINARY, text[1:])]
        return [Atom(AtomClass.ORDINARY, text)]

    def _group(self) -> list[Atom]:
        """The group whose opening brace has been popped."""
        if self.is_too_deep:
            return []
        atoms = self.sequence()
        if self.stream.peek() == "}":
            self.stream.pop()
        return atoms

    def _add_script(self, command: str, atoms: list[Atom]) -> None:
        while atoms and atoms[-1].kind is AtomClass.SPACE:
            atoms.pop()
        if not atoms:
            atoms.append(Atom(AtomClass.ORDINARY, ""))
        base = atoms[-1]
        if command == "'":
            base.primes += "′"
            return
        script = self.script()
        if command == "_":
            base.sub += script
        elif script and set(script) <= {"′", "″"}:
            base.primes += script
        else:
            base.sup += script


def apply_font(atoms: list[Atom], command: str) -> list[Atom]:
    """The atoms with their letters replaced by those of a font command's alphabet."""
    font = FONTS[command]
    for atom in atoms:
        atom.text = "".join(font.get(character, character) for character in atom.text)
    return atoms


def _as_one_atom(group: list[Atom]) -> list[Atom]:
    """A group as one atom: in braces, a comma or an operator is ordinary."""
    if len(group) == 1 and group[0].kind in (AtomClass.ORDINARY, AtomClass.OPERATOR, AtomClass.FRACTION):
        return group
    return [Atom(AtomClass.ORDINARY, join_atoms(group))] if group else []


def _infix(command: str, above: list[Atom], below: list[Atom]) -> Atom:
    if command == r"\over":
        return fraction(above, below)
    if command == r"\choose":
        return binomial(above, below)
    return Atom(AtomClass.ORDINARY, f"{factor(above)} {factor(below)}")
