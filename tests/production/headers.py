"""What every response has to say to a browser."""

from __future__ import annotations

from tests.production.server import Reply, Server

POLICY = {
    "default-src": {"'self'"},
    "img-src": {"'self'", "data:", "https:", "http:"},
    "style-src": {"'self'"},
    "style-src-attr": {"'unsafe-inline'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'self'"},
}
UPLOAD_POLICY = {
    "default-src": {"'none'"},
    "style-src": {"'unsafe-inline'"},
    "img-src": {"data:"},
    "sandbox": set(),
}
REQUIRED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}


def policy_of(reply: Reply) -> dict[str, set[str]]:
    """The directives of a Content-Security-Policy with their sources."""
    found: dict[str, set[str]] = {}
    for directive in reply.headers.get("content-security-policy", "").split(";"):
        name, *sources = directive.split()
        assert name not in found, f"{name} occurs twice, and a browser takes the first"
        found[name] = set(sources)
    return found


def assert_protected(reply: Reply, *, is_upload: bool = False) -> None:
    assert policy_of(reply) == (UPLOAD_POLICY if is_upload else POLICY)
    required = REQUIRED | ({"cross-origin-resource-policy": "cross-origin"} if is_upload else {})
    assert {name: reply.headers.get(name) for name in required} == required
    features = reply.headers["permissions-policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()"} <= set(features)
    assert [name for name, _value in reply.fields if name.lower() == "content-security-policy"] == [
        "Content-Security-Policy"
    ]


def assert_private(reply: Reply) -> None:
    assert "private" in reply.headers["cache-control"]
    assert "public" not in reply.headers["cache-control"]


def assert_unavailable(site: Server, path: str, **headers: str) -> None:
    reply = site.request(path, body=None, **headers)
    assert (path, reply.status) == (path, 503)
    assert int(reply.headers["retry-after"]) > 0
    assert_protected(reply)
    assert_private(reply)
    if path != "/healthz":
        assert b"Temporarily unavailable" in reply.body
