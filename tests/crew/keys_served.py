"""The whole app with real keys on a phone whose profile stays: a base from a table, clocks a test moves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from openevac.web import gate
from openevac.web.crew.words_file import ADDRESSES, words_file
from openevac.web.static_files import FOLDER
from tests.crew import world
from tests.crew.phone import DURESS, PIN, WORDS, Phone, _Pages, _Server, in_hours, sealed

STEP_MS = 60_000
TOKEN = "t" * 43
STARTS = b'import { speak } from "/static/crew/words/said.js"; await speak(); await import("/static/crew/start.js");'
CLOCKS = """
{
  const lived = performance.now.bind(performance), wall = Date.now.bind(Date);
  let livedOn = 0, wallOn = {ahead_ms};
  performance.now = () => lived() + livedOn;
  Date.now = () => wall() + wallOn;
  new BroadcastChannel("clocks of a test").onmessage = ({ data }) => {
    livedOn += data.lived_ms;
    wallOn += data.wall_ms;
  };
}
"""
"""Stands before the worker's own lines; a test moves the clocks of every tab while they run."""
STILL = "{ const at = Date.now(); Date.now = () => at; }"
"""A page whose clock stands still says the same minute; its worker goes on."""
LETS_IN = """async (token) => {
  const keys = await import("/static/crew/keys/signing.js");
  await keys.makeSigningKey();
  await keys.saveDevice({ code: "phone-1", organisation: "test", token });
}"""
ENROLS = """async (given) => (await (await import("/static/crew/keys/people.js")).enrolPin(given)).recipient"""


class _AppPages(_Pages):
    """Serves the page of the app beside the bare one, with the words."""

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        path = self.path.partition("?")[0]
        for language, address in ADDRESSES.items():
            if path == address:
                self._answer(words_file(language), "application/json", gate._PAGES)
                return
        if path == "/drive/":
            self._answer(_page(), "text/html; charset=utf-8", gate._PAGES)
        elif path == "/starts.js":
            self._answer(STARTS, "text/javascript", gate._PAGES)
        else:
            super().do_GET()


def _page() -> bytes:
    styles = sorted((path.name for path in (FOLDER / "crew").glob("*.css")), key="shell.css".__ne__)
    links = "".join(f'<link rel="stylesheet" href="/static/crew/{name}">' for name in styles)
    return (
        f'<!doctype html><html lang="uk"><head><meta charset="utf-8"><title>OpenEvac</title>{links}'
        '<script type="module" src="/starts.js"></script></head><body data-files="/static/">'
        '<main id="app" tabindex="-1" aria-busy="true"></main></body></html>'
    ).encode()


@dataclass
class Base:
    """What the base says; `is_there` false is a phone without signal."""

    missions: list[str] = field(default_factory=lambda: [world.MISSION])
    returns_at: str = field(default_factory=lambda: in_hours(8))
    stops: list[dict[str, str]] = field(default_factory=list)
    is_there: bool = True
    asked: list[tuple[str, int]] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=lambda: {sha256(TOKEN.encode()).hexdigest()})

    def answer(self, route: Any) -> None:
        """Answer one question; a token that is not the phone's is nobody's."""
        if not self.is_there:
            route.abort()
            return
        path = route.request.url.split("/api/v1/")[1]
        token = route.request.headers.get("authorization", "").removeprefix("Bearer ")
        known = path in {"pulse", "enrol"} or sha256(token.encode()).hexdigest() in self.known
        told = self._told(path, route.request) if known else {"problem": "Nobody is known by this token."}
        self.asked.append((path, 200 if known else 401))
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        route.fulfill(status=200 if known else 401, body=json.dumps(told), headers=headers)

    def _told(self, path: str, request: Any) -> Any:
        if path == "enrol":
            self.known.add(request.post_data_json["token_sha256"])
            return {"device": "phone-9", "person": "stepan", "organisation": "test"}
        if path == "mission":
            return [{"mission": one, "version": 1, "status": "dispatched"} for one in self.missions]
        if path.endswith("/drive"):
            return {**world.drive_part(), "returns_at": self.returns_at}
        if path.endswith("/people"):
            return {"mission": world.MISSION, "version": 1, "stops": self.stops, "missing": []}
        if path == "recipient":
            self.recipients.append(request.post_data_json["recipient"])
        if path == "ops":
            outcomes = [{"id": one["id"], "outcome": "new", "reason": ""} for one in request.post_data_json["ops"]]
            return {"mission": world.MISSION, "outcomes": outcomes, "gaps": {}, "conflicts": [], "waits": []}
        return {"red": []}


@dataclass
class Crew:
    """A phone of a crew, its base, and the page that is open."""

    phone: Phone
    base: Base
    page: Any = None

    def opens(self, *, ahead_s: float = 0, chip: Any = None) -> Any:
        """Start the browser on the profile and open the app."""
        self.phone.server.prelude = CLOCKS.replace("{ahead_ms}", str(int(ahead_s * 1000)))
        bare = self.phone.start()
        bare.context.add_init_script(STILL)
        bare.context.route("**/api/v1/**", self.base.answer)
        if chip is not None:
            chip(bare)
        self.page = bare
        return bare

    def app(self) -> Any:
        """Load the app in the page that is open."""
        self.page.goto(f"{self.phone.address}/drive/")
        self.page.locator("#app[data-page]").wait_for(timeout=STEP_MS)
        return self.page

    def tab(self) -> Any:
        """Open the app in one more tab."""
        made = self.phone.tab()
        made.goto(f"{self.phone.address}/drive/")
        made.locator("#app[data-page]").wait_for(timeout=STEP_MS)
        return made

    def let_in(self, *, prf: bool = False) -> None:
        """Enrol the phone on the bare page; the base then has the people of every stop sealed to it."""
        self.page.evaluate(LETS_IN, TOKEN)
        given = {"pin": PIN, "duress": DURESS, **({"prf": True} if prf else {"words": WORDS})}
        recipient = self.page.evaluate(ENROLS, given)
        self.base.stops = [sealed(world.people_of(code), recipient) for code in world.DOORS]

    def types(self, pin: str, page: Any = None, *, words: bool = False) -> None:
        """Type a PIN on the page that asks for it, after the seven words where they are asked for."""
        page = page or self.page
        page.locator("#app[data-page=unlock]").wait_for(timeout=STEP_MS)
        _press(page, pin)
        if words:
            page.locator(".seven textarea").fill(WORDS, timeout=STEP_MS)
            page.locator(".seven button").click()
            page.get_by_text("Тепер PIN.").wait_for(timeout=STEP_MS)
            _press(page, pin)

    def passes(self, *, lived_s: float, wall_s: float | None = None) -> None:
        """Let time pass: as it was lived through with the app open, and as the wall's clock says."""
        given = {"lived_ms": lived_s * 1000, "wall_ms": (lived_s if wall_s is None else wall_s) * 1000}
        self.page.evaluate('(given) => new BroadcastChannel("clocks of a test").postMessage(given)', given)


def _press(page: Any, pin: str) -> None:
    for digit in pin:
        page.locator(".pad").get_by_role("button", name=digit, exact=True).click()
    page.locator(".pad").get_by_role("button", name="OK", exact=True).click()


@contextmanager
def crew(playwright: Any, profile: Path, **base: Any) -> Iterator[Crew]:
    """Give a phone that was never used, and its base."""
    server = _Server(("127.0.0.1", 0), _AppPages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Crew(Phone(profile=profile, playwright=playwright, server=server), Base(**base))
    try:
        yield made
        assert [one for one in made.phone.troubles if "401" not in one] == []
    finally:
        made.phone.stop()
        server.shutdown()
        server.server_close()
