"""A crew's phone: Debian's chromium on a profile that stays on the disk, and the static files under our policies."""

from __future__ import annotations

import base64
import json
import mimetypes
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyrage
import pytest

from openevac.web import gate
from tests.desk.desk import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

STATIC = Path(gate.__file__).parent / "static"
PIN, DURESS = "271828", "314159"
WORDS = "бава дозу кілу мона пару тісо чупа"
RETURNS_AT = "2026-11-24T15:00:00.000Z"
HOLDS_KEYS = ("keeper/", "crew/keys/")
PAGE = b'<!doctype html><html lang="uk"><meta charset="utf-8"><title>OpenEvac</title><main id="page"></main></html>'
NEUTRAL = b'<!doctype html><html lang="uk"><meta charset="utf-8"><title>Weather</title></html>'
SCALED_CLOCKS = """
const lived = performance.now.bind(performance), wall = Date.now.bind(Date);
performance.now = () => lived() * {faster};
Date.now = () => wall() + {ahead_ms};
"""
"""Stands before the worker's own lines: nobody waits ten minutes in a test, and clocks of phones get set."""


class _Pages(BaseHTTPRequestHandler):
    """Serves the shell page, the static files, and the worker with the clocks a test gives it."""

    server: _Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in {"/crew/", "/weather/"}:
            self._answer(PAGE if path == "/crew/" else NEUTRAL, "text/html; charset=utf-8", gate._PAGES)
            return
        wanted = path.removeprefix("/static/")
        file = STATIC / wanted
        if not path.startswith("/static/") or ".." in wanted or not file.is_file():
            self.send_error(404)
            return
        body = file.read_bytes()
        if wanted == "crew/keys/worker.js":
            body = self.server.prelude.encode() + body
        policy = gate._KEEPER if wanted.startswith(HOLDS_KEYS) else "default-src 'none'"
        self._answer(body, mimetypes.guess_type(file.name)[0] or "application/octet-stream", policy)

    def _answer(self, body: bytes, kind: str, policy: str) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-cache"),
                            ("Content-Security-Policy", policy)):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    prelude = ""


@dataclass
class Phone:
    """One profile folder, and the browser that was last started on it."""

    profile: Path
    playwright: Playwright
    server: _Server
    troubles: list[str] = field(default_factory=list)
    _context: BrowserContext | None = None

    @property
    def address(self) -> str:
        """Give the address: chips know `localhost`, no bare numbers."""
        return f"http://localhost:{self.server.server_port}"

    def set_clocks(self, *, faster: int = 1, ahead_s: float = 0) -> None:
        """Let lived time run faster and the wall's clock be wrong, for workers that start from now on."""
        self.server.prelude = SCALED_CLOCKS.format(faster=faster, ahead_ms=int(ahead_s * 1000))

    def start(self) -> Page:
        """Start the browser and open the app."""
        self._context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=shutil.which("chromium"), args=CHROMIUM, locale="uk-UA",
            viewport={"width": 360, "height": 640},
        )  # fmt: skip
        return self._opened(self._context.pages[0])

    def tab(self) -> Page:
        """Open the app in one more tab."""
        assert self._context
        return self._opened(self._context.new_page())

    def stop(self) -> None:
        """End the browser as a person does; what it keeps is then in the profile."""
        if self._context:
            self._context.close()
        self._context = None

    def _opened(self, page: Page) -> Page:
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda fault: self.troubles.append(f"error: {fault}"))
        page.on("console", self._hear)
        page.goto(f"{self.address}/crew/")
        return page

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.troubles.append(f"{message.type}: {message.text}")


@pytest.fixture(scope="module")
def playwright_here() -> Iterator[Playwright]:
    """Start Playwright for a file; phones of its tests share it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed: apt install chromium")
    with sync_api.sync_playwright() as started:
        yield started


@pytest.fixture
def phone(playwright_here: Playwright, tmp_path: Path) -> Iterator[Phone]:
    """Give a phone that was never used; nothing may have been complained of at the end."""
    server = _Server(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Phone(profile=tmp_path / "profile", playwright=playwright_here, server=server)
    yield made
    made.stop()
    server.shutdown()
    server.server_close()
    assert made.troubles == []


def ask(page: Page, question: str, *given: Any) -> Any:
    """Ask the keys as a screen does; a refusal is given as its reason."""
    return page.evaluate(
        """async ([question, given]) => {
          const keys = await import("/static/crew/keys/people.js");
          try { return await keys[question](...given); } catch (told) { return told.reason ?? String(told); }
        }""",
        [question, list(given)],
    )


def run(page: Page, module: str, body: str, given: Any = None) -> Any:
    """Run some lines with everything a module of the crew app gives in `it`, and `given`."""
    return page.evaluate(
        f"async ([module, given]) => {{ const it = await import(module); {body} }}",
        [f"/static/crew/{module}", given],
    )


def chip(page: Page) -> Any:
    """Give this page a phone's chip that makes secrets (a virtual authenticator with PRF)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "hasPrf": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def people_page(stop: str, **more: Any) -> dict[str, Any]:
    """Give the people part of one stop."""
    return {
        "v": 1, "stop": stop, "request": f"r-{stop}", "door": {"house": "7", "flat": "12", "note": ""},
        "phone_contact": "", "people": [{"code": f"e-{stop}", "call_name": "Одарка"}], "note": "", **more,
    }  # fmt: skip


def sealed(page: dict[str, Any], recipient: str) -> dict[str, str]:
    """Seal it to a phone, as the approving client does."""
    to = pyrage.x25519.Recipient.from_str(recipient)
    age = pyrage.encrypt(json.dumps(page, ensure_ascii=False).encode(), [to])
    return {"stop": page["stop"], "sealed": base64.b64encode(age).decode()}


def enrolled(page: Page, *, duress: str = DURESS, prf: bool = False) -> str:
    """Begin with a PIN; give the recipient."""
    given = {"pin": PIN, "duress": duress, **({"prf": True} if prf else {"words": WORDS})}
    answer = ask(page, "enrolPin", given)
    assert isinstance(answer, dict), answer
    return str(answer["recipient"])


def receives(page: Page, pages: list[dict[str, Any]], recipient: str, mission: str = "m1", at: str = "") -> Any:
    """Give the phone a pack; `at` is the planned return."""
    drive = {"mission": mission, "returns_at": at or in_hours(8)}
    return ask(page, "receive", [sealed(one, recipient) for one in pages], drive)


def with_mission(page: Page, stops: int = 3, *, prf: bool = False) -> str:
    """Begin, and hold a mission of some stops `s1`, `s2` ...; give the recipient for the next pack."""
    answer = receives(page, [people_page(f"s{one}") for one in range(1, stops + 1)], enrolled(page, prf=prf))
    assert answer["unreadable"] == [], answer
    return str(answer["recipient"])


def in_hours(hours: float) -> str:
    """Give a moment as phones write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + hours * 3600))


def until(holds: Callable[[], bool], within_s: float = 15) -> None:
    """Wait until something holds (Playwright's own waiting does not work under our policy)."""
    ends = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.05)
