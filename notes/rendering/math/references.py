r"""Fills the holes of a skeleton: numbers of rows, and links for `\ref` and `\eqref`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from notes.rendering.math.model import FindEquation
from notes.rendering.math.normalize.template import Reference, Template
from notes.rendering.math.normalize.tokens import Token
from notes.rendering.math.numbering import UNKNOWN, Equation

_SPECIAL_IN_URL = re.compile(r"[#$%&~_^]")
_SPECIAL_IN_TEXT = re.compile(r"[\\#$%&~_^{}]")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference shows, as Unicode and as TeX, and where it leads; no `url` where it leads nowhere."""

    number: str
    number_tex: str
    url: str | None = None
    is_of_this_note: bool = True


@dataclass(frozen=True, slots=True)
class ResolvedTemplate:
    """A formula with its holes filled.

    `tokens` are one for each part of the skeleton; `shown` is what each reference shows, `missing` are those that lead
    nowhere, `addresses` are the pages of other notes that it links to.
    """

    tokens: tuple[Token, ...]
    text: str
    shown: tuple[str, ...] = ()
    missing: tuple[Reference, ...] = ()
    addresses: tuple[str, ...] = ()


def resolve_template(
    template: Template, tags: tuple[str, ...], equations: Mapping[str, Equation], find_equation: FindEquation
) -> ResolvedTemplate:
    """The formula with `tags`, the TeX of each row's number, and links to the equations it refers to."""
    if template.text is not None:
        return ResolvedTemplate(template.parts, template.text)  # type: ignore[arg-type]
    tokens: list[Token] = []
    shown: list[str] = []
    missing: list[Reference] = []
    addresses: list[str] = []
    for part in template.parts:
        if isinstance(part, Token):
            tokens.append(part)
        elif isinstance(part, Reference):
            target = _find(part.label, equations, find_equation)
            shown.append(f"({target.number})" if part.is_bracketed else target.number)
            tokens.append(Token(_link(target, part.is_bracketed), part.origin, copied=False))
            if target.url is None:
                missing.append(part)
            elif not target.is_of_this_note:
                addresses.append(target.url)
        else:
            tokens.append(Token(tags[part.row], tokens[-1].origin if tokens else 0, copied=False))
    text = "".join(token.text for token in tokens)
    return ResolvedTemplate(tuple(tokens), text, tuple(shown), tuple(missing), tuple(dict.fromkeys(addresses)))


def _find(label: str, equations: Mapping[str, Equation], find_equation: FindEquation) -> Target:
    """What `label` stands for in this note or, as `slug:label`, in another."""
    if equation := equations.get(label):
        return Target(equation.number, equation.number_tex, f"#{equation.anchor}")
    slug, colon, rest = label.partition(":")
    found = find_equation(slug, rest) if colon else None
    if found is None:
        return Target(UNKNOWN, UNKNOWN)
    number, url = found
    return Target(number, _SPECIAL_IN_TEXT.sub(" ", number), _addressable(url), is_of_this_note=False)


def _addressable(url: str) -> str:
    """An address without the three characters that TeX cannot be given in one."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _link(target: Target, is_bracketed: bool) -> str:
    shown = rf"\text{{({target.number_tex})}}" if is_bracketed else rf"\text{{{target.number_tex}}}"
    if target.url is None:
        return shown
    escaped = _SPECIAL_IN_URL.sub(lambda match: "\\" + match[0], target.url)
    return rf"\href{{{escaped}}}{{{shown}}}"
