"""A mission as a phone sees it: codes, places and times, nobody's name."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from openevac.web.api.shapes import Sentence


class PersonOut(Schema):
    """One person, by the code on their cardboard."""

    code: str
    mobility: str
    age_band: str
    bed: str
    status: str
    aboard: bool


class StopOut(Schema):
    """One door. `position`: longitude and latitude, rounded to 100 m; of the `meeting_point` or `relay` if it has one.

    `relay`: where another mission brings the household; it waits there from `waits_from` on, by the plan.
    """

    code: str
    request: str
    check_address_only: bool
    meeting_point: str
    relay: str
    waits_from: datetime | None
    katottg: str
    position: tuple[float, float] | None
    arrives_at: datetime
    service_s: float
    outcome: str | None
    outcome_at: datetime | None
    pieces_left: int
    people: list[PersonOut]


class TripOut(Schema):
    """One trip, from the first door to the beds, or to a `relay` where another vehicle takes people on."""

    number: int
    shelter: str
    relay: str
    hand_over_at: datetime | None
    departs_at: datetime
    arrives_at: datetime
    handed_over_at: datetime | None
    counted: int | None
    stops: list[StopOut]


class DisagreementOut(Schema):
    """A field of which phones, or a phone and the record, say different things; a person settles it."""

    subject: str
    field: str
    values: list[str]
    counts_as: str


class MissionOut(Schema):
    """One mission; codes and the planning layer, as the rules let this asker see it."""

    mission: str
    version: int
    status: str
    vehicle: str
    crew: str
    riders: list[str]
    departs_at: datetime
    returns_at: datetime
    level: str
    next_contact_at: datetime | None
    to_do: list[Sentence]
    notes: list[Sentence]
    trips: list[TripOut]
    aboard: list[str]
    children_alone: list[str]
    disagreements: list[DisagreementOut]
    gaps: dict[str, list[tuple[int, int]]]
