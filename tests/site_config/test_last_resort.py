"""An error outside of Django's handlers still gets a page of ours with every header."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import RequestFactory

from site_config.last_resort import with_last_resort


def reply(error: Exception, **environ: str) -> tuple[str, dict[str, str], str]:
    def failing(_environ: Any, _start_response: Any) -> Any:
        raise error

    started: list[Any] = []
    body = with_last_resort(failing)(
        RequestFactory().get("/").environ | environ,
        lambda status, headers, exc_info: started.extend([status, dict(headers)]),
    )
    return started[0], started[1], b"".join(body).decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("secret"), "500 Internal Server Error"), (OperationalError("secret"), "503 Service Unavailable")],
)
def test_is_localized_and_has_security_headers(error: Exception, status: str) -> None:
    answered, headers, body = reply(error, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert answered == status
    assert '<html lang="zh-hans">' in body
    assert "secret" not in body
    assert "private" in headers["Cache-Control"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    required = {"X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"}
    assert required | set(settings.SECURITY_HEADERS) <= set(headers)


def test_a_request_that_django_cannot_parse_is_a_400() -> None:
    answered, headers, body = reply(ValueError("secret"), CONTENT_TYPE="text/html; charset*=bogus''x")
    assert answered == "400 Bad Request"
    assert "Content-Security-Policy" in headers
    assert "Bad request" in body
