"""`openevac replan`: a plan in force and what happened since, into a new folder and the difference in plain words."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import At, Json, RegionFolder, SituationPath, read_moment
from openevac.cli.session import Progress, Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.cli.written import PLAN_MARK, require_free, write_folder

if TYPE_CHECKING:
    from openevac.cli.world import World
    from openevac.domain.missions import Plan
    from openevac.domain.operation import Operation
    from openevac.domain.replanning import DayEvents
    from openevac.planning.replan import Replanned

ITERATIONS = 2000


def replan(
    context: typer.Context,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The folder of the plan in force, or its plan.json.")],
    event: Annotated[
        list[Path], typer.Option("--event", metavar="FILE", help="What happened (TOML or JSON); may be given again.")
    ],
    operation: Annotated[
        Path, typer.Option("--operation", metavar="FILE", help="The operation file the plan was made for.")
    ],
    region: RegionFolder,
    situation: SituationPath,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder to write the new plan to.")],
    at: At = "",
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", metavar="S", min=0, help="Better the first plan for so long; 0 = only the first."),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option("--iterations", metavar="N", min=1, help="Try so many changed days; 2000 without --seconds."),
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Do not round positions in what leaves the house.")] = False,
    machine: Json = False,
) -> None:
    """Plan a day again that is under way: from where the vans are, with promises kept where they can be."""
    from openevac.cli.check import read_plan_file
    from openevac.cli.world import open_world
    from openevac.feeds.event_file import read_all_events
    from openevac.feeds.operation_file import read_operation

    session, now = session_of(context, machine=machine), read_moment(at)
    require_free(out)
    made = read_plan_file(plan)
    require_another(out, plan)
    world = open_world(region, situation, now)
    events = read_all_events(event, world.ground)
    read = read_operation(operation, world.ground)
    with session.progress() as progress:
        found = make_replan(
            world, read.operation, made, events, now, progress,
            session=session, out=out, iterations=iterations, seconds=seconds,
        )  # fmt: skip
        files = replan_files(session, found, events, world, progress, exact=exact)
        write_folder(out, files)
    _tell(session, found, out, sorted(files))
    if not found.plan.missions:
        raise typer.Exit(EXIT_NO)


def make_replan(
    world: World,
    operation: Operation,
    made: Plan,
    events: DayEvents,
    now: datetime,
    progress: Progress,
    *,
    session: Session,
    out: Path,
    iterations: int | None,
    seconds: float | None,
) -> Replanned:
    """Plan again, and write the first plan before anything is bettered; the referee has the last word on both."""
    from openevac.cli.check import faults_of
    from openevac.planning.replan import replan as replan_day

    ends_at = None if seconds is None else time.monotonic() + seconds

    def first(found: Replanned) -> None:
        write_folder(out, _bare_files(session, found, events))
        session.warn("The first plan stands in {folder}; it is bettered now.", folder=str(out))

    found = replan_day(
        world.region,
        world.situation,
        operation,
        made,
        events,
        now=now,
        seed=made.seed,
        iterations=ITERATIONS if iterations is None and ends_at is None else iterations,
        stop=None if ends_at is None else lambda: time.monotonic() >= ends_at,
        progress=progress,
        hand_out=first,
    )
    progress("The referee drives the plan again", 0.9)
    today = replace(world, situation=found.today.situation)
    faults = faults_of(found.plan, today, found.today.operation, out=found.today.out)
    if faults:
        raise RuntimeError("the referee refuses the plan: " + "; ".join(fault.in_english() for fault in faults))
    return found


def require_another(out: Path, plan: Path) -> None:
    """Refuse to write over the plan in force: the difference would be to something that is gone."""
    from openevac.domain.errors import InputError

    folder = plan if plan.is_dir() else plan.parent
    if out.resolve() == folder.resolve():
        raise InputError(
            "This folder holds the plan in force.", "Name another folder after -o: the old plan is kept beside it.",
            field="--out",
        )  # fmt: skip


def _bare_files(session: Session, found: Replanned, events: DayEvents) -> dict[str, bytes]:
    """Give what is written at once: the plan, the difference, and what a further re-planning starts from."""
    from openevac.reports.difference import difference_text
    from openevac.reports.plan_file import operation_json, plan_json, records_json

    still = {"reports": events.reports, "zones": events.zones, "blocked": events.blocked, "places": events.places}
    today = found.today
    return {
        PLAN_MARK: plan_json(found.plan),
        "difference.txt": difference_text(found.changes, session.words).encode(),
        "operation.json": operation_json(today.operation, today.situation.timezone),
        "still-holds.json": records_json(still),
    }


def replan_files(
    session: Session, found: Replanned, events: DayEvents, world: World, progress: Progress, *, exact: bool = False
) -> dict[str, bytes]:
    """Make everything that is written of a day planned again: the papers, the difference, what still holds."""
    from openevac.cli.plan_files import plan_files
    from openevac.hazards.closures import closed_stretches
    from openevac.reports.material import PlanMaterial

    field = replace(world, situation=found.today.situation).field(found.plan.made_at, 1)
    material = PlanMaterial(
        plan=found.plan,
        operation=found.today.operation,
        situation=found.today.situation,
        region=world.region,
        closed=~closed_stretches(field, world.region.graph, field.starts_at).open,
        exact=exact,
    )
    return plan_files(material, session.words, progress) | _bare_files(session, found, events)


def _tell(session: Session, found: Replanned, out: Path, files: list[str]) -> None:
    if session.machine:
        session.print_json(
            {
                "folder": str(out),
                "files": files,
                "changes": found.changes,
                "promises": found.promises,
                "stranded": found.plan.stranded,
                "totals": found.plan.totals,
            }
        )
        return
    tell_difference(session, found)
    session.say("Written to {folder}", folder=str(out))


def tell_difference(session: Session, found: Replanned) -> None:
    """Say what changed for whom, and how many promises are kept."""
    from openevac.reports.difference import difference_rows

    rows = difference_rows(found.changes, session.words)
    if not rows:
        session.say("Nothing changed: the plan holds.", style="bold")
    session.table(("", ""), rows)
    session.say("")
    kept = len(found.promises) - len(found.broken)
    session.say("Promises kept: {kept} of {count}.", kept=kept, count=len(found.promises))
