"""When a record must go: one table of kinds of expiry, each counted from something that happened to the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark


class Expiry(StrEnum):
    """How long a record is kept. Every field of every model names one of these."""

    ORGANISATION = "organisation"
    CASE = "case"
    MISSION = "mission"
    HAZARD = "hazard"
    SHIFT = "shift"
    OFFER = "offer"
    PACK = "pack"
    TRACKER = "tracker"
    DELIVERY = "delivery"
    COMMAND = "command"
    RED_ZONE = "red_zone"
    TRACE = "trace"
    INCIDENT = "incident"
    LEDGER = "ledger"
    LEDGER_BODY = "ledger_body"
    ERASURE = "erasure"


class Anchor(StrEnum):
    """What an expiry is counted from. `MADE`: every record has it; `ENDED`: closed, cleared, told, ended, given up."""

    MADE = "made"
    ENDED = "ended"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of expiry: how long after which event, and why. What has no event yet stays, if nothing is said.

    The earliest of the ends counts.
    """

    after: Mapping[Anchor, timedelta]
    why: Remark


def _rule(why: str, **days: int) -> Rule:
    return Rule(after={Anchor(name): timedelta(days=count) for name, count in days.items()}, why=Remark(text=why))


RULES: dict[Expiry, Rule] = {
    Expiry.ORGANISATION: _rule("Stays as long as the organisation."),
    Expiry.CASE: _rule(
        "Goes 90 days after the request is closed, or at once when the person is erased.", ended=90, erased=0
    ),
    Expiry.MISSION: _rule("Goes 90 days after the mission is closed.", ended=90),
    Expiry.HAZARD: _rule(
        "Stays until a named person clears it, and goes 90 days later: old mines do not expire.", ended=90
    ),
    Expiry.SHIFT: _rule("Goes 7 days after the shift or the badge ended.", ended=7),
    Expiry.OFFER: _rule("Goes a day after it ran out.", ended=1),
    Expiry.PACK: _rule(
        "Goes when its people are handed over, 24 hours after the planned return at the latest, or at once when the "
        "person is erased.",
        ended=0,
        erased=0,
    ),
    Expiry.TRACKER: _rule("Goes when the mission is over, and 24 hours after it began at the latest.", ended=0),
    Expiry.DELIVERY: _rule("Goes 7 days after it was told or given up.", ended=7),
    Expiry.COMMAND: _rule(
        "Goes after 35 days: as long as a client may send a command again, and as backups live.", made=35
    ),
    Expiry.RED_ZONE: _rule("Goes after 14 days: as long as days in the red zone are counted.", made=14),
    Expiry.TRACE: _rule(
        "Goes a year after it was opened, or at once when the one who opened it asks.", made=365, ended=0, erased=0
    ),
    Expiry.INCIDENT: _rule("Stays with the organisation, or with the body it is kept for."),
    Expiry.LEDGER: _rule("Stays: it holds nothing of a person."),
    Expiry.LEDGER_BODY: _rule("Goes when the person is erased, else after three years.", made=1096, erased=0),
    Expiry.ERASURE: _rule("Goes after 35 days: no backup is older than the erasure then.", made=35),
}


def goes_at(expiry: Expiry, anchors: Mapping[Anchor, datetime]) -> datetime | None:
    """Give when a record must go; None while it stays. `anchors`: what happened to it, and when.

    Raises InputError for a record that nobody can date although its expiry counts from when it was made: it would
    stay for ever without anybody having decided so.
    """
    after = RULES[expiry].after
    if Anchor.MADE in after and Anchor.MADE not in anchors:
        raise InputError(
            "A record of kind '{expiry}' does not say when it was made.",
            "Give the time it was made: it goes a fixed time later.",
            field="made",
            expiry=expiry.value,
        )
    return min((anchors[anchor] + wait for anchor, wait in after.items() if anchor in anchors), default=None)


def must_go(expiry: Expiry, anchors: Mapping[Anchor, datetime], now: datetime) -> bool:
    """Tell whether a record must be gone by now."""
    end = goes_at(expiry, anchors)
    return end is not None and end <= now
