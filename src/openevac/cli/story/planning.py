"""Chapter four: what the neighbours take, tomorrow's plan with a reason for everybody left, and two yeses."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from openevac.cli.story.clock import LOCAL
from openevac.cli.story.scene import Scene
from openevac.domain.events import MissionStatus, RequestStatus, YesMethod
from openevac.domain.records import JobState
from openevac.rules.confirmation import Rung

if TYPE_CHECKING:
    from openevac.services.missions.see_mission import MissionSeen
    from openevac.services.missions.see_plan import PlanSeen

EVENING = time(18)
"""When tomorrow is planned."""


def plan(scene: Scene) -> None:
    """Let the neighbours claim, plan tomorrow, and get the yeses."""
    scene.wait_until(datetime.combine(scene.clock.at.astimezone(LOCAL), EVENING, LOCAL))
    scene.tell.chapter("Tomorrow's missions")
    _share(scene)
    _make_plan(scene)
    _say_yes(scene)


def _share(scene: Scene) -> None:
    from openevac.services.requests.claim_request import ClaimRequest, claim_request
    from openevac.services.requests.offer_request import OfferRequest, offer_request

    receipt = scene.role("partner")
    offered = offer_request(scene.cast.order("kateryna"), OfferRequest(receipt=receipt))
    claimed = claim_request(scene.cast.partner_order(), ClaimRequest(tag=offered.tag))
    scene.tell.say(
        "{request} is shared with the organisation next door: a cell of 5 km, {people} people, a tag, nothing else.",
        request=receipt, people=offered.party_size,
    )  # fmt: skip
    scene.tell.remark(claimed.say)
    scene.tell.codes["claim"] = {"receipt": receipt, "cell": offered.cell, "status": claimed.status.value}


def _make_plan(scene: Scene) -> None:
    """Ask for a plan; the worker finds the job on its next turn and does it."""
    from openevac.services.missions.plan_mission import ask_plan
    from openevac.services.missions.see_plan import see_job, see_plan
    from openevac.services.missions.snapshot import PlanChoices

    choices = PlanChoices(
        day=scene.day.mission_day, requests=_planned_first(scene), seed=scene.seed, iterations=scene.iterations
    )
    asked = ask_plan(scene.cast.order("kateryna"), choices)
    scene.tell.say("{person} asks for tomorrow's plan.", person="kateryna")
    scene.wait(minutes=5)
    job = see_job(scene.cast.asking("kateryna"), asked.job)
    if job.state is not JobState.DONE or job.plan is None:
        raise AssertionError(f"the plan came to nothing: {job.fault}")
    scene.missions = job.missions
    seen = see_plan(scene.cast.asking("kateryna"), job.plan)
    for code in scene.missions:
        _tell_mission(scene, code)
    _tell_left(scene, seen)
    _choose_who_stays(scene)


def _planned_first(scene: Scene) -> tuple[str, ...]:
    """Give whom the day's plan is asked for: () for everybody, or who lives near the line where they go first."""
    from openevac.services.requests.see_request import see_request

    if not scene.day.near_first:
        return ()
    lines = (see_request(scene.cast.asking("kateryna"), receipt).line for receipt in scene.registered)
    return tuple(line.receipt for line in lines if line.status is RequestStatus.OPEN and line.rung is not Rung.FAR)


def plan_again(scene: Scene, requests: tuple[str, ...], vehicle: str) -> tuple[str, ...]:
    """Plan the requests that a mission did not reach with its own van, for later the same day; give the missions."""
    from openevac.services.missions.plan_mission import ask_plan
    from openevac.services.missions.planning_files import PolicyChoices
    from openevac.services.missions.see_plan import see_job
    from openevac.services.missions.snapshot import PlanChoices

    early = scene.clock.at.astimezone(LOCAL) + timedelta(minutes=40)
    policy = PolicyChoices(departure_early=early.time(), departure_late=(early + timedelta(hours=2)).time())
    choices = PlanChoices(
        day=scene.day.mission_day, requests=requests, vehicles=(vehicle,), policy=policy, seed=scene.seed,
        iterations=scene.iterations,
    )  # fmt: skip
    asked = ask_plan(scene.cast.order("kateryna"), choices)
    scene.tell.say("{person} plans those who were not reached once more.", person="kateryna")
    scene.wait(minutes=5)
    job = see_job(scene.cast.asking("kateryna"), asked.job)
    scene.require("who was not reached is planned again", holds=job.state is JobState.DONE and bool(job.missions))
    for code in job.missions:
        _tell_mission(scene, code)
        _both_say_yes(scene, code)
    return job.missions


def _both_say_yes(scene: Scene, code: str) -> None:
    from openevac.services.missions.accept_mission import AcceptMission, accept_mission
    from openevac.services.missions.approve_mission import ApproveMission, approve_mission

    leader = leader_of(scene, code)
    approve_mission(scene.cast.order("kateryna"), ApproveMission(mission=code, version=1))
    scene.tell.say("{mission}: the coordinator's yes, {person}.", mission=code, person="kateryna")
    accept_mission(scene.cast.order(leader), AcceptMission(mission=code, version=1, method=YesMethod.PIN))
    scene.tell.say("{mission}: the crew's yes with its own digits, {person}.", mission=code, person=leader)


def _choose_who_stays(scene: Scene) -> None:
    """Choose who will say no at the door where the household that the story had in mind is not in the plan."""
    planned = [stop for code in scene.missions for trip in see(scene, code).trips for stop in trip.stops]
    taken = {scene.roles.get(name, "") for name in ("children", "care", "check_address")}
    if scene.role("change_of_mind") not in {stop.request for stop in planned}:
        scene.roles["change_of_mind"] = next(stop.request for stop in planned if stop.request not in taken)


def _tell_mission(scene: Scene, code: str) -> None:
    seen = see(scene, code)
    scene.tell.say(
        "{mission}: {vehicle} with {crew}, leaves {at}, {doors} {doors|address|addresses}, "
        "{trips} {trips|trip|trips}.",
        style="bold", mission=code, vehicle=seen.vehicle, crew=seen.crew, at=seen.departs_at,
        doors=sum(len(trip.stops) for trip in seen.trips), trips=len(seen.trips),
    )  # fmt: skip
    for trip in seen.trips:
        for stop in trip.stops:
            template = "{stop} {request}: {place}, {people}, check the address" if stop.check_address_only else (
                "{stop} {request}: {place}, {people}"
            )  # fmt: skip
            scene.tell.under(
                template, stop=stop.code, request=stop.request, place=scene.place(stop.katottg), people=len(stop.people)
            )
    scene.tell.codes.setdefault("missions", {})[code] = {
        "crew": seen.crew,
        "trips": [[stop.request for stop in trip.stops] for trip in seen.trips],
        "checks": [stop.request for trip in seen.trips for stop in trip.stops if stop.check_address_only],
    }


def _tell_left(scene: Scene, seen: PlanSeen) -> None:
    count = len(seen.unserved) + len(seen.left_out)
    scene.tell.say("{count} stay behind this time, each with a reason:", count=count)
    by_reason: dict[str, list[str]] = {}
    for one in seen.unserved:
        by_reason.setdefault(scene.tell.session.words.remark(one.reason), []).append(one.request)
    for why, requests in sorted(by_reason.items(), key=lambda pair: -len(pair[1])):
        scene.tell.under("{requests}: {why}", requests=", ".join(sorted(requests)), why=why)
    scene.tell.remarks(seen.left_out)
    scene.tell.codes["unserved"] = {one.request: one.limit for one in seen.unserved}
    scene.tell.codes["left_out"] = [
        str(one.facts.get("request", one.facts.get("vehicle", ""))) for one in seen.left_out
    ]


def _say_yes(scene: Scene) -> None:
    from openevac.services.missions.accept_mission import AcceptMission, accept_mission
    from openevac.services.missions.approve_mission import ApproveMission, approve_mission
    from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission

    scene.wait(minutes=40)
    for number, code in enumerate(scene.missions):
        leader = leader_of(scene, code)
        approve_mission(scene.cast.order("kateryna"), ApproveMission(mission=code, version=1))
        scene.tell.say("{mission}: the coordinator's yes, {person}.", mission=code, person="kateryna")
        if number == 0:
            scene.tell.under("Somebody tries to let it leave with this one yes:")
            asked = DispatchMission(mission=code, version=1)
            scene.tell.refused("one_yes", partial(dispatch_mission, scene.cast.order("kateryna"), asked))
        scene.wait(minutes=10)
        said_at = scene.clock.at - timedelta(minutes=4)
        by_call = number > 0
        yes = AcceptMission(
            mission=code, version=1, method=YesMethod.CALL if by_call else YesMethod.PIN,
            said_at=said_at if by_call else None,
        )  # fmt: skip
        given = accept_mission(scene.cast.order("liudmyla" if by_call else leader), yes)
        scene.require("both yeses are there", holds=given.lacks == "" and given.status is not MissionStatus.PLANNED)
        if by_call:
            scene.tell.say(
                "{mission}: the crew's yes by telephone at {at}, {person}; {typist} types it.", mission=code,
                at=scene.tell.session.words.clock(said_at), person=leader, typist="liudmyla",
            )  # fmt: skip
        else:
            scene.tell.say("{mission}: the crew's yes with its own digits, {person}.", mission=code, person=leader)


def leader_of(scene: Scene, code: str) -> str:
    """Give who leads the crew of a mission."""
    return scene.day.leaders[see(scene, code).crew]


def see(scene: Scene, code: str) -> MissionSeen:
    """Give a mission as a coordinator sees it."""
    from openevac.services.missions.see_mission import see_mission

    return see_mission(scene.cast.asking("kateryna"), code)
