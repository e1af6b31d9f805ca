"""`openevac windows`: when it is less dangerous to fetch somebody from a place, hour by hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from openevac.cli.bars import bar
from openevac.cli.field import tell_access, tell_rests_on
from openevac.cli.given import At, Json, RegionFolder, SituationPath, read_moment
from openevac.cli.session import Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.cli.vehicle import Armoured, HeightM, ProfileOption, Use, WeightT, vehicle_profile
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.cli.world import Found, World
    from openevac.domain.weather import WeatherWindow
    from openevac.planning.windows import DepartureHour, Departures


def windows(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="Whom to fetch: a place's name or code, or LON,LAT.")],
    start: Annotated[
        str,
        typer.Option("--from", metavar="START", help="Where the van starts: a place, LON,LAT, or a depot's id."),
    ],
    region: RegionFolder,
    situation: SituationPath,
    at: At = "",
    hours: Annotated[int, typer.Option("--hours", metavar="N", min=1, max=96, help="How far to look ahead.")] = 48,
    operation: Annotated[
        Path | None, typer.Option("--operation", metavar="FILE", help="The operation file whose depots may be named.")
    ] = None,
    profile: ProfileOption = Use.PAVED,
    armoured: Armoured = False,
    height_m: HeightM = 0.0,
    weight_t: WeightT = 0.0,
    machine: Json = False,
) -> None:
    """Show by departure hour how dangerous it is to fetch somebody, and the best windows."""
    from openevac.cli.world import open_world
    from openevac.planning.windows import departure_windows

    session = session_of(context, machine=machine)
    now = read_moment(at)
    world = open_world(region, situation, now)
    door, base = world.find(place, "PLACE"), _start(world, start, operation)
    vehicle = vehicle_profile(profile, armoured=armoured, height_m=height_m, weight_t=weight_t)
    with session.progress() as progress:
        progress("Computing danger", 0.0)
        try:
            found = departure_windows(
                world.region, world.situation, vehicle, base.position, door.position,
                now=now, hours=hours, progress=progress,
            )  # fmt: skip
        except InputError as fault:
            raise _about_the_start(fault, base) from None
    if machine:
        session.print_json({"now": now, "place": door.name, "from": base.name, "departures": found})
    else:
        _tell(session, world, base, door, found, now)
    if all(hour.exposure is None for hour in found.hours):
        raise typer.Exit(EXIT_NO)


def _about_the_start(fault: InputError, base: Found) -> InputError:
    """Name the start as the person did where it lies too far from a road."""
    if "what" not in fault.facts:
        return fault
    return InputError(fault.problem, fault.todo, field=base.option, **{**fault.facts, "what": base.name})


def _start(world: World, text: str, operation: Path | None) -> Found:
    """Find where the van starts: a depot of the operation by its id, or what `find` finds."""
    from openevac.cli.world import Found

    if operation is not None:
        from openevac.feeds.operation_file import read_operation

        for depot in read_operation(operation, world.ground).operation.depots:
            if depot.id == text:
                return Found(depot.id, depot.position, None, "--from")
    return world.find(text, "--from")


def _tell(session: Session, world: World, base: Found, door: Found, found: Departures, now: datetime) -> None:
    from openevac.hazards.rests_on import rests_on

    session.say("{start} – {end} and back, by hour of departure", style="bold", start=base.name, end=door.name)
    if world.region.training:
        session.say("Training map. Not for travel", style="bold yellow")
    tell_access(session, world, door, now)
    if found.hours:
        best = _best_outside_curfew(world, door, found)
        _draw(session, world, door, found, best)
        _tell_best(session, found, best)
        session.say(
            "× tells how many times as dangerous as the least dangerous hour shown; it is no probability.", style="dim"
        )
    for remark in found.remarks:
        session.remark(remark, style="yellow")
    if found.hours:
        tell_rests_on(session, rests_on(world.situation, now))


def _draw(session: Session, world: World, door: Found, found: Departures, best: Sequence[WeatherWindow]) -> None:
    """Draw a bar an hour, the more dangerous the longer, with the weather of that hour."""
    from openevac.hazards.weather import weather_at

    words = session.words
    most = max((hour.times_least for hour in found.hours if hour.times_least is not None), default=1.0)
    marked = set() if _all_alike(found, best) else {hour.starts_at for hour in found.hours if _is_in(hour, best)}
    day = ""
    for hour in found.hours:
        if words.day(hour.starts_at) != day:
            day = words.day(hour.starts_at)
            session.out.print(Text(day, style="bold"))
        weather = weather_at(world.situation.weather, hour.starts_at)
        sky = words.word(weather.sky) if weather is not None else words.say("no forecast")
        line = Text(f"{words.clock(hour.starts_at)} ")
        if hour.times_least is None:
            line.append(words.say("no open way"), style="bold red")
        else:
            line.append(bar(hour.times_least / most, session), style="cyan" if hour.starts_at in marked else "red")
            line.append(f" {words.times(hour.times_least):>6}  {sky}")
            if _under_curfew(world, door, hour.starts_at):
                line.append(f"  {words.say('curfew')}", style="bold")
            elif hour.starts_at in marked:
                line.append(f"  ← {words.say('best')}", style="bold")
        session.out.print(line)


def _best_outside_curfew(world: World, door: Found, found: Departures) -> tuple[WeatherWindow, ...]:
    """Give the best windows among the hours in which people may be about."""
    from openevac.planning.windows import best_windows

    free = [hour for hour in found.hours if not _under_curfew(world, door, hour.starts_at)]
    least = min((hour.exposure for hour in free if hour.exposure is not None), default=0.0)
    among = [
        replace(hour, times_least=hour.exposure / least if least > 0 else 1.0)
        for hour in free
        if hour.exposure is not None
    ]
    return best_windows(tuple(among))


def _all_alike(found: Departures, best: Sequence[WeatherWindow]) -> bool:
    return all(_is_in(hour, best) for hour in found.hours)


def _is_in(hour: DepartureHour, windows: Sequence[WeatherWindow]) -> bool:
    return any(window.starts_at <= hour.starts_at < window.ends_at for window in windows)


def _under_curfew(world: World, door: Found, hour: datetime) -> bool:
    """Tell whether a curfew at the place, or everywhere, holds when the van leaves."""
    clock = hour.astimezone(world.situation.zone_info).time()
    for curfew in world.situation.curfews:
        over_midnight = curfew.starts > curfew.ends
        within = (
            clock >= curfew.starts or clock < curfew.ends if over_midnight else curfew.starts <= clock < curfew.ends
        )
        if within and (not curfew.places or (door.place is not None and door.place.katottg in curfew.places)):
            return True
    return False


def _tell_best(session: Session, found: Departures, best: Sequence[WeatherWindow]) -> None:
    words = session.words
    session.say("")
    if _all_alike(found, best):
        session.say("No hour stands out: all are about equally dangerous.", style="bold")
        return
    for window in best:
        session.say(
            "Best to leave {day}, {start} to {end}.", style="bold",
            day=words.day(window.starts_at), start=words.clock(window.starts_at), end=words.moment(window.ends_at),
        )  # fmt: skip
