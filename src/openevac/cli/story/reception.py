"""Chapter six: heads are counted, people registered, beds given by kind, relatives told in a neutral sentence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from openevac.cli.client.sealing import open_identity, seal_identity
from openevac.cli.story.planning import see
from openevac.cli.story.scene import Scene
from openevac.domain.events import ArrivedBy
from openevac.domain.needs import BedKind
from openevac.domain.records import DeliveryKind
from openevac.reports.messages import Told, message
from openevac.vault.identities import RegistrationIdentity, RelativeIdentity
from openevac.vault.records import RecordKind

if TYPE_CHECKING:
    from openevac.services.reception.see_reception import ReceptionState

FITS = {
    BedKind.ORDINARY: (BedKind.ORDINARY, BedKind.NO_STAIRS),
    BedKind.NO_STAIRS: (BedKind.NO_STAIRS, BedKind.CARE),
    BedKind.CARE: (BedKind.CARE,),
}
"""What reception tries first for whom; whether a room will do, the service says."""


def arrive(scene: Scene, mission: str, leader: str, number: int) -> None:
    """Hand over who is aboard, register them, give them beds."""
    from openevac.services.missions.hand_over import HandOver, hand_over

    seen = see(scene, mission)
    shelter = next(trip.shelter for trip in seen.trips if trip.number == number)
    heads = len(seen.aboard)
    if heads and "hand_over" not in scene.tell.codes.get("refusals", {}):
        wrong = HandOver(mission=mission, heads=heads - 1)
        scene.tell.say("{mission} at {shelter}: somebody counts one head too few.", mission=mission, shelter=shelter)
        scene.tell.refused("hand_over", lambda: hand_over(scene.cast.order(leader), wrong))
    done = hand_over(scene.cast.order(leader), HandOver(mission=mission, heads=heads))
    scene.tell.say(
        "{mission} hands over at {shelter}: {heads} heads counted, {heads} recorded.", style="bold", mission=mission,
        shelter=shelter, heads=heads,
    )  # fmt: skip
    scene.tell.codes["handed_over"] = scene.tell.codes.get("handed_over", 0) + len(done.people)
    if done.people:
        _register(scene, shelter, done.people, ArrivedBy.MISSION)
        give_beds(scene, shelter)


def _register(scene: Scene, shelter: str, codes: tuple[str, ...], by: ArrivedBy, driver: str = "") -> None:
    """Register people with names as they tell them; the driver's bare number is sealed too."""
    from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
    from openevac.services.reception.register_arrival import register_arrival

    keys = scene.cast.keys("raisa")
    people = tuple(
        ArrivingPerson(
            code=code,
            identity=seal_identity(keys, RecordKind.REGISTRATION, RegistrationIdentity(name=f"Вигадана людина {code}")),
        )
        for code in codes
    )
    number = seal_identity(keys, RecordKind.RELATIVE, RelativeIdentity(number=driver)) if driver else None
    asked = RegisterArrival(shelter=shelter, arrived_by=by, people=people, driver=number)
    done = register_arrival(scene.cast.order("raisa"), asked)
    scene.tell.remark(done.say, "")


def give_beds(scene: Scene, shelter: str) -> None:
    """Give everybody who has none a bed of the kind they can use."""
    from openevac.services.reception.assign_unit import AssignUnit, assign_unit

    given: dict[BedKind, int] = dict.fromkeys(BedKind, 0)
    for person in _state(scene, shelter).arrivals:
        if person.room:
            continue
        if person.bed is BedKind.CARE and "bed" not in scene.tell.codes.get("refusals", {}):
            wrong = AssignUnit(code=person.code, room=_free_room(_state(scene, shelter), (BedKind.ORDINARY,)))
            scene.tell.refused("bed", partial(assign_unit, scene.cast.order("raisa"), wrong))
        room = _free_room(_state(scene, shelter), FITS[person.bed])
        assign_unit(scene.cast.order("raisa"), AssignUnit(code=person.code, room=room))
        given[person.bed] += 1
    scene.tell.under(
        "Beds given: {ordinary} ordinary, {no_stairs} without stairs, {care} with care.", style="",
        ordinary=given[BedKind.ORDINARY], no_stairs=given[BedKind.NO_STAIRS], care=given[BedKind.CARE],
    )  # fmt: skip
    beds = scene.tell.codes.setdefault("beds", {kind.value: 0 for kind in BedKind})
    for kind, count in given.items():
        beds[kind.value] += count


def _state(scene: Scene, shelter: str) -> ReceptionState:
    from openevac.services.reception.see_reception import see_reception

    return see_reception(scene.cast.asking("raisa"), shelter)


def _free_room(state: ReceptionState, kinds: tuple[BedKind, ...]) -> str:
    return next(room.code for kind in kinds for room in state.rooms if room.kind is kind and room.free)


def neighbour_brings(scene: Scene) -> None:
    """Register two people whom a neighbour drove; he has no account, only a number on a scrap of paper."""
    from openevac.services.requests.see_request import see_request

    receipt = scene.role("neighbour_drove")
    codes = tuple(one.code for one in see_request(scene.cast.asking("olena"), receipt).people)
    shelter = "kharkiv"
    scene.tell.say("{request}: a neighbour has driven them to {shelter} himself.", request=receipt, shelter=shelter)
    _register(scene, shelter, codes, ArrivedBy.NEIGHBOUR, driver="+380670009001")
    give_beds(scene, shelter)
    scene.wait(minutes=5)
    _tell_one(scene, DeliveryKind.DRIVER_TOLD, Told.PASSENGERS_WELL, "The driver is told")


def tell_relative(scene: Scene) -> None:
    """Ask the woman who needs care whom to tell; an operator opens that one number and says one sentence."""
    from openevac.services.reception.notify_relative import NameRelative, name_relative
    from openevac.services.requests.see_request import see_request

    receipt = scene.role("care")
    person = next(one for one in see_request(scene.cast.asking("olena"), receipt).people if one.bed is BedKind.CARE)
    contact = RelativeIdentity(number="+380670009002", language=scene.tell.session.words.language)
    sealed = seal_identity(scene.cast.keys("raisa"), RecordKind.RELATIVE, contact)
    name_relative(scene.cast.order("raisa"), NameRelative(code=person.code, contact=sealed))
    scene.tell.say("{code} names one relative; nobody else is told anything.", code=person.code)
    scene.wait(minutes=5)
    _tell_one(scene, DeliveryKind.RELATIVE_TOLD, Told.ARRIVED_BY_VOICE, "The relative is told by voice")


def _tell_one(scene: Scene, kind: DeliveryKind, told: Told, who: str) -> None:
    """Ring the one number the worker asked for: the opening is in the ledger, the sentence is always the same."""
    from openevac.services.reception.notify_relative import OpenContact, RecordTold, open_contact, record_told
    from openevac.services.reception.notify_relative import Told as How

    subject = next(subject for heard, subject in scene.worker.loudspeaker.heard if heard == kind.value)
    to_tell = UUID(subject.removeprefix("to_tell:"))
    sealed = open_contact(scene.cast.order("olena"), OpenContact(to_tell=to_tell))
    contact = open_identity(scene.cast.keys("olena"), sealed, RelativeIdentity)
    sentence = message(told, contact.language)
    state = record_told(scene.cast.order("olena"), RecordTold(to_tell=to_tell, told=How.BY_VOICE))
    scene.require("they are told", holds=state.told)
    scene.tell.say("{who}: «{sentence}»", who=scene.tell.session.words.say(who), sentence=sentence)
    scene.tell.codes.setdefault("told", []).append(kind.value)


def travel_on(scene: Scene) -> None:
    """Let the family with children travel on; their beds are free again."""
    from openevac.services.reception.depart_onward import DepartOnward, depart_onward
    from openevac.services.requests.see_request import see_request

    receipt = scene.role("children")
    people = see_request(scene.cast.asking("olena"), receipt).people
    for one in people:
        depart_onward(scene.cast.order("raisa"), DepartOnward(code=one.code, to="Львівська область"))
    scene.tell.say("{request}: {count} people take the evening train to {to}.", request=receipt, count=len(people),
                   to="Львівська область")  # fmt: skip
    scene.tell.codes["onward"] = len(people)
