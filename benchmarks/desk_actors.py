"""Who asks: operators who take calls, screens that watch, phones that sync; each sends what its page or app sends."""

from __future__ import annotations

import asyncio
import json
import re
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from h11 import RemoteProtocolError

from benchmarks.desk_plan import Call, Load, Phone, Spot, Told
from benchmarks.http_line import Answer, Line
from openevac.domain.events import CheckInKind, HybridTime, Op, OpKind
from openevac.ledger.note import KeyKind, SigningKey
from openevac.rules.fold_ops import canonical_json, canonical_op

FORM = [("Content-Type", "application/x-www-form-urlencoded"), ("HX-Request", "true")]
RECEIPT = re.compile(r'id="kept-number"[^>]*>([^<]+)<')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DRAWN = re.compile(r'data-drawn="([^"]+)"')
REPEATED = 10
"""Of so many commands one is sent twice, as after a double press or an answer that was lost on the way."""


@dataclass
class Stage:
    """What all actors share: the load, what is noted, the dice, and until when it goes on."""

    load: Load
    told: Told
    ends: float
    dice: Random = field(default_factory=lambda: Random(1))
    households: Iterator[str] = field(default_factory=lambda: iter(()))

    def goes_on(self) -> bool:
        return time.monotonic() < self.ends

    async def pause(self, seconds: float) -> None:
        """Wait about that long, as people do; not beyond the end."""
        await self._sleep(seconds * self.dice.uniform(0.7, 1.3))

    async def anywhere(self, seconds: float) -> None:
        """Begin anywhere in a round of so many seconds: people and phones do not begin together."""
        await self._sleep(seconds * self.dice.random())

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, min(self.load.pace.of(seconds), self.ends - time.monotonic())))

    async def ask(self, kind: str, line: Line, asked: Awaitable[Answer], *good: int) -> Answer | None:
        """Note how long a question took; a fault is noted in its place."""
        try:
            answer = await asked
        except (OSError, RemoteProtocolError) as fault:
            line.close()
            self.told.faults.append(f"{kind}: {type(fault).__name__} {fault}")
            return None
        if answer.status not in (good or (200,)):
            self.told.faults.append(f"{kind}: {answer.status}")
            return None
        self.told.note(kind, answer.seconds)
        return answer


@contextmanager
def opened(address: str) -> Iterator[Line]:
    line = Line(address)
    try:
        yield line
    finally:
        line.close()


async def every(stage: Stage, seconds: float, work: Callable[[], Awaitable[None]], times: int = 0) -> None:
    """Do something again and again, beginning anywhere in the first round; `times` 0: until the end."""
    await stage.anywhere(seconds)
    done = 0
    while stage.goes_on() and (times == 0 or done < times):
        await work()
        done += 1
        await stage.pause(seconds)


class Operator:
    """Somebody with the call page open: types a call, keeps it, waits for the next; the page asks by itself."""

    def __init__(self, stage: Stage, address: str, session: str) -> None:
        self._stage, self._address, self._session = stage, address, session
        self._form = ""
        self._cookie = f"openevac={session}"

    async def work(self) -> None:
        pace = self._stage.load.pace
        with opened(self._address) as line, opened(self._address) as second, opened(self._address) as third:
            await self._stage.anywhere(pace.between_calls_s)
            page = await self._get("call page", line, "/call/")
            if page is None:
                return
            self._form = TOKEN.findall(page.text)[0]
            self._cookie += f"; openevac_form={page.cookie('openevac_form')}"
            asking = [
                every(self._stage, pace.pulse_s, lambda: self._alone("pulse", second, "/api/v1/pulse")),
                every(self._stage, pace.queue_s, lambda: self._alone("call-back queue", third, "/call/queue/")),
            ]
            alone = [asyncio.create_task(one) for one in asking]
            try:
                await self._calls(line)
            finally:
                for one in alone:
                    one.cancel()
                await asyncio.gather(*alone, return_exceptions=True)

    async def _calls(self, line: Line) -> None:
        done, rounds = 0, self._stage.load.rounds
        while self._stage.goes_on() and (rounds == 0 or done < rounds):
            await self._call(line, self._stage.dice.choice(self._stage.load.spots))
            done += 1
            await self._stage.pause(self._stage.load.pace.between_calls_s)

    async def _call(self, line: Line, spot: Spot) -> None:
        stage, pace = self._stage, self._stage.load.pace
        for end in range(2, min(len(spot.name), 8) + 1):
            await stage.pause(pace.letter_s)
            if not stage.goes_on():
                return
            await self._post("place search", line, "/places/search/", {"q": spot.name[:end]})
        told = {"katottg": spot.katottg, "lon": self._near(spot.lon), "lat": self._near(spot.lat)}
        tag, people = uuid4().hex, str(stage.dice.choice((1, 1, 2, 2, 3, 5)))
        for more in ({}, {"phone_tags": tag}, {"people": people}, {}, {}):
            told |= more
            await self._post("similar while typing", line, "/call/similar/", told)
            await stage.pause(pace.field_s)
        if stage.goes_on():
            await self._keep(line, told | {"command_id": str(uuid4()), "household_sealed": next(stage.households, "")})

    def _near(self, degrees: float) -> str:
        """Give a door of the place, rounded to about 100 m as the browser does."""
        return f"{degrees + self._stage.dice.uniform(-0.02, 0.02):.3f}"

    async def _keep(self, line: Line, told: dict[str, str]) -> None:
        stage = self._stage
        stage.told.sent_calls += 1
        answer = await self._post("register a call", line, "/call/register/", told)
        if answer is None:
            return
        receipt = RECEIPT.findall(answer.text)[0].strip()
        stage.told.calls.append(Call(told["phone_tags"], receipt))
        if stage.dice.randrange(REPEATED) == 0:
            again = await self._post("register, sent twice", line, "/call/register/", told)
            stage.told.repeats += 1
            if again is not None and RECEIPT.findall(again.text)[0].strip() != receipt:
                stage.told.faults.append("register, sent twice: another number")

    async def _post(self, kind: str, line: Line, path: str, told: dict[str, str]) -> Answer | None:
        headers = [("Cookie", self._cookie), ("Origin", self._address), *FORM]
        body = urlencode({"csrfmiddlewaretoken": self._form, **told}).encode()
        return await self._stage.ask(kind, line, line.ask("POST", path, headers, body))

    async def _get(self, kind: str, line: Line, path: str) -> Answer | None:
        return await self._stage.ask(kind, line, line.ask("GET", path, [("Cookie", self._cookie)]))

    async def _alone(self, kind: str, line: Line, path: str) -> None:
        await self._get(kind, line, path)


class Watcher:
    """A screen with the page Now open: listens, and asks for the board again when it is told of a change.

    As `now-live.js` does: at once for what is loud and for the first word, within the seconds it is told for what is
    calm. All screens come within ten seconds, as after a restart of the program.
    """

    def __init__(self, stage: Stage, address: str, session: str) -> None:
        self._stage, self._address = stage, address
        self._cookie = [("Cookie", f"openevac={session}"), ("Accept", "text/event-stream")]
        self._changed = asyncio.Event()
        self._heard = 0.0
        self._unread = b""
        self._loud = ""
        self._needed_at = self._changed_at = ""
        self._within_s = 0.0
        self._sign = ""
        self._calm_at = self._drawn_at = 0.0
        self._limit: asyncio.Timeout | None = None

    async def work(self) -> None:
        drawing = asyncio.create_task(self._draw())
        with opened(self._address) as line:
            await self._stage.anywhere(10.0)
            began = time.monotonic()
            try:
                async with asyncio.timeout(max(0.0, self._stage.ends - began)) as self._limit:
                    async for status, piece in line.listen("/now/stream", self._cookie):
                        self._hear(status, piece, began)
                self._stage.told.faults.append("watch: the stream ended")
            except TimeoutError:
                self._stage.told.watching += 1
            except (OSError, RemoteProtocolError) as fault:
                self._stage.told.faults.append(f"watch: {type(fault).__name__}")
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)

    def end(self) -> None:
        """Stop watching."""
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time())

    def _hear(self, status: int, piece: bytes, began: float) -> None:
        now, told = time.monotonic(), self._stage.told
        if status != 200:
            raise ConnectionError(str(status))
        if self._heard == 0.0:
            told.note("watch: let in", now - began)
        elif piece:
            told.longest_silence_s = max(told.longest_silence_s, now - self._heard)
        self._heard = now
        *events, self._unread = (self._unread + piece).split(b"\n\n")
        for event in events:
            _, found, data = event.partition(b"data: ")
            if found:
                self._read(json.loads(data), now)

    def _read(self, said: dict[str, Any], now: float) -> None:
        if said["sign"] == self._sign:
            return
        self._stage.told.boards_told += 1
        calm_s = self._stage.load.pace.of(said["calm_s"]) if said["loud"] == self._loud else 0.0
        self._sign, self._loud = said["sign"], said["loud"]
        self._changed_at, self._within_s = said["at"], calm_s
        self._draw_within(calm_s, now)

    def _draw_within(self, calm_s: float, now: float) -> None:
        if calm_s == 0.0 or self._calm_at == 0.0:
            self._needed_at = self._changed_at
            self._calm_at = max(now, self._drawn_at + calm_s * self._stage.dice.uniform(0.5, 1.0))
            self._changed.set()

    async def _draw(self) -> None:
        """Ask for the board when it changed, one question at a time, as the page does."""
        with opened(self._address) as line:
            while self._stage.goes_on():
                await self._changed.wait()
                self._changed.clear()
                if (wait := self._calm_at - time.monotonic()) > 0:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), wait)
                        continue
                self._drawn_at, self._calm_at = time.monotonic(), 0.0
                headers = [self._cookie[0], ("HX-Request", "true")]
                path = f"/now/board/?{urlencode({'told': self._needed_at})}"
                answer = await self._stage.ask("board, drawn again", line, line.ask("GET", path, headers))
                drawn = DRAWN.search(answer.text) if answer is not None else None
                if drawn and datetime.fromisoformat(self._changed_at) > datetime.fromisoformat(drawn[1]):
                    self._draw_within(self._within_s, time.monotonic())


class Caller:
    """A crew's phone: sends signed operations, now and then reads its mission, and hangs up after each time."""

    def __init__(self, stage: Stage, address: str, phone: Phone) -> None:
        self._stage, self._address, self._phone = stage, address, phone
        self._key = SigningKey(phone.code, KeyKind.NOTE, phone.seed)
        self._headers = [("Authorization", f"Bearer {phone.token}"), ("Content-Type", "application/json")]
        self._counter = phone.counter
        self._times = stage.dice.randrange(2)

    async def work(self) -> None:
        await every(self._stage, self._stage.load.pace.phone_s, self._sync, 2 * self._stage.load.rounds)

    async def _sync(self) -> None:
        with opened(self._address) as line:
            self._times += 1
            if self._times % 2 == 0:
                await self._send(line)
            else:
                path = f"/api/v1/mission/{_quoted(self._phone.mission)}"
                await self._stage.ask("phone reads its mission", line, line.ask("GET", path, self._headers))

    async def _send(self, line: Line) -> None:
        told = self._stage.told
        op, signature = self._word()
        plain = canonical_op(op) | {"signature": b64encode(signature).decode()}
        body = json.dumps({"command_id": str(uuid4()), "mission": self._phone.mission, "ops": [plain]}).encode()
        told.sent_ops += 1
        for kind in ("phone sends ops", *(["ops, sent twice"] if self._stage.dice.randrange(REPEATED) == 0 else [])):
            answer = await self._stage.ask(kind, line, line.ask("POST", "/api/v1/ops", self._headers, body))
            if answer is None:
                return
            outcome = json.loads(answer.text)["outcomes"][0]["outcome"]
            if outcome != "new":
                told.faults.append(f"{kind}: {outcome}")
            elif kind == "ops, sent twice":
                told.repeats += 1
            else:
                told.ops.append(op.id)

    def _word(self) -> tuple[Op, bytes]:
        self._counter += 1
        now = datetime.now(UTC)
        op = word_of(self._phone, self._counter, now)
        return op, self._key.sign(canonical_json(canonical_op(op)).encode())


def word_of(phone: Phone, counter: int, at: datetime) -> Op:
    """Give one word of a phone: "we are here"."""
    return Op(
        id=f"{phone.code}-{counter}", device=phone.code, counter=counter, kind=OpKind.CHECK_IN, mission=phone.mission,
        subject=f"mission:{phone.mission}", value=CheckInKind.WE_ARE_HERE.value,
        happened_at=at.replace(microsecond=at.microsecond // 1000 * 1000),
        clock=HybridTime(int(at.timestamp() * 1000), 0), seen={},
    )  # fmt: skip


def _quoted(code: str) -> str:
    return "".join(one if one.isascii() else "".join(f"%{byte:02X}" for byte in one.encode()) for one in code)
