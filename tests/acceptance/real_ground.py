"""A day on real ground: situation and operation files over the real road lines, for three dates."""

from __future__ import annotations

import csv
import gzip
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, Place
from openevac.roads.region import Region
from openevac.roads.snap import Snapper
from tests.data import data_path

KYIV = ZoneInfo("Europe/Kyiv")
DEPOT = LonLat(36.43, 49.96)
SNAP_M = 2000.0
EAST = (36.6, 49.35, 37.75, 50.25)
QUIET = (36.6, 49.35, 37.2, 49.85)
"""Far from every line on all three days: what is refused here is refused for the distance to a road alone."""
KUPIANSK = "UA63080090010026457"
SHEVCHENKOVE = "UA63080150010082504"


@dataclass(frozen=True)
class Day:
    """One of the three days: the date of the pictures of control, and the preset that was judged nearest to it."""

    pictures: date
    preset: str

    def at(self, hour: int) -> str:
        """Give an hour of the day, local time, as the command line takes it."""
        return datetime(self.pictures.year, self.pictures.month, self.pictures.day, hour, tzinfo=KYIV).isoformat()


MAY = Day(date(2025, 5, 15), "2025-05")
AUGUST = Day(date(2025, 8, 15), "2025-05")
OCTOBER = Day(date(2025, 10, 15), "2025-10")


def write_situation(day: Day, folder: Path, *, sources: tuple[str, ...] = ("first", "second")) -> Path:
    """Write the situation of a day: both sources of control, the border, and the weather rows of three days."""
    weather = folder / f"weather-{day.pictures}.csv"
    copy_weather_rows(weather, day.pictures, day.pictures + timedelta(days=2))
    control = {
        "first": ("daily", "control/deepstate_daily.jsonl.gz"),
        "second": ("gains_losses", "control/second_source_daily.jsonl.gz"),
    }
    text = [f'profile = "{day.preset}"', 'timezone = "Europe/Kyiv"']
    for source in sources:
        shape, name = control[source]
        text += ["[[control]]", f'source = "{source} source"', f'shape = "{shape}"', f'file = "{data_path(name)}"']
    text += ["[border]", f'file = "{data_path("control/state_border.geojson")}"', "home = [36.25, 49.99]"]
    text += ["[weather]", 'source = "Kyiv"', "distance_km = 410", f'file = "{weather.name}"', "hindsight = true"]
    text += ["[[curfews]]", "starts = 23:00:00", "ends = 04:00:00", 'source = "oblast order"']
    path = folder / f"situation-{day.pictures}.toml"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def copy_weather_rows(path: Path, first: date, last: date) -> None:
    with gzip.open(data_path("weather/kyiv_hourly_forecasts.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    kept = [row for row in rows[1:] if first.isoformat() <= row[2] <= last.isoformat()]
    assert kept, "no weather rows for these days"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *kept])


def split_places(region: Region) -> tuple[list[Place], list[Place]]:
    """Give the places east of Kharkiv that lie within 2 km of a road, and quiet ones that do not."""
    snapper = Snapper(region.graph)
    near, far = [], []
    for place in region.places:
        if place.position is None or not inside(place.position, EAST):
            continue
        try:
            snapper.snap(place.position, None, SNAP_M, "The place")
        except InputError:
            if inside(place.position, QUIET):
                far.append(place)
        else:
            near.append(place)
    return near, far


def inside(position: LonLat, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= position.lon <= box[2] and box[1] <= position.lat <= box[3]


def write_operation(region: Region, day: Day, folder: Path, *, seed: int = 7) -> Path:
    """Write thirty requests at places near the roads (both named towns among them), and five elsewhere."""
    chance = random.Random(seed)
    near, far = split_places(region)
    chosen = [place for place in near if place.katottg in {KUPIANSK, SHEVCHENKOVE}]
    others = [place for place in near if place not in chosen]
    places = chosen + [chance.choice(others) for _ in range(30 - len(chosen))] + chance.sample(far, 5)
    lines = ["id,katottg,walks,walks with help,wheelchairs,lying,carry floors,belongings kg,pets,priority,received"]
    for number, place in enumerate(places, 1):
        walks, helped = chance.choice([(1, 0), (2, 0), (0, 1), (1, 1), (0, 2)])
        wheelchairs, lying = int(number % 9 == 0), int(number % 8 == 0)
        priority = chance.choice(["urgent", "first", "planned"])
        received = day.pictures - timedelta(days=chance.randint(0, 12))
        facts = [f"K-{number}", place.katottg, walks, helped, wheelchairs, lying, chance.choice([0, 0, 0, 2, 7])]
        lines.append(",".join(map(str, [*facts, chance.randint(10, 80), int(number % 5 == 0), priority, received])))
    (folder / "requests.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / f"operation-{day.pictures}.toml"
    path.write_text(_operation_text(day), encoding="utf-8")
    return path


def _operation_text(day: Day) -> str:
    text = [f'name = "Real ground {day.pictures}"', 'timezone = "Europe/Kyiv"', 'requests = "requests.csv"']
    text += ["[[profiles]]", 'id = "road"', "[[vehicle_types]]", 'id = "van"', 'profile = "road"', "seats = 8"]
    text += ["wheelchair_places = 1", "stretchers = 1", "payload_kg = 1000", "volume_l = 4000"]
    for number in (1, 2, 3):
        text += ["[[vehicles]]", f'id = "van-{number}"', 'type = "van"', f'crew = "crew-{number}"', 'depot = "ring"']
        text += ["[[crews]]", f'id = "crew-{number}"', "size = 2", "carriers = 2"]
        text += [f"tw_early = {day.at(5)}", f"tw_late = {day.at(18)}"]
    text += ["[[depots]]", 'id = "ring"', f"position = [{DEPOT.lon}, {DEPOT.lat}]"]
    text += ["[[shelters]]", 'id = "transit"', f"position = [{DEPOT.lon}, {DEPOT.lat}]"]
    text += ["beds = { ordinary = 60, no_stairs = 10, care = 4 }"]
    text += ["[policy]", f"departure_early = {day.at(5)}", f"departure_late = {day.at(8)}"]
    return "\n".join(text) + "\n"
