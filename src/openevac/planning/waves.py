"""Waves: the departure windows that a day is cut into where danger changes, each with ways of its own.

Ways and matrices stand for the worst hour of a window, so that no way is promised calmer than it will be when vans
leave. One window for a whole day counts every calm hour as if it were the worst; each further one costs a vehicle
more in the search. So the day is cut where that is worth most, and not at all where hours differ little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise, zip_longest
from typing import NamedTuple

from openevac.domain.missions import DepartureWave
from openevac.hazards.weather import HOUR
from openevac.planning.ground import Slice
from openevac.planning.slices import exposure_by_hour
from openevac.planning.survey import Available, Survey
from openevac.rules.spans import Span, meet, seconds_after, whole

WORTH_A_CUT = 0.05
"""A further window must bring the hours nearer to what they are by this share of the exposure of all hours."""


class Window(NamedTuple):
    """Hours of departure from `first` to before `end`, by their place among all hours, and the worst of them."""

    first: int
    end: int
    worst: int


def waves_of(survey: Survey) -> tuple[DepartureWave, ...]:
    """Cut the hours of departure into waves; one where hours differ little, at most as many as the policy allows."""
    hours, exposure = survey.when.hours, exposure_by_hour(survey)
    least = min(exposure)
    return tuple(
        DepartureWave(
            starts_at=hours[window.first],
            ends_at=hours[window.end - 1] + HOUR,
            worst_at=hours[window.worst],
            times_least=exposure[window.worst] / least if least > 0 else 1.0,
        )
        for window in cut(exposure, survey.operation.policy.max_waves)
    )


def cut(exposure: Sequence[float], most: int) -> tuple[Window, ...]:
    """Cut hours into at most so many windows of neighbours, so that each hour is near to the worst of its window.

    What a window costs is how much more exposed its worst hour is than each of its hours, added up. Exact, by
    dynamic programming; of equal cuts the one with earlier ends.
    """
    best = [_best_cuts(exposure, number) for number in range(1, min(most, len(exposure)) + 1)]
    chosen = best[0]
    for fewer, more in pairwise(best):
        if fewer[0] - more[0] < WORTH_A_CUT * sum(exposure):
            break
        chosen = more
    return tuple(Window(first, end, _worst(exposure, first, end)) for first, end in pairwise((0, *chosen[1])))


def _best_cuts(exposure: Sequence[float], number: int) -> tuple[float, tuple[int, ...]]:
    """Give the least loss of so many windows, and where each ends."""
    hours = len(exposure)
    best: list[tuple[float, tuple[int, ...]]] = [(_loss(exposure, 0, end), (end,)) for end in range(1, hours + 1)]
    for windows in range(2, number + 1):
        best = [
            min((best[cut_at - 1][0] + _loss(exposure, cut_at, end), (*best[cut_at - 1][1], end))
                for cut_at in range(windows - 1, end))
            if end >= windows else (float("inf"), ())
            for end in range(1, hours + 1)
        ]  # fmt: skip
    return best[-1]


def _loss(exposure: Sequence[float], first: int, end: int) -> float:
    part = exposure[first:end]
    return max(part) * len(part) - sum(part)


def _worst(exposure: Sequence[float], first: int, end: int) -> int:
    return max(range(first, end), key=lambda hour: (exposure[hour], -hour))


def in_waves(survey: Survey, waves: Sequence[DepartureWave]) -> Survey:
    """Give the survey with every vehicle once for the whole day and, where there are several waves, once for each.

    Ways of the whole day are chosen by the worst hour of all waves, those of a wave by its own. That a vehicle is
    out either once at any hour or at most once in each wave is for `chains` to see to.
    """
    day = replace(survey.when, at=max(waves, key=lambda wave: wave.times_least).worst_at)
    cuts = waves if len(waves) > 1 else ()
    rows = [row for number, one in enumerate(survey.vehicles) for row in _rows(survey, number, one, cuts)]
    return replace(
        survey,
        when=day,
        waves=tuple(waves),
        vehicles=tuple(row for _, row in rows),
        profiles=survey.profiles * (1 + len(cuts)),
        slices=tuple(one for one in (day, *(_slice(day, wave) for wave in cuts)) for _ in survey.profiles),
        halts=survey.halts * (1 + len(cuts)),
        able=_able_in(rows, survey.able),
        able_without_things=_able_in(rows, survey.able_without_things),
    )


def _able_in(rows: Sequence[tuple[int, Available]], pairs: Collection[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Give (vehicle, request) pairs for every row of each vehicle; `rows`: each with the number of its vehicle."""
    able: dict[int, list[int]] = {}
    for number, request in pairs:
        able.setdefault(number, []).append(request)
    return frozenset((place, request) for place, (number, _) in enumerate(rows) for request in able.get(number, ()))


def wave_at(waves: Sequence[DepartureWave], departs_at: datetime) -> int:
    """Give the number of the wave a departure lies in (1 = the first); 1 where there are none."""
    started = sum(wave.starts_at <= departs_at for wave in waves)
    return max(1, started)


def _slice(day: Slice, wave: DepartureWave) -> Slice:
    return Slice(wave.worst_at, tuple(hour for hour in day.hours if wave.starts_at <= hour < wave.ends_at))


def _rows(
    survey: Survey, number: int, one: Available, waves: Sequence[DepartureWave]
) -> Iterator[tuple[int, Available]]:
    """Give one vehicle for the whole day, then in each of its waves, in order.

    In a wave it must be back, and have rested, before the last moment in which it may leave in the next one.
    """
    yield number, one
    leaves = [(place, leave) for place, wave in enumerate(waves, 1) if (leave := _leave(survey.zero, one, wave))]
    rest_s = survey.operation.policy.rest_s
    for (place, leave), following in zip_longest(leaves, leaves[1:]):
        back_by = one.day.late if following is None else min(one.day.late, following[1].late - rest_s)
        day = whole(Span(leave.early, max(back_by, leave.late)))
        if day is not None:
            profile = place * len(survey.profiles) + one.profile
            yield number, replace(one, profile=profile, day=day, leave=leave, wave=place)


def _leave(zero: datetime, one: Available, wave: DepartureWave) -> Span | None:
    """Give when a vehicle may leave in a wave; the next wave begins a second after this one ends."""
    last_s = seconds_after(zero, wave.ends_at) - 1.0
    shared = meet(one.leave, Span(seconds_after(zero, wave.starts_at), last_s))
    return None if shared is None else whole(shared)
