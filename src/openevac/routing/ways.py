"""The choice of ways that people see: each a full path, three of them named."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.roads.graph import RoadGraph
from openevac.routing.corridor import Corridor
from openevac.routing.path import Path, measure_path
from openevac.routing.sweep import Choice
from openevac.routing.weights import RoadWeights


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Ways between two points of which none beats another in both time and exposure; `all`, fastest first.

    `fastest`: least time, then least exposure. `least_dangerous`: least exposure with a trace of time (see
    corridor.TRACE). `knee`: the way farthest below the straight line from the fastest to the least dangerous, when
    the extra time and the spared exposure are both drawn from 0 to 1; the fastest where none lies below it.
    """

    fastest: Path
    least_dangerous: Path
    knee: Path
    all: tuple[Path, ...]


def name_ways(graph: RoadGraph, weights: RoadWeights, corridor: Corridor, choices: list[Choice]) -> Ways:
    """Turn the choices of a corridor, sorted by time, into full paths and name three of them."""
    paths = tuple(_path(graph, weights, corridor, choice) for choice in choices)
    return Ways(fastest=paths[0], least_dangerous=paths[-1], knee=_knee(paths), all=paths)


def _knee(paths: tuple[Path, ...]) -> Path:
    fastest, calmest = paths[0], paths[-1]
    more_s, less_exposure = calmest.time_s - fastest.time_s, fastest.exposure - calmest.exposure
    if more_s <= 0 or less_exposure <= 0:
        return fastest

    def below_line(path: Path) -> float:
        return (fastest.exposure - path.exposure) / less_exposure - (path.time_s - fastest.time_s) / more_s

    return max(paths, key=below_line)


def _path(graph: RoadGraph, weights: RoadWeights, corridor: Corridor, choice: Choice) -> Path:
    pieces = corridor.pieces
    arcs = tuple(pieces.arc[list(choice.pieces)].tolist())
    begin, end = pieces.start[choice.pieces[0]], pieces.end[choice.pieces[-1]]
    return measure_path(graph, weights, arcs, begin, end)
