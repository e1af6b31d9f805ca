"""The table of main roads and named field tracks that every seed draws."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

from openevac.roads.graph import RoadClass, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRoad:
    """One row of the table of roads: a number that becomes part of its way ids, facts, and the points it joins."""

    number: int
    road_class: RoadClass
    surface: Surface
    via: tuple[str, ...]


def read_listed_roads() -> tuple[ListedRoad, ...]:
    """Read the table of main roads and named field tracks."""
    text = files("openevac.roads.training").joinpath("roads.csv").read_text(encoding="utf-8")
    return tuple(
        ListedRoad(
            number=int(row["number"]),
            road_class=RoadClass[row["road_class"].upper()],
            surface=Surface[row["surface"].upper()],
            via=tuple(name.strip() for name in row["via"].split(">")),
        )
        for row in csv.DictReader(text.splitlines())
    )
