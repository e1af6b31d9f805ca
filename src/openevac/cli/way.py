"""`openevac way`: the fastest, the least dangerous and the middle way between two places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openevac.cli.field import tell_access, tell_rests_on, tell_written
from openevac.cli.given import At, Json, RegionFolder, SituationPath, read_moment
from openevac.cli.session import Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.cli.vehicle import Armoured, HeightM, ProfileOption, Use, WeightT, vehicle_profile
from openevac.cli.way_hinges import find_hinges, hinge_facts, tell_hinges
from openevac.cli.written import write_file
from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark

if TYPE_CHECKING:
    from openevac.cli.world import Found, World
    from openevac.domain.legs import RoadPoint
    from openevac.hazards.field import HazardField
    from openevac.hazards.sensitivity import Hinge
    from openevac.reports.way_files import ShownWay
    from openevac.reports.words import Words
    from openevac.routing.path import Path as RoadPath
    from openevac.routing.ways import Ways
    from openevac.routing.weights import RoadWeights

FIELD_HOURS = 2
WRITTEN_AS = (".gpx", ".geojson", ".png")


def way(
    context: typer.Context,
    start: Annotated[str, typer.Argument(metavar="A", help="Where from: a place's name or code, or LON,LAT.")],
    end: Annotated[str, typer.Argument(metavar="B", help="Where to: a place's name or code, or LON,LAT.")],
    region: RegionFolder,
    situation: SituationPath,
    at: At = "",
    exact: Annotated[
        bool, typer.Option("--exact", help="Find every way that no other beats in both time and danger.")
    ] = False,
    eps: Annotated[
        float,
        typer.Option(
            "--eps",
            min=0.0,
            max=1.0,
            metavar="SHARE",
            help="With --exact: leave out ways hardly less dangerous (0.02).",
        ),
    ] = 0.0,
    with_hinges: Annotated[
        bool, typer.Option("--hinges", help="Say which numbers of the profile the choice hangs on.")
    ] = False,
    profile: ProfileOption = Use.PAVED,
    armoured: Armoured = False,
    height_m: HeightM = 0.0,
    weight_t: WeightT = 0.0,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write the ways: .gpx, .geojson or .png.")
    ] = None,
    machine: Json = False,
) -> None:
    """Find ways between two places: minutes, kilometres, danger, tracks, and what they rest on."""
    from openevac.cli.world import open_world
    from openevac.routing.weights import weigh_roads

    session = session_of(context, machine=machine)
    moment = read_moment(at)
    _require_writer(out)
    world = open_world(region, situation, moment)
    ends = (world.find(start, "A"), world.find(end, "B"))
    vehicle = vehicle_profile(profile, armoured=armoured, height_m=height_m, weight_t=weight_t)
    with session.progress() as progress:
        progress("Computing danger", 0.1)
        field = world.field(moment, FIELD_HOURS, [one.position for one in ends])
        require_open_ground(session, field, ends, moment)
        weights = weigh_roads(world.region.graph, field, vehicle, moment)
        progress("Looking for ways", 0.5)
        ways = _look(session, world, weights, ends, exact=exact, eps=eps)
        shown = [_shown(world, name, path) for name, path in _named(ways, session.words)]
        found = find_hinges(world.region.graph, field, weights, ways, vehicle, moment) if with_hinges else None
    _tell(session, world, ends, shown, moment, found)
    if out is not None:
        write_file(out, _file(out, shown, field, world, moment, session))
        tell_written(session, [out])


def require_open_ground(session: Session, field: HazardField, ends: Sequence[Found], moment: datetime) -> None:
    """Leave with "no" and the reasons where an end lies beyond the border, in held ground or in a closed zone."""
    from openevac.hazards.closures import point_reasons
    from openevac.roads.projection import to_metric

    reasons = []
    for end in ends:
        x, y = (float(value) for value in to_metric(field.crs, end.position.lon, end.position.lat))
        reasons += [(end.name, remark) for _, remark in point_reasons(field, x, y, moment)]
    if not reasons:
        return
    if session.machine:
        session.print_json({"ways": [], "refused": [{"place": name, "reason": remark} for name, remark in reasons]})
    for name, remark in reasons:
        session.say(
            "{place}: nobody is sent there. {why}", style="bold red", place=name, why=session.words.remark(remark)
        )
    raise typer.Exit(EXIT_NO)


def snap_ends(world: World, weights: RoadWeights, ends: Sequence[Found]) -> list[RoadPoint]:
    """Put the ends on the nearest roads the vehicle may use; InputError with the distance beyond 2 km."""
    from openevac.roads.snap import Snapper

    snapper = Snapper(world.region.graph)
    points = []
    for end in ends:
        try:
            points.append(snapper.snap(end.position, weights.open, what=end.name))
        except InputError as fault:
            raise InputError(fault.problem, fault.todo, field=end.option, **fault.facts) from None
    return points


def _look(
    session: Session, world: World, weights: RoadWeights, ends: Sequence[Found], *, exact: bool, eps: float
) -> Ways:
    from openevac.routing.router import Router

    start, end = snap_ends(world, weights, ends)
    ways = Router(world.region.graph, world.region.order).ways(weights, start, end, exact=exact, eps=eps)
    if ways is None:
        if session.machine:
            session.print_json({"ways": [], "refused": [{"place": ends[1].name, "reason": NO_WAY}]})
        session.remark(NO_WAY, style="bold red")
        raise typer.Exit(EXIT_NO)
    return ways


def _named(ways: Ways, words: Words) -> list[tuple[str, RoadPath]]:
    """Give each way once with all its names: on lonely ground the fastest is often the least dangerous too."""
    named = [
        (words.say("fastest"), ways.fastest),
        (words.say("least dangerous known"), ways.least_dangerous),
        (words.say("in between"), ways.knee),
    ]
    once = [(", ".join(name for name, other in named if other == path), path) for _, path in named]
    once = list(dict(once).items())
    others = [path for path in ways.all if all(path != known for _, known in once)]
    return once + [(words.say("other {number}", number=number), path) for number, path in enumerate(others, start=1)]


NO_WAY = Remark(text="No open way leads there for this vehicle.")


def _shown(world: World, name: str, path: RoadPath) -> ShownWay:
    from openevac.reports.way_files import ShownWay, way_points

    return ShownWay(
        name=name,
        points=way_points(world.region.graph, path.arcs, path.start_fraction, path.end_fraction),
        time_s=path.time_s,
        length_m=path.length_m,
        track_m=path.track_m,
        exposure=path.exposure,
    )


def _tell(
    session: Session,
    world: World,
    ends: Sequence[Found],
    shown: Sequence[ShownWay],
    moment: datetime,
    found: tuple[Hinge, ...] | None,
) -> None:
    from openevac.hazards.rests_on import rests_on, warnings

    rests = rests_on(world.situation, moment)
    if session.machine:
        facts = {"at": moment, "ways": [_facts(one) for one in shown], "rests_on": rests}
        session.print_json(facts if found is None else {**facts, "hinges": hinge_facts(found)})
        return
    words = session.words
    session.say("{start} – {end}, {at}", style="bold", start=ends[0].name, end=ends[1].name, at=words.dated(moment))
    if world.region.training:
        session.say("Training map. Not for travel", style="bold yellow")
    for end in ends:
        tell_access(session, world, end, moment)
    least = min(one.exposure for one in shown)
    headings = tuple(words.say(heading) for heading in ("way", "time", "length", "danger", "index", "on tracks"))
    rows = [
        (
            one.name,
            words.duration(one.time_s),
            words.km(one.length_m),
            f"{words.number(one.exposure / least, 2)}×" if least > 0 else "–",
            words.number(one.exposure),
            words.km(one.track_m),
        )
        for one in shown
    ]
    session.table(headings, rows, numbers=(1, 2, 3, 4, 5))
    session.say(
        "× tells how many times as dangerous as the least dangerous known way; it is no probability.", style="dim"
    )
    if found is not None:
        tell_hinges(session, found)
    tell_rests_on(session, rests)
    for remark in warnings(world.situation, moment, FIELD_HOURS):
        session.remark(remark, style="yellow")


def _facts(one: ShownWay) -> dict[str, Any]:
    return {
        "name": one.name,
        "time_s": one.time_s,
        "length_m": one.length_m,
        "track_m": one.track_m,
        "exposure": one.exposure,
        "points": one.points.round(6).tolist(),
    }


def _require_writer(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in WRITTEN_AS:
        raise InputError(
            "Ways cannot be written as '{kind}'.",
            "End the name in .gpx, .geojson or .png.",
            field="--out",
            kind=out.suffix,
        )


def _file(
    out: Path, shown: Sequence[ShownWay], field: HazardField, world: World, moment: datetime, session: Session
) -> bytes:
    from openevac.reports.way_files import ways_geojson, ways_gpx

    kind = out.suffix.lower()
    if kind == ".gpx":
        return ways_gpx(shown, world.region, moment, session.words)
    if kind == ".geojson":
        return ways_geojson(shown, world.region, moment)
    from openevac.reports.field_picture import field_picture

    drawn = [(one.name, one.points) for one in shown]
    return field_picture(field, world.region, world.situation, moment, session.words, ways=drawn)
