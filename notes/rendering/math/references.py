r"""Fill the slots of a template: the numbers of its rows, and links for `\ref` and `\eqref`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from notes.rendering.math.model import FindEquation
from notes.rendering.math.normalize.template import Reference, Template
from notes.rendering.math.normalize.tokens import Token
from notes.rendering.math.numbering import UNKNOWN_NUMBER, Equation

_SPECIAL_IN_URL = re.compile(r"[#$%&~_^]")
_SPECIAL_IN_TEXT = re.compile(r"[\\#$%&~_^{}]")


@dataclass(frozen=True, slots=True)
class ResolvedTemplate:
    """A template with its slots filled.

    `tokens` has one token for each part of the template. `reference_texts` are the texts that its references show,
    `missing` those references that could not be resolved, and `linked_urls` the URLs of other notes that it links to.
    """

    tokens: tuple[Token, ...]
    tex: str
    reference_texts: tuple[str, ...] = ()
    missing: tuple[Reference, ...] = ()
    linked_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Target:
    """The equation that a reference refers to: its number as Unicode and as TeX, and its URL, None if unknown."""

    number: str
    number_tex: str
    url: str | None = None
    is_in_this_note: bool = True


def resolve_template(
    template: Template, tags: tuple[str, ...], equations: Mapping[str, Equation], find_equation: FindEquation
) -> ResolvedTemplate:
    """Fill a template. `tags` are the TeX of each row's number, `equations` those of the note by label."""
    if template.tex is not None:
        return ResolvedTemplate(template.parts, template.tex)  # type: ignore[arg-type]
    tokens: list[Token] = []
    reference_texts: list[str] = []
    missing: list[Reference] = []
    linked_urls: dict[str, None] = {}
    for part in template.parts:
        if isinstance(part, Token):
            tokens.append(part)
        elif isinstance(part, Reference):
            target = _find_target(part.label, equations, find_equation)
            reference_texts.append(f"({target.number})" if part.is_parenthesized else target.number)
            tokens.append(Token(_link_tex(target, part.is_parenthesized), part.origin, is_verbatim=False))
            if target.url is None:
                missing.append(part)
            elif not target.is_in_this_note:
                linked_urls[target.url] = None
        else:
            tokens.append(Token(tags[part.row], tokens[-1].origin if tokens else 0, is_verbatim=False))
    tex = "".join(token.text for token in tokens)
    return ResolvedTemplate(tuple(tokens), tex, tuple(reference_texts), tuple(missing), tuple(linked_urls))


def _find_target(label: str, equations: Mapping[str, Equation], find_equation: FindEquation) -> _Target:
    """The equation labeled `label` in this note or, for `slug:label`, in another."""
    if equation := equations.get(label):
        return _Target(equation.number, equation.number_tex, f"#{equation.anchor}")
    slug, colon, rest = label.partition(":")
    found = find_equation(slug, rest) if colon else None
    if found is None:
        return _Target(UNKNOWN_NUMBER, UNKNOWN_NUMBER)
    number, url = found
    return _Target(number, _SPECIAL_IN_TEXT.sub(" ", number), _percent_encode(url), is_in_this_note=False)


def _percent_encode(url: str) -> str:
    """The URL without the three characters that cannot be escaped in a TeX argument."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _link_tex(target: _Target, is_parenthesized: bool) -> str:
    text = rf"\text{{({target.number_tex})}}" if is_parenthesized else rf"\text{{{target.number_tex}}}"
    if target.url is None:
        return text
    escaped = _SPECIAL_IN_URL.sub(lambda match: "\\" + match[0], target.url)
    return rf"\href{{{escaped}}}{{{text}}}"
