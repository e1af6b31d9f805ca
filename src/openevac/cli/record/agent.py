"""A running shift on this workstation: a process that holds opened keys in memory and hands them to our commands.

It listens on a socket only this account can reach, asks for the short secret drawn at its start, and ends with the
shift, with "lock everything", or when nobody used it for ten minutes without typing six digits.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing.connection import Client
from pathlib import Path

import msgspec

from openevac.cli.client.held import Held
from openevac.cli.record.places import RecordPlaces

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a command asks the shift's process: for the keys, with six digits if the screen sleeps, or to end."""

    end: bool = False
    person: str = ""
    pin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The keys, or why there are none: "asleep", "wrong", "wait" or "lead" are words the face turns into sentences."""

    held: Held | None = None
    why_not: str = ""


def ask_agent(places: RecordPlaces) -> Held | None:
    """Give what a running shift holds; None where no shift runs here or its screen is asleep."""
    reply = send(places, Question())
    return reply.held if reply is not None else None


def send(places: RecordPlaces, question: Question) -> Reply | None:
    """Send one question to the running shift; None where none runs."""
    secret = _read_secret(places)
    if secret is None:
        return None
    try:
        with Client(address_of(places), authkey=secret) as line:
            line.send_bytes(msgspec.msgpack.encode(question))
            return msgspec.msgpack.decode(line.recv_bytes(), type=Reply)
    except (FileNotFoundError, ConnectionError, EOFError):
        return None


def address_of(places: RecordPlaces) -> str:
    """Give the address of the socket: a file of this account, or a named pipe on Windows."""
    if os.name == "nt":
        return rf"\\.\pipe\openevac-{sha256(str(places.agent.resolve()).encode()).hexdigest()[:16]}"
    return str(places.agent / "socket")


def draw_secret(places: RecordPlaces) -> bytes:
    """Draw the short secret of one shift and keep it where only this account reads it."""
    places.agent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = secrets.token_bytes(SECRET_BYTES)
    path = _secret_file(places)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secret)
    return secret


def forget_secret(places: RecordPlaces) -> None:
    """Remove what a shift left behind."""
    _secret_file(places).unlink(missing_ok=True)
    if os.name != "nt":
        Path(address_of(places)).unlink(missing_ok=True)


def _secret_file(places: RecordPlaces) -> Path:
    return places.agent / "secret"


def _read_secret(places: RecordPlaces) -> bytes | None:
    try:
        return _secret_file(places).read_bytes()
    except FileNotFoundError:
        return None
