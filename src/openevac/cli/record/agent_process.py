"""The process that holds a shift's keys; `openevac shift start` starts it as a module of its own.

It gets everything by standard input, never by arguments or the environment, and writes nothing to disk but the short
secret and the socket by which its own account reaches it.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path

import msgspec

from openevac.cli.client.held import Held
from openevac.cli.record.agent import Question, Reply, address_of, draw_secret, forget_secret
from openevac.cli.record.places import RecordPlaces
from openevac.config import Config
from openevac.vault.pins import PinCheck, PinTries, PinVerdict, try_pin

IDLE = timedelta(minutes=10)
_WHY = {PinVerdict.WRONG: "wrong", PinVerdict.WAIT: "wait", PinVerdict.LEAD_NEEDED: "lead"}


class Holding:
    """What one shift holds and when it was last used; asks for six digits after ten idle minutes."""

    def __init__(self, held: Held, check: PinCheck, now: datetime) -> None:
        self._held = held
        self._check = check
        self._tries = PinTries()
        self._used_at = now

    def answer(self, question: Question, now: datetime) -> Reply:
        """Hand out the keys, or say why not. A clock that jumped back counts as asleep."""
        idle = now - self._used_at
        if question.pin:
            self._tries, verdict = try_pin(self._check, self._tries, question.pin, now)
            if verdict is not PinVerdict.RIGHT:
                return Reply(why_not=_WHY[verdict])
        elif idle > IDLE or idle < timedelta(0):
            return Reply(why_not="asleep")
        self._used_at = now
        return Reply(held=self._held)


class Start(msgspec.Struct, forbid_unknown_fields=True):
    """What the starting command hands over."""

    home: str
    held: Held
    pin: PinCheck
    longest_h: float


def serve(start: Start) -> None:
    """Answer until told to end, or until the longest shift is over."""
    places = RecordPlaces(Config(home=Path(start.home), language="uk"))
    secret = draw_secret(places)
    holding = Holding(start.held, start.pin, datetime.now(UTC))
    ends_s = time.monotonic() + start.longest_h * 3600
    forget_after = threading.Timer(start.longest_h * 3600, _end_from_inside, (places,))
    forget_after.daemon = True
    forget_after.start()
    try:
        with Listener(address_of(places), authkey=secret) as listener:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            while time.monotonic() < ends_s and _answer_one(listener, holding):
                pass
    finally:
        forget_secret(places)


def _answer_one(listener: Listener, holding: Holding) -> bool:
    """Answer one command; False when it asks to end."""
    try:
        with listener.accept() as line:
            return _converse(line, holding)
    except (AuthenticationError, EOFError, ConnectionError, msgspec.DecodeError):
        return True  # somebody without the secret, or who hung up: the next one is served


def _converse(line: Connection, holding: Holding) -> bool:
    question = msgspec.msgpack.decode(line.recv_bytes(), type=Question)
    if question.end:
        line.send_bytes(msgspec.msgpack.encode(Reply()))
        return False
    line.send_bytes(msgspec.msgpack.encode(holding.answer(question, datetime.now(UTC))))
    return True


def _end_from_inside(places: RecordPlaces) -> None:
    from openevac.cli.record.agent import send

    send(places, Question(end=True))


if __name__ == "__main__":
    serve(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Start))
