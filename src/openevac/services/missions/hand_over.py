"""Handing people over, at the transit centre or to another vehicle at a relay: heads against who is recorded aboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind, MissionStatus
from openevac.domain.people import EvacueeStatus
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules import missions as rules
from openevac.rules.care import children_alone
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.aboard import aboard_of, consents_at, domain_people
from openevac.services.missions.at_relay import got_off_before
from openevac.services.missions.ending_packs import end_packs_of_trip
from openevac.services.missions.finding import running_version
from openevac.services.missions.outcomes import after_hand_over
from openevac.services.missions.record_check_in import keep_word
from openevac.services.missions.red_zone import count_red_zone
from openevac.services.missions.states import heard_or_refused, keep_state, state_of
from openevac.store.models import Boarding, Mission, Shelter, Trip

LEAST_NOTE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Heads counted at the shelter or relay. `note`: why they are not as many as were recorded aboard.

    `people`: codes of those handed over; () for everybody aboard. `shelter`: where, if not where the plan said; a trip
    to a relay that ends at a shelter instead has brought its people in itself.
    """

    mission: str
    heads: int
    people: tuple[str, ...] = ()
    shelter: str = ""
    note: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Who was handed over, who is still aboard, and where the mission and its requests stand.

    `relay`: where they now wait for another vehicle; "" at a shelter.
    """

    mission: str
    status: MissionStatus
    people: tuple[str, ...]
    still_aboard: tuple[str, ...]
    requests: dict[str, str]
    relay: str = ""


def hand_over(order: Order, asked: HandOver) -> HandedOver:
    """Record a hand-over."""
    return carry_out(order, Action.HAND_OVER, asked, HandedOver, _hand_over)


def _hand_over(doing: Doing, asked: HandOver) -> HandedOver:
    handed = carry_over(doing, running_version(doing, asked.mission), asked)
    doing.say(
        f"mission:{handed.mission}",
        reason=asked.note,
        heads=asked.heads,
        recorded=len(handed.people),
        still_aboard=len(handed.still_aboard),
        status=handed.status.value,
        requests=handed.requests,
        relay=handed.relay,
    )
    return handed


def carry_over(doing: Doing, mission: Mission, asked: HandOver) -> HandedOver:
    """Hand people over inside a command that says so itself; refuses a head count that nobody explained."""
    aboard = aboard_of(mission)
    getting_off = _getting_off(mission, aboard, asked)
    trip = mission.trips.filter(handed_over_at=None).order_by("number").first()
    left = len(aboard) - len(getting_off)
    trips_left = mission.trips.filter(handed_over_at=None).count() - (0 if trip is None or left else 1)
    step = heard_or_refused(rules.hand_over(state_of(mission), aboard_after=left, trips_left=max(0, trips_left)))
    at = min(doing.now, asked.at or doing.now)
    _require_count(asked, len(getting_off) + (got_off_before(trip) if trip is not None else 0))
    if trip is not None:
        _keep_trip(doing, trip, asked, at, done=not left)
    relay = "" if trip is None else trip.relay
    requests = _get_off(doing, getting_off, at, relay)
    keep_state(mission, step.mission)
    count_red_zone(mission, at)
    keep_word(doing, mission, CheckInKind.WE_ARE_HERE if relay else CheckInKind.AT_SHELTER, asked.at)
    return HandedOver(
        mission=mission.code,
        status=MissionStatus(mission.status),
        people=tuple(boarding.evacuee.code for boarding in getting_off),
        still_aboard=tuple(one.evacuee.code for one in aboard if one not in getting_off),
        requests=requests,
        relay=relay,
    )


def _get_off(doing: Doing, getting_off: list[Boarding], at: datetime, relay: str) -> dict[str, str]:
    """Let people get off and give where their requests stand; at a relay they are on their way until somebody goes on.

    Gives receipt -> status.
    """
    for boarding in getting_off:
        boarding.handed_over_at = at
        boarding.save(update_fields=("handed_over_at",))
        boarding.evacuee.status = (EvacueeStatus.AT_RELAY if relay else EvacueeStatus.HANDED_OVER).value
        boarding.evacuee.save(update_fields=("status",))
    found = {boarding.stop.request for boarding in getting_off if boarding.stop.request is not None}
    if relay:
        return {request.receipt: request.status for request in found}
    return {request.receipt: after_hand_over(doing, request, at).value for request in found}


def _getting_off(mission: Mission, aboard: list[Boarding], asked: HandOver) -> list[Boarding]:
    known = {boarding.evacuee.code for boarding in aboard}
    for code in asked.people:
        if code not in known:
            raise not_found("people", code)
    if not asked.people:
        return aboard
    staying = [boarding for boarding in aboard if boarding.evacuee.code not in asked.people]
    with_them = _children_left_alone(mission, aboard, staying)
    return [one for one in aboard if one not in staying or one.evacuee.code in with_them]


def _children_left_alone(mission: Mission, aboard: list[Boarding], staying: list[Boarding]) -> frozenset[str]:
    """Give the children who would ride on without who answers for them: they get off with that person."""
    rows = [boarding.evacuee for boarding in aboard]
    riding = {boarding.evacuee.code: mission.vehicle.code for boarding in staying}
    return frozenset(children_alone(domain_people(rows), consents_at(mission, rows), riding))


def _require_count(asked: HandOver, recorded: int) -> None:
    """Refuse a count that differs from the record without a word why: a missing head is somebody left behind."""
    if asked.heads < 0:
        raise InputError("The number is too large.", "Correct the number.", field="heads")
    if asked.heads == recorded or sum(sign.isalpha() for sign in asked.note) >= LEAST_NOTE:
        return
    raise InputError(
        "{heads} heads were counted, {recorded} are recorded aboard.",
        "Count again, record who is missing or came along, or write in a few words why they differ.",
        field="heads",
        heads=asked.heads,
        recorded=recorded,
    )


def _keep_trip(doing: Doing, trip: Trip, asked: HandOver, at: datetime, *, done: bool) -> None:
    if asked.shelter:
        shelter = Shelter.objects.filter(organisation=doing.organisation, code=asked.shelter).first()
        if shelter is None:
            raise not_found("shelter", asked.shelter)
        trip.shelter, trip.relay = shelter, ""
    trip.counted = (trip.counted or 0) + asked.heads
    trip.count_note = "; ".join(note for note in (trip.count_note, asked.note) if note)[:300]
    if done:
        trip.handed_over_at = at
        end_packs_of_trip(trip)
    trip.save()
