"""When it is less dangerous to fetch somebody: the exposure of a round trip by departure hour, and the best windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain.legs import RoadPoint
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.domain.units import to_utc
from openevac.domain.vehicles import Profile
from openevac.domain.weather import WeatherWindow
from openevac.hazards.rests_on import warnings
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.ground import Ground, Slice, lay_ground
from openevac.planning.hindrances import hindrance_of_ground, hindrance_of_halt
from openevac.roads.region import Region
from openevac.routing.weights import weigh_roads

ON_SCENE_S = 900.0
"""Minutes at the door that a round trip counts, outside the vehicle: an ordinary household with a few bags."""

PEOPLE_ABOARD = 4.0
"""People thought aboard when the way is chosen: a crew of two and half a small load."""

WITHIN = 1.1
"""Hours whose round trip is at most this many times as exposed as the least exposed one make the best windows."""

SPARE_H = 12
"""Hours of danger beyond the last departure, for the way back."""

MAX_SNAP_M = 2000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureHour:
    """A round trip that leaves at `starts_at`: exposure of the vehicle and of its halt, seconds, and x the least.

    All three are None where no way is open then.
    """

    starts_at: datetime
    exposure: float | None
    time_s: float | None
    times_least: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """Round trips hour by hour and the best windows in order of time; no hours where nobody is sent there at all."""

    hours: tuple[DepartureHour, ...]
    best: tuple[WeatherWindow, ...]
    remarks: tuple[Remark, ...] = ()


def departure_windows(
    region: Region,
    situation: Situation,
    profile: Profile,
    start: LonLat,
    place: LonLat,
    *,
    now: datetime,
    hours: int = 48,
    progress: Callable[[str, float], None] | None = None,
) -> Departures:
    """Give the exposure of going to a place, fetching somebody and coming back, for each of the coming full hours.

    The way is the best one (middle dial) at the hour of departure; danger counts at the time of each drive. A place
    in held ground, beyond the border, outside the region or too far from a road gives no hours but the reason.
    Raises InputError where the start lies too far from a road.
    """
    say = progress or (lambda _words, _share: None)
    first = full_hour(to_utc(now))
    first = first if first >= to_utc(now) else first + HOUR
    ground = lay_ground(region, situation, first, hours + SPARE_H)
    when = Slice(first, tuple(first + HOUR * number for number in range(hours)))
    ends = _ends(ground, profile, start, place, when)
    if isinstance(ends, Remark):
        return Departures(hours=(), best=(), remarks=(ends,))
    trips = []
    for number in range(hours):
        trips.append(_round_trip(ground, profile, ends, first + HOUR * number))
        say("departure hours", (number + 1) / hours)
    counted = _counted(trips)
    return Departures(hours=counted, best=best_windows(counted), remarks=warnings(situation, to_utc(now), hours))


def best_windows(hours: tuple[DepartureHour, ...]) -> tuple[WeatherWindow, ...]:
    """Join neighbouring hours within WITHIN x the least exposure into windows, in order of time."""
    found: list[list[DepartureHour]] = []
    for hour in hours:
        if hour.times_least is None or hour.times_least > WITHIN:
            continue
        if found and found[-1][-1].starts_at + HOUR == hour.starts_at:
            found[-1].append(hour)
        else:
            found.append([hour])
    return tuple(
        WeatherWindow(
            starts_at=run[0].starts_at,
            ends_at=run[-1].starts_at + HOUR,
            exposure=run[0].exposure or 0.0,
            times_least=run[0].times_least or 1.0,
        )
        for run in found
    )


def _ends(
    ground: Ground, profile: Profile, start: LonLat, place: LonLat, when: Slice
) -> tuple[RoadPoint, RoadPoint] | Remark:
    """Give where the round trip starts and turns, or why nobody is sent there."""
    refused = hindrance_of_ground(ground, place)
    if refused is not None:
        return refused.reason
    door = ground.halt(profile, when, place, MAX_SNAP_M)
    if door is None:
        return hindrance_of_halt(ground, profile, when, place, MAX_SNAP_M).reason
    usable = ground.weights(profile, when).open
    depot = ground.halt(profile, when, start, MAX_SNAP_M)
    return depot or ground.snapper.snap(start, usable, max_m=MAX_SNAP_M, what="The start"), door


def _round_trip(
    ground: Ground, profile: Profile, ends: tuple[RoadPoint, RoadPoint], departs_at: datetime
) -> tuple[datetime, float | None, float | None]:
    """Give departure, exposure and seconds of a round trip; None where a way is closed."""
    depot, door = ends
    weights = weigh_roads(ground.graph, ground.field, profile, departs_at)
    seconds_per_exposure = ground.situation.profile.value("dial.middle_s") * PEOPLE_ABOARD
    out, back = ground.router.paths(weights, [(depot, door), (door, depot)], seconds_per_exposure)
    if out is None or back is None:
        return departs_at, None, None
    there = ground.measure(profile, out, departs_at)
    arrives_at = departs_at + timedelta(seconds=there.time_s)
    leaves_at = arrives_at + timedelta(seconds=ON_SCENE_S)
    home = ground.measure(profile, back, leaves_at)
    if not (there.is_open and home.is_open):
        return departs_at, None, None
    exposure = there.exposure + ground.dwell(door, arrives_at, leaves_at) + home.exposure
    return departs_at, exposure, there.time_s + ON_SCENE_S + home.time_s


def _counted(trips: list[tuple[datetime, float | None, float | None]]) -> tuple[DepartureHour, ...]:
    least = min((exposure for _, exposure, _ in trips if exposure is not None), default=0.0)
    return tuple(
        DepartureHour(
            starts_at=departs_at,
            exposure=exposure,
            time_s=time_s,
            times_least=None if exposure is None else exposure / least if least > 0 else 1.0,
        )
        for departs_at, exposure, time_s in trips
    )
