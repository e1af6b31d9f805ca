"""What going hangs on: numbers that turn the answer, where to turn back, what to fall back on, and silences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openevac.domain.remarks import Remark


class Turn(StrEnum):
    """What happens past a threshold: the referee refuses the mission, or the planner would drive another way."""

    REFUSED = "refused"
    OTHER_WAY = "other_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinge:
    """One number, moved alone, that turns the answer for a mission from go to no go, or its way to another one.

    `number` names it: a key of the exposure profile, or "delay_min", "sky_clears_h", "beds.SHELTER.KIND",
    "report.ID.confirmed", "road.WAY". It stands at `value`; at `holds_at` the answer still holds, at `turns_at` it
    does not. `share`: how much of its range has to be moved, 0 to 1. `limit`: what the referee then says ("" for
    another way). Numbers that are yes or no stand at 0 and turn at 1.
    """

    number: str
    value: float
    holds_at: float
    turns_at: float
    unit: str
    share: float
    turn: Turn
    limit: str
    remark: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A stretch of one drive of the plan on which phones do not work, from the last word to the next.

    `trip`: in which it begins (1 = first, one more than there are = the way home). `last_coverage_at`, `covered_at`:
    when and where (`lon`, `lat`, `after_m` metres from where the trip starts) the last word can be said, and when the
    next. `silent_until`: after it a silence is overdue. `assumed`: by the policy's distance, nobody knows better.
    """

    drive: str
    trip: int
    last_coverage_at: datetime
    covered_at: datetime
    silent_until: datetime
    length_m: float
    after_m: float
    lon: float
    lat: float
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBack:
    """The automatic stop of one trip before the inner zone: armour on, calls, final yes or turn back.

    Where (`lon`, `lat`, `after_m` metres from where the trip starts, nearest `place`) and when the van is there.
    `latest_at`: going on later than that breaks `limit`; None where no delay that was tried breaks anything.
    `by_coverage`: the last place with coverage; otherwise where the zone begins.
    """

    drive: str
    trip: int
    lon: float
    lat: float
    after_m: float
    place: str
    reaches_at: datetime
    latest_at: datetime | None
    limit: str
    by_coverage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What one trip does when its shelter or its way is lost.

    `shelter`: the next best that takes these people ("" = none; `said` says why), reached `extra_s` seconds later with
    `extra_exposure` more. `way_extra_s`, `way_extra_exposure`: the way that shares least with the most exposed drive of
    the trip, `way_shared` of its metres; None where there is no other.
    """

    drive: str
    trip: int
    shelter: str
    extra_s: float
    extra_exposure: float
    said: Remark
    way_leg: int
    way_extra_s: float | None = None
    way_extra_exposure: float | None = None
    way_shared: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HangsOn:
    """What going hangs on for one drive of the plan; no hinge: no number within its range turns the answer.

    `turn_backs`: one a trip that enters the inner zone; `fallbacks`: one a trip.
    """

    drive: str
    hinges: tuple[Hinge, ...] = ()
    turn_backs: tuple[TurnBack, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()
