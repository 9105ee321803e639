"""Missing security headers, by status, in all responses of the round."""

from __future__ import annotations

from collections.abc import Iterator

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.target import Check, Target
from tests.attack.wire import Request, Response

EACH_STATUS = {
    200: Request("/"),
    301: Request("/posts/moved-from/"),
    302: Request("/admin/"),
    403: Request("/admin/editor/preview/", "POST"),
    404: Request("/no-such-page/"),
    405: Request("/", "OPTIONS"),
    400: Request("/language/", "POST", (("Content-Type", "application/x-www-form-urlencoded"),), b"a=1&" * 1001),
}
SLASHLESS = Request("/archive")
STRICT = {
    "default-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'self'"},
    "style-src": {"'self'"},
}


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    for status, request in EACH_STATUS.items():
        yield target.attempt(f"the headers of a {status}", request, has_status(status))
    yield target.attempt("the headers of an address without its slash", SLASHLESS)
    yield target.attempt("an inline script or a foreign base", Request("/"), policy_faults)
    yield target.attempt("plain HTTP once HTTPS was seen", Request("/"), strict_transport(target))
    for (status, missing), request in sorted(target.headers_missing.items()):
        fault = f"status {status} without {missing}" if missing else ""
        yield Attempt(f"a {status} response", request.curl(), fault)


def has_status(status: int) -> Check:
    return lambda response: "" if response.status == status else f"status {response.status}, not {status}"


def policy_faults(response: Response) -> str:
    parts = (part.split() for part in response.header("Content-Security-Policy").split(";"))
    policy = {words[0]: set(words[1:]) for words in parts if words}
    weak = [name for name, sources in STRICT.items() if policy.get(name) != sources]
    scripts = policy.get("script-src", policy.get("default-src", {"*"}))
    weak += [] if scripts == {"'self'"} else ["script-src"]
    return f"the policy is weak in {', '.join(weak)}" if weak else ""


def strict_transport(target: Target) -> Check:
    def check(response: Response) -> str:
        is_https = target.site_url.startswith("https")
        return "no Strict-Transport-Security" if is_https and not response.header("Strict-Transport-Security") else ""

    return check
