"""Asking an address as somebody of the cast, without a browser: only what it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.desk.desk import Desk, session_of

TOKEN = "a" * 32
"""Django's form token may be any word that stands both in the cookie and in the form."""


def status_of(desk: Desk, address: str, code: str) -> int:
    """Give the status of a question; "" for somebody who is not signed in."""
    return _asked(desk, "GET", address, code, {})


def posted(desk: Desk, address: str, code: str, fields: Mapping[str, str]) -> int:
    """Give the status of a form that was sent."""
    return _asked(desk, "POST", address, code, fields)


def _asked(desk: Desk, method: str, address: str, code: str, fields: Mapping[str, str]) -> int:
    parts = urlsplit(desk.address)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    cookies = [f"openevac_form={TOKEN}"] + ([f"openevac={session_of(code)}"] if code else [])
    body = urlencode({"command_id": str(uuid4()), "csrfmiddlewaretoken": TOKEN, **fields}) if method == "POST" else None
    headers = {"Cookie": "; ".join(cookies), "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, address, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
