"""Which numbers an exposure profile must hold: each key with its unit and the limits no judgement may leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openevac.domain.hazards import Cause
from openevac.domain.weather import Sky

ROAD_CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
)
COVERS = ("open", "built_up", "forest")
REPORT_KINDS = (
    "drone_seen",
    "drone_attack",
    "drone_waiting",
    "strike",
    "shelling",
    "air_strike",
    "mine",
    "scattered_mines",
    "fighting",
    "crater",
    "bridge_down",
    "obstacle",
    "other",
)


@dataclass(frozen=True, slots=True)
class KeyRule:
    """The unit a number is given in, and the least and most it may be; the limits come from the model itself."""

    unit: str
    least: float
    most: float


def _service() -> dict[str, KeyRule]:
    per_floor = KeyRule("s per floor and person", 0, 3600)
    rules = {
        f"service.{name}_s": KeyRule("s", 0, 7200)
        for name in ("arrive", "walks", "walks_with_help", "wheelchair", "lying", "pet")
    }
    rules |= {f"service.floor_{name}_s": per_floor for name in ("walks", "help", "carry")}
    rules["service.kg_s"] = KeyRule("s per kg and carrier", 0, 60)
    rules["service.kg_floor_s"] = KeyRule("s per kg, floor and carrier", 0, 60)
    rules["service.bulky_s"] = KeyRule("s per piece and pair", 0, 3600)
    rules["service.bulky_floor_s"] = KeyRule("s per piece, floor and pair", 0, 3600)
    rules["service.carriers_ordinary"] = KeyRule("people", 2, 12)
    rules["service.carriers_heavy"] = KeyRule("people", 2, 12)
    return rules


def _walk() -> dict[str, KeyRule]:
    rules = {"walk.detour_factor": KeyRule("m per m of straight line", 1, 5)}
    rules |= {f"walk.{name}_kmh": KeyRule("km/h", 0.5, 8) for name in ("walks", "walks_with_help")}
    rules["walk.margin_s"] = KeyRule("s", 0, 7200)
    rules["walk.carry_kg"] = KeyRule("kg per person", 0, 40)
    rules["walk.carry_l"] = KeyRule("l per person", 0, 200)
    return rules


def _speed() -> dict[str, KeyRule]:
    rules = {f"speed.{name}_kmh": KeyRule("km/h", 3, 130) for name in ROAD_CLASSES}
    rules |= {f"speed.{name}_factor": KeyRule("share", 0.1, 1) for name in ("gravel", "earth")}
    rules["speed.tracktype_step"] = KeyRule("share per grade", 0, 0.2)
    rules["speed.ford_s"] = KeyRule("s", 0, 3600)
    return rules


def _causes() -> dict[str, KeyRule]:
    rules: dict[str, KeyRule] = {}
    for cause in Cause:
        rules[f"{cause}.rate_per_h"] = KeyRule("1/h", 0, 100)
        rules[f"{cause}.half_distance_km"] = KeyRule("km", 0, 200)
        rules[f"{cause}.fade_km"] = KeyRule("km", 0.1, 50)
        # Armour never helps against mines; nothing makes a vehicle draw more than an ordinary one.
        rules[f"armour.{cause}"] = KeyRule("share", 1 if cause is Cause.MINES else 0.05, 1)
        for cover in COVERS:
            # The open field is the measure that the other two are judged against.
            rules[f"cover.{cover}.{cause}"] = KeyRule("share", *((1, 1) if cover == "open" else (0.1, 10)))
    return rules


def _drones() -> dict[str, KeyRule]:
    at_least_half = KeyRule("share", 0.5, 1)
    rules = {f"weather.{sky}_factor": at_least_half for sky in Sky}
    rules[f"weather.{Sky.UNKNOWN}_factor"] = KeyRule("share", 1, 1)
    rules |= {"weather.wind_factor": at_least_half, "weather.wind_strong_m_s": KeyRule("m/s", 1, 60)}
    rules["weather.wet_hours"] = KeyRule("h", 0, 240)
    rules |= {f"light.{part}_factor": at_least_half for part in ("night", "twilight")}
    return rules


def _reports() -> dict[str, KeyRule]:
    rules: dict[str, KeyRule] = {}
    for kind in REPORT_KINDS:
        rules[f"report.{kind}.rate_per_h"] = KeyRule("1/h", 0, 100)
        rules[f"report.{kind}.fade_h"] = KeyRule("h", 0.1, 100_000)
        # One cell of the field is the least reach the field can show.
        rules[f"report.{kind}.reach_m"] = KeyRule("m", 250, 20_000)
    rules["report.unverified_factor"] = KeyRule("share", 0, 1)
    rules["report.unverified_share"] = KeyRule("share", 0, 1)
    rules["report.unverified_hours"] = KeyRule("h", 0, 6)
    return rules


def _rules() -> dict[str, KeyRule]:
    rules = {f"dial.{name}_s": KeyRule("s", 1, 1_000_000) for name in ("quick", "middle", "careful")}
    rules |= _service() | _walk() | _speed() | _causes() | _drones() | _reports()
    rules["mines.opening_days"] = KeyRule("days", 0, 7)
    rules["mines.opening_near_hours"] = KeyRule("h", 0, 24)
    rules["mines.near_km"] = KeyRule("km", 10, 200)
    rules["front.speed_km_per_day"] = KeyRule("km/day", 0, 100)
    rules["front.advance_cap_km"] = KeyRule("km", 0, 200)
    rules["held.margin_km"] = KeyRule("km", 1, 50)
    rules["variety.half_life_days"] = KeyRule("days", 0.5, 60)
    rules["variety.other_hour"] = KeyRule("share", 0, 1)
    # Variety may never cost people more than a little: beyond a tenth it would be another decision.
    rules["variety.tolerance"] = KeyRule("share", 0, 0.1)
    rules["variety.jitter_min"] = KeyRule("min", 0, 59)
    return rules


KEY_RULES: Mapping[str, KeyRule] = _rules()
"""Every key of a profile, none more and none less."""
