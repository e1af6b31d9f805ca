"""`openevac clearing`: how many days it takes to bring people out of a place, over many futures."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import At, Json, RegionFolder, SituationPath, read_moment
from openevac.cli.session import session_of
from openevac.cli.shell import EXIT_NO
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.cli.world import Found, World
    from openevac.domain.operation import Operation
    from openevac.outlook.asked import Fleet, PeopleToMove, WorkingHours

_HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
LAST_HOUR, LAST_MINUTE = 23, 59


def clearing(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place's name or code, or LON,LAT.")],
    region: RegionFolder,
    situation: SituationPath,
    operation: Annotated[
        Path, typer.Option("--operation", metavar="FILE", help="Vans, crews, shelters and policy: an operation file.")
    ],
    people: Annotated[
        int | None,
        typer.Option("--people", metavar="N", min=0, help="How many want to leave; else those of the requests there."),
    ] = None,
    hours: Annotated[
        str, typer.Option("--hours", metavar="HH:MM-HH:MM", help="Hours of work every day; else those the crews share.")
    ] = "",
    nights: Annotated[
        int | None,
        typer.Option(
            "--nights", metavar="N", min=1, help="People stay so long in a shelter; else their bed stays taken."
        ),
    ] = None,
    days_on: Annotated[int, typer.Option("--days-on", metavar="N", min=1, help="Days a crew drives in a row.")] = 1,
    days_off: Annotated[
        int, typer.Option("--days-off", metavar="N", min=0, help="Days of rest after them; 0 means no rest.")
    ] = 0,
    at: At = "",
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", min=1, max=5000, help="How many futures are drawn.")
    ] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="The same seed draws the same futures.")] = 1,
    machine: Json = False,
) -> None:
    """Show how many days it takes to bring people out of a place, and what holds it up."""
    from openevac.cli.clearing_told import tell_clearing
    from openevac.cli.world import open_world
    from openevac.feeds.operation_file import read_operation
    from openevac.outlook.clearing import clearing as live_futures

    session = session_of(context, machine=machine)
    now = read_moment(at)
    world = open_world(region, situation, now)
    read = read_operation(operation, world.ground).operation
    found = world.find(place, "PLACE")
    fleet, work, differ = _work(world, read, hours, days_on, days_off)
    with session.progress() as progress:
        progress("Computing danger", 0.0)
        answer = live_futures(
            world.region, world.situation, found.place or found.position, _people(read, found, people), fleet,
            read.shelters, work, now=now, seed=seed, runs=runs, policy=read.policy, nights=nights, progress=progress,
        )  # fmt: skip
    if differ:
        session.warn("The crews' hours differ: only those that all of them share are counted.")
    if machine:
        session.print_json({"now": now, "place": found.name, "clearing": answer})
    else:
        tell_clearing(session, world, found, answer, now)
    if answer.runs == 0 or (answer.people and not answer.trips.high):
        raise typer.Exit(EXIT_NO)


def _work(
    world: World, operation: Operation, hours: str, days_on: int, days_off: int
) -> tuple[Fleet, WorkingHours, bool]:
    """Give vans, daily hours, and whether some crews work longer than the hours counted."""
    from openevac.outlook.asked import fleet_of, hours_of

    fleet = fleet_of(operation, days_on=days_on, days_off=days_off)
    if hours:
        return fleet, read_hours(hours), False
    return fleet, *hours_of(operation, world.situation.zone_info)


def read_hours(text: str) -> WorkingHours:
    """Read "06:00-18:00", local clock; an end before the start lies on the next morning."""
    from openevac.outlook.asked import WorkingHours

    match = _HOURS.fullmatch(text)
    numbers = [int(part) for part in match.groups()] if match else [24, 0, 24, 0]
    if max(numbers[0], numbers[2]) > LAST_HOUR or max(numbers[1], numbers[3]) > LAST_MINUTE:
        raise InputError("'{text}' is not a span of hours.", "Write it like 06:00-18:00.", field="--hours", text=text)
    early_h, early_min, late_h, late_min = numbers
    return WorkingHours(early=time(early_h, early_min), late=time(late_h, late_min))


def _people(operation: Operation, found: Found, count: int | None) -> PeopleToMove:
    """Give who is to leave: by number as asked, in kind as the requests of the place, or of the whole operation."""
    from openevac.outlook.asked import PeopleToMove

    code = "" if found.place is None else found.place.katottg
    there = tuple(request.needs for request in operation.requests if code and request.katottg == code)
    if count is None and not there:
        raise InputError(
            "The operation has no request from {place}, so nobody says how many want to leave.",
            "Give their number with --people.",
            field="--people",
            place=found.name,
        )
    total = sum(needs.party_size for needs in there) if count is None else count
    return PeopleToMove(count=total, households=there or tuple(request.needs for request in operation.requests))
