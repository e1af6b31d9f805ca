"""A desk that really runs: the whole program over HTTP on a database of its own, with the cast's clock."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.services.cast import ORGANISATION, PASSPHRASE, Cast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

STARTS_WITHIN_S = 20.0
SIZES = {"desk": {"width": 1280, "height": 720}, "phone": {"width": 360, "height": 740}}
ENDED_BY_LEAVING = ("htmx:sendAbort", "htmx:afterRequest")
"""What the library of the pages writes when a page is left while it asks; a question that failed is `sendError`."""
CHROMIUM = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip


@dataclass
class Desk:
    """Where the program answers, who works there, and the browser people sit at."""

    address: str
    cast: Cast
    browser: Browser
    troubles: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def sit_down(
        self, code: str, *, language: str = "uk", theme: str = "light", size: str = "desk", unlock: bool = False
    ) -> Page:
        """Give a page on which somebody is signed in already; `unlock` opens names with their passphrase."""
        page = self.stranger(language=language, theme=theme, size=size)
        page.context.add_cookies([{"name": "openevac", "value": session_of(code), "url": self.address}])
        if unlock:
            self.unlock(page)
        return page

    def stranger(self, *, language: str = "uk", theme: str = "light", size: str = "desk") -> Page:
        """Give a page on which nobody is signed in."""
        context = self.browser.new_context(
            locale="uk-UA" if language == "uk" else "en-GB", timezone_id="Europe/Kyiv", color_scheme=theme,  # type: ignore[arg-type]
            viewport=SIZES[size], has_touch=size == "phone", base_url=self.address,  # type: ignore[arg-type]
        )  # fmt: skip
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)  # the first page of a file finds everything cold
        _waits_until_awake(page)
        page.on("console", self._hear)
        page.on("pageerror", lambda fault: self.troubles.append(f"error: {fault}"))
        page.on("request", self._see)
        page.on("requestfailed", self._miss)
        return page

    def unlock(self, page: Page) -> None:
        """Open names on this page by typing a passphrase, as a person does."""
        page.goto("/")
        page.get_by_role("button", name="імена закриті").or_(page.get_by_role("button", name="names closed")).click()
        page.locator("[data-passphrase]").fill(PASSPHRASE)
        page.locator("[data-passphrase]").press("Enter")
        page.get_by_role("button", name="імена відкриті").or_(page.get_by_role("button", name="names open")).wait_for()
        page.locator("dialog[open]").wait_for(state="detached")

    def stand_up(self) -> None:
        """Close every page that was opened."""
        while self._contexts:
            self._contexts.pop().close()

    def _hear(self, message: Any) -> None:
        """Hear what the browser complains of; a refusal that a test asked for is no trouble.

        Nor is a question that ends because its page is left: what a person sends must not end so (`_miss`).
        """
        quiet = ("Failed to load resource", *ENDED_BY_LEAVING)
        if message.type in {"error", "warning"} and not any(one in message.text for one in quiet):
            where = message.location
            self.troubles.append(f"{message.type}: {message.text} ({where.get('url')}:{where.get('lineNumber')})")

    def _miss(self, request: Any) -> None:
        """Note what a person sent and what never came back; questions a page asks by itself may be cut off."""
        from openevac.web.page_threads import may_change

        sent = "hx-request" in request.headers
        if sent and may_change({"method": request.method, "path": urlsplit(request.url).path}):
            self.troubles.append(f"{request.method} without an answer: {request.url} ({request.failure})")

    def _see(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"asked another host: {request.url}")


@contextmanager
def renewed(page: Page, part: str = "#page") -> Iterator[None]:
    """Wait until what is done here has brought the page (or a part) anew: a sentence said twice tells nothing."""
    page.locator(part).evaluate("part => part.setAttribute('data-before', '')")
    yield
    page.locator(f"{part}:not([data-before])").wait_for()
    page.locator("html[data-awake]").wait_for(state="attached")


def _waits_until_awake(page: Page) -> None:
    """Let every `goto` of this page end when its parts listen, as nobody types before a page stands still."""
    go = page.goto

    def goto(address: str, **ways: Any) -> Any:
        answer = go(address, **ways)
        if page.locator("script[src*='desk/start']").count():
            page.locator("html[data-awake]").wait_for(state="attached")
        return answer

    page.goto = goto  # type: ignore[method-assign,assignment]  # the same, and then it waits


def session_of(code: str) -> str:
    """Sign somebody of the cast in without the door, and give their session's key."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

    account: Any = get_user_model().objects.get(username=f"{ORGANISATION}/{code}")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@contextmanager
def served() -> Iterator[str]:
    """Serve the program in this process, as `openevac serve` does, on a free port; gives its address."""
    import uvicorn

    from openevac.web.asgi import SERVING, build_application, page_threads

    # Threads of an earlier server would go on asking its database.
    threads = page_threads()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(build_application(threads), host="127.0.0.1", port=port, **SERVING))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    ends = time.monotonic() + STARTS_WITHIN_S
    while not server.started:
        if time.monotonic() > ends:
            raise AssertionError("the server did not start")
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(STARTS_WITHIN_S)
        threads.end()
