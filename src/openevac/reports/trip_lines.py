"""Trips as lines side by side: where several trips share a road they run beside each other, each stays visible.

How far apart they run is fixed on screen, so every level of nearness has its own lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from openevac.reports.frame import UNIT_M, Frame, path_of
from openevac.reports.material import PlanMaterial
from openevac.reports.placing import Spot
from openevac.reports.rounding import NO_STRETCH, GroundLine
from openevac.roads.graph import FloatArray

LEVELS = 5
"""Level k serves from 2^k times as near as the first view on."""
GAP_PX = 4.6
FINEST_M = 6.0
SHARPEST = 1.6
LABEL_SHARES = tuple(share / 16 for share in range(1, 16))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TripDrawn:
    """One trip on the map: `paths`, one a level; `label_spots`: where its label may stand, best first.

    `box`: west, north, width and height in units.
    """

    code: str
    van: int
    number: int
    paths: tuple[str, ...]
    label_spots: list[Spot]
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A run of one trip over one stretch, or off road: points (n, 2 units), and its slot to the left of travel."""

    points: FloatArray
    slot: float


def draw_trips(material: PlanMaterial, frame: Frame, unit_px: float, levels: int = LEVELS) -> list[TripDrawn]:
    """Draw all trips for each level; `unit_px`: pixels of one unit in the first view."""
    lines = material.shown_legs
    by_stretch = _trips_by_stretch(lines)
    drawn = []
    for code, legs in lines.items():
        runs = _runs(legs, by_stretch, code, frame)
        van, number = (int(part) for part in code.split("-"))
        drawn.append(
            TripDrawn(
                code=code,
                van=van,
                number=number,
                paths=tuple(_path(runs, unit_px * 2**level) for level in range(levels)),
                label_spots=_label_spots(legs, by_stretch, frame, code),
                box=_box(legs, frame),
            )
        )
    return drawn


def trip_lines(material: PlanMaterial, frame: Frame) -> list[FloatArray]:
    """Give all lines of all trips, (n, 2) units."""
    return [frame.units(*leg.points.T) for legs in material.shown_legs.values() for leg in legs]


def _trips_by_stretch(lines: dict[str, tuple[GroundLine, ...]]) -> dict[int, list[str]]:
    """Give for each stretch the trips that use it, in the order of the plan."""
    by_stretch: dict[int, list[str]] = defaultdict(list)
    for code, legs in lines.items():
        for stretch in np.unique(np.concatenate([leg.stretch for leg in legs])).tolist():
            if stretch != NO_STRETCH:
                by_stretch[stretch].append(code)
    return by_stretch


def _runs(
    legs: tuple[GroundLine, ...], by_stretch: dict[int, list[str]], code: str, frame: Frame
) -> list[list[_Piece]]:
    """Cut legs into runs without a break; a stretch that an earlier leg ran over from end to end is left out."""
    runs: list[list[_Piece]] = []
    done: set[int] = set()
    for leg in legs:
        units = frame.units(*leg.points.T)
        cuts = np.flatnonzero(np.diff(leg.stretch)) + 1
        bounds = [0, *cuts.tolist(), len(units) - 1]
        run: list[_Piece] = []
        whole: list[int] = []
        for place, (start, end) in enumerate(pairwise(bounds)):
            stretch = int(leg.stretch[start])
            if end <= start:
                continue
            if stretch in done:
                runs.append(run)
                run = []
                continue
            run.append(
                _Piece(
                    units[start : end + 1], side_of_travel(by_stretch, stretch, code, forward=bool(leg.forward[start]))
                )
            )
            if 1 < place < len(bounds) - 3:
                whole.append(stretch)
        runs.append(run)
        done.update(whole)
    return [run for run in runs if run]


def side_of_travel(by_stretch: dict[int, list[str]], stretch: int, code: str, *, forward: bool) -> float:
    """Give a trip's place beside the middle of a road, in gaps to the left of travel."""
    sharing = by_stretch.get(stretch, [code])
    slot = sharing.index(code) - (len(sharing) - 1) / 2
    return slot if forward else -slot


def _path(runs: list[list[_Piece]], unit_px: float) -> str:
    tolerance = max(FINEST_M / UNIT_M, 0.7 / unit_px)
    return path_of([_beside(run, GAP_PX / unit_px, tolerance) for run in runs])


def _beside(run: list[_Piece], gap: float, tolerance: float) -> FloatArray:
    """Give one line through a run's pieces, each moved aside by its slot; slots of neighbours join smoothly."""
    points, slots = [], []
    for piece in run:
        simple = shapely.get_coordinates(shapely.simplify(shapely.LineString(piece.points), tolerance))
        points.append(simple)
        slots.append(np.full(len(simple), piece.slot))
    line, slot = np.vstack(points), np.concatenate(slots)
    fresh = np.concatenate(([True], np.any(np.abs(np.diff(line, axis=0)) > 1e-6, axis=1)))
    line, slot = line[fresh], slot[fresh]
    if len(line) < 2:
        return line
    return line + _normals(line) * (slot * gap)[:, None]


def _normals(line: FloatArray) -> FloatArray:
    """Give at each point the direction to the left (screen), longer at bends so that the line keeps its distance."""
    steps = np.diff(line, axis=0)
    steps /= np.hypot(steps[:, 0], steps[:, 1])[:, None]
    left = np.column_stack((steps[:, 1], -steps[:, 0]))
    both = np.vstack((left[:1], left[:-1] + left[1:], left[-1:]))
    both[1:-1] /= 2.0
    square = np.maximum((both**2).sum(axis=1), 1.0 / SHARPEST**2)
    return np.asarray(both / square[:, None])


def _label_spots(legs: tuple[GroundLine, ...], by_stretch: dict[int, list[str]], frame: Frame, code: str) -> list[Spot]:
    """Give places for a trip's label: where it drives alone first, the middle of a leg before its ends."""
    spots = []
    for leg in legs:
        units = frame.units(*leg.points.T)
        steps = np.hypot(*np.diff(units, axis=0).T)
        along = np.concatenate(([0.0], np.cumsum(steps)))
        for share in LABEL_SHARES:
            where = share * along[-1]
            stretch = int(leg.stretch[int(np.searchsorted(along, where, side="right")) - 1])
            x, y = (float(np.interp(where, along, units[:, axis])) for axis in (0, 1))
            spot = Spot(x=x, y=y, half_w=7.0 + 4.2 * len(code), half_h=12.0)
            spots.append((len(by_stretch.get(stretch, [])) != 1, abs(share - 0.5), spot))
    return [spot for _, _, spot in sorted(spots, key=lambda entry: entry[:2])]


def _box(legs: tuple[GroundLine, ...], frame: Frame) -> tuple[int, int, int, int]:
    units = frame.units(*np.vstack([leg.points for leg in legs]).T)
    (west, north), (east, south) = units.min(axis=0), units.max(axis=0)
    return (round(west), round(north), round(east - west), round(south - north))
