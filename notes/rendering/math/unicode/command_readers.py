"""The constructs of TeX as atoms: one function for each way that a command is followed by its arguments."""

from __future__ import annotations

import unicodedata

from notes.rendering.math.unicode.alphabets import FONTS
from notes.rendering.math.unicode.atoms import Atom, accented, binomial, enclosed, fraction, line, raised
from notes.rendering.math.unicode.command_tables import (
    BIG_DELIMITERS,
    DIMENSIONS,
    DRAWN_AS_ARGUMENT,
    FRACTIONS,
    IGNORED,
    LABELLED_ARROWS,
    PARTS,
    STACKED,
    TEXTS,
    UNSAYABLE,
    Pattern,
)
from notes.rendering.math.unicode.matrices import environment, row_break
from notes.rendering.math.unicode.reader import Construct, Reader, in_font
from notes.rendering.math.unicode.symbols import ACCENTS, SYMBOLS, Part

_REFERENCES = (r"\ref", r"\eqref")
_DOLLAR = frozenset("$")


def _pass_over(reader: Reader, patterns: tuple[Pattern, ...]) -> None:
    for pattern in patterns:
        if pattern is Pattern.OPTIONAL:
            reader.stream.raw_optional()
        else:
            reader.stream.raw_argument()


def _nothing(reader: Reader, command: str) -> list[Atom]:
    _pass_over(reader, IGNORED[command])
    return []


def _unsayable(reader: Reader, command: str) -> list[Atom]:
    r"""A `\rule` or a picture: without it the text is not whole."""
    reader.is_whole = False
    _pass_over(reader, UNSAYABLE[command])
    return []


def _space(reader: Reader, _command: str) -> list[Atom]:
    reader.stream.pop_if("*")
    reader.stream.raw_argument()
    return [Atom(Part.SPACE, " ")]


def _dimension(reader: Reader, _command: str) -> list[Atom]:
    r"""`\kern 1.5em`: a number and two letters."""
    stream = reader.stream
    stream.skip_space()
    if stream.peek() == "{":
        stream.raw_argument()
        return [Atom(Part.SPACE, " ")]
    while stream.peek() and stream.peek() in "+-.0123456789 ":
        stream.pop()
    for _ in range(2):
        if stream.peek().isalpha():
            stream.pop()
    return [Atom(Part.SPACE, " ")]


def _inner(reader: Reader, command: str) -> list[Atom]:
    """A command that only changes the looks of its last argument."""
    _pass_over(reader, DRAWN_AS_ARGUMENT[command])
    atoms = reader.argument()
    if len(atoms) <= 1:
        return atoms
    is_described = command in (r"\underbrace", r"\overbrace") and reader.stream.peek() in ("_", "^")
    return [Atom(Part.LETTER, enclosed(line(atoms)) if is_described else line(atoms))]


def _lines(reader: Reader, _command: str) -> list[Atom]:
    return reader.argument()


def _part(reader: Reader, command: str) -> list[Atom]:
    return [Atom(PARTS[command], line(reader.argument(), tight=command == r"\mathop"))]


def _operator_name(reader: Reader, _command: str) -> list[Atom]:
    reader.stream.pop_if("*")
    return [Atom(Part.OPERATOR, line(reader.argument()))]


def _font(reader: Reader, command: str) -> list[Atom]:
    atoms = in_font(reader.argument(), command)
    return [Atom(Part.LETTER, line(atoms))] if len(atoms) > 1 else atoms


def _text(reader: Reader, _command: str) -> list[Atom]:
    """Text as it is, with the formulas between dollars in it."""
    stream = reader.stream
    if not stream.pop_if("{"):
        return [Atom(Part.LETTER, stream.pop())]
    pieces: list[str] = []
    depth = 1
    while text := stream.pop():
        depth += (text == "{") - (text == "}")
        if not depth:
            break
        if text == "$" and not reader.is_too_deep:
            pieces.append(line(reader.sequence(_DOLLAR)))
            stream.pop_if("$")
        elif text in _REFERENCES:
            pieces += (atom.text for atom in _reference(reader, text))
        elif text not in ("{", "}") and text not in TEXTS:
            pieces.append(_spoken(text))
    return [Atom(Part.LETTER, "".join(pieces))]


def _spoken(text: str) -> str:
    """A token of text: a command's symbol or its name."""
    if text[0] != "\\":
        return " " if text == "~" else text
    if text in SYMBOLS:
        return SYMBOLS[text][1]
    return "" if text in IGNORED else text[1:]


def _reference(reader: Reader, _command: str) -> list[Atom]:
    label = "".join(reader.stream.raw_argument())
    return [Atom(Part.LETTER, next(reader.references, f"({label})"))]


def _tag(reader: Reader, command: str) -> list[Atom]:
    is_starred = reader.stream.pop_if("*")
    (shown,) = _text(reader, command)
    return [Atom(Part.SPACE, " "), Atom(Part.LETTER, shown.text if is_starred else f"({shown.text})")]


def _accent(reader: Reader, command: str) -> list[Atom]:
    atoms = reader.argument()
    if len(atoms) == 1:
        atoms[0].text = accented(atoms[0].text, ACCENTS[command])
        return atoms
    return [Atom(Part.LETTER, accented(line(atoms), ACCENTS[command]))]


def _fraction(reader: Reader, _command: str) -> list[Atom]:
    reader.stream.raw_optional()
    return [fraction(reader.argument(), reader.argument())]


def _binomial(reader: Reader, _command: str) -> list[Atom]:
    return [binomial(reader.argument(), reader.argument())]


def _root(reader: Reader, _command: str) -> list[Atom]:
    index = "".join(reader.stream.raw_optional() or ())
    sign = {"": "√", "3": "∛", "4": "∜"}.get(index) or raised(index).removeprefix("^") + "√"
    atoms = reader.argument()
    text = line(atoms)
    return [Atom(Part.LETTER, sign + (text if len(atoms) == 1 and " " not in text else enclosed(text)))]


def _stacked(reader: Reader, command: str) -> list[Atom]:
    script, atoms = reader.script(), reader.argument()
    base = atoms[0] if len(atoms) == 1 else Atom(Part.LETTER, line(atoms))
    if STACKED[command]:
        base.sup += script
    else:
        base.sub += script
    return [base]


def _arrow(reader: Reader, command: str) -> list[Atom]:
    below = "".join(reader.stream.raw_optional() or ())
    return [Atom(Part.RELATION, SYMBOLS[command][1], sub=below, sup=reader.script())]


def _negation(reader: Reader, _command: str) -> list[Atom]:
    atoms = reader.argument()
    if atoms:
        text = atoms[0].text
        atoms[0].text = unicodedata.normalize("NFC", text[:1] + "\u0338") + text[1:]
    return atoms


def _modulo(reader: Reader, _command: str) -> list[Atom]:
    return [Atom(Part.SPACE, " "), Atom(Part.LETTER, f"(mod {line(reader.argument())})")]


def _delimiter(reader: Reader, command: str) -> list[Atom]:
    r"""What `\left`, `\right` or `\big` is followed by; a full stop is nothing."""
    reader.stream.skip_space()
    text = reader.stream.peek()
    if text in ("", "}", "{"):
        return []
    reader.stream.pop()
    part, symbol = SYMBOLS.get(text, (Part.LETTER, text.removeprefix("\\")))
    return [Atom(_SIDES.get(command, part), "" if text == "." else symbol)]


_ENDS = (("l", Part.OPENING), ("r", Part.CLOSING), ("m", Part.RELATION))
_SIDES: dict[str, Part] = {
    r"\left": Part.OPENING,
    r"\right": Part.CLOSING,
    r"\middle": Part.RELATION,
    **{name: side for name in BIG_DELIMITERS for end, side in _ENDS if name.endswith(end)},
}

CONSTRUCTS: dict[str, Construct] = {
    **dict.fromkeys(IGNORED, _nothing),
    **dict.fromkeys(UNSAYABLE, _unsayable),
    **dict.fromkeys(DIMENSIONS, _dimension),
    **dict.fromkeys(DRAWN_AS_ARGUMENT, _inner),
    **dict.fromkeys(PARTS, _part),
    **dict.fromkeys(FONTS, _font),
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(ACCENTS, _accent),
    **dict.fromkeys(FRACTIONS, _fraction),
    **dict.fromkeys((r"\binom", r"\dbinom", r"\tbinom"), _binomial),
    **dict.fromkeys(STACKED, _stacked),
    **dict.fromkeys(LABELLED_ARROWS, _arrow),
    **dict.fromkeys(_REFERENCES, _reference),
    **dict.fromkeys((r"\left", r"\right", r"\middle", *BIG_DELIMITERS), _delimiter),
    **dict.fromkeys((r"\\", r"\cr", r"\newline"), row_break),
    **dict.fromkeys((r"\pmod", r"\pod"), _modulo),
    **dict.fromkeys((r"\operatorname", r"\operatornamewithlimits"), _operator_name),
    r"\hspace": _space,
    r"\substack": _lines,
    r"\sqrt": _root,
    r"\not": _negation,
    r"\tag": _tag,
    r"\begin": environment,
}
"""Every command with arguments. A new one needs a line here and, if it is read like no other, a function above."""
