"""Convert commands to atoms, by one function for each form of arguments."""

from __future__ import annotations

import unicodedata

from notes.rendering.math.unicode.alphabets import FONTS
from notes.rendering.math.unicode.atoms import (
    Atom,
    add_accent,
    binomial,
    fraction,
    join_atoms,
    parenthesize,
    superscript,
)
from notes.rendering.math.unicode.command_tables import (
    ATOM_CLASSES,
    BIG_DELIMITERS,
    DIMENSIONS,
    FRACTIONS,
    IGNORED,
    LABELED_ARROWS,
    PICTURES,
    SHOW_LAST_ARGUMENT,
    STACKED,
    TEXT_COMMANDS,
    Pattern,
)
from notes.rendering.math.unicode.matrices import environment, row_break
from notes.rendering.math.unicode.reader import CommandReader, Reader, apply_font
from notes.rendering.math.unicode.symbols import ACCENTS, SYMBOLS, AtomClass

_REFERENCES = (r"\ref", r"\eqref")
_DOLLAR = frozenset("$")


def _skip(reader: Reader, patterns: tuple[Pattern, ...]) -> None:
    for pattern in patterns:
        if pattern is Pattern.OPTIONAL:
            reader.stream.raw_optional()
        else:
            reader.stream.raw_argument()


def _ignored(reader: Reader, command: str) -> list[Atom]:
    _skip(reader, IGNORED[command])
    return []


def _picture(reader: Reader, command: str) -> list[Atom]:
    """A picture, without which the text is not complete."""
    reader.is_complete = False
    _skip(reader, PICTURES[command])
    return []


def _space(reader: Reader, _command: str) -> list[Atom]:
    reader.stream.pop_if("*")
    reader.stream.raw_argument()
    return [Atom(AtomClass.SPACE, " ")]


def _dimension(reader: Reader, _command: str) -> list[Atom]:
    r"""A length without braces: a number and two letters, as in `\kern 1.5em`."""
    stream = reader.stream
    stream.skip_space()
    if stream.peek() == "{":
        stream.raw_argument()
        return [Atom(AtomClass.SPACE, " ")]
    while stream.peek() and stream.peek() in "+-.0123456789 ":
        stream.pop()
    for _ in range(2):
        if stream.peek().isalpha():
            stream.pop()
    return [Atom(AtomClass.SPACE, " ")]


def _last_argument(reader: Reader, command: str) -> list[Atom]:
    """A command that only changes the appearance of its last argument."""
    _skip(reader, SHOW_LAST_ARGUMENT[command])
    atoms = reader.argument()
    if len(atoms) <= 1:
        return atoms
    is_annotated = command in (r"\underbrace", r"\overbrace") and reader.stream.peek() in ("_", "^")
    return [Atom(AtomClass.ORDINARY, parenthesize(join_atoms(atoms)) if is_annotated else join_atoms(atoms))]


def _argument(reader: Reader, _command: str) -> list[Atom]:
    return reader.argument()


def _with_class(reader: Reader, command: str) -> list[Atom]:
    return [Atom(ATOM_CLASSES[command], join_atoms(reader.argument(), tight=command == r"\mathop"))]


def _operator_name(reader: Reader, _command: str) -> list[Atom]:
    reader.stream.pop_if("*")
    return [Atom(AtomClass.OPERATOR, join_atoms(reader.argument()))]


def _font(reader: Reader, command: str) -> list[Atom]:
    atoms = apply_font(reader.argument(), command)
    return [Atom(AtomClass.ORDINARY, join_atoms(atoms))] if len(atoms) > 1 else atoms


def _text(reader: Reader, _command: str) -> list[Atom]:
    """A text argument, with formulas between dollars."""
    stream = reader.stream
    if not stream.pop_if("{"):
        return [Atom(AtomClass.ORDINARY, stream.pop())]
    pieces: list[str] = []
    depth = 1
    while text := stream.pop():
        depth += (text == "{") - (text == "}")
        if not depth:
            break
        if text == "$" and not reader.is_too_deep:
            pieces.append(join_atoms(reader.sequence(_DOLLAR)))
            stream.pop_if("$")
        elif text in _REFERENCES:
            pieces += (atom.text for atom in _reference(reader, text))
        elif text not in ("{", "}") and text not in TEXT_COMMANDS:
            pieces.append(_text_token(text))
    return [Atom(AtomClass.ORDINARY, "".join(pieces))]


def _text_token(text: str) -> str:
    """The text of a token in text mode: a symbol, or the name of a command."""
    if text[0] != "\\":
        return " " if text == "~" else text
    if text in SYMBOLS:
        return SYMBOLS[text][1]
    return "" if text in IGNORED else text[1:]


def _reference(reader: Reader, _command: str) -> list[Atom]:
    label = "".join(reader.stream.raw_argument())
    return [Atom(AtomClass.ORDINARY, next(reader.references, f"({label})"))]


def _tag(reader: Reader, command: str) -> list[Atom]:
    is_starred = reader.stream.pop_if("*")
    (atom,) = _text(reader, command)
    return [Atom(AtomClass.SPACE, " "), Atom(AtomClass.ORDINARY, atom.text if is_starred else f"({atom.text})")]


def _accent(reader: Reader, command: str) -> list[Atom]:
    atoms = reader.argument()
    if len(atoms) == 1:
        atoms[0].text = add_accent(atoms[0].text, ACCENTS[command])
        return atoms
    return [Atom(AtomClass.ORDINARY, add_accent(join_atoms(atoms), ACCENTS[command]))]


def _fraction(reader: Reader, _command: str) -> list[Atom]:
    reader.stream.raw_optional()
    return [fraction(reader.argument(), reader.argument())]


def _binomial(reader: Reader, _command: str) -> list[Atom]:
    return [binomial(reader.argument(), reader.argument())]


def _root(reader: Reader, _command: str) -> list[Atom]:
    index = "".join(reader.stream.raw_optional() or ())
    sign = {"": "√", "3": "∛", "4": "∜"}.get(index) or superscript(index).removeprefix("^") + "√"
    atoms = reader.argument()
    text = join_atoms(atoms)
    return [Atom(AtomClass.ORDINARY, sign + (text if len(atoms) == 1 and " " not in text else parenthesize(text)))]


def _stacked(reader: Reader, command: str) -> list[Atom]:
    script, atoms = reader.script(), reader.argument()
    base = atoms[0] if len(atoms) == 1 else Atom(AtomClass.ORDINARY, join_atoms(atoms))
    if STACKED[command]:
        base.sup += script
    else:
        base.sub += script
    return [base]


def _arrow(reader: Reader, command: str) -> list[Atom]:
    below = "".join(reader.stream.raw_optional() or ())
    return [Atom(AtomClass.RELATION, SYMBOLS[command][1], sub=below, sup=reader.script())]


def _negation(reader: Reader, _command: str) -> list[Atom]:
    atoms = reader.argument()
    if atoms:
        text = atoms[0].text
        atoms[0].text = unicodedata.normalize("NFC", text[:1] + "\u0338") + text[1:]
    return atoms


def _modulo(reader: Reader, _command: str) -> list[Atom]:
    return [Atom(AtomClass.SPACE, " "), Atom(AtomClass.ORDINARY, f"(mod {join_atoms(reader.argument())})")]


def _delimiter(reader: Reader, command: str) -> list[Atom]:
    r"""The delimiter after `\left`, `\right` or `\big`; a full stop is none."""
    reader.stream.skip_space()
    text = reader.stream.peek()
    if text in ("", "}", "{"):
        return []
    reader.stream.pop()
    kind, symbol = SYMBOLS.get(text, (AtomClass.ORDINARY, text.removeprefix("\\")))
    return [Atom(_SIDES.get(command, kind), "" if text == "." else symbol)]


_ENDS = (("l", AtomClass.OPENING), ("r", AtomClass.CLOSING), ("m", AtomClass.RELATION))
_SIDES: dict[str, AtomClass] = {
    r"\left": AtomClass.OPENING,
    r"\right": AtomClass.CLOSING,
    r"\middle": AtomClass.RELATION,
    **{name: side for name in BIG_DELIMITERS for end, side in _ENDS if name.endswith(end)},
}

COMMAND_READERS: dict[str, CommandReader] = {
    **dict.fromkeys(IGNORED, _ignored),
    **dict.fromkeys(PICTURES, _picture),
    **dict.fromkeys(DIMENSIONS, _dimension),
    **dict.fromkeys(SHOW_LAST_ARGUMENT, _last_argument),
    **dict.fromkeys(ATOM_CLASSES, _with_class),
    **dict.fromkeys(FONTS, _font),
    **dict.fromkeys(TEXT_COMMANDS, _text),
    **dict.fromkeys(ACCENTS, _accent),
    **dict.fromkeys(FRACTIONS, _fraction),
    **dict.fromkeys((r"\binom", r"\dbinom", r"\tbinom"), _binomial),
    **dict.fromkeys(STACKED, _stacked),
    **dict.fromkeys(LABELED_ARROWS, _arrow),
    **dict.fromkeys(_REFERENCES, _reference),
    **dict.fromkeys((r"\left", r"\right", r"\middle", *BIG_DELIMITERS), _delimiter),
    **dict.fromkeys((r"\\", r"\cr", r"\newline"), row_break),
    **dict.fromkeys((r"\pmod", r"\pod"), _modulo),
    **dict.fromkeys((r"\operatorname", r"\operatornamewithlimits"), _operator_name),
    r"\hspace": _space,
    r"\substack": _argument,
    r"\sqrt": _root,
    r"\not": _negation,
    r"\tag": _tag,
    r"\begin": environment,
}
"""The commands with arguments and their functions. A new one needs a line here, and a function if its form is new."""
