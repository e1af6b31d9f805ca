"""What the record holds of one mission: each table is asked once, however many doors, people and words there are.

A phone on the road asks for its mission often, and most of the work of an answer is putting the questions together.
So only columns that are shown are fetched, what several parts of the answer need is fetched once for all of them, and
each question stands written down here but for the mission it is asked about. No answer is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value

from openevac.domain.events import CheckInKind
from openevac.domain.needs import Needs
from openevac.rules.missions import OUT
from openevac.rules.overdue import Word
from openevac.store.convert.requests import NEEDS_COLUMNS
from openevac.store.models import (
    Boarding,
    CheckIn,
    Consent,
    CrewEvent,
    Evacuee,
    HazardReport,
    Mission,
    OverdueAlarm,
    PlaceAccess,
    Trip,
)

AnyMission = TypeVar("AnyMission", bound=Mission)


class DoorRow(NamedTuple):
    """One planned door with its trip and its request; a trip without doors stands here once, with no `stop`."""

    mission: UUID
    trip: int
    shelter: str | None
    trip_relay: str
    hand_over_at: datetime | None
    trip_departs_at: datetime
    trip_arrives_at: datetime
    handed_over_at: datetime | None
    counted: int | None
    stop: UUID | None
    code: str
    check_address_only: bool
    meeting_point: str
    relay: str
    waits_from: datetime | None
    met_lon: float | None
    met_lat: float | None
    arrives_at: datetime
    service_s: float
    outcome: str
    outcome_at: datetime | None
    pieces_left: int
    household: UUID | None
    receipt: str
    katottg: str
    lon: float | None
    lat: float | None
    needs_columns: tuple[Any, ...]

    @property
    def needs(self) -> Needs | None:
        """Give what the household needs; None once its request was erased."""
        return Needs(**dict(zip(NEEDS_COLUMNS, self.needs_columns, strict=True))) if self.household else None


class BoardingRow(NamedTuple):
    """What happened with one person at one stop."""

    stop_id: UUID
    evacuee_id: UUID
    boarded: bool
    handed_over_at: datetime | None

    @property
    def rides(self) -> bool:
        """Tell whether they are aboard now."""
        return self.boarded and self.handed_over_at is None


class WordRow(NamedTuple):
    """One word of the crew."""

    kind: str
    at: datetime
    recorded_at: datetime
    lon: float | None
    lat: float | None
    silent_until: datetime | None

    @property
    def watched(self) -> Word:
        """Give it as the rules of the watch read it."""
        kind = CheckInKind(self.kind)
        return Word(kind=kind, happened_at=self.at, received_at=self.recorded_at, silent_until=self.silent_until)


class EventRow(NamedTuple):
    """What befell the crew."""

    kind: str
    at: datetime
    number: int
    hospital: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionRows:
    """One version of a mission, with what all its versions share.

    `members`: who rides with its crew, by code, and whether they lead it. `mission` holds the columns that are shown.
    `doors` are of all versions, the oldest first; `boardings` are in the order of time; `people`: everybody behind
    the doors of the version shown, and who boarded at any door, by code; `reports` and `access`: how many came since
    the plan was made.
    """

    mission: Mission
    crew: str
    members: tuple[tuple[str, bool], ...]
    versions: tuple[int, ...]
    doors: tuple[DoorRow, ...]
    boardings: tuple[BoardingRow, ...]
    people: dict[UUID, Evacuee]
    consents: tuple[Consent, ...]
    words: tuple[WordRow, ...]
    events: tuple[EventRow, ...]
    alarms: tuple[str, ...]
    reports: int
    access: int

    @property
    def planned(self) -> list[DoorRow]:
        """Give the doors of the version shown."""
        return [one for one in self.doors if one.mission == self.mission.id]

    @property
    def riders(self) -> list[Evacuee]:
        """Give who is aboard, in the order in which they boarded."""
        return [self.people[one.evacuee_id] for one in self.boardings if one.rides]


def read_mission(organisation: str, code: str, version: int = 0) -> MissionRows | None:
    """Read one version of a mission; `version` 0 for the one on the road, else the newest; None where there is none."""
    rows = list(_VERSIONS.filter(organisation=organisation, code=code))
    row = next((one for one in rows if one.version == version), None) if version else running_of(rows)
    if row is None:
        return None
    versions = {one.version: one.id for one in reversed(rows)}
    ids = list(versions.values())
    doors = _doors(ids)
    stops = [one.stop for one in doors if one.stop is not None]
    boarded = _boardings(stops)
    people = _people(
        {one.household for one in doors if one.household is not None and one.mission == row.id},
        {one.evacuee_id for one in boarded},
    )
    # Who was erased between the two questions is gone from both.
    boardings = tuple(one for one in boarded if one.evacuee_id in people)
    events, alarms = _befell(ids)
    reports, access = _news_since(organisation, row.planned_at)
    return MissionRows(
        mission=row,
        crew=row.crew_code,
        members=tuple((one.rider, bool(one.leads)) for one in rows if one.id == row.id and one.rider is not None),
        versions=tuple(versions),
        doors=doors,
        boardings=boardings,
        people=people,
        consents=_consents(stops, people, {one.evacuee_id for one in boardings if one.rides}),
        words=tuple(WordRow(*one) for one in _WORDS.filter(mission__in=ids)),
        events=events,
        alarms=alarms,
        reports=reports,
        access=access,
    )


def running_of(rows: Sequence[AnyMission]) -> AnyMission | None:
    """Give the version on the road, else the newest; `rows`: all versions, the newest first."""
    return next((one for one in rows if one.status in OUT), rows[0] if rows else None)


def _befell(versions: Collection[UUID]) -> tuple[tuple[EventRow, ...], tuple[str, ...]]:
    """Give what befell the crew, in order of time, and the levels of the alarms nobody answered yet."""
    both = _EVENTS.filter(mission__in=versions).union(_ALARMS.filter(mission__in=versions), all=True)
    rows = sorted(both, key=lambda one: one[2])
    befell = tuple(EventRow(*rest) for what, *rest in rows if what == "event")
    return befell, tuple(level for what, level, *_ in rows if what == "alarm")


def _news_since(organisation: str, moment: datetime) -> tuple[int, int]:
    """Count the reports of danger and the words on who may enter a place since a plan was made."""
    reports = _REPORTS.filter(organisation=organisation, recorded_at__gt=moment)
    counted = dict(reports.union(_ACCESS.filter(organisation=organisation, since__gt=moment), all=True))
    return counted.get("reports", 0), counted.get("access", 0)


def _doors(versions: Collection[UUID]) -> tuple[DoorRow, ...]:
    found = [
        DoorRow(**dict(zip(_DOOR, row, strict=False)), needs_columns=row[len(_DOOR) :])
        for row in _DOORS.filter(mission__in=versions)
    ]
    place = {version: number for number, version in enumerate(versions)}
    return tuple(sorted(found, key=lambda one: place[one.mission]))


def _boardings(stops: Collection[UUID]) -> tuple[BoardingRow, ...]:
    return tuple(BoardingRow(*row) for row in _BOARDINGS.filter(stop__in=stops))


def _people(households: Collection[UUID], others: Collection[UUID]) -> dict[UUID, Evacuee]:
    """Give everybody of the households, and who boarded and belongs to none of them any more, by code."""
    return {row.id: row for row in _PEOPLE.filter(Q(household__in=households) | Q(id__in=others))}


def _consents(stops: Collection[UUID], found: dict[UUID, Evacuee], riding: Collection[UUID]) -> tuple[Consent, ...]:
    """Give what was said at these stops by or for those aboard, or at a door from where they came by a relay."""
    here = Q(stop__in=stops) | ~Q(stop__trip__relay="")
    rows = tuple(Consent.objects.filter(here, evacuee__in=riding))
    for row in rows:
        row.evacuee = found[row.evacuee_id]
    return rows


def _counted(rows: QuerySet[Any], what: str) -> QuerySet[Any, tuple[str, int]]:
    named = rows.annotate(what=Value(what)).values("what")
    counted: QuerySet[Any, tuple[str, int]] = named.annotate(n=Count("id")).values_list("what", "n")
    return counted


_DOOR = {
    "mission": "mission_id",
    "trip": "number",
    "shelter": "shelter__code",
    "trip_relay": "relay",
    "hand_over_at": "hand_over_at",
    "trip_departs_at": "departs_at",
    "trip_arrives_at": "arrives_at",
    "handed_over_at": "handed_over_at",
    "counted": "counted",
    "stop": "stops__id",
    "code": "stops__code",
    "check_address_only": "stops__check_address_only",
    "meeting_point": "stops__meeting_point",
    "relay": "stops__relay",
    "waits_from": "stops__waits_from",
    "met_lon": "stops__met_lon",
    "met_lat": "stops__met_lat",
    "arrives_at": "stops__arrives_at",
    "service_s": "stops__service_s",
    "outcome": "stops__outcome",
    "outcome_at": "stops__outcome_at",
    "pieces_left": "stops__pieces_left",
    "household": "stops__request__household_id",
    "receipt": "stops__request__receipt",
    "katottg": "stops__request__katottg",
    "lon": "stops__request__lon",
    "lat": "stops__request__lat",
}
"""Where each field of a door stands, seen from its trip."""

_VERSIONS = (
    Mission.objects.select_related("vehicle__type")
    .annotate(
        crew_code=F("crew__code"),
        planned_at=F("plan__made_at"),
        rider=F("crew__members__person__code"),
        leads=F("crew__members__leads"),
    )
    .only(
        "organisation", "code", "version", "status", "departs_at", "returns_at", "dispatched_at", "next_contact_at",
        "approved_by", "approved_at", "approved_method", "approved_recorded_by",
        "accepted_by", "accepted_at", "accepted_method", "accepted_recorded_by", "solo_by", "solo_sentence",
        "crew", "vehicle__code", "vehicle__type__code", "vehicle__type__holds",
    )
    .order_by("-version")
)  # fmt: skip
"""Every version of a mission, once for each of its crew; of the plan, which is large, only when it was made."""

_DOORS = Trip.objects.order_by("number", "stops__number").values_list(
    *_DOOR.values(), *(f"stops__request__{name}" for name in NEEDS_COLUMNS)
)
_BOARDINGS = Boarding.objects.order_by("at", "id").values_list(*BoardingRow._fields)
_PEOPLE = Evacuee.objects.order_by("code").only(
    "code", "household", "mobility", "age_band", "sex", "bed", "cannot_decide", "status"
)
_WORDS = CheckIn.objects.order_by("at", "id").values_list(*WordRow._fields)
_EVENTS = CrewEvent.objects.values_list(Value("event"), *EventRow._fields)
_ALARMS = OverdueAlarm.objects.filter(answered_at=None).values_list(
    Value("alarm"), "level", "raised_at", Value(1), Value("")
)
_REPORTS = _counted(HazardReport.objects.all(), "reports")
_ACCESS = _counted(PlaceAccess.objects.all(), "access")
