"""Raw roads drawn in metres around one point of Kharkiv oblast, for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openevac.roads.graph import RoadClass, RoadGraph
from openevac.roads.raw import RawRoads, RawWay
from tests.hand_made import to_degrees

Metres = tuple[float, float]


def draw(points: dict[str, Metres], ways: list[RawWay], **more: Any) -> RawRoads:
    """Give raw roads over named points; node ids are the places of the names, as `way` counts them."""
    ids = {name: number for number, name in enumerate(points)}
    for key in {"barriers", "gates", "fords"} & more.keys():
        more[key] = {ids[name] for name in more[key]}
    positions = {ids[name]: (to_degrees(*metres).lon, to_degrees(*metres).lat) for name, metres in points.items()}
    return RawRoads(positions=positions, ways=[_numbered(way, ids) for way in ways], **more)


def way(way_id: int, names: str, road_class: RoadClass = RoadClass.RESIDENTIAL, **facts: Any) -> RawWay:
    """Give a way over points named in one string: `way(1, "a b c")`."""
    return RawWay(way_id=way_id, nodes=tuple(names.split()), road_class=road_class, **facts)  # type: ignore[arg-type]  # names stand in for numbers until `draw`


def _numbered(drawn: RawWay, ids: dict[str, int]) -> RawWay:
    return replace(drawn, nodes=tuple(ids[str(name)] for name in drawn.nodes))


def stretch_of(graph: RoadGraph, way_id: int) -> int:
    """Give the only stretch that holds a way."""
    found = [stretch for stretch in range(graph.num_stretches) if way_id in graph.ways(stretch)]
    assert len(found) == 1, found
    return found[0]


SQUARE: dict[str, Metres] = {"a": (0, 0), "b": (400, 0), "c": (400, 300), "d": (0, 300), "m": (200, 0), "n": (100, 0)}
