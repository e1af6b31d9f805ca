"""Small ground for the tests of this room: 40 x 40 km, held in the east, the border in the north, dots for roads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from openevac.domain.hazards import Border, Cause, Confidence, ControlLine, HazardReport, SetAside
from openevac.domain.places import LonLat
from openevac.domain.situation import Situation
from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.field import HazardField, build_field
from tests.hand_made import CRS, ORIGIN_M, box, to_degrees

SIDE_M = 40_000.0
BOUNDS = (ORIGIN_M[0], ORIGIN_M[1], ORIGIN_M[0] + SIDE_M, ORIGIN_M[1] + SIDE_M)
NOON = datetime(2025, 6, 20, 9, tzinfo=UTC)
BORDER = Border(
    lines=((to_degrees(-50_000, 38_000), to_degrees(90_000, 38_000)),), home=to_degrees(1000, 1000), source="b"
)
HELD = ControlLine(source="map", observed_at=NOON, held=(box(30_000, -10_000, 60_000, 60_000),))
LAST_NOTE = SetAside(by="O. K., shift lead", reason="repeats an old report", at=NOON)
Y_M = 5_000.0


def xy(x_m: float, y_m: float) -> tuple[float, float]:
    """Metres of the ground into metres of the projection."""
    return float(ORIGIN_M[0] + x_m), float(ORIGIN_M[1] + y_m)


def dry(hours: int = 48, sky: Sky = Sky.CLEAR, **fields: Any) -> Weather:
    first = NOON - timedelta(hours=24)
    return Weather(
        source="w",
        hours=tuple(WeatherHour(starts_at=first + timedelta(hours=k), sky=sky, **fields) for k in range(hours)),
    )


def situation(**changes: Any) -> Situation:
    fields: dict[str, Any] = {"profile": read_profile("2025-10"), "control": (HELD,), "weather": dry()}
    return Situation(**(fields | changes))


def report(name: str = "r1", *, x_m: float = 10_000, y_m: float = Y_M, **changes: Any) -> HazardReport:
    fields: dict[str, Any] = {
        "id": name,
        "cause": Cause.SHELLING,
        "kind": "strike",
        "position": to_degrees(x_m, y_m),
        "happened_at": NOON,
        "source": "crew-1",
        "confidence": Confidence.VERIFIED,
    }
    return HazardReport(**(fields | changes))


def field_of(given: Situation | None = None, *, hours: int = 24, **changes: Any) -> HazardField:
    fields: dict[str, Any] = {"crs": CRS, "bounds_m": BOUNDS, "starts_at": NOON, "hours": hours, "border": BORDER}
    return build_field(given or situation(), **(fields | changes))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dots:
    """Roads of one sample each; way ids are 0, 1, 2, ..."""

    num_stretches: int
    stretch_class: Any
    stretch_cover: Any
    shape_start: Any
    shape_lon: Any
    shape_lat: Any
    way_start: Any
    way_ids: Any
    sample_start: Any
    sample_x: Any
    sample_y: Any


def dots(x_m: Any, y_m: Any = Y_M, *, road_class: Any = 5, cover: Any = 0) -> Dots:
    """Make a stretch of 20 m, east to west, of every point (metres of the ground)."""
    x, y = (np.asarray(part, dtype=np.float64) for part in np.broadcast_arrays(np.atleast_1d(x_m), y_m))
    count = len(x)
    ends = [to_degrees(float(px) + side, float(py)) for px, py in zip(x, y, strict=True) for side in (-10, 10)]
    return Dots(
        num_stretches=count,
        stretch_class=np.broadcast_to(np.uint8(road_class), count).copy(),
        stretch_cover=np.broadcast_to(np.uint8(cover), count).copy(),
        shape_start=np.arange(count + 1, dtype=np.int64) * 2,
        shape_lon=np.array([end.lon for end in ends]),
        shape_lat=np.array([end.lat for end in ends]),
        way_start=np.arange(count + 1, dtype=np.int64),
        way_ids=np.arange(count, dtype=np.int64),
        sample_start=np.arange(count + 1, dtype=np.int64),
        sample_x=(ORIGIN_M[0] + x).astype(np.float32),
        sample_y=(ORIGIN_M[1] + y).astype(np.float32),
    )


def place(x_m: float, y_m: float = Y_M) -> LonLat:
    return to_degrees(x_m, y_m)
