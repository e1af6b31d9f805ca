"""Tracks and unlisted roads closed for mines by default, and those that a named crew or deminers vouch for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from openevac.domain.hazards import OpenedBy, TrackOpening, ZoneKind
from openevac.domain.remarks import Remark
from openevac.hazards.exposure import front_km
from openevac.hazards.field import HazardField
from openevac.hazards.grid import BoolArray
from openevac.hazards.remarks import age_h, cleared_by_note, driven_by, mined_ground, mined_zone
from openevac.hazards.roads_protocol import CLASS_SERVICE, CLASS_TRACK, COVER_BUILT_UP, Roads
from openevac.hazards.weather import HOUR, full_hour


def closed_for_mines(field: HazardField, roads: Roads, at: datetime) -> Iterator[tuple[BoolArray, Remark]]:
    """Give, for each source and zone, the stretches (S) it closes for mines at a moment, with the reason."""
    memory, closable = field.memory.of(roads), is_closable(roads)
    opened = opened_stretches(field, roads, at)
    for line, ground in field.grounds:
        inside = memory.inside(ground.once, 0.0)
        yield inside & closable & ~opened, mined_ground(line.source, age_h(line.observed_at, at))
    for laid in field.zones:
        if laid.zone.kind is ZoneKind.MINED and laid.holds_in(full_hour(at)):
            since = opened_stretches(field, roads, at, after=laid.zone.valid_from)
            yield memory.inside(laid.area, 0.0) & closable & ~since, mined_zone(laid.zone.id, laid.zone.source)


def is_closable(roads: Roads) -> BoolArray:
    """Tell which stretches (S) nobody lists as a road: tracks, and service ways outside streets of houses."""
    kind, cover = np.asarray(roads.stretch_class), np.asarray(roads.stretch_cover)
    return np.asarray((kind == CLASS_TRACK) | ((kind == CLASS_SERVICE) & (cover != COVER_BUILT_UP)))


def opened_stretches(field: HazardField, roads: Roads, at: datetime, *, after: datetime | None = None) -> BoolArray:
    """Tell which stretches (S) are opened for the rest of the hour `at` lies in.

    A stretch opens when every way it runs over is opened. An opening counts for some days, near the line for
    some hours; with `after`, only openings younger than that (a zone marked as mined later closes again).
    """
    openings = [entry for entry in field.situation.openings if after is None or entry.opened_at >= after]
    if not any(_holds(field, entry, at, near=False) for entry in openings):
        return np.zeros(roads.num_stretches, dtype=np.bool_)
    near_km = field.situation.profile.value("mines.near_km")
    nearest = np.minimum.reduceat(front_km(field, roads, full_hour(at)), roads.sample_start[:-1])
    by_any = _all_ways_in(
        roads, {way for entry in openings if _holds(field, entry, at, near=False) for way in entry.way_ids}
    )
    by_fresh = _all_ways_in(
        roads, {way for entry in openings if _holds(field, entry, at, near=True) for way in entry.way_ids}
    )
    return np.where(nearest <= near_km, by_fresh, by_any)


def why_open(field: HazardField, roads: Roads, stretch: int, at: datetime) -> Remark | None:
    """Say by whose word, and since when, a stretch is open that would be closed for mines; None where nobody spoke."""
    ways = set(roads.way_ids[int(roads.way_start[stretch]) : int(roads.way_start[stretch + 1])].tolist())
    said = [
        entry
        for entry in field.situation.openings
        if ways & set(entry.way_ids) and _holds(field, entry, at, near=False)
    ]
    if not said:
        return None
    # A stretch over several ways is as old as the oldest word it rests on; of one way the youngest counts.
    youngest = [max((entry for entry in said if way in entry.way_ids), key=_opened_at, default=None) for way in ways]
    entry = min((entry for entry in youngest if entry is not None), key=_opened_at)
    words = driven_by if entry.opened_by is OpenedBy.CREW_DROVE else cleared_by_note
    return words(entry.by, age_h(entry.opened_at, at))


def _opened_at(entry: TrackOpening) -> datetime:
    return entry.opened_at


def _holds(field: HazardField, entry: TrackOpening, at: datetime, *, near: bool) -> bool:
    profile = field.situation.profile
    days, hours = profile.value("mines.opening_days"), profile.value("mines.opening_near_hours")
    lasts = min(timedelta(days=days), timedelta(hours=hours)) if near else timedelta(days=days)
    return entry.opened_at <= at and full_hour(at) + HOUR <= entry.opened_at + lasts


def _all_ways_in(roads: Roads, ways: set[int]) -> BoolArray:
    known = np.isin(roads.way_ids, np.array(sorted(ways), dtype=np.int64))
    before = np.concatenate(([0], np.cumsum(known)))
    counts = np.diff(roads.way_start)
    return np.asarray((before[roads.way_start[1:]] - before[roads.way_start[:-1]] == counts) & (counts > 0))
