"""A tiny invented region with places as hard to tell apart as real ones, for tests of readers of people's words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from openevac.domain.places import LonLat, Place
from openevac.feeds.ground import Ground
from openevac.roads.places import PlaceIndex

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2025, 10, 12, 9, tzinfo=UTC)


def _place(number: int, name: str, lon: float, lat: float, raion: str = "") -> Place:
    return Place(katottg=f"UA63990010{number:02}0{number:06}", name_uk=name, position=LonLat(lon, lat), raion=raion)


PLACES = (
    _place(1, "Млинок", 37.0, 49.5),
    _place(2, "Вигаданівка", 37.2, 49.6),
    _place(3, "Куп’янськ", 37.6, 49.71),
    _place(4, "Харків", 36.23, 49.99),
    _place(5, "Шевченкове", 37.17, 49.7),
    _place(6, "Нова Гута", 37.3, 49.7, "Вигаданий район"),
    _place(7, "Нова Гута", 37.4, 49.75, "Інакший район"),
    _place(8, "Мирне", 37.4, 49.55),
    _place(9, "Ківшарівка", 37.65, 49.63),
)
INDEX = PlaceIndex(PLACES)
PEOPLE_GROUND = Ground(places={one.katottg: one for one in PLACES}, find=INDEX.one, bounds=(36.0, 49.0, 38.5, 50.5))


def name_of(katottg: str) -> str:
    """Give a place's name, with the raion where one name stands for two."""
    if not katottg:
        return ""
    place = PEOPLE_GROUND.places[katottg]
    return f"{place.name_uk}/{place.raion}" if place.raion else place.name_uk
