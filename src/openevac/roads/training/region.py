"""The training region as a whole: graph, places and border, marked on every page as not for navigation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from openevac.roads.build import build_graph
from openevac.roads.graph import IntArray, RoadGraph
from openevac.roads.region import Region
from openevac.roads.training.ground import training_border
from openevac.roads.training.places import read_training_places
from openevac.roads.training.roads import SEED, Progress, make_training_roads

NAME = "Навчальна карта: Харків – Куп’янськ. Не для руху"
DRAWN_ON = "2026-11-22"
"""The day the invented map was last changed on purpose; it stands where other regions say their extract's day."""


def make_training_region(
    order_of: Callable[[RoadGraph], IntArray],
    *,
    built_at: datetime,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Region:
    """Make the region for exercises; `order_of` works out the contraction order (routing knows how, roads do not).

    One seed gives the same roads on every machine.
    """
    raw = make_training_roads(seed, progress)
    raw.extract_date = DRAWN_ON
    graph, _ = build_graph(raw)
    return Region(
        name=NAME,
        graph=graph,
        order=order_of(graph),
        places=tuple(place.place for place in read_training_places()),
        border=training_border(),
        source=raw.source,
        licence=raw.licence,
        extract_date=raw.extract_date,
        built_at=built_at,
        training=True,
    )
