"""Shelters with the beds that are still free: beds of its rooms, less who lies there, less who is promised one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q

from openevac.domain.needs import BedKind
from openevac.domain.places import LonLat
from openevac.domain.shelters import Beds, Shelter
from openevac.store import models
from openevac.store.convert.hours import span_on

MAY_LIE_IN = {
    BedKind.CARE: (BedKind.CARE,),
    BedKind.NO_STAIRS: (BedKind.NO_STAIRS, BedKind.CARE),
    BedKind.ORDINARY: (BedKind.ORDINARY, BedKind.NO_STAIRS, BedKind.CARE),
}
"""Which beds somebody may lie in, the plainest first."""

Promised = Mapping[str, Mapping[BedKind, int]]


def shelters_to_domain(
    organisation: str, day: date, zone: ZoneInfo, promised: Promised, full: AbstractSet[str] = frozenset()
) -> tuple[Shelter, ...]:
    """Give the shelters that take people. `promised`: shelter code -> beds of people on the way there.

    `full`: shelters that a plan in force drives to: closed meanwhile, they are still named, without a bed.
    """
    rows = models.Shelter.objects.filter(organisation=organisation).order_by("code")
    rows = rows.filter(Q(closed_at=None) | Q(code__in=full))
    found = (_shelter(row, day, zone, promised.get(row.code, {})) for row in rows.prefetch_related("units"))
    closed = set(rows.exclude(closed_at=None).values_list("code", flat=True))
    return tuple(replace(one, beds=Beds()) if one.id in closed else one for one in found)


def free_beds(row: models.Shelter, promised: Mapping[BedKind, int]) -> Beds:
    """Give the beds still free, by kind; who has no bed yet takes the plainest that fits them."""
    beds = Counter(dict.fromkeys(BedKind, 0))
    for unit in row.units.all():
        beds[BedKind(unit.kind)] += unit.beds
    there = models.Registration.objects.filter(shelter=row, left_at=None, returned_at=None)
    for unit_kind in there.filter(unit__isnull=False).values_list("unit__kind", flat=True):
        beds[BedKind(unit_kind)] -= 1
    waiting: Counter[BedKind] = Counter(
        BedKind(bed) for bed in there.filter(unit=None).values_list("evacuee__bed", flat=True)
    )
    waiting.update(promised)
    free = {kind: max(0, beds[kind]) for kind in BedKind}
    for kind in (BedKind.CARE, BedKind.NO_STAIRS, BedKind.ORDINARY):
        _take(free, kind, waiting[kind])
    return Beds(ordinary=free[BedKind.ORDINARY], no_stairs=free[BedKind.NO_STAIRS], care=free[BedKind.CARE])


def _take(free: dict[BedKind, int], kind: BedKind, people: int) -> None:
    for bed in MAY_LIE_IN[kind]:
        taken = min(free[bed], people)
        free[bed] -= taken
        people -= taken


def _shelter(row: models.Shelter, day: date, zone: ZoneInfo, promised: Mapping[BedKind, int]) -> Shelter:
    early, late = (None, None)
    if row.opens is not None and row.closes is not None:
        early, late = span_on(day, row.opens, row.closes, zone)
    return Shelter(
        id=row.code,
        position=LonLat(row.lon, row.lat),
        beds=free_beds(row, promised),
        pets=row.pets,
        unloading_s=row.unloading_s,
        tw_early=early,
        tw_late=late,
    )
