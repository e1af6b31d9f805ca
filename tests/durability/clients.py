"""What forked clients do: found the cast, write requests and note every acknowledgement, check, meet a full disk."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.management import call_command
from django.db import connection, transaction

from openevac.config import Config
from openevac.domain.errors import InputError
from openevac.services.log.look_after import faults_of_ledger
from openevac.store.models import CommandRecord, LedgerEntry
from openevac.store.sqlcipher.refusals import StoreError
from tests.databases import point_at
from tests.durability.writing import effects, register
from tests.services.cast import found_cast

REFUSED = 75
"""How a client ends that could not even open the database, or close it; EX_TEMPFAIL of sysexits.h."""


class Notes:
    """The client's own notebook, which outlives it: what it tried, what was acknowledged, what was refused."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._path = Path(path)

    def note(self, word: str, command: UUID, more: str = "") -> None:
        """Write one line in one call; `writev`, so that faults put into `write` never hit the notebook."""
        os.writev(self._file, [f"{word} {command.hex} {more}\n".encode()])

    def unsettled(self) -> UUID | None:
        """Give the last command that got no answer: a client that comes back sends it again."""
        lines = [line.split() for line in self._path.read_text().splitlines()]
        return UUID(lines[-1][1]) if lines and lines[-1][0] == "try" else None

    def tried(self) -> int:
        """Give how many different commands were tried."""
        return len({line.split()[1] for line in self._path.read_text().splitlines()})


def found(asked: dict[str, Any]) -> None:
    """Make a database with the cast in it."""
    _open(asked)
    call_command("migrate", verbosity=0)
    found_cast()
    _settle()
    connection.close()


def write(asked: dict[str, Any]) -> None:
    """Send the command that got no answer again, then `count` new ones; note what came back."""
    notes = Notes(asked["notes"])
    try:
        _open(asked)
        with _weakened(asked):
            again = notes.unsettled()
            if again is not None:
                _send(again, notes, asked)
            first = notes.tried()
            for number in range(first, first + asked["count"]):
                _send(uuid5(NAMESPACE_URL, f"{asked['client']}:{number}"), notes, asked)
        connection.close()
    except StoreError as fault:
        sys.stderr.write(f"refused: {fault}\n")
        sys.stderr.flush()
        os._exit(REFUSED)


def _send(command: UUID, notes: Notes, asked: dict[str, Any]) -> None:
    notes.note("try", command)
    if asked.get("acknowledge_early"):
        notes.note("ack", command)
    try:
        register(command)
    except StoreError as fault:
        notes.note("no", command, type(fault).__name__)
    else:
        notes.note("ack", command)


@contextmanager
def _weakened(asked: dict[str, Any]) -> Iterator[None]:
    """Take away one protection, so that a test can show that it would notice."""
    if asked.get("synchronous"):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous = {asked['synchronous']}")
    if asked.get("acknowledge_early"):
        with transaction.atomic():  # nothing is committed until the last of all
            yield
    else:
        yield


def check(asked: dict[str, Any]) -> None:
    """Send again what got no answer, look through the whole database, write down what is there and what is wrong."""
    _open(asked)
    for path in asked["notebooks"]:
        notes = Notes(path)
        again = notes.unsettled()
        if again is not None:
            _send(again, notes, asked)
    wrong = [f"{name}: {row}" for name, row in _faults_of_file()]
    wrong += [remark.text.format(**remark.facts) for remark in faults_of_ledger()]
    found_effects = Counter(effects())
    commands = {one.hex for one in CommandRecord.objects.values_list("id", flat=True)}
    if commands != set(found_effects):
        wrong.append("commands and what they changed are not the same")
    answer = {"wrong": wrong, "effects": found_effects, "entries": LedgerEntry.objects.count()}
    connection.close()
    Path(asked["answer"]).write_text(json.dumps(answer))


def _faults_of_file() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for name, well in (("integrity_check", [("ok",)]), ("cipher_integrity_check", []), ("foreign_key_check", [])):
            cursor.execute(f"PRAGMA {name}")
            yield from ((name, str(row)) for row in cursor.fetchall() if row not in well)


def fill(asked: dict[str, Any]) -> None:
    """Write until the disk is full, read on, be refused again, get room, write on: all in one process, twice."""
    notes, ballast = Notes(asked["notes"]), Path(asked["ballast"])
    _open(asked)
    numbers = iter(range(100_000))
    seen: dict[str, Any] = {"refusals": [], "read_while_full": []}
    for _ in range(2):
        ballast.write_bytes(bytes(_free_bytes(ballast.parent) - asked["room_bytes"]))
        refusals = 0
        while refusals < 3:
            command = uuid5(NAMESPACE_URL, f"fill:{next(numbers)}")
            notes.note("try", command)
            try:
                register(command)
            except StoreError as fault:
                notes.note("no", command, type(fault).__name__)
                seen["refusals"].append(str(fault))
                refusals += 1
            else:
                notes.note("ack", command)
        seen["read_while_full"].append(len(list(effects())))
        ballast.unlink()
        for _ in range(5):
            _send(uuid5(NAMESPACE_URL, f"fill:{next(numbers)}"), notes, asked)
    connection.close()
    Path(asked["answer"]).write_text(json.dumps(seen))


def _free_bytes(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def _open(asked: dict[str, Any]) -> None:
    point_at(Config(home=Path(asked["home"]), language="en", database_url=asked.get("database_url", "")))
    connection.ensure_connection()


def prepare(asked: dict[str, Any]) -> None:
    """Play the story of all commands, and keep the place before each."""
    from tests.durability.story import prepare as play

    _open(asked)
    play(Path(asked["home"]), Path(asked["folder"]), _settle)
    connection.close()


def take_step(asked: dict[str, Any]) -> None:
    """Take one step of the story on an open database, when told to; note what came back."""
    from tests.durability.story import STEPS, command_of, scene_at

    notes, step, scene = Notes(asked["notes"]), asked["step"], scene_at(Path(asked["home"]))
    _open(asked)
    Path(asked["ready"]).touch()
    Path(asked["begin"]).read_bytes()  # a pipe: opens when the harness has taken hold of this process
    notes.note("try", command_of(step))
    try:
        STEPS[step](scene)
    except (StoreError, OSError, InputError) as fault:
        notes.note("no", command_of(step), type(fault).__name__)
    else:
        notes.note("ack", command_of(step))
    connection.close()


def check_step(asked: dict[str, Any]) -> None:
    """Tell whether the step stands there, take it again, and tell what is not as after one step without a fault."""
    from tests.durability.story import STEPS, faults_of, is_done, scene_at

    scene, step = scene_at(Path(asked["home"])), asked["step"]
    _open(asked)
    answer = {"done": is_done(scene, step)}
    STEPS[step](scene)
    wrong = [f"{name}: {row}" for name, row in _faults_of_file()]
    wrong += [remark.text.format(**remark.facts) for remark in faults_of_ledger()]
    wrong += faults_of(scene, step)
    if not is_done(scene, step):
        wrong.append("asked again, it is still not there")
    connection.close()
    Path(asked["answer"]).write_text(json.dumps(answer | {"wrong": wrong}))


def _settle() -> None:
    """Bring everything into the file itself, so that copying the file copies the database."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


TASKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "found": found, "write": write, "check": check, "fill": fill,
    "prepare": prepare, "take_step": take_step, "check_step": check_step,
}  # fmt: skip
