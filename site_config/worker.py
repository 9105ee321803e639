"""gunicorn's threaded worker, which renews what a browser has before a WSGI environment and a response are made.

“It has not changed” is what a returning reader hears of each page, and what WSGI wants for saying so costs more than
to find it out: see docs/performance.md. All else is gunicorn's.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import Any

from gunicorn import SERVER
from gunicorn.http.message import Request
from gunicorn.util import http_date, unquote_to_wsgi_str
from gunicorn.workers.gthread import TConn, ThreadWorker

UNUSUAL = {f"HTTP_{name}" for name in ("CONTENT_LENGTH", "EXPECT", "SCRIPT_NAME", "TRANSFER_ENCODING", "UPGRADE")}
"""Headers for which gunicorn has rules of its own."""


class Worker(ThreadWorker):
    def handle_request(self, req: Request, conn: TConn) -> bool:
        """Answers one request, and says whether the connection is kept."""
        renewed = self._renewed(req)
        if renewed is None:
            return bool(super().handle_request(req, conn))
        self.nr += 1
        fields = [("Server", SERVER), ("Date", http_date()), ("Connection", "keep-alive"), *renewed]
        lines = ["HTTP/1.1 304 Not Modified", *(f"{name}: {value}" for name, value in fields), "\r\n"]
        conn.sock.sendall("\r\n".join(lines).encode("latin-1"))
        return True

    def _renewed(self, req: Request) -> list[tuple[str, str]] | None:
        """The headers by which a browser renews what it has; `None` if the application or gunicorn has to speak."""
        if not self._is_at_ease() or req.version != (1, 1) or req.should_close():
            return None
        environ: dict[str, Any] = {f"HTTP_{name.replace('-', '_')}": value for name, value in req.headers}
        is_plain = len(environ) == len(req.headers) and environ.keys().isdisjoint(UNUSUAL)
        if "HTTP_IF_NONE_MATCH" not in environ or not is_plain:
            return None
        environ["REQUEST_METHOD"] = req.method
        environ["PATH_INFO"] = unquote_to_wsgi_str(req.path)
        environ["QUERY_STRING"] = req.query
        environ["wsgi.url_scheme"] = req.scheme
        return self._ask(environ) if self._ask else None

    @cached_property
    def _ask(self) -> Any:
        """The application's way to be asked for a 304, unless requests are written down or stand under a prefix."""
        is_watched = self.cfg.accesslog or self.cfg.statsd_host or "SCRIPT_NAME" in os.environ
        return None if is_watched else getattr(self.wsgi, "renewed", None)

    def _is_at_ease(self) -> bool:
        """Whether this worker neither ends soon nor has more connections than it may keep."""
        return bool(self.alive and self.nr + 1 < self.max_requests and len(self.keepalived_conns) < self.max_keepalived)
