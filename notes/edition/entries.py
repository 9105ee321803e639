"""How remembered values stand in a cache server."""

from __future__ import annotations

import json
from typing import Any


class JsonEntries:
    """JSON in place of Django's pickle, which would run what others put there. What is no JSON was never remembered."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    def loads(self, stored: bytes) -> Any:
        try:
            return json.loads(stored)
        except ValueError:
            return None
