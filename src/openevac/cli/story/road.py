"""Chapter five: the vans leave, one falls silent, the alarm climbs, and doors come up in their hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from openevac.cli.story.doors import at_door
from openevac.cli.story.planning import leader_of, plan_again, see
from openevac.cli.story.reception import arrive
from openevac.cli.story.scene import STEP, Scene
from openevac.domain.events import MissionStatus, OverdueLevel, RequestStatus
from openevac.domain.hazards import Cause

if TYPE_CHECKING:
    from openevac.services.missions.see_board import Board
    from openevac.services.missions.see_mission import MissionSeen

LAST_COVERAGE = "Шевченкове"
SOON = timedelta(minutes=10)
WAY_HOME = timedelta(minutes=40)
"""From the door of the transit centre to the base, for a crew that turned back."""
ALARMS = ((1, OverdueLevel.AMBER), (16, OverdueLevel.RED), (31, OverdueLevel.NO_ANSWER))
"""Minutes after the word was due, and the step of the ladder that the board must show then."""


@dataclass(slots=True)
class Event:
    """Something that comes up on a mission at its planned hour."""

    planned: datetime
    happens: Callable[[], None]


@dataclass(slots=True)
class Drive:
    """One mission on the road: who speaks for it, what comes up, and by how much it is late."""

    code: str
    leader: str
    events: list[Event] = field(default_factory=list)
    late: timedelta = timedelta(0)
    silent: bool = False


def drive(scene: Scene) -> None:
    """Drive all missions, each by its own hours; the first of them is not heard for a while."""
    drives = [Drive(code, leader_of(scene, code)) for code in scene.missions]
    scene.wait_until(min(see(scene, one.code).departs_at for one in drives))
    scene.tell.chapter("On the road")
    for one in sorted(drives, key=lambda one: see(scene, one.code).departs_at):
        _leave(scene, drives, one)
    _fall_silent(scene, drives, drives[0])
    while any(one.events for one in drives):
        pass_to(scene, drives, min(_next_of(one) for one in drives if one.events))
    scene.tell.codes["red_lines"] = [line.text for line in _board(scene).red]


def pass_to(scene: Scene, drives: list[Drive], moment: datetime) -> None:
    """Let time pass: doors come up, crews that can be heard speak when a word is due, the worker turns."""
    while True:
        due = [one for one in drives if one.events and not one.silent]
        upcoming = min((_next_of(one) for one in due), default=moment)
        scene.clock.pass_to(min(moment, upcoming, scene.clock.at + STEP))
        scene.turn()
        for one in due:
            while one.events and _next_of(one) <= scene.clock.at:
                one.events.pop(0).happens()
        _speak(scene, drives)
        if scene.clock.at >= moment:
            return


def _next_of(one: Drive) -> datetime:
    return one.events[0].planned + one.late


def _leave(scene: Scene, drives: list[Drive], one: Drive) -> None:
    pass_to(scene, drives, see(scene, one.code).departs_at)
    set_out(scene, drives, one)


def set_out(scene: Scene, drives: list[Drive], one: Drive) -> None:
    """Let one mission leave, and know what comes up on its way."""
    from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission

    seen = see(scene, one.code)
    left = dispatch_mission(scene.cast.order("kateryna"), DispatchMission(mission=one.code, version=seen.version))
    scene.tell.say(
        "{mission} leaves. Its next word is due {at}.", style="bold", mission=one.code, at=left.next_contact_at
    )
    one.events = list(_events(scene, drives, one, see(scene, one.code)))


def _events(scene: Scene, drives: list[Drive], one: Drive, seen: MissionSeen) -> Iterator[Event]:
    for trip in seen.trips:
        for stop in trip.stops:
            # Nobody walks up before a relay: a vehicle would have to wait there for whom nobody takes on.
            last = stop is trip.stops[-1] and not trip.relay
            yield Event(stop.arrives_at, partial(at_door, scene, one.code, one.leader, stop.code, last=last))
        yield Event(trip.arrives_at, partial(arrive, scene, one.code, one.leader, trip.number))
    yield Event(seen.returns_at, partial(_come_home, scene, drives, one.code))


def _speak(scene: Scene, drives: list[Drive]) -> None:
    """Let every crew that can be heard say "we are here" before its word is due."""
    from openevac.services.missions.record_check_in import RecordCheckIn, record_check_in

    heard = {one.code: one for one in drives if not one.silent}
    for line in _board(scene).missions:
        one = heard.get(line.mission)
        if one is not None and line.next_contact_at is not None and line.next_contact_at - scene.clock.at <= SOON:
            record_check_in(scene.cast.order(one.leader), RecordCheckIn(mission=one.code))


def _fall_silent(scene: Scene, drives: list[Drive], one: Drive) -> None:
    from openevac.services.missions.declare_silence import DeclareSilence, declare_silence
    from openevac.services.missions.record_last_coverage import RecordLastCoverage, record_last_coverage

    arrives = one.events[0].planned
    pass_to(scene, drives, arrives - timedelta(minutes=35))
    order = scene.cast.order
    place = scene.world.index.one(LAST_COVERAGE)
    record_last_coverage(order(one.leader), RecordLastCoverage(mission=one.code, position=place.position))
    scene.tell.say("{mission}: last coverage, near {place}.", mission=one.code, place=place.name_uk)
    until = arrives + timedelta(minutes=5)
    declared = declare_silence(order(one.leader), DeclareSilence(mission=one.code, until=until))
    scene.tell.say("{mission}: silent until {at}, as agreed.", mission=one.code, at=until)
    one.silent = True
    due = declared.next_contact_at or until
    for minutes, level in ALARMS:
        pass_to(scene, drives, due + timedelta(minutes=minutes))
        _alarm(scene, drives, one, level)
    pass_to(scene, drives, due + timedelta(minutes=36))
    one.silent = False
    one.late = scene.clock.at + timedelta(minutes=6) - arrives
    _heard_again(scene, one)


def _alarm(scene: Scene, drives: list[Drive], one: Drive, level: OverdueLevel) -> None:
    """Look at the board, and let the second person of the shift take the alarm on when it turns red."""
    from openevac.services.missions.raise_overdue import TakeAlarm, take_alarm
    from openevac.services.missions.see_mission import see_sheet

    seen = see(scene, one.code)
    scene.require(f"the board shows {level}", holds=seen.level is level and level in seen.alarms_open)
    scene.tell.say("{mission}: {level}.", style="bold", mission=one.code, level=scene.tell.session.words.word(level))
    scene.tell.codes.setdefault("overdue", []).append(level.value)
    if level is OverdueLevel.NO_ANSWER:
        said = see_sheet(scene.cast.asking("kateryna"), one.code)
        scene.tell.remarks(said)
        for other in [str(line.facts["mission"]) for line in said if "mission" in line.facts]:
            _turn_back(scene, drives, next(drive for drive in drives if drive.code == other))
        return
    scene.tell.remarks(seen.to_do)
    if level is OverdueLevel.RED:
        take_alarm(scene.cast.order("liudmyla"), TakeAlarm(mission=one.code))
        scene.tell.under("{person} takes the alarm on and rings.", person="liudmyla")


def _turn_back(scene: Scene, drives: list[Drive], one: Drive) -> None:
    """Let a mission whose way is not safe any more come home: who is aboard is brought in, the other doors wait."""
    from openevac.services.missions.turn_back import TurnBack, turn_back

    seen = see(scene, one.code)
    doors = {stop.request for trip in seen.trips for stop in trip.stops if stop.outcome is None}
    turn_back(scene.cast.order(one.leader), TurnBack(mission=one.code))
    scene.tell.codes.setdefault("turned_back", {})[one.code] = sorted(doors)
    scene.tell.say("{mission} turns back; {count} of its requests wait again.", style="bold", mission=one.code,
                   count=len(doors))  # fmt: skip
    waiting = {receipt: _status(scene, receipt) for receipt in doors}
    scene.require("who was not reached waits again", holds=set(waiting.values()) == {RequestStatus.OPEN})
    trip = next(trip for trip in seen.trips if trip.handed_over_at is None)
    there = max(trip.arrives_at, scene.clock.at)
    one.events = [Event(there + WAY_HOME, partial(_come_home, scene, drives, one.code))]
    if seen.aboard:
        one.events.insert(0, Event(there, partial(arrive, scene, one.code, one.leader, trip.number)))


def _go_again(scene: Scene, drives: list[Drive], code: str) -> None:
    """Plan anew whom the turned-back mission did not reach; both yeses are said again for the new mission."""
    waiting = tuple(scene.tell.codes["turned_back"][code])
    for again in plan_again(scene, waiting, see(scene, code).vehicle):
        one = Drive(again, leader_of(scene, again))
        one.events = [Event(see(scene, again).departs_at, partial(set_out, scene, drives, one))]
        drives.append(one)


def _heard_again(scene: Scene, one: Drive) -> None:
    from openevac.services.danger.report_hazard import ReportHazard, report_hazard
    from openevac.services.missions.record_check_in import RecordCheckIn, record_check_in

    heard = record_check_in(scene.cast.order(one.leader), RecordCheckIn(mission=one.code))
    seen = see(scene, one.code)
    scene.require("the alarm ends when the crew is heard", holds=not seen.alarms_open)
    scene.tell.say("{mission} is heard again: they waited under trees. Next word {at}.", style="bold",
                   mission=one.code, at=heard.next_contact_at)  # fmt: skip
    where = scene.world.index.one("Куп’янськ").position
    if where is None:
        raise AssertionError("the training region places its towns")
    asked = ReportHazard(
        cause=Cause.DRONE, kind="drone_seen", position=where, source=seen.crew, seen_by=seen.crew, mission=one.code
    )
    kept = report_hazard(scene.cast.order(one.leader), asked)
    scene.tell.say(
        "{mission} reports a drone it saw: {confidence}.", mission=one.code, confidence=kept.confidence.value
    )
    scene.tell.codes["hazard"] = kept.confidence.value


def _status(scene: Scene, receipt: str) -> RequestStatus:
    from openevac.services.requests.see_request import see_request

    return see_request(scene.cast.asking("kateryna"), receipt).line.status


def _come_home(scene: Scene, drives: list[Drive], code: str) -> None:
    from openevac.services.missions.close_mission import CloseMission, close_mission

    closed = close_mission(scene.cast.order("kateryna"), CloseMission(mission=code))
    scene.require("the mission is closed", holds=closed.status is MissionStatus.CLOSED)
    scene.tell.say("{mission} is home and closed; {count} of its requests wait again.", style="bold", mission=code,
                   count=len(closed.waiting_again))  # fmt: skip
    scene.tell.codes.setdefault("waiting_again", []).extend(closed.waiting_again)
    if code in scene.tell.codes.get("turned_back", {}):
        _go_again(scene, drives, code)


def _board(scene: Scene) -> Board:
    from openevac.services.missions.see_board import see_board

    return see_board(scene.cast.asking("kateryna"))
