"""The real places of the training region: names and codes of the national codifier, rounded positions."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from math import sqrt

from openevac.domain.places import LonLat, Place
from openevac.roads.training.plane import Point, to_plane

SOURCE = "KATOTTG codifier; positions rounded from OpenStreetMap and GeoNames"
LICENCE = "positions © OpenStreetMap contributors (ODbL 1.0) and GeoNames (CC BY 4.0)"
TOWN_CORNERS = 120
CORNERS_PER_KM2 = {True: 85.0, False: 45.0}
"""Crossings and ends of streets on a square kilometre of a town, and of a village with its long gardens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlace:
    """A place and how much street is invented for it: about `street_corners` crossings and ends.

    `key` is its short Latin name in the tables of this package; `middle` lies on the drawing plane.
    """

    key: str
    place: Place
    street_corners: int
    middle: Point

    @property
    def reach_m(self) -> float:
        """Give the radius of a round place with that many corners."""
        return 1000.0 * sqrt(self.street_corners / CORNERS_PER_KM2[self.is_town] / 3.14159)

    @property
    def is_town(self) -> bool:
        """Tell whether it is built like a town rather than along one road."""
        return self.street_corners >= TOWN_CORNERS


def read_training_places() -> tuple[TrainingPlace, ...]:
    """Read the table of places that comes with the program."""
    text = files("openevac.roads.training").joinpath("places.csv").read_text(encoding="utf-8")
    return tuple(_training_place(row) for row in csv.DictReader(text.splitlines()))


def _training_place(row: dict[str, str]) -> TrainingPlace:
    lon, lat = float(row["lon"]), float(row["lat"])
    place = Place(
        katottg=row["katottg"],
        name_uk=row["name_uk"],
        position=LonLat(lon, lat),
        category=row["category"],
        hromada=row["hromada"],
        raion=row["raion"],
        population=int(row["population_2022"]) if row["population_2022"] else None,
        source=SOURCE,
    )
    return TrainingPlace(
        key=row["key"], place=place, street_corners=int(row["street_corners"]), middle=to_plane(lon, lat)
    )
