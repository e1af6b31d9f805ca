"""`openevac check`: the referee drives a plan again and names everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json, RegionFolder, SituationPath
from openevac.cli.session import Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.cli.written import PLAN_MARK
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.cli.world import World
    from openevac.domain.missions import Plan, Underway
    from openevac.domain.operation import Operation
    from openevac.hazards.field import HazardField
    from openevac.planning.check.faults import Fault


def check(
    context: typer.Context,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan folder, or its plan.json.")],
    operation: Annotated[
        Path, typer.Option("--operation", metavar="FILE", help="The operation file the plan was made for.")
    ],
    region: RegionFolder,
    situation: SituationPath,
    before: Annotated[
        Path | None, typer.Option("--before", metavar="PLAN", help="For a re-planned day: the plan that was in force.")
    ] = None,
    event: Annotated[
        list[Path] | None,
        typer.Option("--event", metavar="FILE", help="What happened since, as `openevac replan` was told."),
    ] = None,
    machine: Json = False,
) -> None:
    """Check a plan independently: every load, window, bed, rule, time and danger is worked out again."""
    from openevac.cli.world import open_world
    from openevac.feeds.operation_file import read_operation

    session = session_of(context, machine=machine)
    read = read_plan_file(plan)
    world = open_world(region, situation, read.made_at)
    asked = read_operation(operation, world.ground).operation
    if event and before is None:
        raise InputError(
            "Events change a plan that was in force, and none is named.",
            "Give that plan after --before, or leave --event out.",
            field="--event",
        )
    if before is None:
        faults = faults_of(read, world, asked)
    else:
        faults = _faults_under_way(read, world, asked, read_plan_file(before), event or [])
    if machine:
        session.print_json({"plan": str(plan), "faults": faults})
    else:
        tell_faults(session, faults)
    if faults:
        raise typer.Exit(EXIT_NO)


def read_plan_file(path: Path) -> Plan:
    """Read a plan from its folder or from plan.json itself."""
    from openevac.feeds.typed_files import unreadable
    from openevac.reports.plan_file import read_plan

    file = path / PLAN_MARK if path.is_dir() else path
    try:
        return read_plan(file.read_bytes(), file=file.name)
    except OSError as fault:
        raise unreadable(file, fault) from None


def _faults_under_way(
    plan: Plan, world: World, operation: Operation, before: Plan, files: list[Path]
) -> tuple[Fault, ...]:
    """Ask the referee about a day under way: where its vans are follows from the plan before and the events alone."""
    from openevac.feeds.event_file import read_all_events
    from openevac.planning.today import ground_now
    from openevac.planning.whole_day import today_on

    events = read_all_events(files, world.ground)
    ground = ground_now(world.region, world.situation, operation, events, now=plan.made_at)
    today = today_on(ground, operation, before, events, now=plan.made_at)
    return faults_of(plan, replace(world, situation=today.situation), today.operation, out=today.out)


def faults_of(
    plan: Plan,
    world: World,
    operation: Operation,
    field: HazardField | None = None,
    out: Mapping[str, Underway] | None = None,
) -> tuple[Fault, ...]:
    """Ask the referee; `field`: the danger over the plan's hours, computed where it is not given.

    `out`: where each van is that has left its depot.
    """
    from openevac.planning.check.referee import check_plan

    region = world.region
    return check_plan(
        plan, region.graph, region.fingerprint, world.situation, operation,
        border=region.border, field=field, places=region.places, out=out,
    )  # fmt: skip


def tell_faults(session: Session, faults: tuple[Fault, ...]) -> None:
    """Say what the referee found, a line each."""
    if not faults:
        session.say("The plan holds: the referee found nothing wrong.", style="bold")
        return
    session.say("The referee refuses this plan: {count} {count|fault|faults}.", style="bold red", count=len(faults))
    rows = [(fault.code.value, _where(session, fault), session.words.remark(fault.remark)) for fault in faults]
    session.table((session.words.say("fault"), session.words.say("where"), ""), rows)


def _where(session: Session, fault: Fault) -> str:
    trip = session.words.say("trip {number}", number=fault.trip) if fault.trip else ""
    return ", ".join(part for part in (fault.vehicle, trip, fault.request) if part)
