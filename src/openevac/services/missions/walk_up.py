"""Somebody without a request stands at the van: registered on the spot, if there is room beside who was promised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import Asker, Channel, RequestStatus
from openevac.domain.legs import Load
from openevac.domain.needs import BedKind, MobilityClass, Needs
from openevac.domain.people import AgeBand, GuardianKind, YesKind
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.planning.loads import lacks, with_household
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict
from openevac.services.missions.aboard import aboard_of
from openevac.services.missions.codes import stop_code
from openevac.services.missions.consents import keep_consent
from openevac.services.missions.finding import running_version
from openevac.services.missions.record_check_in import require_heard
from openevac.services.missions.walk_up_relay import met_at_the_relay
from openevac.services.requests.new_request import NewEvacuee
from openevac.services.requests.people import keep_people
from openevac.services.requests.placing import place_columns
from openevac.services.requests.register_request import next_receipt
from openevac.store.convert.fleet import vehicle_type_to_domain
from openevac.store.convert.requests import needs_to_domain
from openevac.store.models import EvacuationRequest, Evacuee, Household, Mission, Stop, Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkUpPerson:
    """One person at the van. `says_yes`: an adult's own word; `guardian`: the parent's place in this list, from 0."""

    mobility: MobilityClass = MobilityClass.WALKS
    age_band: AgeBand = AgeBand.UNKNOWN
    bed: BedKind = BedKind.ORDINARY
    cannot_decide: bool = False
    says_yes: bool = False
    guardian: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkUp:
    """Who stands there, with as few words as possible; `katottg` and `position` where they stand, if known.

    It registers the household and its stop; `record_stop` with the outcome walk_up then says who boards.
    """

    mission: str
    people: tuple[WalkUpPerson, ...]
    pets: int = 0
    bulky: int = 0
    katottg: str = ""
    position: LonLat | None = None
    at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        if self.position is not None:
            require_lonlat("position", self.position)
        for person in self.people:
            if person.guardian is not None and not 0 <= person.guardian < len(self.people):
                raise InputError("The guardian is not in this list.", "Name one of them.", field="guardian")

    @property
    def needs(self) -> Needs:
        """Count them as the planner would."""
        moves, beds = Counter(one.mobility for one in self.people), Counter(one.bed for one in self.people)
        return Needs(
            walks=moves[MobilityClass.WALKS],
            walks_with_help=moves[MobilityClass.WALKS_WITH_HELP],
            wheelchairs=moves[MobilityClass.WHEELCHAIR],
            stretchers=moves[MobilityClass.LYING],
            needs_care=beds[BedKind.CARE],
            needs_no_stairs=beds[BedKind.NO_STAIRS],
            pets=self.pets,
            bulky=self.bulky,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkedUp:
    """The new request's number, its stop, and the codes for cardboard, in the order of the list."""

    receipt: str
    stop: str
    evacuees: tuple[str, ...]


def walk_up(order: Order, asked: WalkUp) -> WalkedUp:
    """Register who stands at the van."""
    return carry_out(order, Action.RECORD_STOP, asked, WalkedUp, _walk_up)


def _walk_up(doing: Doing, asked: WalkUp) -> WalkedUp:
    mission = running_version(doing, asked.mission)
    require_heard(Action.RECORD_STOP, mission)
    came = take_in(doing, mission, asked)
    stop = Stop.objects.select_related("request").get(organisation=doing.organisation, code=came.stop)
    household = stop.request.household_id if stop.request else None
    halt = Stop.objects.filter(request=stop.request).exclude(relay="").values_list("code", flat=True).first()
    doing.say(
        f"stop:{came.stop}", household=household, request=came.receipt, people=len(came.evacuees), walk_up=True,
        taken_on_at=halt or "",
    )  # fmt: skip
    return came


def take_in(doing: Doing, mission: Mission, asked: WalkUp) -> WalkedUp:
    """Register who stands at the van inside a command that says so itself; refuses where there is no room."""
    trip = _current_trip(mission)
    _require_room(mission, trip, asked.needs)
    request = _register(doing, asked)
    number = trip.stops.count() + 1
    stop = Stop.objects.create(
        organisation=doing.organisation,
        trip=trip,
        number=number,
        code=stop_code(mission.code, mission.version, trip.number, number),
        request=request,
        arrives_at=min(doing.now, asked.at or doing.now),
        service_s=0.0,
    )
    given = [
        NewEvacuee(mobility=one.mobility, age_band=one.age_band, bed=one.bed, cannot_decide=one.cannot_decide)
        for one in asked.people
    ]
    codes = keep_people(doing, request.household, given)
    _keep_words(doing, asked, codes, stop)
    if trip.relay:
        met_at_the_relay(stop, asked.needs)
    return WalkedUp(receipt=request.receipt, stop=stop.code, evacuees=codes)


def _current_trip(mission: Mission) -> Trip:
    trip = mission.trips.filter(handed_over_at=None).order_by("number").first()
    if trip is None:
        raise Conflict(
            "This mission has no trip left.", "Register the people as a request of their own.", field="mission"
        )
    return trip


def _require_room(mission: Mission, trip: Trip, needs: Needs) -> None:
    """Refuse where the van would be too full with those aboard and those promised on this trip."""
    kind = vehicle_type_to_domain(mission.vehicle.type)
    load = Load()
    here = {boarding.stop.request for boarding in aboard_of(mission)}
    promised = [stop.request for stop in trip.stops.filter(outcome="").select_related("request")]
    for request in (*here, *promised):
        if request is not None:
            load = with_household(load, needs_to_domain(request), kind)
    short = lacks(with_household(load, needs, kind), kind)
    if short:
        raise Conflict(
            "There is no room for them beside who rides and who was promised: {limits}.",
            "Register them as a request of their own, and ask the coordinator for a second van.",
            field="people",
            limits=", ".join(limit.value for limit in short),
        )


def _register(doing: Doing, asked: WalkUp) -> EvacuationRequest:
    needs = asked.needs
    columns = {name: getattr(needs, name) for name in needs.__slots__}
    return EvacuationRequest.objects.create(
        organisation=doing.organisation,
        household=Household.objects.create(organisation=doing.organisation, created_at=doing.now),
        receipt=next_receipt(doing),
        status=RequestStatus.ON_MISSION.value,
        channel=Channel.WALK_UP.value,
        asker=Asker.SELF.value,
        received_at=doing.now,
        registered_by=doing.actor.device or doing.actor.person,
        changed_at=doing.now,
        **columns,
        **place_columns(asked.katottg, asked.position),
    )


def _keep_words(doing: Doing, asked: WalkUp, codes: tuple[str, ...], stop: Stop) -> None:
    for person, code in zip(asked.people, codes, strict=True):
        row = Evacuee.objects.get(organisation=doing.organisation, code=code)
        if person.guardian is not None:
            keep_consent(
                doing, row, stop, YesKind.GUARDIAN, asked.at, guardian=codes[person.guardian],
                guardian_kind=GuardianKind.PARENT.value,
            )  # fmt: skip
        elif person.says_yes:
            keep_consent(doing, row, stop, YesKind.OWN, asked.at)
