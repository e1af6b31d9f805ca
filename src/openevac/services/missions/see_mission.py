"""One mission in full: yeses, trips and loads, outcomes, words, alarms, and what phones and desk disagree about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import CheckInKind, CrewEventKind, MissionStatus, OverdueLevel, StopOutcome
from openevac.domain.missions import Load, Remark
from openevac.domain.people import EvacueeStatus
from openevac.domain.places import LonLat
from openevac.domain.roles import Action
from openevac.planning.loads import load_of
from openevac.rules.care import children_alone
from openevac.rules.fold_state import Folded
from openevac.rules.missions import OUT, lacking_yes
from openevac.rules.overdue import overdue, sheet
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.aboard import aboard_of, consents_at, domain_people
from openevac.services.missions.apply_ops import effective
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.finding import mission_resource
from openevac.services.missions.receive_ops import folded_ops
from openevac.services.missions.shared_ways import others_on_the_way
from openevac.services.missions.states import state_of
from openevac.services.missions.watching import watch_of
from openevac.store.convert.fleet import vehicle_type_to_domain
from openevac.store.convert.requests import needs_to_domain
from openevac.store.models import (
    Boarding,
    CheckIn,
    CrewEvent,
    HazardReport,
    Mission,
    OverdueAlarm,
    PlaceAccess,
    Stop,
    Trip,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """One person of a door, by code."""

    code: str
    mobility: str
    age_band: str
    bed: str
    status: EvacueeStatus
    aboard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSeen:
    """One door: what was planned, and what happened."""

    code: str
    request: str
    check_address_only: bool
    katottg: str
    position: LonLat | None
    arrives_at: datetime
    service_s: float
    outcome: StopOutcome | None
    outcome_at: datetime | None
    pieces_left: int
    people: tuple[PersonSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TripSeen:
    """One trip; `load`: what is aboard after the last of its planned doors."""

    number: int
    shelter: str
    departs_at: datetime
    arrives_at: datetime
    handed_over_at: datetime | None
    counted: int | None
    load: Load
    stops: tuple[StopSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSeen:
    """One word of the crew: when it was said, when it reached us."""

    kind: CheckInKind
    said_at: datetime
    received_at: datetime
    position: LonLat | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A field of which devices, or a phone and the record, say different things; a person settles it."""

    subject: str
    field: str
    values: tuple[str, ...]
    counts_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionSeen:
    """One version of a mission, and what all its versions share: words, people aboard, alarms, operations."""

    mission: str
    version: int
    versions: tuple[int, ...]
    status: MissionStatus
    vehicle: str
    crew: str
    riders: tuple[str, ...]
    departs_at: datetime
    returns_at: datetime
    approved_by: str
    accepted_by: str
    lacks: str
    alone_on_shift: str
    level: OverdueLevel
    next_contact_at: datetime | None
    to_do: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    trips: tuple[TripSeen, ...]
    aboard: tuple[str, ...]
    children_alone: tuple[str, ...]
    words: tuple[WordSeen, ...]
    events: tuple[tuple[CrewEventKind, datetime, int, str], ...]
    alarms_open: tuple[OverdueLevel, ...]
    disagreements: tuple[Disagreement, ...]
    gaps: dict[str, tuple[tuple[int, int], ...]]
    new_reports: int
    new_access: int


def see_mission(asking: Asking, mission: str, version: int = 0) -> MissionSeen:
    """Give one mission; `version` 0 for the one on the road, else the newest."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    rows = list(
        Mission.objects.filter(organisation=organisation, code=code)
        .select_related("vehicle__type", "crew", "plan")
        .order_by("-version")
    )
    row = next((one for one in rows if one.version == version), None) if version else _running(rows)
    if row is None:
        raise not_found("mission", code)
    return _seen(row, tuple(sorted(one.version for one in rows)), asking.clock.now())


def mission_mark(asking: Asking, mission: str) -> str:
    """Give a short mark that changes when a mission does: its page asks for this before it loads again."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    rows = Mission.objects.filter(organisation=organisation, code=code).order_by("version")
    states = rows.values_list("version", "status", "last_contact_at", "overdue_level")
    doors = Stop.objects.filter(organisation=organisation, trip__mission__code=code).exclude(outcome="").count()
    boardings = Boarding.objects.filter(organisation=organisation, stop__trip__mission__code=code).count()
    said = [f"{one[0]}{one[1]}{one[2].timestamp() if one[2] else ''}{one[3]}" for one in states]
    return "-".join([*said, str(doors), str(boardings)])


def see_sheet(asking: Asking, mission: str) -> tuple[Remark, ...]:
    """Give the sheet "crew does not answer" for a mission on the road, in the order it is worked off."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    row = _running(list(Mission.objects.filter(organisation=organisation, code=code).order_by("-version")))
    if row is None or row.status not in OUT:
        raise not_found("mission", code)
    watch = watch_of(row)
    last = Stop.objects.filter(organisation=organisation, trip__mission__code=code).exclude(outcome="")
    point = last.order_by("-outcome_at").values_list("code", flat=True).first()
    now = asking.clock.now()
    return sheet(watch, overdue(watch, now), point or "", others_on_the_way(row, now))


def disagreements(row: Mission, folded: Folded) -> tuple[Disagreement, ...]:
    """Give the conflicts among devices, and where what counts of theirs is not what the record says."""
    found = [
        Disagreement(subject=subject, field=field, values=one.values, counts_as=one.counts_as or "")
        for (subject, field), one in folded.fields.items()
        if one.status.value == "conflict"
    ]
    aboard = {boarding.evacuee.code for boarding in aboard_of(row)}
    handed = set(
        Boarding.objects.filter(stop__trip__mission__code=row.code, handed_over_at__isnull=False).values_list(
            "evacuee__code", flat=True
        )
    )
    for subject, field in folded.fields:
        said = effective(folded, subject, field)
        code = subject.removeprefix("evacuee:")
        if field == "aboard" and said is not None and code not in handed:
            recorded = "boarded" if code in aboard else "not_boarded"
            if said.split(":")[0] != recorded:
                found.append(Disagreement(subject=subject, field=field, values=(said, recorded), counts_as=recorded))
    outcomes = dict(Stop.objects.filter(trip__mission__code=row.code).values_list("code", "outcome"))
    for code, outcome in outcomes.items():
        said = effective(folded, f"stop:{code}", "outcome")
        if said is not None and said != outcome:
            found.append(
                Disagreement(subject=f"stop:{code}", field="outcome", values=(said, outcome or "-"), counts_as=outcome)
            )
    return tuple(found)


def _running(rows: list[Mission]) -> Mission | None:
    return next((one for one in rows if one.status in OUT), rows[0] if rows else None)


def _seen(row: Mission, versions: tuple[int, ...], now: datetime) -> MissionSeen:
    watch = watch_of(row)
    found = overdue(watch, now) if row.status in OUT else None
    folded = folded_ops(row.organisation_id, row.code)
    aboard = aboard_of(row)
    state = state_of(row)
    lacks = None if row.status in OUT else lacking_yes(state)
    riding = {one.evacuee.code: row.vehicle.code for one in aboard}
    people = [one.evacuee for one in aboard]
    of_mission = {"organisation": row.organisation_id, "mission__code": row.code}
    return MissionSeen(
        mission=row.code,
        version=row.version,
        versions=versions,
        status=MissionStatus(row.status),
        vehicle=row.vehicle.code,
        crew=row.crew.code,
        riders=tuple(sorted(state.crew)),
        departs_at=row.departs_at,
        returns_at=row.returns_at,
        approved_by=row.approved_by,
        accepted_by=row.accepted_by,
        lacks=lacks.text if lacks else "",
        alone_on_shift=row.solo_sentence,
        level=found.level if found else OverdueLevel.NOT_DUE,
        next_contact_at=row.next_contact_at,
        to_do=found.to_do if found else (),
        notes=found.notes if found else (),
        trips=tuple(_trip(trip, row) for trip in row.trips.select_related("shelter").order_by("number")),
        aboard=tuple(riding),
        children_alone=children_alone(domain_people(people), consents_at(row, people), riding),
        words=tuple(_words(row)),
        events=tuple(
            (CrewEventKind(one.kind), one.at, one.number, one.hospital)
            for one in CrewEvent.objects.filter(**of_mission).order_by("at")
        ),
        alarms_open=tuple(
            OverdueLevel(level)
            for level in OverdueAlarm.objects.filter(**of_mission, answered_at=None).values_list("level", flat=True)
        ),
        disagreements=disagreements(row, folded),
        gaps=folded.gaps,
        new_reports=HazardReport.objects.filter(
            organisation=row.organisation_id, recorded_at__gt=row.plan.made_at
        ).count(),
        new_access=PlaceAccess.objects.filter(organisation=row.organisation_id, since__gt=row.plan.made_at).count(),
    )


def _trip(trip: Trip, row: Mission) -> TripSeen:
    stops = list(trip.stops.select_related("request__household").order_by("number"))
    needs = [needs_to_domain(stop.request) for stop in stops if stop.request is not None]
    return TripSeen(
        number=trip.number,
        shelter=trip.shelter.code,
        departs_at=trip.departs_at,
        arrives_at=trip.arrives_at,
        handed_over_at=trip.handed_over_at,
        counted=trip.counted,
        load=load_of(needs, vehicle_type_to_domain(row.vehicle.type)),
        stops=tuple(_stop(stop) for stop in stops),
    )


def _stop(stop: Stop) -> StopSeen:
    request = stop.request
    boarded = set(stop.boardings.filter(boarded=True).values_list("evacuee_id", flat=True))
    return StopSeen(
        code=stop.code,
        request=request.receipt if request else "",
        check_address_only=stop.check_address_only,
        katottg=request.katottg if request else "",
        position=LonLat(request.lon, request.lat) if request and request.lon is not None and request.lat else None,
        arrives_at=stop.arrives_at,
        service_s=stop.service_s,
        outcome=StopOutcome(stop.outcome) if stop.outcome else None,
        outcome_at=stop.outcome_at,
        pieces_left=stop.pieces_left,
        people=tuple(
            PersonSeen(
                code=one.code,
                mobility=one.mobility,
                age_band=one.age_band,
                bed=one.bed,
                status=EvacueeStatus(one.status),
                aboard=one.id in boarded,
            )
            for one in (request.household.evacuees.order_by("code") if request else ())
        ),
    )


def _words(row: Mission) -> list[WordSeen]:
    rows = CheckIn.objects.filter(organisation=row.organisation_id, mission__code=row.code).order_by("at", "id")
    return [
        WordSeen(
            kind=CheckInKind(one.kind),
            said_at=one.at,
            received_at=one.recorded_at,
            position=None if one.lon is None or one.lat is None else LonLat(one.lon, one.lat),
        )
        for one in rows
    ]
