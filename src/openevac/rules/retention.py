"""When a record must go: one table of kinds of expiry, each counted from something that happened to the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.missions import Remark


class Expiry(StrEnum):
    """How long a record is kept. Every field of every model names one of these."""

    CASE = "case"
    RELATIVE = "relative"
    RECEPTION = "reception"
    TRACE = "trace"
    CHAT_LINE = "chat_line"
    CREW_DATA = "crew_data"
    PLANNING = "planning"
    CLAIM = "claim"
    DELIVERY = "delivery"
    DEVICE = "device"
    DANGER = "danger"
    JOB = "job"
    BADGE = "badge"
    BACKUP = "backup"
    OPEN_ENDED = "open_ended"


class Anchor(StrEnum):
    """What an expiry is counted from."""

    MADE = "made"
    CLOSED = "closed"
    TOLD = "told"
    LEFT_ONWARD = "left_onward"
    HANDED_OVER = "handed_over"
    PLANNED_RETURN = "planned_return"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of expiry: how long after each anchor, and at the latest how long after it was made.

    The earliest anchor that happened counts, `at_the_latest` where none did; None there keeps an open record.
    """

    after: Mapping[Anchor, timedelta]
    at_the_latest: timedelta | None
    why: Remark


def _rule(why: str, after: Mapping[Anchor, timedelta], at_the_latest: timedelta | None) -> Rule:
    return Rule(after=after, at_the_latest=at_the_latest, why=Remark(text=why))


_DAY = timedelta(days=1)

RULES: dict[Expiry, Rule] = {
    Expiry.CASE: _rule(
        "Names, phones and houses go 30 days after the case is closed.", {Anchor.CLOSED: 30 * _DAY}, None
    ),
    Expiry.RELATIVE: _rule(
        "A relative's number goes 7 days after they were told, at the latest 30 days after the case is closed.",
        {Anchor.TOLD: 7 * _DAY, Anchor.CLOSED: 30 * _DAY},
        None,
    ),
    Expiry.RECEPTION: _rule(
        "A registration goes 30 days after people left onward, at the latest after 180 days.",
        {Anchor.LEFT_ONWARD: 30 * _DAY},
        180 * _DAY,
    ),
    Expiry.TRACE: _rule(
        "A search goes 30 days after it ended, at the latest after a year unless it is opened again.",
        {Anchor.ENDED: 30 * _DAY},
        365 * _DAY,
    ),
    Expiry.CHAT_LINE: _rule("A message as it came goes after 7 days; the request made of it stays.", {}, 7 * _DAY),
    Expiry.CREW_DATA: _rule(
        "What a crew carries goes at hand-over, else 12 hours after the planned return.",
        {Anchor.HANDED_OVER: timedelta(0), Anchor.PLANNED_RETURN: timedelta(hours=12)},
        3 * _DAY,
    ),
    Expiry.PLANNING: _rule(
        "Places, sizes and times without a name are kept for a year after the case is closed, for figures.",
        {Anchor.CLOSED: 365 * _DAY},
        None,
    ),
    Expiry.CLAIM: _rule("A claim between organisations goes 14 days after it ended.", {Anchor.ENDED: 14 * _DAY}, None),
    Expiry.DELIVERY: _rule(
        "A delivery goes 7 days after it ended, at the latest after 30 days.", {Anchor.ENDED: 7 * _DAY}, 30 * _DAY
    ),
    Expiry.DEVICE: _rule("A device goes 30 days after it was revoked.", {Anchor.ENDED: 30 * _DAY}, None),
    Expiry.DANGER: _rule(
        "A report of danger stays until a named person clears it, and goes 90 days later: old mines do not expire.",
        {Anchor.ENDED: 90 * _DAY},
        None,
    ),
    Expiry.JOB: _rule("A job goes 7 days after it ended, at the latest after 30 days.", {Anchor.ENDED: 7 * _DAY},
                      30 * _DAY),
    Expiry.BADGE: _rule("A day badge ends with its shift, at the latest after a day.", {Anchor.ENDED: timedelta(0)},
                        _DAY),
    Expiry.BACKUP: _rule("A backup goes after 35 days.", {}, 35 * _DAY),
    Expiry.OPEN_ENDED: _rule(
        "Kept until a named person decides: the ledger, incidents, and what the organisation itself is.", {}, None
    ),
}  # fmt: skip


def goes_at(expiry: Expiry, anchors: Mapping[Anchor, datetime]) -> datetime | None:
    """Give when a record must go; None while it stays. `anchors`: what happened to it, with its time.

    `MADE` must be among them where a rule has a latest time: a record that nobody can date would stay for ever.
    """
    rule = RULES[expiry]
    ends = [anchors[anchor] + wait for anchor, wait in rule.after.items() if anchor in anchors]
    if rule.at_the_latest is not None:
        ends.append(anchors[Anchor.MADE] + rule.at_the_latest)
    return min(ends, default=None)


def must_go(expiry: Expiry, anchors: Mapping[Anchor, datetime], now: datetime) -> bool:
    """Tell whether a record must be gone by now."""
    end = goes_at(expiry, anchors)
    return end is not None and end <= now
