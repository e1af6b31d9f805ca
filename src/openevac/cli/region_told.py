"""Region packs in words and figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from openevac.cli.session import Session

if TYPE_CHECKING:
    from openevac.domain.places import Place
    from openevac.roads.build import BuildReport
    from openevac.roads.graph import RoadGraph
    from openevac.roads.region import Region


def facts_of(region: Region) -> dict[str, Any]:
    """Give what a region pack holds, for machines."""
    graph = region.graph
    return {
        "name": region.name,
        "training": region.training,
        "source": region.source,
        "licence": region.licence,
        "extract_date": region.extract_date,
        "built_at": region.built_at,
        "fingerprint": region.fingerprint,
        "crs": graph.crs,
        "bounds": [
            float(graph.node_lon.min()), float(graph.node_lat.min()),
            float(graph.node_lon.max()), float(graph.node_lat.max()),
        ],
        "nodes": graph.num_nodes,
        "stretches": graph.num_stretches,
        "arcs": graph.num_arcs,
        "road_km": round(_km(graph), 1),
        "track_km": round(_km(graph, tracks=True), 1),
        "places": len(region.places),
        "places_with_position": sum(place.position is not None for place in region.places),
        "border": region.border is not None,
    }  # fmt: skip


def _km(graph: RoadGraph, *, tracks: bool = False) -> float:
    import numpy as np

    lengths = graph.stretch_length_m[graph.is_track] if tracks else graph.stretch_length_m
    return float(np.sum(lengths, dtype=np.float64)) / 1000.0


def tell_region(session: Session, region: Region) -> None:
    """Say what a region pack holds."""
    say, facts = session.words.say, facts_of(region)
    west, south, east, north = facts["bounds"]
    number = session.words.number
    session.say("Region {name}", style="bold", name=region.name)
    if region.training:
        session.say("Training map. Not for travel", style="bold yellow")
    roads = say(
        "{km} km, of them {tracks} km of tracks", km=number(facts["road_km"], 0), tracks=number(facts["track_km"], 0)
    )
    graph = say("{nodes} crossings and ends, {stretches} stretches", nodes=facts["nodes"], stretches=facts["stretches"])
    places = say("{count}, of them {known} with a position", count=facts["places"], known=facts["places_with_position"])
    rows = [
        (say("roads"), roads),
        (say("graph"), graph),
        (say("extent"), f"{west:.3f}, {south:.3f} – {east:.3f}, {north:.3f} ({facts['crs']})"),
        (say("places"), places),
        (say("border"), say("yes") if facts["border"] else say("none: danger needs one in the situation")),
        (say("source"), region.source or "–"),
        (say("licence"), region.licence or "–"),
        (say("extract of"), region.extract_date or "–"),
        (say("built"), session.words.dated(region.built_at)),
        (say("fingerprint"), region.fingerprint[:16]),
    ]  # fmt: skip
    session.table(("", ""), rows)


def tell_built(
    session: Session, region: Region, report: BuildReport | None, out: Path, more: dict[str, Any] | None = None
) -> None:
    """Say what was built, and what of the source was left out."""
    if session.machine:
        session.print_json({**facts_of(region), "folder": str(out), "report": report, **(more or {})})
        return
    tell_region(session, region)
    if report is not None:
        _tell_left_out(session, report)
    session.say("")
    session.say("Written to {folder}", folder=str(out))


def _tell_left_out(session: Session, report: BuildReport) -> None:
    words = session.words
    rows = [(words.say(reason), words.number(count)) for reason, count in report.skipped.items()]
    rows += [
        (
            words.say("cut off from the rest: {kind}", kind=part.road_class),
            words.say("{km} km", km=words.number(part.km)),
        )
        for part in report.dropped
    ]
    rows += [
        (words.say("kept, but not understood: {tag}", tag=tag), words.number(n)) for tag, n in report.unread.items()
    ]
    if rows:
        session.say("")
        session.table((words.say("Left out or doubtful"), ""), rows, numbers=(1,))


def tell_places(session: Session, found: tuple[Place, ...]) -> None:
    """Show places with code, position, people and raion."""
    say = session.words.say
    rows = [
        (
            place.name_uk,
            place.katottg,
            f"{place.position.lon:.4f}, {place.position.lat:.4f}" if place.position else "–",
            session.words.number(place.population) if place.population is not None else "–",
            place.raion,
        )
        for place in found
    ]
    headings = (say("place"), say("code"), say("position"), say("people"), say("raion"))
    session.table(headings, rows, numbers=(3,))
