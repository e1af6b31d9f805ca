"""`openevac mission plan|replan|jobs`: asking for a plan, waiting for it, and saying what came of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer, headed, moment, remarks
from openevac.cli.record.given import MissionNumber, by_short, read_day, read_id, short
from openevac.cli.shell import EXIT_NO
from openevac.domain.operation import Dial
from openevac.domain.records import JobState

if TYPE_CHECKING:
    from openevac.services.missions.see_plan import JobSeen, PlanSeen

PAUSE_S = 0.3
Queue = Annotated[bool, typer.Option("--queue", help="Leave the work to the worker and do not wait.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="The same seed and iterations give the same plan.")]
Rounds = Annotated[int, typer.Option("--iterations", metavar="N", min=1, help="Rounds of search.")]


def plan(
    context: typer.Context,
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="The day: 2025-10-15, today or tomorrow.")],
    request: Annotated[
        list[str] | None, typer.Option("--request", metavar="NUMBER", help="Only this request; may repeat.")
    ] = None,
    vehicle: Annotated[
        list[str] | None, typer.Option("--vehicle", metavar="CODE", help="Only this vehicle; may repeat.")
    ] = None,
    dial: Annotated[Dial | None, typer.Option("--dial", metavar="WORD", help="quick, middle or careful.")] = None,
    seed: Seed = 1,
    iterations: Rounds = 2000,
    queue: Queue = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Plan the missions of a day from what stands in the record; a plan whose ground changed meanwhile is not kept."""
    from openevac.services.missions.plan_mission import ask_plan
    from openevac.services.missions.planning_files import PolicyChoices
    from openevac.services.missions.snapshot import PlanChoices

    with acting(context, code, machine=machine) as me:
        choices = PlanChoices(
            day=read_day(day, "--day"), requests=tuple(request or ()), vehicles=tuple(vehicle or ()),
            policy=PolicyChoices(dial=dial), seed=seed, iterations=iterations,
        )  # fmt: skip
        _see_through(me, ask_plan(me.order(), choices).job, queue=queue)


def replan(
    context: typer.Context,
    mission: MissionNumber,
    vehicle: Annotated[str, typer.Option("--vehicle", metavar="CODE", help="Another van; else the same one.")] = "",
    seed: Seed = 1,
    iterations: Rounds = 2000,
    queue: Queue = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Build a mission again from the doors that are left: a new version with new yeses; the old holds until then."""
    from openevac.services.missions.replan_mission import ReplanMission, replan_mission

    with acting(context, code, machine=machine) as me:
        asked = ReplanMission(mission=mission, vehicle=vehicle, seed=seed, iterations=iterations)
        _see_through(me, replan_mission(me.order(), asked).job, queue=queue)


def jobs(
    context: typer.Context,
    job: Annotated[
        str, typer.Argument(metavar="JOB", help="The job, by the first signs of its id; without it all of two days.")
    ] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Show how far a job of planning is, and what came of it; without one, the jobs of the last two days."""
    from openevac.services.missions.see_plan import see_job, see_jobs

    with acting(context, code, machine=machine) as me:
        if job:
            known = by_short(tuple(one.job for one in see_jobs(me.asking())))
            _tell_job(me, see_job(me.asking(), read_id(job, "JOB", known)))
        else:
            _tell_jobs(me, see_jobs(me.asking()))


def _tell_jobs(me: Acting, seen: tuple[JobSeen, ...]) -> None:
    session, say = me.session, me.session.words.say
    if session.machine:
        session.print_json(seen)
        return
    rows = [[short(one.job), session.words.word(one.state), ", ".join(one.missions)] for one in seen]
    headed(session, [say("job"), say("stands"), say("missions")], rows)
    if not seen:
        session.say("No plan was asked for in the last two days.")


def _see_through(me: Acting, job: UUID, *, queue: bool) -> None:
    """Do the job here with a bar, or wait for the worker who took it first; then say what came of it."""
    from openevac.services.kernel.clock import SystemClock
    from openevac.services.missions.do_job import do_job
    from openevac.services.missions.see_plan import see_job
    from openevac.services.work.jobs import take_job

    if queue:
        answer(
            me.session, {"job": job}, "Job {job}. The worker does it; `openevac mission jobs {job}` tells more.",
            job=short(job),
        )  # fmt: skip
        return
    with me.session.progress() as progress:
        if take_job(job, f"desk-{short(job)}", SystemClock()):
            do_job(job, SystemClock(), progress)
        seen = see_job(me.asking(), job)
        while seen.state in {JobState.WAITING, JobState.RUNNING}:
            progress("The worker plans", seen.done_share)
            time.sleep(PAUSE_S)
            seen = see_job(me.asking(), job)
    _tell_job(me, seen)


def _tell_job(me: Acting, seen: JobSeen) -> None:
    from openevac.services.missions.see_plan import see_plan

    session = me.session
    plan_seen = see_plan(me.asking(), seen.plan) if seen.plan is not None else None
    if session.machine:
        session.print_json({"job": seen, "plan": plan_seen})
    else:
        session.say("Job {job}: {state}", job=short(seen.job), state=session.words.word(seen.state))
        if seen.fault is not None:
            session.warn(seen.fault.text, **seen.fault.facts)
            if seen.todo:
                session.warn(seen.todo, **seen.fault.facts)
        if plan_seen is not None:
            _tell_plan(me, plan_seen)
            session.say("Each needs two yeses to this version: `openevac mission show`, then approve and accept.")
    if seen.state in {JobState.FAILED, JobState.OUTDATED}:
        raise typer.Exit(EXIT_NO)


def _tell_plan(me: Acting, seen: PlanSeen) -> None:
    session, say = me.session, me.session.words.say
    session.say(
        "Missions: {missions}. People served: {people}.", "bold",
        missions=", ".join(seen.missions) or "–", people=seen.totals.people,
    )  # fmt: skip
    rows = [
        [one.request, session.words.remark(one.reason), moment(session, one.could_be_served_at)]
        for one in seen.unserved
    ]
    headed(session, [say("stays"), say("why"), say("could go")], rows)
    remarks(session, seen.left_out)
    remarks(session, seen.remarks, "yellow")
