"""Two organisations side by side, ours with two missions on the road: everything a service can be asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

from openevac.domain.evacuee_codes import ALPHABET
from openevac.domain.events import ArrivedBy, Channel, ConfirmationKind
from openevac.domain.events import Asker as WhoAsked
from openevac.domain.hazards import Cause
from openevac.domain.incidents import IncidentKind, KnownBy, MayUse
from openevac.domain.needs import BedKind, Needs
from openevac.domain.people import AgeBand
from openevac.domain.places import LonLat
from openevac.domain.records import HoldReason
from openevac.domain.roles import KEY_ROLES, Role
from openevac.domain.tracing import TraceSide
from openevac.domain.vehicles import Depot, Profile, VehicleType
from openevac.reports.plan_file import plan_json
from openevac.services.danger.mute_source import MuteSource, mute_source
from openevac.services.danger.report_hazard import ReportHazard, report_hazard
from openevac.services.kernel.command import Order
from openevac.services.kernel.sealed import SealedIn
from openevac.services.kernel.who import Who, WhoKind
from openevac.services.keys.badges import NewBadge, issue_badge
from openevac.services.keys.devices import DeviceKind, NewDevice, enrol_device
from openevac.services.keys.found_organisation import (
    FoundedPerson,
    FoundedRoleKey,
    Founding,
    found_organisation,
)
from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet
from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
from openevac.services.reception.keep_shelters import KeepShelter, Room, keep_shelter
from openevac.services.reception.notify_relative import NameRelative, name_relative
from openevac.services.reception.register_arrival import register_arrival
from openevac.services.reception.tracing import OpenTrace, open_trace
from openevac.services.records.custody import TakeExhibit, take_exhibit
from openevac.services.records.exports import AnswerExport, AskExport, WhatLeaves, approve_export, ask_export
from openevac.services.records.record_incident import RecordIncident, record_incident
from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
from openevac.services.requests.hold import HoldRequest, hold
from openevac.services.requests.new_request import NewEvacuee, RegisterRequest
from openevac.services.requests.offer_request import OfferRequest, offer_request
from openevac.services.requests.register_request import register_request
from openevac.store import models as m
from openevac.vault.records import READERS, RecordKind
from tests.services.cast import PEOPLE, Cast, TestClock, found_cast
from tests.services.matrix.askers import OURS, THEIRS, seat_askers
from tests.services.missions.hand_plan import hand_made

TOWN = "UA63080090010026457"
CORNER = LonLat(36.8021, 49.6113)
PHOTO = "ab" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """The codes of what lies with one mission and its organisation; `nowhere()` has codes of nothing at all."""

    mission: str
    stop: str
    receipt: str
    evacuee: str
    vehicle: str
    loose: str
    loose_too: str
    shelter: str
    room: str
    registered: str
    to_tell: UUID
    match: UUID
    trace: UUID
    report: UUID
    muted: str
    incident: str
    exhibit: UUID
    export: UUID
    approved: UUID
    hold: UUID
    claim_tag: str
    plan: UUID
    job: UUID
    entry: int
    colleague: str
    device: str
    badge: str


def nowhere() -> Things:
    """Give codes that look like codes and stand for nothing, in any organisation."""
    from openevac.domain.receipts import receipt_of

    return Things(
        mission="В-999", stop="В-999.1.1", receipt=receipt_of(90_001), evacuee=ALPHABET[:3] + "-" + ALPHABET[:3],
        vehicle="van-none", loose=receipt_of(90_002), loose_too=receipt_of(90_003), shelter="nowhere", room="none",
        registered=ALPHABET[:3] + "-" + ALPHABET[1:4], to_tell=uuid4(), match=uuid4(), trace=uuid4(),
        report=uuid4(),
        muted="nobody said", incident="I-1999-0001", exhibit=uuid4(), export=uuid4(), approved=uuid4(), hold=uuid4(),
        claim_tag="0" * 32, plan=uuid4(), job=uuid4(), entry=999_999, colleague="nikoho", device="phone-none",
        badge="none",
    )  # fmt: skip


@dataclass
class World:
    """Both organisations, and what lies where: with our first mission, our second one, next door, nowhere."""

    cast: Cast
    things: dict[str, Things]

    @property
    def clock(self) -> TestClock:
        return self.cast.clock

    def order(self, code: str, organisation: str = OURS) -> Order:
        """Give an order of one of the people."""
        who = Who(kind=WhoKind.PERSON, organisation=organisation, code=code)
        return Order(who=who, command_id=uuid4(), clock=self.clock)


def build() -> World:
    """Found both organisations and let them work for a day."""
    cast = found_cast()
    _found_neighbour(cast.clock)
    seat_askers()
    world = World(cast, {})
    m.FrontDistance.objects.bulk_create(
        [
            m.FrontDistance(
                organisation_id=one, katottg=TOWN, km=40.0, measured_at=cast.clock.now(), rests_on="the line of today"
            )
            for one in (OURS, THEIRS)
        ]
    )
    for one in (OURS, THEIRS):
        kept = {"organisation_id": one, "kept_at": cast.clock.now(), "kept_by": "kateryna"}
        m.MeetingPoint.objects.create(**kept, code="fork", lon=CORNER.lon, lat=CORNER.lat)
        m.Relay.objects.create(**kept, code="crossing", lon=CORNER.lon, lat=CORNER.lat, source="VA")
        m.NamedService.objects.create(**kept, name="Police, 102")
    world.things["own"] = _seed(world, OURS, "В-1", ("stepan", "sashko"))
    own = world.things["own"]
    world.things["other"] = replace(_one_mission(world, OURS, "В-2", ("roman",), own))
    world.things["theirs"] = _seed(world, THEIRS, "В-501", ("roman",))
    world.things["nowhere"] = nowhere()
    m.Organisation.objects.filter(id=OURS).update(next_mission=3)
    return world


def sealed(kind: RecordKind) -> SealedIn:
    """Give sealed bytes as a client would send them; services never open them, so nothing is inside."""
    readers = READERS[kind]
    return SealedIn(
        id=uuid4(), kind=kind, recipient="age1x", payload=b"sealed", wraps=dict.fromkeys(readers, b"wrap"),
        epochs=dict.fromkeys(readers, 1),
    )  # fmt: skip


def _found_neighbour(clock: TestClock) -> None:
    keys = [FoundedRoleKey(role=role, recipient="age1x", to_people={}, to_envelopes={}) for role in KEY_ROLES]
    people = [
        FoundedPerson(code=code, roles=roles, recipient="age1x", sealed_key=b"", pin=b"")
        for code, roles in (PEOPLE | {"susida": (Role.CREW,)}).items()
    ]
    founding = Founding(
        organisation=THEIRS, title="Сусіди (вигадані)", invented=True, people=tuple(people), role_keys=tuple(keys),
        tag_to_roles={}, tag_to_envelopes={}, envelopes={"A": "age1x", "B": "age1x"}, log_name="x", log_seed=b"",
    )  # fmt: skip
    found_organisation(founding, clock)
    # Numbers that are not in use at ours: a code of theirs must be nobody's here.
    m.Organisation.objects.filter(id=THEIRS).update(next_receipt=60_000, next_mission=501)


def _request(world: World, organisation: str, name: str) -> str:
    order = partial_order(world, organisation)
    asked = RegisterRequest(
        needs=Needs(walks=2), channel=Channel.PHONE, asker=WhoAsked.SELF, katottg=TOWN, position=CORNER,
        phone_tags=(f"{organisation}{name}".encode().hex().ljust(32, "0")[:32],),
        coalition_tags=(f"{name}{organisation}".encode().hex().ljust(32, "0")[:32],),
        people=(NewEvacuee(age_band=AgeBand.ADULT), NewEvacuee(age_band=AgeBand.CHILD)),
    )  # fmt: skip
    receipt = register_request(order("olena"), asked).receipt
    sign = Sign(kind=ConfirmationKind.CALL_BACK, source=f"call {name}", channel=Channel.PHONE)
    confirm_request(order("olena"), ConfirmRequest(receipt=receipt, sign=sign))
    return receipt


def partial_order(world: World, organisation: str) -> Any:
    """Give what makes orders of one organisation's people."""
    return lambda code: world.order(code, organisation)


def _seed(world: World, organisation: str, mission: str, riders: tuple[str, ...]) -> Things:
    order = partial_order(world, organisation)
    _shelter(order)
    registered, to_tell = _arrivals(order)
    tags = (f"{1:032x}", f"{2:032x}")
    trace = OpenTrace(side=TraceSide.WANTS_TO_BE_FOUND, tags=tags, identity=sealed(RecordKind.TRACE))
    open_trace(order("olena"), trace)
    searches = OpenTrace(side=TraceSide.SEARCHES, tags=tags, identity=sealed(RecordKind.TRACE))
    (match,) = open_trace(order("olena"), searches).matches
    source = f"talk of {organisation}"
    mute_source(order("kateryna"), MuteSource(source=source, reason="it lies"))
    incident, exhibit = _incident(world, order)
    loose, loose_too = (_request(world, organisation, name) for name in ("loose", "loose too"))
    asked = HoldRequest(receipt=loose, reason=HoldReason.ADDRESS_UNCLEAR, why="no such house number")
    hold(order("olena"), asked)
    held = m.Hold.objects.get(request__receipt=loose)
    m.Hold.objects.filter(id=held.id).update(rings_at=world.clock.now())
    things = replace(
        nowhere(), loose=loose, loose_too=loose_too, shelter="transit", room=f"hall-{organisation}",
        registered=registered, to_tell=to_tell, match=match.match, trace=match.searches,
        muted=source, incident=incident, exhibit=exhibit,
        export=ask_export(order("zoia"), AskExport(what=WhatLeaves.INCIDENTS, reason="asked by court")).export,
        approved=_approved(order), hold=held.id, claim_tag=_offered(world, organisation, order),
        report=_report(order, "first"), colleague="petro" if organisation == OURS else "susida",
        **_keys(order, organisation),
    )  # fmt: skip
    return _one_mission(world, organisation, mission, riders, things)


def _shelter(order: Any) -> None:
    organisation = order("raisa").who.organisation
    rooms = (Room(code=f"hall-{organisation}", kind=BedKind.ORDINARY, beds=20),)
    name = "transit" if organisation == OURS else "transit-next-door"
    keep_shelter(order("raisa"), KeepShelter(code=name, position=LonLat(37.0, 49.5), rooms=rooms))


def _arrivals(order: Any) -> tuple[str, UUID]:
    organisation = order("raisa").who.organisation
    name = "transit" if organisation == OURS else "transit-next-door"
    people = (ArrivingPerson(),)
    came = RegisterArrival(shelter=name, arrived_by=ArrivedBy.NEIGHBOUR, people=people)
    registered = register_arrival(order("raisa"), came).people[0].code
    named = name_relative(order("raisa"), NameRelative(code=registered, contact=sealed(RecordKind.RELATIVE)))
    return registered, named.to_tell


def _incident(world: World, order: Any) -> tuple[str, UUID]:
    asked = RecordIncident(
        kind=IncidentKind.DRONE_STRIKE, happened_at=world.clock.now() - timedelta(hours=2), known_by=KnownBy.SEEN,
        may_use=MayUse.PROSECUTOR,
    )  # fmt: skip
    code = record_incident(order("dmytro"), asked).code
    if order("dmytro").who.organisation == THEIRS:
        m.Incident.objects.filter(organisation=THEIRS).update(code="I-2025-0777")
        code = "I-2025-0777"
    exhibit = take_exhibit(
        order("dmytro"),
        TakeExhibit(
            incident=code, sha256=PHOTO, size_bytes=10, media_type="image/jpeg", original=sealed(RecordKind.EXHIBIT)
        ),
    )
    return code, exhibit.exhibit


def _approved(order: Any) -> UUID:
    asked = ask_export(order("dmytro"), AskExport(what=WhatLeaves.INCIDENTS, reason="asked by court"))
    return approve_export(order("kateryna"), AnswerExport(export=asked.export)).export


def _offered(world: World, organisation: str, order: Any) -> str:
    receipt = _request(world, organisation, "shared")
    return offer_request(order("kateryna"), OfferRequest(receipt=receipt)).tag


def _report(order: Any, name: str) -> UUID:
    asked = ReportHazard(cause=Cause.SHELLING, kind="strike", position=CORNER, source=f"chat {name}")
    return report_hazard(order("olena"), asked).report


def _keys(order: Any, organisation: str) -> dict[str, Any]:
    lead = order("liudmyla")
    phone, badge = f"phone-{organisation}", f"badge-{organisation}"
    enrol_device(
        lead,
        NewDevice(
            code=phone,
            kind=DeviceKind.WORKSTATION,
            person="olena",
            token_sha256=organisation.encode().hex().ljust(64, "0"),
        ),
    )
    issue_badge(order("liudmyla"), NewBadge(code=badge, recipient="age1x"))
    newest = m.LedgerBody.objects.filter(organisation=organisation).latest("entry_id")
    return {"device": phone, "badge": badge, "entry": newest.entry_id}


def _one_mission(world: World, organisation: str, code: str, riders: tuple[str, ...], base: Things) -> Things:
    """Put a mission with one door on the road, its own crew aboard its own van."""
    order = partial_order(world, organisation)
    vehicle, crew = f"van-{code}", f"crew-{code}"
    keep_fleet(order("kateryna"), _fleet(vehicle, crew, riders))
    receipt = _request(world, organisation, f"at {code}")
    now, ours = world.clock.now(), {"organisation_id": organisation}
    plan = m.PlanRecord.objects.create(
        **ours,
        made_at=now,
        made_for=now.date(),
        asked_by="kateryna",
        snapshot="s",
        body=_plan_of(world, vehicle, crew, organisation, receipt),
    )
    job = m.Job.objects.create(**ours, kind="plan_mission", asked_by="kateryna", asked_at=now, input={}, result={})
    row = m.Mission.objects.create(
        **ours, code=code, plan=plan, vehicle=m.Vehicle.objects.get(**ours, code=vehicle),
        crew=m.Crew.objects.get(**ours, code=crew), departs_at=now, returns_at=now + timedelta(hours=6),
    )  # fmt: skip
    trip = m.Trip.objects.create(
        **ours, mission=row, number=1, shelter=m.Shelter.objects.get(**ours), departs_at=now,
        arrives_at=now + timedelta(hours=5),
    )  # fmt: skip
    request = m.EvacuationRequest.objects.get(**ours, receipt=receipt)
    stop = m.Stop.objects.create(
        **ours, trip=trip, number=1, code=f"{code}.1.1", request=request, arrives_at=now, service_s=60.0
    )
    m.EvacuationRequest.objects.filter(id=request.id).update(status="on_mission")
    child = m.Evacuee.objects.get(household=request.household_id, age_band=AgeBand.CHILD.value)
    return replace(
        base, mission=code, stop=stop.code, receipt=receipt, evacuee=child.code, vehicle=vehicle, plan=plan.id,
        job=job.id, shelter=trip.shelter.code,
    )  # fmt: skip


def _fleet(vehicle: str, crew: str, riders: tuple[str, ...]) -> KeepFleet:
    return KeepFleet(
        depots=(Depot(id="base", position=LonLat(37.0, 49.5)),),
        profiles=(Profile(id="road"),),
        vehicle_types=(VehicleType(id="van", profile="road", seats=6),),
        vehicles=(FleetVehicle(code=vehicle, type="van", depot="base"),),
        crews=(
            FleetCrew(
                code=crew, vehicle=vehicle, leader=riders[0], members=riders, hours_from=time(5), hours_until=time(16)
            ),
        ),
    )


def _plan_of(world: World, vehicle: str, crew: str, organisation: str, receipt: str) -> bytes:
    request = m.EvacuationRequest.objects.get(organisation=organisation, receipt=receipt)
    drive = (vehicle, crew, ((request.id.hex,),))
    return plan_json(hand_made([drive], "transit", world.clock.now()))


AT_RELAY = "at_relay"


def stand(code: str, status: str) -> None:
    """Let a mission stand at a point of its life; "at_relay": on the road, and somebody it brought waits at a relay."""
    if status == AT_RELAY:
        _set_down(code)
        status = "dispatched"
    rows = m.Mission.objects.filter(code=code)
    now = TestClock().now()
    said: dict[str, Any] = {"status": status}
    if status != "planned":
        said |= {"approved_by": "kateryna", "approved_method": "pin", "approved_at": now}
    if status not in {"planned", "approved"}:
        leader = m.CrewMember.objects.filter(crew__missions__code=code, leads=True).get().person.code
        said |= {"accepted_by": leader, "accepted_method": "pin", "accepted_at": now}
    if status not in {"planned", "approved", "accepted"}:
        said |= {"dispatched_at": now}
    rows.update(**said)


def _set_down(code: str) -> None:
    """Let one person whom a mission fetched stand at a relay."""
    stop = m.Stop.objects.filter(trip__mission__code=code, request__isnull=False).select_related("trip", "request")[0]
    if stop.request is None:
        raise AssertionError("only stops with a request are asked for")
    person = m.Evacuee.objects.filter(household=stop.request.household_id)[0]
    now = TestClock().now()
    m.Trip.objects.filter(id=stop.trip_id).update(relay="crossing")
    m.Evacuee.objects.filter(id=person.id).update(status="at_relay")
    m.Boarding.objects.update_or_create(
        organisation_id=stop.organisation_id, stop=stop, evacuee=person,
        defaults={"boarded": True, "at": now, "handed_over_at": now},
    )  # fmt: skip
