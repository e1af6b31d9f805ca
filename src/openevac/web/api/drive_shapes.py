"""What a phone drives by, field for field as it is sent; docs/crew-pack.md says what each means."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AliasChoices, PlainSerializer


def _as_phones_write(moment: datetime) -> str:
    """Write a moment as JavaScript's `toISOString` does."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(_as_phones_write, return_type=str)]
Point = tuple[float, float]


class PersonToFetchOut(Schema):
    """One person by the code on their cardboard."""

    code: str
    mobility: str
    age_band: str
    bed: str


class LeftBehindOut(Schema):
    """What of the things stays: so many of "kg", "l" or "bulky"."""

    kind: str
    amount: float


class BelongingsOut(Schema):
    """What is to ride, and what stays behind by the plan."""

    kg: float
    l: float  # noqa: E741 - the name the phone reads
    bulky: int
    left_behind: list[LeftBehindOut]


class DriveStopOut(Schema):
    """One halt. `position`: of the door rounded to 100 m, or of the point or relay; `party`: how many people in all.

    `before`: the codes this household's stop had in earlier versions, under which a phone may hold its people.
    """

    code: str
    before: list[str]
    request: str
    kind: str
    point: str
    place: str
    position: Point
    arrives_at: Instant
    service_s: int
    walk_up: bool
    check_address_only: bool
    floors: int | None
    lift: bool | None
    party: int
    people: list[PersonToFetchOut]
    belongings: BelongingsOut
    pets: int
    carriers: int


class LastCoverageOut(Schema):
    """Where and when the last word can be said before phones fall silent."""

    position: Point
    at: Instant


class SilentStretchOut(Schema):
    """A stretch without phones; `until`: after that a silence is an alarm. `position`: where the last word is said."""

    from_: Instant = Field(validation_alias=AliasChoices("from_", "from"), serialization_alias="from")
    until: Instant
    covered_at: Instant
    position: Point


class TurnBackPointOut(Schema):
    """The stop before the inner zone; going on later than `until` breaks the plan. Null: no delay tried breaks it."""

    position: Point
    at: Instant
    until: Instant | None


class FallbackShelterOut(Schema):
    """Where people are brought instead, and how many minutes more that takes."""

    shelter: str
    minutes: float


class DriveLegOut(Schema):
    """One drive; `to`: a stop's code, "shelter", "relay" or "base"."""

    number: int
    to: str
    departs_at: Instant
    arrives_at: Instant
    minutes: float
    km: float
    line: list[Point]
    tracks_km: float
    last_coverage: LastCoverageOut | None
    silent: SilentStretchOut | None
    silences: list[SilentStretchOut]
    turn_back: list[TurnBackPointOut]
    fallback: FallbackShelterOut | None


class DriveShelterOut(Schema):
    """Where people get off."""

    code: str
    name: str
    position: Point


class DriveTripOut(Schema):
    """One trip; the way home is the last leg of the last one."""

    number: int
    shelter: DriveShelterOut | None
    relay: str
    hand_over_at: Instant | None
    departs_at: Instant
    arrives_at: Instant
    stops: list[DriveStopOut]
    legs: list[DriveLegOut]


class DriveHazardOut(Schema):
    """A danger near the way. `blocks`: said to close the way; only what is `verified` closes it for the planner."""

    code: str
    cause: str
    kind: str
    position: Point
    radius_m: float | None
    seen_at: Instant
    verified: bool
    blocks: bool


class DrivePlaceOut(Schema):
    """A place of the way and who may enter it; null: nobody has said."""

    name: str
    access: str | None


class DriveContactOut(Schema):
    """Somebody who works here, by the code word people call them by."""

    code: str
    role: str


class SkyHourOut(Schema):
    """One hour of forecast."""

    at: Instant
    sky: str
    wind_m_s: float | None
    temperature_c: float | None


class DriveWeatherOut(Schema):
    """The forecast of the hours on the road; `distance_km`: how far its station is."""

    source: str
    distance_km: float | None
    hours: list[SkyHourOut]


class DrivePartOut(Schema):
    """What a phone drives one version of a mission by. `made_at`: of the newest word in it."""

    v: int
    mission: str
    version: int
    made_at: Instant
    training: bool
    vehicle: str
    crew: str
    departs_at: Instant
    returns_at: Instant
    trips: list[DriveTripOut]
    hazards: list[DriveHazardOut]
    places: list[DrivePlaceOut]
    contacts: list[DriveContactOut]
    weather: DriveWeatherOut | None
