"""Relays as the planner reads them: those that stand open, on a word that still holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from openevac.domain.places import LonLat
from openevac.domain.relays import Relay
from openevac.store import models
from openevac.store.convert.hours import moment_on, span_on


def relays_to_domain(organisation: str, day: date, zone: ZoneInfo) -> tuple[Relay, ...]:
    """Give the relays where people may change vehicles on a day, by their codes.

    A word that runs out on that day ends the relay's hours with it.
    """
    begins = moment_on(day, time(0), zone)
    rows = models.Relay.objects.filter(organisation=organisation, closed_at=None)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=begins)).order_by("code")
    found = ((row, *_hours(row, day, zone)) for row in rows)
    return tuple(
        _relay(row, early, late) for row, early, late in found if early is None or late is None or early < late
    )


def relays_named(organisation: str, names: Collection[str]) -> tuple[Relay, ...]:
    """Give relays by their codes, closed ones too: a plan that uses one keeps it."""
    rows = models.Relay.objects.filter(organisation=organisation, code__in=names).order_by("code")
    return tuple(_relay(row, None, None) for row in rows)


def _hours(row: models.Relay, day: date, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    early, late = (None, None)
    if row.opens is not None and row.closes is not None:
        early, late = span_on(day, row.opens, row.closes, zone)
    if row.valid_until is not None:
        late = row.valid_until if late is None else min(late, row.valid_until)
    return early, late


def _relay(row: models.Relay, early: datetime | None, late: datetime | None) -> Relay:
    return Relay(
        id=row.code,
        position=LonLat(row.lon, row.lat),
        katottg=row.katottg,
        unloading_s=row.unloading_s,
        tw_early=early,
        tw_late=late,
    )
