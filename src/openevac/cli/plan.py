"""`openevac plan`: from requests, region and situation to a folder with the plan and its papers."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from openevac.cli.given import At, Json, RegionFolder, SituationPath, read_moment
from openevac.cli.session import Progress, Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.cli.written import require_free, write_folder
from openevac.domain.errors import InputError
from openevac.domain.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from openevac.cli.world import World
    from openevac.domain.missions import Plan
    from openevac.domain.operation import Operation
    from openevac.domain.past import Past
    from openevac.hazards.field import HazardField
    from openevac.reports.material import PlanMaterial

ITERATIONS = 2000


def plan(
    context: typer.Context,
    operation: Annotated[Path, typer.Argument(metavar="OPERATION", help="The operation file (TOML or JSON).")],
    region: RegionFolder,
    situation: SituationPath,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder to write the plan to.")],
    at: At = "",
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The same seed and iterations give the same plan.")
    ] = 1,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", metavar="S", min=1, help="Search this long; the plan then depends on the computer."),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option("--iterations", metavar="N", min=1, help="Search this many rounds; 2000 without --seconds."),
    ] = None,
    past: Annotated[
        list[Path] | None,
        typer.Option("--past", metavar="FOLDER", help="An earlier plan that was driven; may be given several times."),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option("--from", metavar="PLAN", help="An earlier plan of this operation to begin with, and better."),
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Do not round positions in what leaves the house.")] = False,
    machine: Json = False,
) -> None:
    """Plan a day: who is fetched, by which van, on which way, and why the others are not."""
    from openevac.cli.world import open_world
    from openevac.feeds.operation_file import read_operation

    session = session_of(context, machine=machine)
    now = read_moment(at)
    require_free(out)
    world = open_world(region, situation, now)
    read = read_operation(operation, world.ground)
    require_a_future(read.operation, now, world.situation.zone_info, operation.name)
    for remark in read.remarks:
        session.warn(remark.text, **remark.facts)
    early = sum(request.received_at > now for request in read.operation.requests)
    if early:
        session.warn("Requests dated after the moment of planning: {count}. Is --at right?", count=early)
    driven, begun = read_past(past or [], world), read_start(start, read.operation)
    with session.progress() as progress:
        material = make_plan(
            world, read.operation, now, seed, progress,
            iterations=iterations, seconds=seconds, exact=exact, past=driven, start=begun,
        )  # fmt: skip
        files = _files(material, session, progress)
        write_folder(out, files)
    _tell(session, material, out, files)
    if not material.plan.missions:
        raise typer.Exit(EXIT_NO)


def make_plan(
    world: World,
    operation: Operation,
    now: datetime,
    seed: int,
    progress: Progress,
    *,
    iterations: int | None = None,
    seconds: float | None = None,
    exact: bool = False,
    past: Past | None = None,
    start: Plan | None = None,
) -> PlanMaterial:
    """Plan through the one door, and let the referee have the last word: what it refuses is never shown.

    Without `iterations` and `seconds` the search takes ITERATIONS rounds, the same on every computer.
    """
    from openevac.cli.check import faults_of
    from openevac.planning.plan import plan as plan_day

    ends_at = None if seconds is None else time.monotonic() + seconds
    made = plan_day(
        world.region,
        world.situation,
        operation,
        now=now,
        seed=seed,
        iterations=ITERATIONS if iterations is None and ends_at is None else iterations,
        stop=None if ends_at is None else lambda: time.monotonic() >= ends_at,
        progress=progress,
        past=past,
        start=start,
    )
    progress("The referee drives the plan again", 0.9)
    field = _field_of(world, made)
    faults = faults_of(made, world, operation, field)
    if faults:
        raise RuntimeError("the referee refuses the plan: " + "; ".join(fault.in_english() for fault in faults))
    return _material(made, world, operation, field, exact=exact)


def read_past(folders: list[Path], world: World) -> Past | None:
    """Read the plans of earlier missions; None where none is given, InputError where one is of another region pack."""
    from openevac.cli.check import read_plan_file
    from openevac.domain.past import Past
    from openevac.planning.routine import past_of

    found = []
    for folder in folders:
        try:
            found.append(past_of(read_plan_file(folder), world.region))
        except InputError as fault:
            raise fault.at(file=str(folder)) from None
    return Past.together(world.region.fingerprint, found) if found else None


def read_start(file: Path | None, operation: Operation) -> Plan | None:
    """Read the plan to begin with, or None; InputError where it is under way or of another operation."""
    from openevac.cli.check import read_plan_file
    from openevac.planning.warm import require_usable

    if file is None:
        return None
    try:
        start = read_plan_file(file)
        require_usable(start, operation)
    except InputError as fault:
        raise fault.at(file=str(file)) from None
    return start


def _field_of(world: World, made: Plan) -> HazardField:
    """Compute danger over the hours in which somebody is on the way."""
    first = min((mission.departs_at for mission in made.missions), default=made.made_at)
    last = max((mission.returns_at for mission in made.missions), default=made.made_at)
    return world.field(first, 2 + int((last - first).total_seconds() // SECONDS_PER_HOUR))


def _material(made: Plan, world: World, operation: Operation, field: HazardField, *, exact: bool) -> PlanMaterial:
    """Bring a plan together with its world, for papers and pages; closed roads are those at the first departure."""
    from openevac.hazards.closures import closed_stretches
    from openevac.reports.material import PlanMaterial

    closed = ~closed_stretches(field, world.region.graph, field.starts_at).open
    return PlanMaterial(
        plan=made, operation=operation, situation=world.situation, region=world.region, closed=closed, exact=exact
    )


def require_a_future(operation: Operation, now: datetime, zone: ZoneInfo, file: str) -> None:
    """Refuse a day that is over at the moment of planning: a wrong date makes every window a past one."""
    policy, hours = operation.policy, [crew.tw_late for crew in operation.crews]
    windows = [request.tw_late for request in operation.requests if request.tw_late is not None]
    over = (
        ("policy.departure_late", [policy.departure_late] if policy.departure_late is not None else []),
        ("crews.tw_late", hours),
        ("requests.tw_late", windows if len(windows) == len(operation.requests) else []),
    )
    for field, times in over:
        if times and max(times) <= now:
            raise InputError(
                "Everything is over: the last of these times is {last}, planning is for {now}.",
                "Correct the dates in the file, or the moment after --at.",
                file=file,
                field=field,
                last=f"{max(times).astimezone(zone):%Y-%m-%d %H:%M}",
                now=f"{now.astimezone(zone):%Y-%m-%d %H:%M}",
            )


def _files(material: PlanMaterial, session: Session, progress: Progress) -> dict[str, bytes]:
    from openevac.cli.plan_files import plan_files

    return plan_files(material, session.words, progress)


def _tell(session: Session, material: PlanMaterial, out: Path, files: dict[str, bytes]) -> None:
    from openevac.cli.plan_summary import tell_plan_summary

    if session.machine:
        made = material.plan
        facts: dict[str, Any] = {
            "folder": str(out),
            "files": sorted(files),
            "totals": made.totals,
            "unserved": made.unserved,
            "fairness": made.fairness,
        }
        session.print_json(facts)
        return
    tell_plan_summary(session, material)
    session.say("")
    session.say("Written to {folder}", folder=str(out))
