"""The screens of the crew app in a browser: the real files and words, a phone in memory, the policy of the pages."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from openevac.web.crew.words_file import ADDRESSES, words_file
from openevac.web.static_files import FOLDER
from tests.crew import world

FAKE = Path(__file__).parent / "fake_phone.js"
PHONE = {"width": 360, "height": 640}
TABLET = {"width": 1024, "height": 768}
LEAST_PX = 64
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@dataclass
class Given:
    """What the phone of a test holds when it is switched on."""

    now: str = world.NOW
    missions: list[dict[str, Any]] = field(default_factory=lambda: [world.drive_part()])
    ops: list[dict[str, Any]] = field(default_factory=list)
    held: list[str] = field(default_factory=lambda: [*world.DOORS])

    def plain(self) -> dict[str, Any]:
        """Give it as the fake phone reads it."""
        people = {code: world.people_of(code) for code in self.held}
        return {"now": self.now, "missions": self.missions, "ops": self.ops, "held": self.held, "people": people}


def page_text(script: str = "fake_phone.js") -> str:
    """Give the page: as the shell's, with the styles of the app in the shell's order."""
    styles = sorted((path.name for path in (FOLDER / "crew").glob("*.css")), key="shell.css".__ne__)
    links = "".join(f'<link rel="stylesheet" href="/crew/{name}">' for name in styles)
    return (
        '<!doctype html><html lang="uk"><head><meta charset="utf-8"><title>OpenEvac</title>'
        '<link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/vendor/fonts.css">{links}'
        f'<script type="module" src="/{script}"></script></head>'
        '<body><main id="app" tabindex="-1"></main></body></html>'
    )


@contextmanager
def served(given: Given) -> Iterator[str]:
    """Serve files, words and the phone of a test; gives the address."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            body, kind = _answer(path, given)
            self.send_response(200 if body is not None else 404)
            self.send_header("content-type", kind)
            self.send_header("content-security-policy", POLICY)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *given: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(path: str, given: Given) -> tuple[bytes | None, str]:
    for language, address in ADDRESSES.items():
        if path == address:
            return words_file(language), "application/json"
    if path == "/":
        return page_text().encode(), "text/html; charset=utf-8"
    if path == "/given.json":
        return json.dumps(given.plain()).encode(), "application/json"
    file = FAKE if path == "/fake_phone.js" else FOLDER / path.lstrip("/")
    kind = "text/javascript" if file.suffix == ".js" else guess_type(file.name)[0] or "application/octet-stream"
    return (file.read_bytes(), kind) if file.is_file() else (None, "text/plain")


@dataclass
class Held:
    """A phone in somebody's hand: its page, and what the browser complained of."""

    page: Any
    given: Given
    troubles: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        """Be the page where the phone has nothing of its own."""
        return getattr(self.page, name)

    def tap(self, words: str, *, exact: bool = False) -> None:
        """Tap the button that says this."""
        self.page.get_by_role("button", name=words, exact=exact).first.click()

    def told(self) -> str:
        """Give the words of the page."""
        return str(self.page.locator("#app").inner_text())

    def ops(self) -> list[tuple[str, str, str]]:
        """Give what was recorded: kind, subject, value."""
        return [(op["kind"], op["subject"], op["value"]) for op in self.page.evaluate("phone.ops")]

    def recorded(self, wanted: int) -> list[tuple[str, str, str]]:
        """Wait until so many ops are there; gives them."""
        self.page.wait_for_timeout(50)
        for _ in range(100):
            if len(self.ops()) >= wanted:
                break
            self.page.wait_for_timeout(50)
        return self.ops()

    def on(self, page: str) -> None:
        """Wait until this page is shown."""
        self.page.locator(f"#app[data-page={page}]").wait_for()


@contextmanager
def phone(
    browser: Any,
    given: Given | None = None,
    *,
    language: str = "uk",
    size: dict[str, int] | None = None,
    at: tuple[float, float] | None = None,
    webgl: bool = False,
    dark: bool = False,
) -> Iterator[Held]:
    """Give a phone whose app stands on its first page; nothing may be complained of."""
    have = given or Given()
    with served(have) as address:
        context = browser.new_context(
            viewport=size or PHONE,
            has_touch=True,
            locale="uk-UA",
            timezone_id="Europe/Kyiv",
            base_url=address,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            permissions=["geolocation"] if at else [],
            geolocation={"longitude": at[0], "latitude": at[1]} if at else None,
        )
        if not webgl:
            context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        context.add_init_script(f"localStorage.setItem('openevac-crew-language', '{language}')")
        page = context.new_page()
        page.set_default_timeout(20_000)
        held = Held(page, have)
        page.on("pageerror", lambda fault: held.troubles.append(f"error: {fault}"))
        page.on("console", lambda said: held.troubles.append(said.text) if said.type in {"error", "warning"} else None)
        page.on(
            "request",
            lambda asked: (
                held.troubles.append(asked.url) if not asked.url.startswith((address, "data:", "blob:")) else None
            ),
        )
        page.goto("/")
        page.locator("html[data-awake]").wait_for(state="attached")
        yield held
        context.close()
        assert held.troubles == []
