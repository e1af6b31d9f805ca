"""The stream of changes at /now/stream: answered before the threads of the pages, so that a watcher costs no thread.

One look a second for all watchers of this process; each is told when the board looks different, and every five seconds
that somebody still looks. Where the looking stops, nothing is told: silence is what turns a screen blind.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from openevac.domain.remarks import Remark
from openevac.services.missions.board_watch import BoardWatch
from openevac.web.failing import failed
from openevac.web.gate import App, Receive, Send
from openevac.web.watcher import Watcher, look, watcher_of

PATH = "/now/stream"
LOOK_S = 1.0
BEAT_S = 5.0
CHECK_S = 30.0
STALE_S = 4.0
"""What was looked at longer ago is not passed on as the present."""
CALM_DRAWS_PER_S, CALMEST_S = 5.0, 30.0
"""How many boards a second this process draws for screens that were told of something calm; what is loud is drawn at
once. A board of 250 missions takes a tenth of a second of one core."""
LOUD_ANSWERS_PER_S = 250.0
"""How many screens a second are told of something loud: all at once, they would ask for the board all at once, and the
last would wait as long as now, with every phone and every call behind it. Twenty screens hear within 0.08 s."""
MOST = 400
"""Watchers of one process; the next ones ask every few seconds instead."""
Answer = TypeVar("Answer")
_log = logging.getLogger("openevac.web")
_HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the board's signs, the red lines, the desk's clock, and when by the clock of the loop."""

    sign: str
    loud: str
    red: tuple[Remark, ...]
    at: str
    looked_s: float

    @property
    def news(self) -> tuple[str, ...]:
        """Give what is told at once; the seconds in a red line grow, and are told with the next beat."""
        return (self.sign, *(line.text for line in self.red))


class _Hub:
    """The watchers of one event loop, and the one task that looks for all of them."""

    def __init__(self) -> None:
        self.watching: dict[str, int] = {}
        self.seen: dict[str, Seen] = {}
        self.changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watches: dict[str, BoardWatch] = {}
        self._written: dict[tuple[object, ...], bytes] = {}
        self._thread = ThreadPoolExecutor(1, "openevac-watch")
        self._task: asyncio.Task[None] | None = None

    async def ask(self, question: Callable[..., Answer], *given: Any) -> Answer:
        """Ask the record in the one thread that belongs to the watchers."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, *given)

    def enter(self, organisation: str) -> None:
        """Look for one more."""
        self.watching[organisation] = self.watching.get(organisation, 0) + 1
        self._watches.setdefault(organisation, BoardWatch(organisation=organisation))
        if self._task is None:
            self._task = asyncio.create_task(self._keep_looking())

    def leave(self, organisation: str) -> None:
        """Look for one less; where nobody watches, nothing is asked."""
        self.watching[organisation] -= 1
        if not self.watching[organisation]:
            del self.watching[organisation], self._watches[organisation]
            self.seen.pop(organisation, None)

    def calm_s(self, organisation: str) -> float:
        """Give how long a screen may wait with drawing what is not loud: the more screens, the longer."""
        return round(min(CALMEST_S, self.watching.get(organisation, 0) / CALM_DRAWS_PER_S), 1)

    def spread_s(self, organisation: str) -> float:
        """Give by how much one screen hears later than the first, drawn anew each time."""
        # No secret hangs on these dice.
        return random.random() * self.watching.get(organisation, 0) / LOUD_ANSWERS_PER_S

    def fresh(self, organisation: str) -> Seen | None:
        """Give what was seen last, if it can pass for the present."""
        seen = self.seen.get(organisation)
        is_fresh = seen is not None and asyncio.get_running_loop().time() - seen.looked_s <= STALE_S
        return seen if is_fresh else None

    def event(self, kind: str, seen: Seen, watcher: Watcher) -> bytes:
        """Give an event as it is sent, written once for all who are told the same in one language."""
        calm_s = self.calm_s(watcher.organisation)
        key = (watcher.organisation, kind, watcher.words.language, calm_s, seen.looked_s)
        if key not in self._written:
            self._written[key] = _event(kind, seen, watcher, calm_s)
        return self._written[key]

    async def _keep_looking(self) -> None:
        loop = asyncio.get_running_loop()
        while self.watching:
            for organisation, watch in tuple(self._watches.items()):
                try:
                    found = await self.ask(look, watch)
                except Exception as fault:  # noqa: BLE001 - whatever fails, the next look comes; screens go blind meanwhile
                    _log.error("%s", failed(fault))
                    continue
                self._tell(organisation, Seen(*found, loop.time()))
            await asyncio.sleep(LOOK_S)
        self._task = None

    def _tell(self, organisation: str, seen: Seen) -> None:
        before = self.seen.get(organisation)
        self.seen[organisation] = seen
        self._written.clear()
        if before is None or before.news != seen.news:
            self.changed.set_result(None)
            self.changed = asyncio.get_running_loop().create_future()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, _Hub] = WeakKeyDictionary()


class Streams:
    """Stands between the gate and the pages, and answers the one address of the stream."""

    def __init__(self, inside: App) -> None:
        self._inside = inside

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer the stream; pass everything else on."""
        if scope["path"] != PATH:
            await self._inside(scope, receive, send)
            return
        hub = _hub()
        watcher = await _let_in(hub, scope)
        if isinstance(watcher, int):
            await send({"type": "http.response.start", "status": watcher, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        hub.enter(watcher.organisation)
        try:
            await _stream(hub, watcher, receive, send)
        except asyncio.CancelledError:
            _log.info("A watcher was left: the server ends.")  # the end of the task is the answer to being cancelled
        finally:
            hub.leave(watcher.organisation)


def _hub() -> _Hub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = _Hub()
    return _hubs[loop]


async def _let_in(hub: _Hub, scope: MutableMapping[str, Any]) -> Watcher | int:
    """Give who watches, or the status to refuse with."""
    if scope["method"] != "GET":
        return 405
    if sum(hub.watching.values()) >= MOST:
        return 503
    watcher = await hub.ask(watcher_of, dict(scope))
    return 403 if watcher is None else watcher


async def _stream(hub: _Hub, watcher: Watcher, receive: Receive, send: Send) -> None:
    """Tell one watcher until they leave, or may not watch any more."""
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await _send(send, b"retry: 2000\n\n")
    left = asyncio.create_task(_left(receive))
    try:
        await _tell(hub, watcher, left, send)
    finally:
        left.cancel()
        with suppress(asyncio.CancelledError):
            await left
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _tell(hub: _Hub, watcher: Watcher, left: asyncio.Task[None], send: Send) -> None:
    loop = asyncio.get_running_loop()
    told: Seen | None = None
    beats_s, checks_s = loop.time(), loop.time() + CHECK_S
    while not left.done():
        changed, seen, now_s = hub.changed, hub.fresh(watcher.organisation), loop.time()
        if now_s >= checks_s:
            checks_s = now_s + CHECK_S
            if not await hub.ask(watcher.may_still_watch):
                await _send(send, b"event: ended\ndata: {}\n\n")
                return
        if seen is not None and told is not None and told.loud != seen.loud:
            await asyncio.sleep(hub.spread_s(watcher.organisation))
            seen = hub.fresh(watcher.organisation)
        if seen is not None and (told is None or told.news != seen.news or now_s >= beats_s):
            changes = told is None or told.sign != seen.sign
            await _send(send, hub.event("board" if changes else "beat", seen, watcher))
            told, beats_s = seen, now_s + BEAT_S
        waits_s = max(LOOK_S, min(beats_s, checks_s) - now_s)
        await asyncio.wait({changed, left}, timeout=waits_s, return_when=asyncio.FIRST_COMPLETED)


def _event(kind: str, seen: Seen, watcher: Watcher, calm_s: float) -> bytes:
    red = [watcher.words.remark(line) for line in seen.red]
    said = {"at": seen.at, "sign": seen.sign, "loud": seen.loud, "calm_s": calm_s, "red": red}
    return f"event: {kind}\ndata: {json.dumps(said, ensure_ascii=False)}\n\n".encode()


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    """End when the watcher has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
