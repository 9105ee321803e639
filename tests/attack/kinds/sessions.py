"""Sessions after log-out, a new password or lost rights, and forged session cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.contrib.auth.models import User

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.kinds.open_redirects import CHOSEN
from tests.attack.target import Browser, Target
from tests.attack.wire import Request, Response
from tests.factories import PASSWORD, make_author, make_superuser

NEW_PASSWORD = "another long password for tests"
PLACES = ("/admin/", "/admin/notes/post/", "/admin/notes/post/add/", "/admin/editor/frame/", "/admin/editor/tags/?q=")
FORGED = (
    *(CHOSEN, "", "1", "null", "../../etc/passwd", "a" * 4000, "' OR 1=1 --", "%00"),
    *("eyJfYXV0aF91c2VyX2lkIjoiMSJ9:1:x", ".eJxVjDsOwjAQBe_iGlm2s_4sJT1n", "gAN9cQAu"),
    *("django.contrib.sessions.cache1", "lemma:1:x", "\\000", "é"),
)
MESSAGES = ('[["__json_message",1,25,"<script>xss()</script>"]]', "a:b:c", "W10:1x:y", "[" * 3000, "\\", '"')


def log_out(browser: Browser, user: User) -> None:
    browser.send(browser.post("/admin/logout/", {}))


def change_password(browser: Browser, user: User) -> None:
    """Change the password in another browser, which must end all other sessions."""
    other = Browser.signed_in(browser.target, user)
    values = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    other.send(other.post("/admin/password_change/", values))


def deactivate(browser: Browser, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def dismiss(browser: Browser, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=False)


ENDS: dict[str, Callable[[Browser, User], None]] = {
    "after logging out": log_out,
    "after the password was changed": change_password,
    "after the account was deactivated": deactivate,
    "after the account was taken off the staff": dismiss,
}


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    for make in (make_author, make_superuser):
        for when, end in ENDS.items():
            user = make()
            browser = Browser.signed_in(target, user)
            if browser.get("/admin/").status != 200:
                raise AssertionError("The session was not valid to begin with")
            browser.token()
            stolen = dict(browser.cookies)
            end(browser, user)
            for path in PLACES:
                thief = Browser(target, "thief", dict(stolen))
                yield target.attempt(f"{path} {when}", Request(path), is_refused, browser=thief)
            user.delete()
    for value in FORGED:
        for path in PLACES:
            yield target.attempt(
                f"{path} with the session {value[:20]!r}", Request(path, headers=session(value)), is_refused
            )
    for value in MESSAGES:
        request = Request("/admin/login/", headers=(("Cookie", f"messages={value}"),))
        yield target.attempt(f"the messages {value[:20]!r}", request, shows_no_message)


def session(value: str) -> tuple[tuple[str, str], ...]:
    return (("Cookie", f"sessionid={value}"),)


def is_refused(response: Response) -> str:
    if response.status == 302 and "/admin/login/" in response.header("Location"):
        return ""
    return "" if response.status in (400, 403) else f"status {response.status}"


def shows_no_message(response: Response) -> str:
    return "it shows the attacker's message" if "xss()" in response.text else ""
