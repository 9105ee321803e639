"""Digests for cache keys: 128-bit BLAKE2 of canonical JSON."""

from __future__ import annotations

import hashlib
import json


def digest(*values: object) -> str:
    """32 hexadecimal characters for strings, numbers and sequences of them; the same in every process."""
    return hashlib.blake2b(compact_json(values), digest_size=16).hexdigest()


def compact_json(value: object) -> bytes:
    """JSON without whitespace. Lone surrogates are allowed: note texts may contain them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
