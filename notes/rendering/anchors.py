"""Make anchors of text in any script: `自注意力 (Self-Attention)` becomes `自注意力-self-attention`."""

from __future__ import annotations

import re
import unicodedata

_NOT_IN_ANCHORS = re.compile(r"[^\w]+")


def slugify(text: str) -> str:
    """The letters and digits in lower case, joined by hyphens; possibly empty."""
    return _NOT_IN_ANCHORS.sub("-", unicodedata.normalize("NFKC", text).lower()).strip("-_")
