"""Roads as a source gives them, before they become a graph: every reader makes this, one builder takes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from openevac.roads.graph import Cover, RoadClass, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWay:
    """One road of the source: the node ids it runs over, its facts, and the directions it may be driven."""

    way_id: int
    nodes: tuple[int, ...]
    road_class: RoadClass
    surface: Surface = Surface.UNKNOWN
    tracktype: int = 0
    cover: Cover = Cover.OPEN
    flags: int = 0
    max_speed_kmh: int = 0
    max_height_m: float = 0.0
    max_weight_t: float = 0.0
    forward: bool = True
    backward: bool = True


@dataclass(slots=True, kw_only=True)
class RawRoads:
    """All roads of a source: positions in degrees by node id, ways, nodes that bar the way, and what was skipped.

    `barriers`: node ids that no van passes (a block, a bollard); stretches end there and do not join across.
    `skipped`: reason -> how many ways or features were left out, for the build report.
    """

    positions: dict[int, tuple[float, float]] = field(default_factory=dict)
    ways: list[RawWay] = field(default_factory=list)
    barriers: set[int] = field(default_factory=set)
    skipped: dict[str, int] = field(default_factory=dict)
    source: str = ""
    licence: str = ""
    extract_date: str = ""
