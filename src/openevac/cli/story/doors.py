"""At the doors: everybody's own word first, then who boards; a no, a walk-up, a child, a bed with care, what stays."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from openevac.cli.story.clock import LOCAL
from openevac.cli.story.planning import see
from openevac.cli.story.scene import Scene
from openevac.domain.errors import InputError
from openevac.domain.events import Asker, Channel, CheckInKind, StopOutcome
from openevac.domain.needs import BedKind, Needs
from openevac.domain.people import AgeBand, GuardianKind
from openevac.domain.remarks import Remark

if TYPE_CHECKING:
    from openevac.services.missions.see_mission import PersonSeen, StopSeen

ASK_AGAIN_DAYS, ASK_AGAIN = 4, time(10)
NOT_HOME_AGAIN_DAYS, NOT_HOME_AGAIN = 1, time(9)


def _in_days(scene: Scene, days: int, clock: time) -> datetime:
    """Give an hour so many days after the story's today, on the local clock."""
    day = scene.clock.at.astimezone(LOCAL).date() + timedelta(days=days)
    return datetime.combine(day, clock, LOCAL)


def _rings_again(scene: Scene) -> datetime:
    return _in_days(scene, NOT_HOME_AGAIN_DAYS, NOT_HOME_AGAIN)


def at_door(scene: Scene, mission: str, leader: str, code: str, *, last: bool) -> None:
    """Live through one door of a mission; at the last one of a trip it is known who rides."""
    from openevac.services.missions.record_check_in import RecordCheckIn, record_check_in

    here = RecordCheckIn(mission=mission, kind=CheckInKind.ON_SCENE)
    record_check_in(scene.cast.order(leader), here)
    stop = _stop(scene, mission, code)
    role = next((name for name, receipt in scene.roles.items() if receipt == stop.request), "")
    scene.tell.say("{stop} {request}: {place}.", stop=stop.code, request=stop.request, place=scene.place(stop.katottg))
    if role == "change_of_mind":
        _say_no(scene, mission, leader, stop)
    elif role == "not_home":
        _nobody(scene, mission, leader, stop)
    else:
        _board(scene, mission, leader, stop, role)
    if last and "walk_up" not in scene.tell.codes:
        _walk_up(scene, mission, leader)


def _stop(scene: Scene, mission: str, code: str) -> StopSeen:
    return next(stop for trip in see(scene, mission).trips for stop in trip.stops if stop.code == code)


def _board(scene: Scene, mission: str, leader: str, stop: StopSeen, role: str) -> None:
    from openevac.services.missions.record_stop import RecordStop, record_stop

    asked = RecordStop(
        mission=mission, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=tuple(one.code for one in stop.people)
    )
    if "boarding" not in scene.tell.codes.get("refusals", {}):
        scene.tell.under("Somebody records them aboard before they were asked:")
        scene.tell.refused("boarding", lambda: record_stop(scene.cast.order(leader), asked))
    for person in stop.people:
        _word_of(scene, mission, leader, stop, person)
    done = record_stop(scene.cast.order(leader), asked)
    scene.tell.under("They said yes themselves; aboard: {people}.", people=", ".join(done.aboard), style="")
    if stop.check_address_only:
        scene.tell.under("The address was true: she was at home.", style="")
        scene.tell.codes["checked"] = stop.request
    if any(person.bed == BedKind.CARE for person in stop.people):
        scene.tell.under("A bed with care is held at the transit centre.", style="")
        scene.tell.codes["care"] = stop.request
    if role == "children":
        _leave_pram(scene, mission, leader, stop)


def _word_of(scene: Scene, mission: str, leader: str, stop: StopSeen, person: PersonSeen) -> None:
    """Record an adult's own yes, or who answers for a child."""
    from openevac.services.missions.record_guardian import RecordGuardian, record_guardian
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes

    if not AgeBand(person.age_band).is_child:
        said = RecordOwnYes(mission=mission, stop=stop.code, evacuee=person.code, yes=True)
        record_own_yes(scene.cast.order(leader), said)
        return
    grown = next(one.code for one in stop.people if AgeBand(one.age_band) is AgeBand.ADULT)
    answers = RecordGuardian(
        mission=mission, stop=stop.code, evacuee=person.code, guardian=grown, guardian_kind=GuardianKind.PARENT
    )
    record_guardian(scene.cast.order(leader), answers)
    scene.tell.under("{child} is a child; {parent} answers and rides in the same van.", child=person.code, parent=grown)
    scene.tell.codes.setdefault("children", []).append(person.code)


def _leave_pram(scene: Scene, mission: str, leader: str, stop: StopSeen) -> None:
    from openevac.services.missions.leave_belongings import LeaveBelongings, leave_belongings

    left = leave_belongings(scene.cast.order(leader), LeaveBelongings(mission=mission, stop=stop.code, pieces=2))
    scene.tell.under("{count} pieces stay at the door and are written down.", count=left.pieces, style="")
    scene.tell.codes["left_behind"] = {"stop": left.stop, "pieces": left.pieces}


def _say_no(scene: Scene, mission: str, leader: str, stop: StopSeen) -> None:
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
    from openevac.services.missions.record_stop import RecordStop, record_stop

    for person in stop.people:
        said = RecordOwnYes(mission=mission, stop=stop.code, evacuee=person.code, yes=False)
        record_own_yes(scene.cast.order(leader), said)
    asked = RecordStop(
        mission=mission,
        stop=stop.code,
        outcome=StopOutcome.REFUSED,
        ask_again=_in_days(scene, ASK_AGAIN_DAYS, ASK_AGAIN),
    )
    done = record_stop(scene.cast.order(leader), asked)
    scene.tell.under(
        "Their daughter had asked; they themselves stay. It costs nothing: they are rung again {at}.",
        style="", at=done.ring_again_at,
    )  # fmt: skip
    scene.tell.codes["refused_at_door"] = stop.request


def _nobody(scene: Scene, mission: str, leader: str, stop: StopSeen) -> None:
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.services.requests.ring_again import RingAgain, ring_again_at

    record_stop(scene.cast.order(leader), RecordStop(mission=mission, stop=stop.code, outcome=StopOutcome.NOT_AT_HOME))
    ring_again_at(scene.cast.order("olena"), RingAgain(receipt=stop.request, at=_rings_again(scene)))
    scene.tell.under("Nobody opens. The request waits on and is rung {at}.", style="", at=_rings_again(scene))
    scene.tell.codes["not_at_home"] = stop.request


def _walk_up(scene: Scene, mission: str, leader: str) -> None:
    """Take along a man without a request where there is room; where there is none, his request is taken down."""
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.services.missions.walk_up import WalkUp, WalkUpPerson, walk_up

    person = WalkUpPerson(age_band=AgeBand.ELDER, says_yes=True)
    try:
        came = walk_up(scene.cast.order(leader), WalkUp(mission=mission, people=(person,)))
    except InputError as fault:
        scene.tell.under("A man without a request stands at the van:")
        scene.tell.remark(Remark(text=fault.problem, facts=fault.facts), "yellow")
        _take_his_request(scene)
        return
    asked = RecordStop(mission=mission, stop=came.stop, outcome=StopOutcome.WALK_UP, aboard=came.evacuees)
    record_stop(scene.cast.order(leader), asked)
    scene.tell.under(
        "A man without a request stands at the van and wants to go: {request}, cardboard {code}.", style="",
        request=came.receipt, code=came.evacuees[0],
    )  # fmt: skip
    scene.tell.codes["walk_up"] = {"receipt": came.receipt, "stop": came.stop}


def _take_his_request(scene: Scene) -> None:
    """Register who found no room, so that the next plan knows of him; the crew says it by telephone."""
    from openevac.services.requests.new_request import RegisterRequest
    from openevac.services.requests.register_request import register_request
    from openevac.services.requests.ring_again import RingAgain, ring_again_at

    town = scene.world.index.one("Куп’янськ").katottg
    asked = RegisterRequest(
        needs=Needs(walks=1), channel=Channel.WALK_UP, asker=Asker.SELF, katottg=town, no_phone=True
    )
    told = register_request(scene.cast.order("olena"), asked)
    ring_again_at(scene.cast.order("olena"), RingAgain(receipt=told.receipt, at=_rings_again(scene)))
    scene.tell.under("His request is taken by telephone: {request}.", style="", request=told.receipt)
    scene.tell.codes.setdefault("no_room", []).append(told.receipt)
