r"""Decide whether `$…$` is math or a price, and `\(…\)` math or an escaped bracket.

The heuristics were derived from 638 real study notes; docs/writing.md describes them for authors.
"""

from __future__ import annotations

import re

_TEX = re.compile(r"[\\^_={}<>+]")
_STRONG_TEX = re.compile(r"[\\^_{}]")
"""Characters that no price contains. `$5+ to $10` and `$5 < x` contain weaker ones."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_WORDS = re.compile(r"\s[A-Za-z]{2,}|[A-Za-z]{2,}\s|[\u3400-\u9fff]")
_ALGEBRA = re.compile(r"(?:[A-Za-z\u0370-\u03ff](?![A-Za-z])|[^\w|$]|\d)*[A-Za-z\u0370-\u03ff\d)\]}'!.…]")
"""Numbers, single letters and punctuation, as in `$ [0.1, 0.9] $` and `$ i, j, k, ... $`."""
_OPERATOR = re.compile(r"[*/()-]")
_SHORT_TOKEN = re.compile(r"[^\s\u3400-\u9fff]{1,12}")
_ROMAN = re.compile(r"[ivxlc]{2,}|[IVXLC]{2,}")
_NUMBERS = re.compile(r"\d+(?:\s*[,，、~–-]\s*\d+)*")
_NO_CONTENT = re.compile(r"(?:\\?[^\w\\]|\\\\|_)+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…·\d\s]+")


def is_math(body: str, following: str) -> bool:
    """Whether `$body$` is a formula, given the character that follows it."""
    inner = body.strip(" \t\n\u200b")
    plain = inner.replace("\\$", "")
    if not inner or _BLANK_LINE.search(body) or _is_price(inner, plain, following):
        return False
    if inner == body or _TEX.search(plain) or _SHORT_TOKEN.fullmatch(inner):
        return True
    return _ALGEBRA.fullmatch(inner) is not None and (not inner[0].isdigit() or _OPERATOR.search(inner) is not None)


def is_escaped_bracket(body: str) -> bool:
    r"""Whether the author of `\(body\)` or `\[body\]` escaped a bracket, as in `\(1\)` or `\[解析\]`."""
    inner = body.strip()
    return (
        not inner
        or "$" in inner
        or _NO_CONTENT.fullmatch(inner) is not None
        or _NUMBERS.fullmatch(inner) is not None
        or _ROMAN.fullmatch(inner) is not None
        or _CHINESE.fullmatch(inner) is not None
    )


def _is_price(inner: str, plain: str, following: str) -> bool:
    """Whether a body begins with an amount; `plain` is the body without escaped dollars, which prices may contain."""
    if not inner[0].isdigit() or _STRONG_TEX.search(plain):
        return False
    if following.isdigit():
        return True
    return _TEX.search(plain) is None and _WORDS.search(plain) is not None
