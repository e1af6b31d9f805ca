"""`openevac check`: the referee drives a plan again and names everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json, RegionFolder, SituationPath
from openevac.cli.session import Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.cli.written import PLAN_MARK

if TYPE_CHECKING:
    from openevac.cli.world import World
    from openevac.domain.missions import Plan
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
    machine: Json = False,
) -> None:
    """Check a plan independently: every load, window, bed, rule, time and danger is worked out again."""
    from openevac.cli.world import open_world
    from openevac.feeds.operation_file import read_operation

    session = session_of(context, machine=machine)
    read = read_plan_file(plan)
    world = open_world(region, situation, read.made_at)
    faults = faults_of(read, world, read_operation(operation, world.ground).operation)
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


def faults_of(plan: Plan, world: World, operation: Operation, field: HazardField | None = None) -> tuple[Fault, ...]:
    """Ask the referee; `field`: the danger over the plan's hours, computed where it is not given."""
    from openevac.planning.check.referee import check_plan

    region = world.region
    return check_plan(
        plan, region.graph, region.fingerprint, world.situation, operation,
        border=region.border, field=field, places=region.places,
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
