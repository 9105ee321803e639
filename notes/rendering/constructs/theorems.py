"""Theorems, lemmas, proofs and the like: numbered callouts with an optional label.

`> [!THEOREM] Kantorovich {#thm:kantorovich}` renders as “Theorem 1 (Kantorovich)”, and `[[#thm:kantorovich]]` links to
it. Each kind is numbered separately. Proofs have no number and end in ∎.
"""

from __future__ import annotations

from collections import Counter
from html import escape

from markdown_it.token import Token

from notes.rendering.anchors import slugify
from notes.rendering.construct import Construct
from notes.rendering.document import LinkedTheorem
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState
from notes.rendering.token_tree import matching_close

THEOREM_KINDS = frozenset(["theorem", "lemma", "proposition", "corollary", "definition", "example", "remark", "proof"])
_ABBREVIATIONS = {"theorem": "thm", "lemma": "lem", "proposition": "prop", "corollary": "cor", "definition": "def"}


def number_theorems(state: RenderState) -> None:
    """Number the theorems, give each an anchor, and collect their labels."""
    counts: Counter[str] = Counter()
    lines: dict[str, int] = {}
    for index, opening in enumerate(state.tokens):
        if opening.type != "theorem_open":
            continue
        meta, kind, label = opening.meta, opening.meta["kind"], opening.meta["label"]
        name: str = state.labels[kind]
        if kind == "proof":
            _end_with_tombstone(state.tokens, index)
        else:
            counts[kind] += 1
            name = f"{name} {counts[kind]}"
        meta["name"] = name
        position = state.source_map.at_block(opening)
        if label in lines:
            state.report(ProblemKind.DUPLICATE_LABEL, position, label=label, line=lines[label])
            label = ""
        prefix = _ABBREVIATIONS.get(kind, kind)
        anchor = slugify(label) or (f"{prefix}-{counts[kind]}" if kind != "proof" else "proof")
        meta["anchor"] = state.unique_anchor(anchor if anchor.startswith(prefix) else f"{prefix}-{anchor}")
        if label:
            lines[label] = position.line
            state.theorems[label] = LinkedTheorem(label, name, meta["anchor"])


def _end_with_tombstone(tokens: list[Token], opening: int) -> None:
    """Add the ∎ to the end of a proof's last paragraph, or after its last block."""
    end = matching_close(tokens, opening)
    last = tokens[end - 1]
    token = Token("tombstone", "", 0)
    if last.type == "paragraph_close" and not last.hidden:
        tokens[end - 2].children = [*(tokens[end - 2].children or ()), token]
    else:
        tokens[end].meta["has_tombstone"] = True


def _render_opening(token: Token, state: RenderState) -> str:
    kind, fold = token.meta["kind"], token.meta["fold"]
    element = "details" if fold else "section"
    classes = state.classes(f"theorem theorem-{kind}")
    return f"<{element}{classes}{state.id(token.meta['anchor'])}{' open' if fold == '+' else ''}>\n"


def _render_title_opening(token: Token, state: RenderState) -> str:
    element = "summary" if token.meta["fold"] else "p"
    name = f"<span{state.classes('theorem-name')}>{escape(token.meta['name'])}</span>"
    if not token.meta["has_title"]:
        return f"<{element}{state.classes('theorem-title')}>{name}"
    before = state.labels["theorem-note"].partition("%s")[0]
    space = " " if before.startswith(" ") else ""
    return (
        f"<{element}{state.classes('theorem-title')}>{name}{space}<span{state.classes('theorem-note')}>{before.strip()}"
    )


def _render_title_closing(token: Token, state: RenderState) -> str:
    after = state.labels["theorem-note"].partition("%s")[2] + "</span>" if token.meta["has_title"] else ""
    return f"{after}</{'summary' if token.meta['fold'] else 'p'}>\n"


def _render_closing(token: Token, state: RenderState) -> str:
    tombstone = _render_tombstone(token, state) + "\n" if token.meta.get("has_tombstone") else ""
    return f"{tombstone}</{'details' if token.meta['fold'] else 'section'}>\n"


def _render_tombstone(token: Token, state: RenderState) -> str:
    return state.placeholders.add('<span class="qed" aria-hidden="true">∎</span>', feed_html=" ∎", text="∎")


CONSTRUCT = Construct(
    renderers={
        "theorem_open": _render_opening,
        "theorem_title_open": _render_title_opening,
        "theorem_title_close": _render_title_closing,
        "theorem_close": _render_closing,
        "tombstone": _render_tombstone,
    },
)
