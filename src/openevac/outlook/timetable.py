"""What a round trip takes by the ten minutes in which it begins: drives, time on scene, beds' doors, who may enter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openevac.domain.places import Access
from openevac.domain.situation import Curfew, PlaceAccess, Situation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.outlook.asked import DAY, DAY_S
from openevac.outlook.legs import SLOT_S, Legs
from openevac.outlook.terrain import Terrain
from openevac.roads.graph import FloatArray, LongArray
from openevac.rules.spans import Span, curfew_spans, meet, seconds_after, without


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Timetable:
    """All that a van's day is made of. Seconds count from `first_hour`; rows are weathers, columns slots.

    `from_depot`, `from_shelter`: drives in; `out`: to the shelter; `home`: shelter to depot. `dwelt` (D, H + 1):
    exposure of one person outside from the first hour to the start of each hour. `work`: first departure to return;
    `leave_depot`: when the first departure may be; `shelter_open`: when vans may arrive there.
    """

    from_depot: Legs
    from_shelter: Legs
    out: Legs
    home: Legs
    dwelt: FloatArray
    work: Span
    leave_depot: Span
    shelter_open: Span
    unloading_s: float

    def least_drive_s(self, weather: LongArray, *, from_depot: bool) -> FloatArray:
        """Give the seconds no round trip under these weathers (R) can do without: both drives at their quickest."""
        inward = self.from_depot if from_depot else self.from_shelter
        return np.asarray((inward.time_s.min(axis=1) + self.out.time_s.min(axis=1))[weather])

    def dwelt_until(self, weather: LongArray, moment: FloatArray) -> FloatArray:
        """Give the exposure outside from the first hour to a moment, under each weather (R)."""
        hours = self.dwelt.shape[1] - 1
        at = np.clip(moment / SECONDS_PER_HOUR, 0.0, float(hours))
        whole = np.minimum(at.astype(np.int64), hours - 1)
        before, after = self.dwelt[weather, whole], self.dwelt[weather, whole + 1]
        return np.asarray(before + (at - whole) * (after - before))


def work_left(situation: Situation, terrain: Terrain, day: Span) -> Span | None:
    """Give the longest piece of a working day that curfews holding everywhere leave, or None."""
    everywhere = [curfew for curfew in situation.curfews if not curfew.places]
    pieces = without(day, _pieces(everywhere, situation, terrain, day))
    return max(pieces, key=lambda piece: (piece.length_s, -piece.early), default=None)


def _pieces(curfews: list[Curfew], situation: Situation, terrain: Terrain, day: Span) -> list[Span]:
    zone = situation.zone_info
    return [piece for curfew in curfews for piece in curfew_spans(curfew, zone, terrain.first_hour, day)]


def entry_until(situation: Situation, terrain: Terrain, katottg: str, *, armoured: bool, days: int) -> FloatArray:
    """Give for each day and slot until when a van may stay in the place (days, slots); -inf where it may not come.

    A slot in which the place opens only later counts as closed. Curfews are the same every day; access has dates.
    """
    slots = round(terrain.hours * SECONDS_PER_HOUR / SLOT_S)
    day = Span(0.0, terrain.hours * SECONDS_PER_HOUR)
    curfews = [curfew for curfew in situation.curfews if katottg in curfew.places] if katottg else []
    closed = _pieces(curfews, situation, terrain, day)
    rules = [rule for rule in situation.access if katottg and rule.katottg == katottg]
    refusing = [rule for rule in rules if not may_enter(rule, armoured=armoured)]
    until = np.full((days, slots), -np.inf)
    for number in range(days):
        for piece in without(day, [*closed, *_refused(refusing, terrain, number, day)]):
            begins = np.arange(slots) * SLOT_S
            inside = (begins >= piece.early) & (begins < piece.late)
            until[number, inside] = piece.late
    return until


def may_enter(rule: PlaceAccess, *, armoured: bool) -> bool:
    """Tell whether an access rule lets volunteers in such a vehicle into the place."""
    return rule.access is Access.OPEN or (rule.access is Access.ARMOURED_ONLY and armoured)


def _refused(rules: list[PlaceAccess], terrain: Terrain, number: int, day: Span) -> list[Span]:
    zero = terrain.first_hour + DAY * number
    spans = []
    for rule in rules:
        late = np.inf if rule.valid_until is None else seconds_after(zero, rule.valid_until)
        shared = meet(Span(seconds_after(zero, rule.since), late), day) if late > 0 else None
        spans += [] if shared is None else [shared]
    return spans


def dwelt(rates_per_h: FloatArray) -> FloatArray:
    """Add up rates by the hour (D, H) to exposure since the first hour (D, H + 1)."""
    return np.concatenate((np.zeros((len(rates_per_h), 1)), np.cumsum(rates_per_h, axis=1)), axis=1)


def clock_span(early_s: float | None, late_s: float | None, day: Span) -> Span:
    """Give a window of every day in seconds; an end that is not said, or lies outside work, is the day's own.

    Times of day are given as seconds after the start of work, modulo a day: what lies after the end of work lies as
    well before its start.
    """
    length = day.length_s
    early = day.early if early_s is None or early_s % DAY_S > length else day.early + early_s % DAY_S
    late = day.late if late_s is None or late_s % DAY_S > length else day.early + late_s % DAY_S
    return Span(early, late)
