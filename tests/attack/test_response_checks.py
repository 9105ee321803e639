"""The checks of the attacks detect what they should: otherwise no attack could ever succeed."""

from __future__ import annotations

import pytest

from tests.attack.active_content import check
from tests.attack.bystanders import content_of, difference_between
from tests.attack.forms import fields_of
from tests.attack.response_checks import REQUIRED, missing_headers, universal_faults
from tests.attack.wire import Fields, Request, Response

SITE = "https://notes.example"
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def response(status: int = 200, body: str = "", headers: Fields = (), *, cpu_seconds: float = 0.0) -> Response:
    return Response(status, headers, body.encode(), 0.01, cpu_seconds)


def faults(given: Response, request: Request | None = None, **rights: bool) -> list[str]:
    return list(universal_faults(request or Request("/"), given, SITE, **rights))


def test_an_ordinary_page_has_no_fault() -> None:
    page = response(200, "<p>A note</p>", (("Cache-Control", "public, max-age=0"), *HTML))
    assert faults(page) == []
    assert check(page) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (response(0), "without a response"),
        (response(500), "status 500"),
        (response(cpu_seconds=6.0), "of the processor 6.0 s"),
        (response(body="SQLite format 3\0"), "a file of the server"),
        (response(body="Traceback (most recent call last)"), "a traceback"),
        (response(404, headers=(("Cache-Control", "public"),)), "a 404 says public"),
        (response(headers=(("Cache-Control", "public"), ("Set-Cookie", "a=b"))), "sets a cookie"),
        (response(headers=(("Access-Control-Allow-Origin", "*"),)), "scripts of other sites"),
        (response(body="the Unseendraft title"), "it shows unseendraft"),
        (response(headers=(("Link", "</posts/unseendraft-title/>"),)), "it shows unseendraft"),
    ],
)
def test_faults_of_any_response_are_found(given: Response, said: str) -> None:
    assert said in "; ".join(faults(given))


@pytest.mark.parametrize(
    "location",
    [
        *("//evil.example", "https://evil.example/", "/\\evil.example", "\t//evil.example", "http://notes.example/"),
        *("https://notes.example@evil.example/", "https://notes.example.evil.example/", "javascript:alert(1)"),
    ],
)
def test_redirects_to_another_site_are_found(location: str) -> None:
    assert "it redirects" in "".join(faults(response(302, headers=(("Location", location),))))


@pytest.mark.parametrize("location", ["/", "/admin/?next=//evil.example", "https://notes.example/feed/", "?page=1"])
def test_redirects_within_the_site_are_none(location: str) -> None:
    assert faults(response(302, headers=(("Location", location),))) == []


def test_hidden_words_may_be_shown_to_their_author_and_repeated_to_who_sent_them() -> None:
    page = response(body="Unseendraft")
    assert faults(page, is_trusted=True) == []
    assert faults(page, Request("/?q=unseendraft")) == []
    assert faults(page, Request("/?q=%75nseendraft")) == []


def test_a_page_for_somebody_who_is_signed_in_must_not_be_public() -> None:
    assert faults(response(headers=(("Cache-Control", "public"),)), is_signed_in=True)
    assert not faults(response(headers=(("Cache-Control", "private"),)), is_signed_in=True)


def test_missing_security_headers_are_found() -> None:
    assert missing_headers(Request("/"), response()) == list(REQUIRED)


@pytest.mark.parametrize(
    "body",
    [
        *(
            "<script>xss()</script>",
            "<script src=//evil.example></script>",
            "<img src=x onerror=xss()>",
            "<base href=/x>",
        ),
        *("<a href=' java\nscript:xss()'>a</a>", "<meta http-equiv=refresh content=0>", "<iframe src=x></iframe>"),
        *("<div class=prose><p style='color: red'>a</p></div>", "<style>a{}</style>", "<p>1337</p>"),
    ],
)
def test_active_content_is_found(body: str) -> None:
    assert check(response(200, body, HTML))


@pytest.mark.parametrize("body", ["<a>&nbsp;</a>", "<a>\x08</a>", "<a>", '<c xmlns="x:">&lt;script&gt;</b>'])
def test_broken_xml_is_found(body: str) -> None:
    assert "not well-formed" in check(response(200, body, (("Content-Type", "application/atom+xml"),)))


@pytest.mark.parametrize(
    "other",
    [response(404, "a"), response(200, "b"), response(200, "a", (("X-Evil", "1"),)), response(200, "ab")],
)
def test_a_change_for_bystanders_is_found(other: Response) -> None:
    assert difference_between(content_of(response(200, "a")), content_of(other))


def test_the_time_of_a_response_is_no_change() -> None:
    earlier, later = (response(200, "a", (("Date", date), ("Last-Modified", date))) for date in ("now", "then"))
    assert difference_between(content_of(earlier), content_of(later)) == ""


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    page = """<form><input name=q></form><form><input type=hidden name=version value=3><input name=title value="T">
        <textarea name=body>a\nb</textarea><select name=series><option value="">-<option value=2 selected>S</select>
        <input type=checkbox name=pinned><input type=checkbox name=on checked><input type=submit name=_save value=Save>
        <input name=gone value=x disabled><input type=file name=cover></form>"""
    assert fields_of(page, "title") == {
        "version": ["3"],
        "title": ["T"],
        "body": ["a\nb"],
        "series": ["2"],
        "on": ["on"],
    }
