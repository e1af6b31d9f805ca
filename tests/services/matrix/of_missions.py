"""Rows of services about missions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from openevac.domain.check_list import CheckItem
from openevac.domain.events import CrewEventKind, StopOutcome, YesMethod
from openevac.domain.people import AgeBand, GuardianKind
from openevac.domain.places import LonLat
from openevac.domain.roles import Role
from openevac.domain.sheet_boxes import SheetBox
from openevac.domain.vehicles import Depot
from openevac.reports.plan_file import plan_json, read_plan
from openevac.services.first_steps import see_first_steps
from openevac.services.kernel.refusals import NotAllowed, NotFound, Refused
from openevac.services.missions.accept_mission import AcceptMission, accept_mission
from openevac.services.missions.approve_mission import ApproveMission, approve_mission
from openevac.services.missions.close_mission import CloseMission, close_mission
from openevac.services.missions.declare_silence import DeclareSilence, declare_silence
from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission
from openevac.services.missions.hand_over import HandOver, hand_over
from openevac.services.missions.keep_check_list import KeepCheckList, keep_check_list
from openevac.services.missions.keep_fleet import KeepFleet, keep_fleet
from openevac.services.missions.keep_move import KeepMove, keep_move
from openevac.services.missions.keep_pack import KeepPack, SealedStop, keep_pack
from openevac.services.missions.keep_plan import keep_plan
from openevac.services.missions.leave_belongings import LeaveBelongings, leave_belongings
from openevac.services.missions.name_recipient import NameRecipient, name_recipient
from openevac.services.missions.plan_mission import ask_plan
from openevac.services.missions.raise_overdue import RaiseOverdue, TakeAlarm, raise_overdue, take_alarm
from openevac.services.missions.receive_ops import ReceiveOps, receive_ops
from openevac.services.missions.record_check_in import RecordCheckIn, record_check_in
from openevac.services.missions.record_crew_event import RecordCrewEvent, record_crew_event
from openevac.services.missions.record_guardian import RecordGuardian, ReferChild, record_guardian, refer_child
from openevac.services.missions.record_last_coverage import RecordLastCoverage, record_last_coverage
from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
from openevac.services.missions.record_stop import RecordStop, record_stop
from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
from openevac.services.missions.replan_mission import ReplanMission, keep_version, replan_mission
from openevac.services.missions.see_board import board_mark, see_board
from openevac.services.missions.see_check_list import see_check_list
from openevac.services.missions.see_days import see_days
from openevac.services.missions.see_difference import difference_of_mission, see_difference
from openevac.services.missions.see_drive_part import see_drive_part
from openevac.services.missions.see_drives import see_drive, see_drives
from openevac.services.missions.see_fleet import see_fleet
from openevac.services.missions.see_mission import mission_mark, see_mission, see_sheet
from openevac.services.missions.see_now import see_now
from openevac.services.missions.see_own_missions import see_own_missions
from openevac.services.missions.see_pack import see_pack_state, see_people_for_phone
from openevac.services.missions.see_paper import see_paper
from openevac.services.missions.see_papers import see_papers
from openevac.services.missions.see_plan import see_job, see_jobs, see_plan
from openevac.services.missions.snapshot import PlanChoices, take_snapshot
from openevac.services.missions.take_aboard_again import TakeAboardAgain, take_aboard_again
from openevac.services.missions.try_move import TryMove, see_move, try_move
from openevac.services.missions.turn_back import TurnBack, turn_back
from openevac.services.missions.type_in import SheetLine, TypeIn, type_in
from openevac.services.missions.walk_up import WalkUp, WalkUpPerson, walk_up
from openevac.store import models as m
from openevac.vault.age import OpenedIdentity, new_identity, seal
from tests.services.matrix.askers import OURS
from tests.services.matrix.rows import Probe, row
from tests.services.matrix.world import Things, World
from tests.services.missions.country import ground
from tests.services.missions.hand_plan import finished, hand_made

DAY = date(2025, 5, 16)


@row("missions.plan_mission.ask_plan", "plan_mission", "mission")
def _ask(p: Probe) -> Any:
    return ask_plan(p.order, PlanChoices(day=DAY, requests=(p.at.loose_too,)))


def _finished(p: Probe, drives: Any) -> Any:
    now = p.world.clock.now()
    choices = PlanChoices(day=DAY, requests=(p.world.things["own"].loose_too,), rebuild=False)
    take = partial(take_snapshot, OURS, choices, ground(), now)
    shelter = p.world.things["own"].shelter
    return finished(take, hand_made(drives(take()), shelter, now + timedelta(days=1)), now)


def _one_drive(p: Probe, snapshot: Any) -> Any:
    vehicle = p.world.things["own"].vehicle
    return [(vehicle, vehicle.replace("van", "crew"), ((snapshot.operation.requests[0].id,),))]


def _job(world: World, at: Things) -> None:
    m.Job.objects.filter(organisation=OURS).update(
        input={"day": DAY.isoformat(), "mission": "В-1", "vehicle": "van-В-1", "policy": {}, "seed": 1, "iterations": 1}
    )


@row("missions.keep_plan.keep_plan", "plan_mission", "mission", inside=True, before=_job)
def _keep_plan(p: Probe) -> Any:
    return keep_plan(p.order, p.at.job, _finished(p, partial(_one_drive, p)))


@row("missions.replan_mission.replan_mission", "replan_mission", "mission", of_mission=True, stands="accepted")
def _replan(p: Probe) -> Any:
    return replan_mission(p.order, ReplanMission(mission=p.at.mission))


@row("missions.replan_mission.keep_version", "replan_mission", "mission", of_mission=True, inside=True, before=_job)
def _keep_version(p: Probe) -> Any:
    job = m.Job.objects.select_related("organisation").get(id=p.world.things["own"].job)
    return keep_version(p.order, job, _finished(p, partial(_one_drive, p)))


@row("missions.approve_mission.approve_mission", "approve_mission", "mission", of_mission=True, stands="planned")
def _approve(p: Probe) -> Any:
    return approve_mission(p.order, ApproveMission(mission=p.at.mission, version=1))


@row("missions.accept_mission.accept_mission", "accept_mission", "mission", of_mission=True, stands="approved")
def _accept(p: Probe) -> Any:
    asked = AcceptMission(mission=p.at.mission, version=1)
    if Role.CREW_LEADER not in p.asker.roles:
        asked = replace(asked, method=YesMethod.CALL, said_at=p.world.clock.now())
    return accept_mission(p.order, asked)


@row("missions.refuse_mission.refuse_mission", "refuse_mission", "mission", of_mission=True, stands="accepted")
def _refuse(p: Probe) -> Any:
    return refuse_mission(p.order, RefuseMission(mission=p.at.mission))


@row("missions.dispatch_mission.dispatch_mission", "dispatch_mission", "mission", of_mission=True, stands="accepted")
def _dispatch(p: Probe) -> Any:
    return dispatch_mission(p.order, DispatchMission(mission=p.at.mission, version=1))


@row("missions.record_check_in.record_check_in", "record_check_in", "mission", of_mission=True)
def _check_in(p: Probe) -> Any:
    return record_check_in(p.order, RecordCheckIn(mission=p.at.mission))


@row("missions.receive_ops.receive_ops", "record_check_in", "mission", of_mission=True)
def _ops(p: Probe) -> Any:
    return receive_ops(p.order, ReceiveOps(mission=p.at.mission, ops=()))


@row("missions.declare_silence.declare_silence", "declare_silence", "mission", of_mission=True)
def _silence(p: Probe) -> Any:
    until = p.world.clock.now() + timedelta(minutes=30)
    return declare_silence(p.order, DeclareSilence(mission=p.at.mission, until=until))


@row("missions.turn_back.turn_back", "turn_back", "mission", of_mission=True)
def _turn_back(p: Probe) -> Any:
    return turn_back(p.order, TurnBack(mission=p.at.mission))


@row("missions.record_last_coverage.record_last_coverage", "record_last_coverage", "mission", of_mission=True)
def _coverage(p: Probe) -> Any:
    return record_last_coverage(p.order, RecordLastCoverage(mission=p.at.mission))


@row("missions.record_own_yes.record_own_yes", "record_own_yes", "person", of_mission=True)
def _own_yes(p: Probe) -> Any:
    asked = RecordOwnYes(mission=p.at.mission, stop=p.at.stop, evacuee=p.at.evacuee, yes=True)
    return record_own_yes(p.order, asked)


@row("missions.record_guardian.record_guardian", "record_guardian", "person", of_mission=True)
def _guardian(p: Probe) -> Any:
    asked = RecordGuardian(
        mission=p.at.mission, stop=p.at.stop, evacuee=p.at.evacuee, guardian_kind=GuardianKind.POLICE, named="unit 4"
    )
    return record_guardian(p.order, asked)


@row("missions.record_guardian.refer_child", "refer_child", "person", of_mission=True)
def _refer(p: Probe) -> Any:
    asked = ReferChild(mission=p.at.mission, stop=p.at.stop, evacuee=p.at.evacuee, named="child service")
    return refer_child(p.order, asked)


@row("missions.record_stop.record_stop", "record_stop", "mission", of_mission=True)
def _stop(p: Probe) -> Any:
    asked = RecordStop(mission=p.at.mission, stop=p.at.stop, outcome=StopOutcome.NOT_AT_HOME)
    return record_stop(p.order, asked)


@row("missions.walk_up.walk_up", "record_stop", "mission", of_mission=True)
def _walk_up(p: Probe) -> Any:
    people = (WalkUpPerson(age_band=AgeBand.ADULT, says_yes=True),)
    return walk_up(p.order, WalkUp(mission=p.at.mission, people=people))


@row("missions.type_in.type_in", "record_stop", "mission", of_mission=True)
def _type_in(p: Probe) -> Any:
    line = SheetLine(row=1, box=SheetBox.IN_CONTACT, at=p.world.clock.now())
    return type_in(p.order, TypeIn(mission=p.at.mission, lines=(line,)))


@row("missions.see_paper.see_paper", "see_mission", "mission", of_mission=True)
def _see_paper(p: Probe) -> Any:
    return see_paper(p.asking, p.at.mission)


@row("missions.leave_belongings.leave_belongings", "leave_belongings", "mission", of_mission=True)
def _belongings(p: Probe) -> Any:
    return leave_belongings(p.order, LeaveBelongings(mission=p.at.mission, stop=p.at.stop, pieces=2))


@row("missions.raise_overdue.raise_overdue", "raise_overdue", "mission", of_mission=True)
def _raise(p: Probe) -> Any:
    return raise_overdue(p.order, RaiseOverdue(mission=p.at.mission))


def _alarmed(world: World, at: Things) -> None:
    mission = m.Mission.objects.filter(code=at.mission).first()
    if mission is not None:
        m.OverdueAlarm.objects.create(
            organisation=mission.organisation, mission=mission, level="red", raised_at=world.clock.now()
        )


@row("missions.raise_overdue.take_alarm", "raise_overdue", "mission", of_mission=True, before=_alarmed)
def _take(p: Probe) -> Any:
    return take_alarm(p.order, TakeAlarm(mission=p.at.mission))


@row("missions.record_crew_event.record_crew_event", "record_crew_event", "mission", of_mission=True)
def _event(p: Probe) -> Any:
    return record_crew_event(p.order, RecordCrewEvent(mission=p.at.mission, kind=CrewEventKind.WOUNDED))


@row("missions.hand_over.hand_over", "hand_over", "mission", of_mission=True)
def _hand_over(p: Probe) -> Any:
    return hand_over(p.order, HandOver(mission=p.at.mission, heads=0))


@row("missions.take_aboard_again.take_aboard_again", "record_stop", "mission", of_mission=True, stands="at_relay")
def _again(p: Probe) -> Any:
    return take_aboard_again(p.order, TakeAboardAgain(mission=p.at.mission))


@row("missions.close_mission.close_mission", "close_mission", "mission", of_mission=True, stands="handed_over")
def _close(p: Probe) -> Any:
    return close_mission(p.order, CloseMission(mission=p.at.mission))


@row("missions.keep_fleet.keep_fleet", "keep_fleet", "organisation", names=False)
def _fleet(p: Probe) -> Any:
    return keep_fleet(p.order, KeepFleet(depots=(Depot(id="second", position=LonLat(37.0, 49.0)),)))


@row("first_steps.see_first_steps", "see_board", "organisation", names=False)
def _first_steps(p: Probe) -> Any:
    return see_first_steps(p.asking)


@row("missions.see_board.see_board", "see_board", "organisation", names=False)
def _board(p: Probe) -> Any:
    return see_board(p.asking)


@row("missions.see_board.board_mark", "see_board", "organisation", names=False)
def _mark(p: Probe) -> Any:
    return board_mark(p.asking)


@row("missions.see_mission.see_mission", "see_mission", "mission", of_mission=True)
def _see_mission(p: Probe) -> Any:
    return see_mission(p.asking, p.at.mission)


@row("missions.see_mission.mission_mark", "see_mission", "mission", of_mission=True, names=False)
def _mission_mark(p: Probe) -> Any:
    return mission_mark(p.asking, p.at.mission)


@row("missions.see_mission.see_sheet", "see_mission", "mission", of_mission=True)
def _sheet(p: Probe) -> Any:
    return see_sheet(p.asking, p.at.mission)


@row(
    "missions.see_own_missions.see_own_missions", "see_mission", "mission", of_mission=True, inside=True,
    also_let=frozenset({"roman", "petro", "phone of roman"}),
)  # fmt: skip
def _own_missions(p: Probe) -> Any:
    return see_own_missions(p.asking)


@row("missions.see_papers.see_papers", "see_mission", "mission", of_mission=True)
def _papers(p: Probe) -> Any:
    return see_papers(p.asking, p.at.mission, ground().situation)


@row("missions.see_now.see_now", "see_board", "organisation", names=False)
def _now(p: Probe) -> Any:
    return see_now(p.asking)


@row("missions.see_plan.see_plan", "see_mission", "mission")
def _see_plan(p: Probe) -> Any:
    return see_plan(p.asking, p.at.plan)


@row("missions.see_difference.see_difference", "see_mission", "mission")
def _see_difference(p: Probe) -> Any:
    return see_difference(p.asking, p.at.plan)


@row("missions.see_difference.difference_of_mission", "see_mission", "mission", names=False)
def _difference_of_mission(p: Probe) -> Any:
    return difference_of_mission(p.asking, p.at.mission, 1)


@row("missions.see_plan.see_job", "see_mission", "mission")
def _see_job(p: Probe) -> Any:
    return see_job(p.asking, p.at.job)


@row("missions.see_days.see_days", "see_mission", "mission", names=False)
def _see_days(p: Probe) -> Any:
    return see_days(p.asking)


@row("missions.see_fleet.see_fleet", "keep_fleet", "organisation", names=False)
def _see_fleet(p: Probe) -> Any:
    return see_fleet(p.asking)


@row("missions.see_drives.see_drives", "see_mission", "mission")
def _see_drives(p: Probe) -> Any:
    return see_drives(p.asking, p.at.plan)


@row("missions.see_drives.see_drive", "see_mission", "mission", of_mission=True)
def _see_drive(p: Probe) -> Any:
    return see_drive(p.asking, p.at.mission)


@row("missions.keep_check_list.keep_check_list", "keep_check_list", "mission", of_mission=True, stands="planned")
def _check_list(p: Probe) -> Any:
    return keep_check_list(p.order, KeepCheckList(mission=p.at.mission, version=1, item=CheckItem.FUEL, done=True))


@row("missions.see_check_list.see_check_list", "see_mission", "mission", of_mission=True)
def _see_check_list(p: Probe) -> Any:
    return see_check_list(p.asking, p.at.mission)


@row("missions.try_move.try_move", "replan_mission", "mission", stands="planned")
def _try_move(p: Probe) -> Any:
    return try_move(p.order, TryMove(plan=p.at.plan, request=p.at.loose_too))


def _move_job(world: World, at: Things) -> None:
    choices = {"plan": str(at.plan), "request": at.loose_too, "vehicle": "", "trip": 0, "policy": {}}
    m.Job.objects.filter(id=at.job).update(kind="try_move", input=choices)


@row("missions.try_move.see_move", "see_mission", "mission", before=_move_job)
def _see_move(p: Probe) -> Any:
    return see_move(p.asking, p.at.job)


def _accepted_move(world: World, at: Things) -> None:
    _move_job(world, at)
    m.Job.objects.filter(id=at.job).update(state="done", result={"accepted": True, "kept": True})


@row("missions.keep_move.keep_move", "replan_mission", "mission", before=_accepted_move)
def _keep_move(p: Probe) -> Any:
    try:
        return keep_move(p.order, KeepMove(job=p.at.job), ground())
    except (NotAllowed, NotFound):
        raise
    except Refused:
        # Kept already: who comes as far as this sentence was let in.
        return None


@row("missions.see_plan.see_jobs", "see_mission", "mission", names=False)
def _see_jobs(p: Probe) -> Any:
    return see_jobs(p.asking)


RECIPIENT = OpenedIdentity(new_identity()).recipient
DESK_HANDS = frozenset({"stepan", "sashko"})
"""Who rides and asks at a desk: a pack is given to phones."""


def _with_phones(world: World, at: Things) -> None:
    m.Device.objects.filter(organisation=OURS, kind="crew_phone").update(recipient=RECIPIENT)


@row("missions.keep_pack.keep_pack", "keep_pack", "mission", of_mission=True, stands="approved", before=_with_phones)
def _keep_pack(p: Probe) -> Any:
    phone = "phone-sashko" if p.at.mission == "В-1" else "phone-roman"
    one = SealedStop(stop=p.at.stop, device=phone, recipient=RECIPIENT, sealed=seal(b"people", (RECIPIENT,)))
    return keep_pack(p.order, KeepPack(mission=p.at.mission, version=1, stops=(one,)))


@row(
    "missions.see_pack.see_people_for_phone", "see_pack", "mission", of_mission=True,
    also_refused=DESK_HANDS | {"roman"},
)  # fmt: skip
def _people_for_phone(p: Probe) -> Any:
    return see_people_for_phone(p.asking, p.at.mission)


@row("missions.see_pack.see_pack_state", "see_mission", "mission", of_mission=True)
def _pack_state(p: Probe) -> Any:
    return see_pack_state(p.asking, p.at.mission)


def _on_this_map(world: World, at: Things) -> None:
    for plan in m.PlanRecord.objects.filter(organisation=OURS):
        made = replace(read_plan(bytes(plan.body)), region_fingerprint=ground().region.fingerprint)
        m.PlanRecord.objects.filter(id=plan.id).update(body=plan_json(made))


@row("missions.see_drive_part.see_drive_part", "see_pack", "mission", of_mission=True, before=_on_this_map)
def _drive_part(p: Probe) -> Any:
    return see_drive_part(p.asking, p.at.mission, ground)


@row(
    "missions.name_recipient.name_recipient", "name_recipient", "device", names=False,
    also_refused=frozenset({"stepan", "sashko", "roman", "petro"}),
)  # fmt: skip
def _name_recipient(p: Probe) -> Any:
    return name_recipient(p.order, NameRecipient(recipient=RECIPIENT))
