"""An author who changes a note in the admin, by the form that a browser shows."""

from __future__ import annotations

import http.client
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.processes import HOST, Server
from bench.site import HOST_NAME


class Keeper:
    """Logged in at one server. Each change goes through that server's process."""

    def __init__(self, server: Server, name: str = "bench", password: str = "bench") -> None:
        self._connection = http.client.HTTPConnection(HOST, server.port, timeout=60)
        self._cookies: dict[str, str] = {}
        fields = form_fields(self._ask("GET", "/admin/login/")[1])
        self._submit("/admin/login/?next=/admin/", fields | {"username": name, "password": password})

    def save(self, note: int, text: str) -> None:
        """Saves a note, by its primary key, with this text before its own; on return the change is committed."""
        path = f"/admin/notes/post/{note}/change/"
        # The form anew each time: Lemma refuses one that somebody has saved since it was opened.
        fields = form_fields(self._ask("GET", path)[1])
        rest = fields["body"].partition("\n\n")[2]
        self._submit(path, fields | {"body": f"{text}\n\n{rest}", "_save": "Save"})

    def _submit(self, path: str, fields: dict[str, str]) -> None:
        status, page = self._ask("POST", path, urlencode(fields))
        if status != 302:
            raise RuntimeError(f"{path} answers {status} to its form: {page[:2000]}")

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Host": HOST_NAME, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{HOST_NAME}"}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        page = response.read().decode()
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return response.status, page


def form_fields(page: str) -> dict[str, str]:
    """What a browser would send of a page's forms if its user changed nothing."""
    reader = _Fields()
    reader.feed(page)
    return reader.fields


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        is_off = kind in ("checkbox", "radio") and "checked" not in given
        if tag == "input" and name and kind not in ("submit", "file", "button") and not is_off:
            self.fields[name] = given.get("value", "on" if kind == "checkbox" else "")
        elif tag in ("textarea", "select") and name:
            self._within = name
            self.fields[name] = ""
        elif tag == "option" and self._within and "selected" in given:
            self.fields[self._within] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._within and self.lasttag == "textarea":
            # A newline right behind the tag is not part of the text.
            self.fields[self._within] += data if self.fields[self._within] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._within = ""
