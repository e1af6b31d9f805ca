"""What a doctor says of an installation: each part, how it is, and what to do; from facts that somebody else read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from openevac.domain.remarks import Fact, Remark
from openevac.rules.board import JUMP, Blindness, Pulse, red_lines

LEAST_FREE_MB = 500
BACKUP_OLD = timedelta(days=1)
BACKUP_GONE = timedelta(days=7)
REGION_OLD = timedelta(days=180)
PROFILE_OLD_DAYS = 30
CERTIFICATE_SOON = timedelta(days=21)


class Health(StrEnum):
    """How a part is."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


class Part(StrEnum):
    """What is looked at."""

    CIPHER = "cipher"
    WORKER = "worker"
    CLOCK = "clock"
    LEDGER = "ledger"
    BACKUP = "backup"
    DISK = "disk"
    REGION = "region"
    BORDER = "border"
    PROFILE = "profile"
    EXERCISE = "exercise"
    KEYS = "keys"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """The facts. `cipher`: None where a PostgreSQL keeps the record; `region`: its name, empty where none is named.

    `region_fault`: the pack that was named cannot be opened. `certificate_until`: None where only this computer is
    served. `unseen`: what the ledger warns of, if it does.
    """

    cipher: bool | None
    pulse: Pulse
    witnessed: int
    unwitnessed: int
    unseen: Remark | None
    backup_at: datetime | None
    free_mb: float
    region: str = ""
    region_day: date | None = None
    region_fault: bool = False
    border: bool = False
    profile_days: int | None = None
    invented: bool = False
    keys_open: bool = False
    locked: bool = False
    certificate_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One line: which part, how it is, what was found, and what to do where something is to be done."""

    part: Part
    health: Health
    found: Remark
    todo: Remark | None = None


def examine(vitals: Vitals, now: datetime) -> tuple[Sign, ...]:
    """Say of every part how it is."""
    return (
        _cipher(vitals),
        *_pulse(vitals, now),
        _ledger(vitals),
        _backup(vitals, now),
        _disk(vitals),
        *_region(vitals, now),
        _profile(vitals),
        _exercise(vitals),
        _keys(vitals),
        _certificate(vitals, now),
    )


def _cipher(vitals: Vitals) -> Sign:
    if vitals.cipher is None:
        return _note(
            Part.CIPHER,
            Remark(text="PostgreSQL keeps the record; whether its volume is encrypted cannot be seen from here."),
            Remark(text="Let whoever keeps the server say in writing that the volume is encrypted."),
        )
    if not vitals.cipher:
        return _bad(
            Part.CIPHER,
            Remark(text="The record is not encrypted on this disk."),
            Remark(text="Stop, and install again with its libraries: `pip install openevac`."),
        )
    return _good(Part.CIPHER, Remark(text="The record is encrypted on this disk."))


def _pulse(vitals: Vitals, now: datetime) -> Iterator[Sign]:
    lines = red_lines(vitals.pulse, now)
    clock = next((line for line in lines if line.why is Blindness.CLOCK_JUMPED), None)
    silent = next((line for line in lines if line.why is not Blindness.CLOCK_JUMPED), None)
    if silent is not None:
        yield _bad(Part.WORKER, silent.say, Remark(text="Start `openevac work`, or `openevac serve`, which runs it."))
    else:
        seconds = int((now - vitals.pulse.beat_at).total_seconds()) if vitals.pulse.beat_at else 0
        yield _good(Part.WORKER, _said("Alarms can ring: last heartbeat {seconds} s ago.", seconds=max(0, seconds)))
    if clock is not None:
        yield _bad(Part.CLOCK, clock.say, Remark(text="Compare it on the page Now, and say there that it is right."))
    else:
        yield _good(Part.CLOCK, _said("It did not jump by more than {seconds} s.", seconds=int(JUMP.total_seconds())))


def _ledger(vitals: Vitals) -> Sign:
    if vitals.unseen is not None:
        return _bad(
            Part.LEDGER,
            vitals.unseen,
            Remark(text="Add a witness, or let it answer: `openevac ledger witness`; a crew phone can be one."),
        )
    return _good(
        Part.LEDGER,
        _said(
            "Witnessed up to {size} entries; {count} newer ones are not seen yet.",
            size=vitals.witnessed,
            count=vitals.unwitnessed,
        ),
    )


def _backup(vitals: Vitals, now: datetime) -> Sign:
    todo = Remark(text="Run `openevac backup`, and keep the file in another house.")
    if vitals.backup_at is None:
        return _bad(Part.BACKUP, Remark(text="There was none in the last 35 days."), todo)
    age = now - vitals.backup_at
    found = _said("The newest was begun {at}.", at=vitals.backup_at.isoformat())
    if age > BACKUP_GONE:
        return _bad(Part.BACKUP, found, todo)
    return _note(Part.BACKUP, found, todo) if age > BACKUP_OLD else _good(Part.BACKUP, found)


def _disk(vitals: Vitals) -> Sign:
    found = _said("{gb:.1f} GB free", gb=vitals.free_mb / 1000)
    if vitals.free_mb < LEAST_FREE_MB:
        return _bad(Part.DISK, found, Remark(text="Make room: a full disk stops the record and its alarms."))
    return _good(Part.DISK, found)


def _region(vitals: Vitals, now: datetime) -> Iterator[Sign]:
    name = Remark(text="Name one: `openevac mission files --region DIR`.")
    if not vitals.region:
        if vitals.region_fault:
            yield _bad(Part.REGION, Remark(text="The region pack is damaged or gone."), name)
        else:
            yield _note(Part.REGION, Remark(text="No region pack is named."), name)
        return
    if vitals.region_day is None:
        found_region = _said("{region}; it does not say of which day its map is.", region=vitals.region)
        yield _note(Part.REGION, found_region, Remark(text="Build it again from a dated extract."))
    else:
        found_region = _said("{region}, map of {day}", region=vitals.region, day=vitals.region_day.isoformat())
        old = now.date() - vitals.region_day > REGION_OLD
        build = Remark(text="Roads and bridges change: build it again with `openevac region build`.")
        yield _note(Part.REGION, found_region, build) if old else _good(Part.REGION, found_region)
    if vitals.border:
        yield _good(Part.BORDER, Remark(text="The state border is in the pack."))
    else:
        yield _bad(
            Part.BORDER,
            Remark(text="Without the border no danger is worked out."),
            Remark(text="Build the region again with --border."),
        )


def _profile(vitals: Vitals) -> Sign:
    if vitals.profile_days is None:
        return _note(
            Part.PROFILE,
            Remark(text="No exposure profile is named."),
            Remark(text="Name a situation: `openevac mission files --situation FILE`."),
        )
    found = _said("Its numbers were judged {days} days ago.", days=vitals.profile_days)
    if vitals.profile_days > PROFILE_OLD_DAYS:
        return _note(Part.PROFILE, found, Remark(text="Is it still so? Look at the numbers on the page Danger."))
    return _good(Part.PROFILE, found)


def _exercise(vitals: Vitals) -> Sign:
    if vitals.invented:
        return _note(
            Part.EXERCISE,
            Remark(text="The people here are invented: every page says so."),
            Remark(text="Keep no real people here; set up a record of its own: `openevac init`."),
        )
    return _good(Part.EXERCISE, Remark(text="The people here are real."))


def _keys(vitals: Vitals) -> Sign:
    if vitals.locked:
        return _bad(
            Part.KEYS,
            Remark(text="Everything was locked."),
            Remark(text="The shift lead opens: `openevac shift start`."),
        )
    if not vitals.keys_open:
        return _note(
            Part.KEYS,
            Remark(text="No shift runs: names stay closed where nobody opens them."),
            Remark(text="The shift lead opens: `openevac shift start`."),
        )
    return _good(Part.KEYS, Remark(text="A shift runs; names can be opened."))


def _certificate(vitals: Vitals, now: datetime) -> Sign:
    if vitals.certificate_until is None:
        return _good(Part.CERTIFICATE, Remark(text="None is needed: only this computer is served."))
    found = _said("Good until {at}.", at=vitals.certificate_until.isoformat())
    todo = Remark(text="Make a new one: `openevac tls NAME`, then start `openevac serve` again.")
    if vitals.certificate_until <= now:
        return _bad(Part.CERTIFICATE, found, todo)
    soon = vitals.certificate_until - now < CERTIFICATE_SOON
    return _note(Part.CERTIFICATE, found, todo) if soon else _good(Part.CERTIFICATE, found)


def _said(text: str, **facts: Fact) -> Remark:
    return Remark(text=text, facts=facts)


def _good(part: Part, found: Remark) -> Sign:
    return Sign(part=part, health=Health.GOOD, found=found)


def _note(part: Part, found: Remark, todo: Remark) -> Sign:
    return Sign(part=part, health=Health.NOTE, found=found, todo=todo)


def _bad(part: Part, found: Remark, todo: Remark) -> Sign:
    return Sign(part=part, health=Health.BAD, found=found, todo=todo)
