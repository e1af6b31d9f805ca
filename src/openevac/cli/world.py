"""Region and situation opened together, and places of a command line found in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.given import read_position
from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, Place
from openevac.domain.situation import Situation
from openevac.feeds.ground import Ground, require_inside, require_place
from openevac.feeds.situation_file import read_situation
from openevac.roads.places import PlaceIndex
from openevac.roads.region import Region, open_region

if TYPE_CHECKING:
    from openevac.hazards.field import HazardField

EDGE_M = 5000.0
"""Danger is computed for the region and this far around it (metres)."""
EDGE_DEGREES = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """What a person typed, found: its name to say, where it is, the place where it is one, the option it came from."""

    name: str
    position: LonLat
    place: Place | None
    option: str


@dataclass(frozen=True)
class World:
    """A region, the situation in it, and what readers of requests must know of the ground."""

    region: Region
    situation: Situation

    @cached_property
    def index(self) -> PlaceIndex:
        """Give the places by name."""
        return PlaceIndex(self.region.places)

    @cached_property
    def ground(self) -> Ground:
        """Give places and bounds for readers of requests."""
        return ground_of(self.region, self.index)

    def field(self, starts_at: datetime, hours: int, around: Sequence[LonLat] = ()) -> HazardField:
        """Compute danger for some hours from the full hour of a moment on, over the region and the points `around`."""
        from openevac.hazards.field import build_field
        from openevac.roads.projection import to_metric

        graph = self.region.graph
        x, y = to_metric(graph.crs, [point.lon for point in around], [point.lat for point in around])
        bounds = (
            min([float(graph.node_x.min()), *x]) - EDGE_M, min([float(graph.node_y.min()), *y]) - EDGE_M,
            max([float(graph.node_x.max()), *x]) + EDGE_M, max([float(graph.node_y.max()), *y]) + EDGE_M,
        )  # fmt: skip
        return build_field(
            self.situation,
            crs=graph.crs,
            bounds_m=bounds,
            starts_at=starts_at.replace(minute=0, second=0, microsecond=0),
            hours=hours,
            border=self.region.border,
        )

    def find(self, text: str, option: str) -> Found:
        """Find what a person typed: a position inside the region, or a place by name or code."""
        try:
            position = read_position(text)
            if position is not None:
                require_inside(position, self.ground)
                return Found(f"{position.lon:.5f}, {position.lat:.5f}", position, None, option)
            place = self.index.one(text)
        except InputError as fault:
            raise InputError(fault.problem, fault.todo, field=option, **fault.facts) from None
        if place.position is None:
            raise InputError(
                "Nobody has told where {place} lies.",
                "Give longitude and latitude, like 36.43,49.96.",
                field=option,
                place=place.name_uk,
            )
        return Found(place.name_uk, place.position, place, option)


def open_world(folder: Path, situation_path: Path, at: datetime) -> World:
    """Open a region pack and read the situation as it stood at a moment; places the situation names must exist."""
    region = open_region(folder)
    world = World(region, read_situation(situation_path, at))
    _require_known_places(world, situation_path.name)
    return world


def ground_of(region: Region, index: PlaceIndex) -> Ground:
    """Give what a reader of requests must know: places by code, names, and bounds around roads and places."""
    graph = region.graph
    positions = [place.position for place in region.places if place.position is not None]
    lons = [float(graph.node_lon.min()), float(graph.node_lon.max()), *(position.lon for position in positions)]
    lats = [float(graph.node_lat.min()), float(graph.node_lat.max()), *(position.lat for position in positions)]
    bounds = (
        min(lons) - EDGE_DEGREES, min(lats) - EDGE_DEGREES, max(lons) + EDGE_DEGREES, max(lats) + EDGE_DEGREES,
    )  # fmt: skip
    return Ground(places={place.katottg: place for place in region.places}, find=index.one, bounds=bounds)


def _require_known_places(world: World, file: str) -> None:
    """Refuse codes the region does not know: a closed place with a slip in its code would stay open unseen."""
    situation = world.situation
    named: Iterable[tuple[str, str]] = (
        *((entry.katottg, "access.katottg") for entry in situation.access),
        *((code, "curfews.places") for curfew in situation.curfews for code in curfew.places),
    )
    for code, key in named:
        try:
            require_place(code, world.ground)
        except InputError as fault:
            raise InputError(fault.problem, fault.todo, file=file, field=key, **fault.facts) from None
