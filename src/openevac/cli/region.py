"""`openevac region`: make region packs and look into them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json, require_position
from openevac.cli.region_told import facts_of, tell_built, tell_places, tell_region
from openevac.cli.session import Progress, Session, session_of

if TYPE_CHECKING:
    from openevac.domain.hazards import Border
    from openevac.roads.graph import RoadGraph
    from openevac.roads.region import Region

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write the region pack to.")]
Settlements = Annotated[
    Path | None, typer.Option("--settlements", metavar="FILE", help="Places with KATOTTG codes (CSV or GeoJSON).")
]
BorderFile = Annotated[
    Path | None,
    typer.Option("--border", metavar="FILE", help="Lines of the border with Russia or Belarus (GeoJSON)."),
]
Home = Annotated[
    str,
    typer.Option(
        "--home", metavar="LON,LAT", help="A point on the home side of the border; without it the middle of the roads."
    ),
]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="What the region is called; without it the name of the folder.")
]
Source = Annotated[str, typer.Option("--source", metavar="TEXT", help="Who drew the roads.")]
Licence = Annotated[str, typer.Option("--licence", metavar="TEXT", help="The licence of the roads.")]
ExtractDate = Annotated[str, typer.Option("--extract-date", metavar="DAY", help="The day of the extract.")]


@dataclass(frozen=True, slots=True)
class About:
    """What a region says of itself."""

    name: str
    source: str
    licence: str
    extract_date: str


def build(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Road extract: .osm.pbf, .osm.gz or .osm.")],
    out: Out,
    settlements: Settlements = None,
    border: BorderFile = None,
    home: Home = "",
    name: Name = "",
    source: Source = "OpenStreetMap",
    licence: Licence = "ODbL 1.0, © OpenStreetMap contributors",
    extract_date: ExtractDate = "",
    machine: Json = False,
) -> None:
    """Make a region pack from an extract of OpenStreetMap."""
    from openevac.roads.build import build_graph
    from openevac.roads.osm import read_osm

    session = session_of(context, machine=machine)
    with session.progress() as progress:
        raw = read_osm(file, progress)
        graph, report = build_graph(raw, progress)
        about = About(name or out.name, source, licence, extract_date or raw.extract_date)
        region = _region(session, graph, settlements, border, home, progress, about)
        _write(region, out, progress)
    tell_built(session, region, report, out)


def lines(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Road lines with a class (GeoJSON).")],
    out: Out,
    settlements: Settlements = None,
    tolerance: Annotated[float, typer.Option("--tolerance", metavar="M", help="Ends this close are joined.")] = 100.0,
    border: BorderFile = None,
    home: Home = "",
    name: Name = "",
    source: Source = "",
    licence: Licence = "",
    extract_date: ExtractDate = "",
    machine: Json = False,
) -> None:
    """Make a region pack from plain road lines."""
    from openevac.roads.build import build_graph
    from openevac.roads.lines import read_road_lines

    session = session_of(context, machine=machine)
    with session.progress() as progress:
        raw, joined = read_road_lines(file, tolerance)
        graph, report = build_graph(raw, progress)
        about = About(name or out.name, source or raw.source, licence, extract_date)
        region = _region(session, graph, settlements, border, home, progress, about)
        _write(region, out, progress)
    told = asdict(joined)
    told.pop("joined")
    tell_built(session, region, report, out, more={"lines": told})
    session.say(
        "Joined: {ends} ends with each other, {led} ends with a line, {metres} m of gaps in all.",
        ends=joined.ends_joined, led=joined.ends_led_to_lines, metres=round(joined.joined_m),
    )  # fmt: skip
    if joined.crossings_not_joined:
        session.say("Lines that cross without a shared point, not joined: {count}.", count=joined.crossings_not_joined)


def training(context: typer.Context, out: Out, machine: Json = False) -> None:
    """Make the training region: real towns, invented roads, for exercises only."""
    session = session_of(context, machine=machine)
    with session.progress() as progress:
        region = draw_training_region(progress)
        _write(region, out, progress)
    tell_built(session, region, None, out)


def info(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the region pack.")],
    machine: Json = False,
) -> None:
    """Say what a region pack holds."""
    from openevac.roads.region import open_region

    session = session_of(context, machine=machine)
    region = open_region(folder)
    if machine:
        session.print_json(facts_of(region))
        return
    tell_region(session, region)


def search(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the region pack.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A name in any spelling, or a KATOTTG code.")],
    machine: Json = False,
) -> None:
    """Find places by name: Ukrainian, Latin, old or Russian spelling, one typo."""
    from openevac.roads.places import PlaceIndex
    from openevac.roads.region import open_region

    session = session_of(context, machine=machine)
    found = PlaceIndex(open_region(folder).places).search(text)
    if machine:
        session.print_json(found)
    elif found:
        tell_places(session, found)
    else:
        session.say("No place is called like this.")
    if not found:
        raise typer.Exit(1)


def draw_training_region(progress: Progress) -> Region:
    """Draw the training region, always the same."""
    from openevac.roads.training.region import make_training_region
    from openevac.routing.order import compute_order

    return make_training_region(compute_order, built_at=datetime.now(UTC).replace(microsecond=0), progress=progress)


def _region(
    session: Session,
    graph: RoadGraph,
    settlements: Path | None,
    border_file: Path | None,
    home: str,
    progress: Progress,
    about: About,
) -> Region:
    from openevac.feeds.settlements import read_settlements
    from openevac.roads.region import Region
    from openevac.routing.order import compute_order

    places = read_settlements(settlements) if settlements else ()
    border = _border(graph, border_file, home)
    if border is None:
        session.warn("The region has no border: danger can be computed only where the situation brings one.")
    if not places:
        session.warn("The region has no places: requests need longitude and latitude.")
    progress("Ordering crossings for fast search", 0.0)
    order = compute_order(graph)
    return Region(
        graph=graph, order=order, places=places, border=border, built_at=datetime.now(UTC).replace(microsecond=0),
        name=about.name, source=about.source, licence=about.licence, extract_date=about.extract_date,
    )  # fmt: skip


def _border(graph: RoadGraph, file: Path | None, home: str) -> Border | None:
    import numpy as np

    from openevac.domain.places import LonLat
    from openevac.feeds.border import read_border

    if file is None:
        return None
    middle = LonLat(float(np.median(graph.node_lon)), float(np.median(graph.node_lat)))
    return read_border(file, require_position(home, "--home") if home else middle)


def _write(region: Region, out: Path, progress: Progress) -> None:
    from openevac.roads.region import write_region

    progress("Writing the region pack", 0.9)
    write_region(region, out)
