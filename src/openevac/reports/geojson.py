"""The plan as GeoJSON, for any map program: legs, stops by code, depots and shelters. No names, doors rounded."""

from __future__ import annotations

from typing import Any

import msgspec

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.places import LonLat
from openevac.domain.relays import HandOver
from openevac.reports.material import PlanMaterial
from openevac.reports.on_foot import shown_m
from openevac.reports.rounding import GroundLine
from openevac.reports.words import Words

DIGITS = 5
"""Decimals of a degree: about one metre."""

Feature = dict[str, Any]


def plan_geojson(material: PlanMaterial, words: Words) -> bytes:
    """Write the plan as a FeatureCollection in UTF-8 (RFC 7946).

    Every feature carries the banner and the expiry, for map programs drop what stands beside the features.
    """
    notice = {
        "banner": " · ".join(words.say(banner) for banner in material.banners),
        "expires_at": material.ends_at.isoformat(timespec="seconds"),
        "positions": "exact" if material.exact else "rounded to 200 m",
    }
    features = [
        feature for code, mission, trip in material.trips for feature in _trip_features(material, code, mission, trip)
    ]
    for van, mission in enumerate(material.plan.missions, 1):
        line = material.shown_homes[van - 1]
        features.append(_line(line, kind="way_home", trip=f"{van}-0", **_leg_facts(mission.way_home)))
    features += [
        _point(position, kind=_kind(material, name), code=name) for name, position in material.shown_halls.items()
    ]
    for feature in features:
        feature["properties"] |= notice
    collection = {"type": "FeatureCollection", **notice, "features": features}
    return msgspec.json.format(msgspec.json.encode(collection), indent=0) + b"\n"


def _trip_features(material: PlanMaterial, code: str, mission: Mission, trip: Trip) -> list[Feature]:
    facts = {"trip": code, "vehicle": mission.vehicle, "crew": mission.crew, "wave": mission.wave}
    lines = material.shown_legs[code]
    features = [
        _line(line, kind="leg", leg=number, **facts, **_leg_facts(leg))
        for number, (line, leg) in enumerate(zip(lines, trip.legs, strict=True), 1)
    ]
    for number, stop in enumerate(trip.stops, 1):
        position = material.rounding.point(LonLat(stop.at.lon, stop.at.lat))
        features.append(_point(position, kind="stop", number=number, **facts, **_stop_facts(stop)))
    if trip.hand_over is not None and trip.hand_over.relay in material.shown_halls:
        position = material.shown_halls[trip.hand_over.relay]
        features.append(_point(position, kind="hand_over", **facts, **_hand_over_facts(trip, trip.hand_over)))
    return features


def _hand_over_facts(trip: Trip, over: HandOver) -> dict[str, Any]:
    return {
        "relay": over.relay,
        "slot": over.slot.isoformat(timespec="seconds"),
        "requests": [stop.request for stop in trip.stops],
        "people": trip.stops[-1].aboard.people,
        "exposure": float(f"{over.exposure:.4g}"),
        "person_exposure": float(f"{over.person_exposure:.4g}"),
    }


def _leg_facts(leg: Leg) -> dict[str, Any]:
    return {
        "departs_at": leg.departs_at.isoformat(timespec="seconds"),
        "arrives_at": leg.arrives_at.isoformat(timespec="seconds"),
        "time_s": round(leg.time_s),
        "length_m": round(leg.length_m),
        "track_m": round(leg.track_m),
        "people_aboard": leg.people_aboard,
        "exposure": float(f"{leg.exposure:.4g}"),
        "person_exposure": float(f"{leg.person_exposure:.4g}"),
    }


def _stop_facts(stop: Stop) -> dict[str, Any]:
    return {
        "code": stop.request,
        "arrives_at": stop.arrives_at.isoformat(timespec="seconds"),
        "departs_at": stop.departs_at.isoformat(timespec="seconds"),
        "service_s": round(stop.service_s),
        "people_aboard_after": stop.aboard.people,
        "gives": list(stop.gives),
        "left_kg": round(stop.left_kg),
        "left_l": round(stop.left_l),
        "left_bulky": stop.left_bulky,
        "saved_s": round(stop.saved_s),
        "exposure": float(f"{stop.exposure:.4g}"),
        "person_exposure": float(f"{stop.person_exposure:.4g}"),
        **_walk_facts(stop),
        **_waiting_facts(stop),
    }


def _waiting_facts(stop: Stop) -> dict[str, Any]:
    waited = stop.waited
    if waited is None:
        return {}
    return {
        "relay": waited.relay,
        "waits_since": waited.since.isoformat(timespec="seconds"),
        "wait_s": round(waited.time_s),
        "wait_exposure": float(f"{waited.exposure:.4g}"),
        "wait_person_exposure": float(f"{waited.person_exposure:.4g}"),
    }


def _walk_facts(stop: Stop) -> dict[str, Any]:
    """Say the meeting point and the walk there; no line is drawn, it would lead to the door."""
    walk = stop.walk
    if walk is None:
        return {}
    return {
        "meeting_point": stop.meeting_point,
        "walk_leaves_at": walk.leaves_at.isoformat(timespec="seconds"),
        "walk_length_m": shown_m(walk),
        "walk_time_s": round(walk.time_s),
        "walk_exposure": float(f"{walk.exposure:.4g}"),
        "walk_person_exposure": float(f"{walk.person_exposure:.4g}"),
        "left_at_home_kg": round(walk.left_kg, 1),
        "left_at_home_l": round(walk.left_l),
        "left_at_home_bulky": walk.left_bulky,
    }


def _kind(material: PlanMaterial, name: str) -> str:
    if any(relay.id == name for relay in material.operation.relays):
        return "relay"
    return "depot" if any(depot.id == name for depot in material.operation.depots) else "shelter"


def _line(line: GroundLine, **properties: Any) -> Feature:
    coordinates = [[round(float(lon), DIGITS), round(float(lat), DIGITS)] for lon, lat in line.points]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": coordinates},
    }


def _point(position: LonLat, **properties: Any) -> Feature:
    coordinates = [round(position.lon, DIGITS), round(position.lat, DIGITS)]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": coordinates}}
