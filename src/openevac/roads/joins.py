"""Joins line ends that lie apart: to each other first, then to the lines they stop short of.

Nothing is moved. A gap is bridged by a straight piece of its own, so every join can be counted, listed and looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import shapely
from scipy.spatial import cKDTree

from openevac.roads.graph import FloatArray


@dataclass(frozen=True, slots=True)
class EndJoin:
    """Two end nodes, `one` and `other`, that are joined over `gap_m` metres."""

    one: int
    other: int
    gap_m: float


@dataclass(frozen=True, slots=True)
class LineJoin:
    """An end node that is joined to the inside of a line: at `share` of segment `segment` of line `line`."""

    end: int
    line: int
    segment: int
    share: float
    gap_m: float


def join_ends(lines: list[list[int]], xy: FloatArray, tolerance_m: float) -> list[EndJoin]:
    """Bridge the gaps between line ends within the tolerance, the narrowest first.

    `lines`: node numbers of each line; `xy` (nodes, 2) in metres. Ends between which one can already drive in less
    than twice the tolerance get no second way. Ties go to the lower node numbers, so the answer depends on the
    file alone.
    """
    ends = np.unique([node for line in lines for node in (line[0], line[-1])])
    pairs = cKDTree(xy[ends]).query_pairs(tolerance_m, output_type="ndarray")
    one, other = np.sort(ends[pairs].reshape(-1, 2), axis=1).T
    gap_m = np.hypot(*(xy[one] - xy[other]).T)
    network = _Network(lines, xy)
    found = []
    for index in np.lexsort((other, one, gap_m)):
        join = EndJoin(int(one[index]), int(other[index]), float(gap_m[index]))
        if not network.reaches(join.one, join.other, 2.0 * tolerance_m):
            network.link(join.one, join.other, join.gap_m)
            found.append(join)
    return found


def join_to_lines(lines: list[list[int]], xy: FloatArray, loose: list[int], tolerance_m: float) -> list[LineJoin]:
    """Lead loose ends to the nearest other line within the tolerance.

    `loose`: node numbers of ends where just one line stops. A line is never joined to itself.
    """
    owner = {node: number for number, line in enumerate(lines) for node in (line[0], line[-1])}
    of_line, first, segments = _segments(lines, xy)
    tree = shapely.STRtree(segments)
    found = []
    for end in loose:
        point = shapely.Point(xy[end])
        near = tree.query(point, predicate="dwithin", distance=tolerance_m)
        near = np.sort(near[of_line[near] != owner[end]])
        if not len(near):
            continue
        gaps = shapely.distance(segments[near], point)
        best = int(near[int(gaps.argmin())])
        share = float(shapely.line_locate_point(segments[best], point, normalized=True))
        line = int(of_line[best])
        found.append(LineJoin(end, line, best - int(first[line]), share, float(gaps.min())))
    return found


def count_unjoined_crossings(lines: list[list[int]], xy: FloatArray) -> int:
    """Count places where two lines cross between their points: they are not joined, one may run on a bridge."""
    of_line, _, segments = _segments(lines, xy)
    one, other = shapely.STRtree(segments).query(segments, predicate="crosses")
    return int(((one < other) & (of_line[one] != of_line[other])).sum())


def _segments(lines: list[list[int]], xy: FloatArray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give for all segments their line, for each line its first segment, and the segments as shapes."""
    counts = np.array([len(line) - 1 for line in lines])
    tails = np.array([node for line in lines for node in line[:-1]])
    heads = np.array([node for line in lines for node in line[1:]])
    of_line = np.repeat(np.arange(len(lines)), counts)
    return of_line, np.cumsum(counts) - counts, shapely.linestrings(np.stack((xy[tails], xy[heads]), axis=1))


class _Network:
    """All pieces of the lines as neighbours of nodes, for short walks."""

    def __init__(self, lines: list[list[int]], xy: FloatArray) -> None:
        self._next: dict[int, list[tuple[int, float]]] = {}
        for line in lines:
            steps_m = np.hypot(*np.diff(xy[line], axis=0).T)
            for tail, head, step_m in zip(line[:-1], line[1:], steps_m.tolist(), strict=True):
                self.link(tail, head, step_m)

    def link(self, one: int, other: int, length_m: float) -> None:
        self._next.setdefault(one, []).append((other, length_m))
        self._next.setdefault(other, []).append((one, length_m))

    def reaches(self, start: int, goal: int, within_m: float) -> bool:
        """Tell whether a walk of at most `within_m` metres leads from start to goal (Dijkstra, cut off there)."""
        done: set[int] = set()
        ahead = [(0.0, start)]
        while ahead:
            walked_m, node = heappop(ahead)
            if node == goal:
                return True
            if node in done:
                continue
            done.add(node)
            for neighbour, step_m in self._next.get(node, []):
                if neighbour not in done and walked_m + step_m <= within_m:
                    heappush(ahead, (walked_m + step_m, neighbour))
        return False
