"""One mission in full: yeses, trips and loads, outcomes, words, alarms, and what phones and desk disagree about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from openevac.domain.events import CheckInKind, CrewEventKind, MissionStatus, OverdueLevel, StopOutcome
from openevac.domain.legs import Load
from openevac.domain.people import EvacueeStatus
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.planning.loads import load_of
from openevac.rules.care import children_alone
from openevac.rules.fold_state import FieldStatus, Folded
from openevac.rules.missions import OUT, lacking_yes
from openevac.rules.overdue import Overdue, overdue, sheet
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.aboard import domain_people
from openevac.services.missions.apply_ops import effective
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.finding import mission_resource, of_any_version
from openevac.services.missions.mission_rows import DoorRow, MissionRows, WordRow, read_mission, running_of
from openevac.services.missions.receive_ops import folded_ops
from openevac.services.missions.shared_ways import others_on_the_way
from openevac.services.missions.silent_at_relay import who_hangs_on
from openevac.services.missions.states import state_of
from openevac.services.missions.watching import watch_from, watch_of
from openevac.services.missions.yes_missing import ask_again
from openevac.store.convert.fleet import vehicle_type_to_domain
from openevac.store.convert.people import consent_to_domain
from openevac.store.models import Boarding, Mission, Stop


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
    """One door: what was planned, and what happened.

    `meeting_point`: where the household is met instead of at its door; `relay`: where another mission brings it, and
    `waits_from` since when it waits there, by the plan. `position` is then that of the point or relay.
    """

    code: str
    request: str
    check_address_only: bool
    meeting_point: str
    relay: str
    waits_from: datetime | None
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
    """One trip; `load`: what is aboard after the last of its planned doors.

    One that ends at a `relay` has no `shelter`; from `hand_over_at` on another vehicle takes its people on there.
    """

    number: int
    shelter: str
    relay: str
    hand_over_at: datetime | None
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
    """A field of which devices, or a phone and the record, say different things; a person settles it.

    `with_record`: what counts of the phones comes first in `values`, what the record holds second.
    """

    subject: str
    field: str
    values: tuple[str, ...]
    counts_as: str
    with_record: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionSeen:
    """One version of a mission, and what all its versions share: words, people aboard, alarms, operations.

    `parallel`: what several phones said alike without having heard each other; nobody has to settle that.
    """

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
    parallel: tuple[Disagreement, ...]
    gaps: dict[str, tuple[tuple[int, int], ...]]
    new_reports: int
    new_access: int

    @property
    def last_point(self) -> str:
        """Give the code of the door that was done last; a dash before the first."""
        doors = [door for trip in self.trips for door in trip.stops]
        done = [(door.outcome_at, door.code) for door in doors if door.outcome_at is not None]
        return max(done)[1] if done else "–"

    @property
    def next_point(self) -> str:
        """Give the code of the door they drive to, else of the shelter or relay; a dash when everything is done."""
        for trip in self.trips:
            for door in trip.stops:
                if door.outcome is None:
                    return door.code
            if trip.handed_over_at is None:
                return trip.shelter or trip.relay
        return "–"


def see_mission(asking: Asking, mission: str, version: int = 0) -> MissionSeen:
    """Give one mission; `version` 0 for the one on the road, else the newest."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    read = read_mission(organisation, code, version)
    if read is None:
        raise not_found("mission", code)
    return _seen(read, asking.clock.now())


def mission_mark(asking: Asking, mission: str) -> str:
    """Give a short mark that changes when a mission does: its page asks for this before it loads again."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    rows = Mission.objects.filter(organisation=organisation, code=code).order_by("version")
    states = rows.values_list("version", "status", "last_contact_at", "overdue_level")
    stops = Stop.objects.filter(trip__mission__organisation=organisation, trip__mission__code=code)
    doors = stops.exclude(outcome="").count()
    boardings = Boarding.objects.filter(stop__in=stops).count()
    said = [f"{one[0]}{one[1]}{one[2].timestamp() if one[2] else ''}{one[3]}" for one in states]
    return "-".join([*said, str(doors), str(boardings)])


def see_sheet(asking: Asking, mission: str) -> tuple[Remark, ...]:
    """Give the sheet "crew does not answer" for a mission on the road, in the order it is worked off."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    row = running_of(list(Mission.objects.filter(organisation=organisation, code=code).order_by("-version")))
    if row is None or row.status not in OUT:
        raise not_found("mission", code)
    watch = watch_of(row)
    last = Stop.objects.filter(**of_any_version(row, "trip__mission")).exclude(outcome="")
    point = last.order_by("-outcome_at").values_list("code", flat=True).first()
    now = asking.clock.now()
    return (*sheet(watch, overdue(watch, now), point or "", others_on_the_way(row, now)), *who_hangs_on(row))


def _seen(read: MissionRows, now: datetime) -> MissionSeen:
    row, riders = read.mission, read.riders
    folded = folded_ops(row.organisation_id, row.code)
    found = _overdue(read, now)
    state = state_of(row, read.members)
    lacks = None if row.status in OUT else lacking_yes(state)
    riding = {one.code: row.vehicle.code for one in riders}
    words = [consent_to_domain(one, row.vehicle.code) for one in read.consents]
    return MissionSeen(
        mission=row.code,
        version=row.version,
        versions=read.versions,
        status=MissionStatus(row.status),
        vehicle=row.vehicle.code,
        crew=read.crew,
        riders=tuple(sorted(state.crew)),
        departs_at=row.departs_at,
        returns_at=row.returns_at,
        approved_by=row.approved_by,
        accepted_by=row.accepted_by,
        lacks=lacks.text if lacks else "",
        alone_on_shift=row.solo_sentence,
        level=found.level if found else OverdueLevel.NOT_DUE,
        next_contact_at=row.next_contact_at,
        to_do=(*(found.to_do if found else ()), *ask_again(riders, words)),
        notes=found.notes if found else (),
        trips=_trips(read),
        aboard=tuple(riding),
        children_alone=children_alone(domain_people(riders), words, riding),
        words=tuple(_word(one) for one in read.words),
        events=tuple((CrewEventKind(one.kind), one.at, one.number, one.hospital) for one in read.events),
        alarms_open=tuple(OverdueLevel(level) for level in read.alarms),
        disagreements=tuple(_disagreements(read, folded)),
        parallel=tuple(_with_status(folded, FieldStatus.PARALLEL)),
        gaps=folded.gaps,
        new_reports=read.reports,
        new_access=read.access,
    )


def _overdue(read: MissionRows, now: datetime) -> Overdue | None:
    """Tell how late the crew's word is; None for a mission that is not on the road."""
    if read.mission.status not in OUT:
        return None
    doors = [one.arrives_at for one in read.planned if one.stop is not None and not one.outcome]
    shelters = {one.trip: one.trip_arrives_at for one in read.planned if one.handed_over_at is None}
    return overdue(watch_from(read.mission, (*doors, *shelters.values()), [one.watched for one in read.words]), now)


def _disagreements(read: MissionRows, folded: Folded) -> Iterable[Disagreement]:
    """Give the conflicts among devices, and where what counts of theirs is not what the record says."""
    yield from _with_status(folded, FieldStatus.CONFLICT)
    aboard = {one.code for one in read.riders}
    handed = {read.people[one.evacuee_id].code for one in read.boardings if one.handed_over_at is not None}
    for subject, field in folded.fields:
        said = effective(folded, subject, field)
        code = subject.removeprefix("evacuee:")
        if field == "aboard" and said is not None and code not in handed:
            recorded = "boarded" if code in aboard else "not_boarded"
            if said.split(":")[0] != recorded:
                yield _against_record(subject, field, said, recorded)
    for door in read.doors:
        said = effective(folded, f"stop:{door.code}", "outcome") if door.stop is not None else None
        if said is not None and said != door.outcome:
            yield _against_record(f"stop:{door.code}", "outcome", said, door.outcome)


def _with_status(folded: Folded, status: FieldStatus) -> Iterable[Disagreement]:
    for (subject, field), one in folded.fields.items():
        if one.status is status:
            yield Disagreement(subject=subject, field=field, values=one.values, counts_as=one.counts_as or "")


def _against_record(subject: str, field: str, said: str, recorded: str) -> Disagreement:
    values = (said, recorded or "-")
    return Disagreement(subject=subject, field=field, values=values, counts_as=recorded, with_record=True)


def _trips(read: MissionRows) -> tuple[TripSeen, ...]:
    return tuple(_trip(list(doors), read) for _, doors in groupby(read.planned, key=lambda one: one.trip))


def _trip(doors: list[DoorRow], read: MissionRows) -> TripSeen:
    trip = doors[0]
    needs = [one.needs for one in doors]
    return TripSeen(
        number=trip.trip,
        shelter=trip.shelter or "",
        relay=trip.trip_relay,
        hand_over_at=trip.hand_over_at,
        departs_at=trip.trip_departs_at,
        arrives_at=trip.trip_arrives_at,
        handed_over_at=trip.handed_over_at,
        counted=trip.counted,
        load=load_of(filter(None, needs), vehicle_type_to_domain(read.mission.vehicle.type)),
        stops=tuple(_stop(one, read) for one in doors if one.stop is not None),
    )


def _stop(door: DoorRow, read: MissionRows) -> StopSeen:
    boarded = {one.evacuee_id for one in read.boardings if one.stop_id == door.stop and one.boarded}
    return StopSeen(
        code=door.code,
        request=door.receipt or "",
        check_address_only=door.check_address_only,
        katottg=door.katottg or "",
        meeting_point=door.meeting_point,
        relay=door.relay,
        waits_from=door.waits_from,
        position=_position(door),
        arrives_at=door.arrives_at,
        service_s=door.service_s,
        outcome=StopOutcome(door.outcome) if door.outcome else None,
        outcome_at=door.outcome_at,
        pieces_left=door.pieces_left,
        people=tuple(
            PersonSeen(
                code=one.code,
                mobility=one.mobility,
                age_band=one.age_band,
                bed=one.bed,
                status=EvacueeStatus(one.status),
                aboard=one.id in boarded,
            )
            for one in read.people.values()
            if one.household_id == door.household
        ),
    )


def _position(door: DoorRow) -> LonLat | None:
    """Give where the van goes to: the meeting point or relay where there is one, else the door."""
    if door.met_lon is not None and door.met_lat is not None:
        return LonLat(door.met_lon, door.met_lat)
    return LonLat(door.lon, door.lat) if door.lon is not None and door.lat else None


def _word(row: WordRow) -> WordSeen:
    return WordSeen(
        kind=CheckInKind(row.kind),
        said_at=row.at,
        received_at=row.recorded_at,
        position=None if row.lon is None or row.lat is None else LonLat(row.lon, row.lat),
    )
