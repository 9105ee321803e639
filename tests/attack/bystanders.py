"""Cache poisoning is detected by bystanders: readers with ordinary requests, whose pages must not change."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from os.path import commonpath

import brotli

from tests.attack.attempts import Attempt
from tests.attack.response_checks import universal_faults
from tests.attack.target import Target
from tests.attack.wire import Fields, Request, Response

BYSTANDERS: dict[str, Fields] = {
    "English reader": (("Accept-Language", "en-US,en;q=0.9"), ("Accept-Encoding", "identity")),
    "Chinese reader": (("Accept-Language", "zh-CN,zh;q=0.9"), ("Accept-Encoding", "br, gzip")),
}
CHANGING = {"date", "last-modified", "etag", "content-length"}
DECODERS: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


Content = tuple[int, Fields, bytes]


@dataclass
class Bystanders:
    """The responses that bystanders got before an attack, to compare with those after it."""

    target: Target
    _before: dict[tuple[str, str], Content] = field(default_factory=dict)

    def get(self, page: str, who: str = "English reader", method: str = "GET") -> Response:
        return self.target.send(Request(page, method, BYSTANDERS[who]))

    def attempt(self, title: str, request: Request, page: str) -> Attempt:
        """Send a request while nothing is cached, then compare what bystanders get for `page`."""
        self.remember(page)
        self.target.touch()
        attacked = self.target.send(request)
        faults = [*universal_faults(request, attacked, self.target.site_url), self.change(page)]
        if (
            request.method == "GET"
            and attacked.is_public
            and attacked.status == 200
            and not asks_for_other_content(request)
        ):
            clean = self.get(request.target)
            if clean.status == 200 and clean.body != attacked.body:
                faults.append("its public response differs from the one that a clean request for the address gets")
        return Attempt(title, request.curl(), "; ".join(filter(None, faults)))

    def remember(self, *pages: str) -> None:
        """Store what each bystander gets for these pages, unless it is stored already."""
        for page in pages:
            for who in BYSTANDERS:
                if (page, who) not in self._before:
                    self._before[page, who] = content_of(self.get(page, who))

    def change(self, page: str) -> str:
        """The difference in what bystanders get for a page now; empty if there is none."""
        for who in BYSTANDERS:
            if difference := difference_between(self._before[page, who], content_of(self.get(page, who))):
                self.target.touch()
                return f"the next {who} of {page} gets {difference}"
        return ""


def content_of(response: Response) -> Content:
    """The parts of a response that do not vary. Bodies are decompressed: Django pads gzip with random bytes."""
    decode = DECODERS.get(response.header("Content-Encoding"), bytes)
    kept = tuple(sorted((n.lower(), v) for n, v in response.headers if n.lower() not in CHANGING))
    return response.status, kept, decode(response.body)


def difference_between(before: Content, after: Content) -> str:
    if before[0] != after[0]:
        return f"status {after[0]} instead of {before[0]}"
    if before[1] != after[1]:
        changed = [f"{name}: {value}" for name, value in after[1] if (name, value) not in before[1]]
        return f"other headers ({', '.join(changed) or 'fewer'})"
    if before[2] == after[2]:
        return ""
    at = len(commonpath((before[2], after[2])))
    return f"other bytes: …{after[2][max(0, at - 20) : at + 60].decode('utf-8', 'replace')!r}…"


def asks_for_other_content(request: Request) -> bool:
    """Whether the response may differ by `Vary` or by host."""
    return any(name.lower() in ("accept-language", "accept-encoding", "cookie", "host") for name, _ in request.headers)
