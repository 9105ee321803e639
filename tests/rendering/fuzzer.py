"""Compose documents at random from fragments of the dialect, and check how they render.

Random characters hardly ever make a construct; fragments do. A document depends only on its seed.
"""

from __future__ import annotations

import dataclasses
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from random import Random
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib

from notes.rendering import Document, LinkedEquation, LinkedNote, LinkedTheorem, RenderContext, render
from notes.rendering.characters import display_width, replace_unprintable
from notes.rendering.text_forms.excerpt import EXCERPT_WIDTH
from tests.rendering import well_formed
from tests.rendering.case_files import all_cases
from tests.rendering.fragments import FORMULA_DELIMITERS, FRAGMENTS

LIMIT_SECONDS = 5.0
"""CPU time, which does not depend on the load of the machine."""

_HTML5LIB_EVERY = 100
_TWICE_EVERY = 50

_LENGTHS = ((3, 12), (3, 12), (3, 12), (3, 12), (12, 40), (40, 120))
_LONG_EVERY = 1_000
_LONG = (300, 2_000)
_REPEATED_EVERY = 2_000
_REPEATED_LENGTH = 150_000
"""Characters of a document that repeats a few fragments. Quadratic time is far over the limit for these."""

_VAE = LinkedNote(
    slug="vae",
    title='变分 <自编码器> & "$x$"',
    url="/posts/vae/?a=1&b",
    equations=(
        LinkedEquation("eq:elbo", "3", r"x = \frac{a}{b}", "eq-elbo"),
        LinkedEquation("b", "4", r"\broken{", "b"),
    ),
    anchors=("none",),
    theorems=(LinkedTheorem("thm:a", "定理 2", "thm-a"),),
)
_CONTEXTS = (
    RenderContext(),
    RenderContext(language="zh-hans", notes=(_VAE,), host="a.b", title="题", image_sizes=(("a.png", 20, 30),)),
    RenderContext(macros=((r"\R", r"\mathbb{R}"), (r"\a", r"\frac{#1}{"), (r"\b", r"\b\b"))),
)

_ID = re.compile(r'<[^<>]* id="([^"]*)"')
_NOT_INLINE = re.compile(r'<a\b|<\w+(?: [a-z-]+="[^"]*")* id="|<(?:div|p|h\d|li|table|img)\b')
_LOCAL_LINK = re.compile(r'<a [^>]*href="#([^"]*)"')
_PLACEHOLDER = re.compile(r"<(?:span|div) data-placeholder")
_NONCE = re.compile(r"\bn(?!0{16})[0-9a-f]{16}")


def fragments(seed: int) -> list[str]:
    """The fragments of a document: of few kinds, so that they interact, and few different ones in a long document."""
    random = Random(seed)
    shortest, longest = _LONG if seed % _LONG_EVERY == 0 else random.choice(_LENGTHS)
    count = random.randint(shortest, longest)
    kinds = [*random.choices([*FRAGMENTS, *_COMPOSED], k=random.randint(1, 4)), "words", "delimiters"]
    pool = [_fragment(random, random.choice(kinds)) for _ in range(random.choice((2, 4, 30, count)))]
    if seed % _REPEATED_EVERY == 1:
        unit = pool[: random.randint(1, 4)]
        return unit * (_REPEATED_LENGTH // len("".join(unit)) + 1)
    if random.random() < 0.2:
        return (pool[:4] * count)[:count]
    return [random.choice(pool) for _ in range(count)]


def _fragment(random: Random, kind: str) -> str:
    compose = _COMPOSED.get(kind)
    return compose(random) if compose else random.choice(FRAGMENTS[kind])


def _formula(random: Random) -> str:
    """Random TeX between delimiters."""
    opener, closer = random.choice(FORMULA_DELIMITERS)
    return opener + _tex(random, random.randint(1, 8)) + closer


def _tex(random: Random, count: int) -> str:
    if random.random() < 0.3:
        begin = random.choice(FRAGMENTS["environments"][::2])
        return begin + _tex(random, count) + begin.replace("begin", "end")
    kinds = random.choices(("tex", "commands", "environments", "words"), weights=(5, 5, 1, 1), k=count)
    return "".join(random.choice(FRAGMENTS[kind]) for kind in kinds)


def _element(random: Random) -> str:
    """An element with content and both tags."""
    opening = random.choice(FRAGMENTS["tags"][::2])
    kinds = random.choices(("words", "tags", "delimiters", "blocks"), k=random.randint(1, 3))
    return opening + "".join(random.choice(FRAGMENTS[kind]) for kind in kinds) + opening.replace("<", "</")


def _changed_case(random: Random) -> str:
    """A test case with a part replaced by a fragment."""
    source = random.choice(_CASES)
    start = random.randint(0, len(source))
    end = random.choice((start, start + 1, random.randint(start, len(source))))
    return source[:start] + random.choice(FRAGMENTS[random.choice(list(FRAGMENTS))]) + source[end:]


_CASES = [case.source for case in all_cases()]
_COMPOSED: dict[str, Callable[[Random], str]] = {"formulas": _formula, "elements": _element, "cases": _changed_case}


def source_of(pieces: list[str], seed: int) -> str:
    """The source made of the fragments; for some seeds, as the content of a quote, an item or a footnote."""
    source = "".join(pieces)
    match seed % 11:
        case 0:
            return "> " + source.replace("\n", "\n> ")
        case 1:
            return "- " + source.replace("\n", "\n  ")
        case 2:
            return "[^1][^2]\n\n[^1]: " + source.replace("\n", "\n    ")
        case 3:
            return "> - > " + source.replace("\n", "\n>   > ")
    return source


def context_of(seed: int) -> RenderContext:
    return _CONTEXTS[seed % len(_CONTEXTS)]


def faults(source: str, seed: int) -> list[str]:
    """The faults of a source's document, as `kind: detail`."""
    context = context_of(seed)
    start = time.process_time()
    try:
        document = render(source, context)
    except Exception as error:  # noqa: BLE001 - any is a fault
        return [f"exception: {error!r}"]
    found = [f"slow: {seconds:.1f} s"] if (seconds := time.process_time() - start) > LIMIT_SECONDS else []
    found += _faults_of(document, source)
    if seed % _HTML5LIB_EVERY == 0:
        found += [f"html5lib: {fault}" for html in _htmls(document) for fault in faults_by_html5lib(html)]
    if seed % _TWICE_EVERY == 0 and not document.is_provisional and render(source, context) != document:
        found.append("unstable: rendering twice gives two documents")
    return found


def faults_by_html5lib(html: str) -> list[str]:
    """The parse errors of html5lib, and the first difference between its tree and the tags as written."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    found = [f"{kind} {details}" for _, kind, details in parser.errors]
    if any(kind == "adoption-agency-1.3" for _, kind, _ in parser.errors) and not well_formed.faults(html):
        # html5lib implements an old draft, in which a closing tag may close two of more than three nested elements.
        return []
    read, written = _without_newlines_in_pre(list(_pieces_of(tree))[1:-1]), well_formed.pieces(html)
    written = _without_newlines_in_pre(written)
    if read != written:
        index = next((number for number, pair in enumerate(zip(read, written, strict=False)) if pair[0] != pair[1]), -9)
        found.append(f"read as {read[index : index + 9]}, written as {written[index : index + 9]}")
    return found


def _without_newlines_in_pre(pieces: list[str]) -> list[str]:
    """The pieces without newlines after `<pre>`: html5lib drops the first one, but not in a table."""
    pairs = zip(["", *pieces], pieces, strict=False)
    stripped = (piece.lstrip("\n") if before == "<pre>" else piece for before, piece in pairs)
    return [piece for piece in stripped if piece]


def _pieces_of(tree: Element) -> Iterator[str]:
    """The tags and texts of an element and its descendants, at any depth."""
    names: list[str] = []
    tails: list[str | None] = []
    stack = [iter([tree])]
    while stack:
        following = next(stack[-1], None)
        if following is not None:
            names.append(str(following.tag).rpartition("}")[2].lower())
            tails.append(following.tail)
            stack.append(iter(following))
            yield f"<{names[-1]}>"
            if following.text:
                yield following.text
        else:
            stack.pop()
            if names:
                yield f"</{names.pop()}>"
                if tail := tails.pop():
                    yield tail


def _htmls(document: Document) -> list[str]:
    headings = [heading.html for heading in document.headings]
    return [document.html, document.feed_html, document.excerpt_html, *headings]


def _strings(value: object) -> Iterator[str]:
    """All strings in the fields of a document."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _strings(part)


def _faults_of(document: Document, source: str) -> list[str]:
    found = [f"ill-formed: {fault}" for html in _htmls(document) for fault in well_formed.faults(html)]
    ids = _ID.findall(document.html)
    found += [f"id: {name} twice" for name, count in Counter(ids).items() if count > 1]
    known = {*ids, *(unquote(name) for name in ids)}
    for link in _LOCAL_LINK.findall(document.html):
        is_authors_link = link.startswith("u-") or f"\\href{{#{unescape(link)}" in source
        if link and not is_authors_link and unquote(link) not in known and link not in known:
            found.append(f"link: #{link} leads nowhere")
    found += ["left over: a placeholder" for html in _htmls(document) if _PLACEHOLDER.search(html)]
    for text in _strings(document):
        if _NONCE.search(text):
            found.append(f"left over: a nonce in {text[:80]!r}")
        if replace_unprintable(text) != text:
            found.append(f"unprintable: {text[:80]!r}")
    if _NOT_INLINE.search(document.excerpt_html):
        found.append("excerpt: contains more than inline HTML")
    if document.excerpt_html.count("math-error") > document.html.count("math-error"):
        found.append("excerpt: a formula is broken that the page renders")
    if display_width(document.excerpt_text) > EXCERPT_WIDTH:
        found.append("excerpt: too wide")
    return found
