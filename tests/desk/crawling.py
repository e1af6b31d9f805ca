"""Walking the desk without a browser: every address of the program, every form on its pages, whatever is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

NASTY = (
    "", "\x00", "\u202e", "-1", "0", "7", "99999999999999999999", "NaN", "1e308", "true", "В-1", "В-501", "К-100-009",
    "К-417-286", "olena", "UA63080090010026457", "2025-05-15", "2025-05-15T06:00", "0001-01-01", "9999-12-31T23:59",
    "25:99", "36.8, 49.6", "a" * 3000, "' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "=cmd|' /C'!A0",
    "{}", "[]", '{"id": 1}', "٣", "\ud800", "00000000-0000-0000-0000-000000000000", "https://evil.example/",
)  # fmt: skip


@dataclass
class Form:
    """One form of a page: where it goes, how, and its fields with what stands in them."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Said:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: str


class Visitor:
    """Somebody with a session, or nobody; keeps one connection open."""

    def __init__(self, address: str, session: str = "") -> None:
        self._line = HTTPConnection(urlsplit(address).netloc, timeout=15)
        self._cookies = {"openevac": session} if session else {}

    def get(self, path: str) -> Said:
        """Load a page."""
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, str], *, part: bool = False) -> Said:
        """Send a form."""
        body = urlencode(fields, errors="surrogatepass").encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if part:
            headers["HX-Request"] = "true"
        return self.ask("POST", path, body, headers)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Said:
        """Ask anything; cookies are kept as a browser keeps them."""
        given = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()), **(headers or {})}
        self._line.request(method, quote(path, safe="/?=&%:;,-_.~"), body, given)
        answer = self._line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self._cookies[cookie] = kept
        return Said(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def forms_of(html: str) -> list[Form]:
    """Give every form of a page that sends something."""
    reader = _Forms()
    reader.feed(html)
    return reader.found


def links_of(html: str) -> set[str]:
    """Give every address of this house that a page leads to."""
    return {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', html) if not link.startswith("/static/")
    }


@contextmanager
def visiting(address: str, session: str = "") -> Iterator[Visitor]:
    """Give a visitor who hangs up afterwards."""
    visitor = Visitor(address, session)
    try:
        yield visitor
    finally:
        visitor.close()


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(told.get("action", ""), told.get("method", "get").lower())
            self.found.append(self._open)
        if self._open is None:
            return
        name = told.get("name", "")
        if tag in {"input", "button", "textarea"} and name:
            self._open.fields.setdefault(name, told.get("value", ""))
        if tag == "select" and name:
            self._select = name
        if tag == "option" and self._select:
            self._open.fields.setdefault(self._select, told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = ""
