"""A tiny invented country on disk for the tests of the command line: road lines, places, border, situation, operation.

base --- fork --- mill        a straight road east, 37.00 to 37.20 along 49.50
            \\--- hill         a road south from the fork
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MILL = "UA63990010010000001"
HILL = "UA63990010020000002"
FAR = "UA63990010030000003"
AT = "2025-10-14T18:00:00+03:00"

ROADS: list[tuple[str, list[list[float]]]] = [
    ("primary", [[37.0, 49.5], [37.1, 49.5]]),
    ("primary", [[37.1, 49.5], [37.2, 49.5]]),
    ("secondary", [[37.1, 49.5], [37.12, 49.44], [37.2, 49.42]]),
    ("secondary", [[37.2, 49.42], [37.2, 49.5]]),
]

PLACES = f"""katottg,name_uk,category,hromada,raion,lat,lon,population
{MILL},Млинок,C,Громада,Район,49.5,37.2,900
{HILL},Горбок,C,Громада,Район,49.44,37.12,300
{FAR},Далеке,C,Громада,Район,49.46,37.04,50
"""

SITUATION = """
profile = "2025-10"

[[control]]
source = "own sketch"
observed_at = 2025-10-14T12:00:00+03:00
held = [[[[37.45, 49.3], [37.6, 49.3], [37.6, 49.7], [37.45, 49.7], [37.45, 49.3]]]]

[border]
file = "border.geojson"
home = [37.0, 49.4]

[weather]
source = "Here"
distance_km = 5
hours = [{ starts_at = 2025-10-15T03:00:00Z, sky = "rain" }]
"""

OPERATION = """
name = "Small day"
requests = "requests.csv"

[[profiles]]
id = "road"

[[vehicle_types]]
id = "van"
profile = "road"
seats = 6
wheelchair_places = 1
stretchers = 1

[[vehicles]]
id = "van-1"
type = "van"
crew = "crew-1"
depot = "base"

[[crews]]
id = "crew-1"
size = 2
carriers = 2
tw_early = 2025-10-15T05:00:00+03:00
tw_late = 2025-10-15T16:00:00+03:00

[[depots]]
id = "base"
position = [37.0, 49.5]

[[shelters]]
id = "transit"
position = [37.0, 49.5]
beds = { ordinary = 20, no_stairs = 2, care = 1 }

[policy]
departure_early = 2025-10-15T05:00:00+03:00
departure_late = 2025-10-15T07:00:00+03:00
"""

REQUESTS = """Номер;Населений пункт;Людей;Лежачі;Отримано;ПІБ
К-1;Млинок;2;0;12.10.2025;Invented Name
К-2;Горбок;1;1;13.10.2025;Invented Name
К-3;Далеке;1;0;13.10.2025;Invented Name
"""


def write_roads(
    path: Path, lines: list[tuple[str, list[list[float]]]] | None = None, *, with_class: bool = True
) -> Path:
    """Write the road lines as GeoJSON."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"class": name, "osm_id": number} if with_class else {"osm_id": number},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for number, (name, line) in enumerate(lines or ROADS, start=1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def write_border(path: Path) -> Path:
    """Write a border far in the north."""
    line = {"type": "LineString", "coordinates": [[36.0, 50.2], [38.5, 50.2]]}
    feature = {"type": "Feature", "properties": {}, "geometry": line}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def write_country(folder: Path) -> None:
    """Write everything into a folder."""
    write_roads(folder / "roads.geojson")
    write_border(folder / "border.geojson")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "situation.toml").write_text(SITUATION, encoding="utf-8")
    (folder / "operation.toml").write_text(OPERATION, encoding="utf-8")
    (folder / "requests.csv").write_text(REQUESTS, encoding="utf-8")
