"""Sentences of this room that several of its modules say: what closes a place, and how old that word is."""

from __future__ import annotations

from datetime import datetime

from openevac.domain.remarks import Fact, Remark
from openevac.domain.units import HOURS_PER_DAY, METRES_PER_KM, SECONDS_PER_HOUR

_DAYS_FROM_H = 48.0


def age_h(since: datetime, at: datetime) -> float:
    """Give the hours from `since` to `at`, never below zero."""
    return max(0.0, (at - since).total_seconds() / SECONDS_PER_HOUR)


def aged(in_hours: str, in_days: str, hours: float, **facts: Fact) -> Remark:
    """Say a sentence that ends in an age: in hours up to two days, in days beyond."""
    if hours < _DAYS_FROM_H:
        return Remark(text=in_hours, facts={**facts, "hours": round(hours)})
    return Remark(text=in_days, facts={**facts, "days": round(hours / HOURS_PER_DAY)})


def beyond_border(source: str) -> Remark:
    """Say that a place lies beyond the border."""
    return Remark(text="Beyond the state border, or touching it (border by {source}).", facts={"source": source or "-"})


def held_ground(source: str, margin_m: float, hours: float) -> Remark:
    """Say that a place lies in held ground or its margin, by whom and how old."""
    return aged(
        "In held ground or within {km} km of it, by {source}, seen {hours} h ago.",
        "In held ground or within {km} km of it, by {source}, seen {days} days ago.",
        hours,
        source=source,
        km=round(margin_m / METRES_PER_KM, 1),
    )


def closed_zone(zone: str, source: str) -> Remark:
    """Say that a place lies in a closed zone."""
    return Remark(text="In the closed zone {zone}, by {source}.", facts={"zone": zone, "source": source})


def blocked_way(report: str, kind: str, source: str, hours: float) -> Remark:
    """Say that a verified report blocks a way."""
    return aged(
        "Blocked: verified report {report} ({kind}) by {source}, {hours} h old.",
        "Blocked: verified report {report} ({kind}) by {source}, {days} days old.",
        hours,
        report=report,
        kind=kind,
        source=source,
    )


def mined_ground(source: str, hours: float) -> Remark:
    """Say that a track is closed for mines because the ground was once held or fought over."""
    return aged(
        "Closed for mines: a track or unlisted road on ground once held or fought over, by {source}, seen {hours} h "
        "ago. It opens when a named crew drove it or by a deminers' note.",
        "Closed for mines: a track or unlisted road on ground once held or fought over, by {source}, seen {days} days "
        "ago. It opens when a named crew drove it or by a deminers' note.",
        hours,
        source=source,
    )


def mined_zone(zone: str, source: str) -> Remark:
    """Say that a track is closed because it lies in a zone marked as mined."""
    return Remark(
        text="Closed for mines: a track or unlisted road in the mined zone {zone}, by {source}.",
        facts={"zone": zone, "source": source},
    )


def driven_by(crew: str, hours: float) -> Remark:
    """Say that a track is open because a crew drove it, and when."""
    return aged(
        "A track that was closed for mines, driven by {by} {hours} h ago.",
        "A track that was closed for mines, driven by {by} {days} days ago.",
        hours,
        by=crew,
    )


def cleared_by_note(note: str, hours: float) -> Remark:
    """Say that a track is open by a deminers' note, and when."""
    return aged(
        "A track that was closed for mines, open by the deminers' note {by}, {hours} h old.",
        "A track that was closed for mines, open by the deminers' note {by}, {days} days old.",
        hours,
        by=note,
    )
