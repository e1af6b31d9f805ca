"""One GPX file a trip, for the navigator a crew already has: a track to follow and the stops by code. No names."""

from __future__ import annotations

from collections.abc import Sequence

from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

from openevac.domain.missions import Mission, Trip
from openevac.domain.places import LonLat
from openevac.reports.material import PlanMaterial
from openevac.reports.relays import hand_over_in_words, where_met_in_words
from openevac.reports.rounding import GroundLine
from openevac.reports.telling import gives_in_words, load_out_in_words, stays_in_words
from openevac.reports.words import Words

DIGITS = 5


def trip_gpx(material: PlanMaterial, words: Words) -> dict[str, bytes]:
    """Write one GPX 1.1 file a trip: name of the file ("trip-2-1.gpx") -> bytes.

    The last trip of a van carries the empty way home too. The track is
    the way of the plan: a navigator that makes its own way knows nothing of the danger.
    """
    return {f"trip-{code}.gpx": _one(material, words, code, mission, trip) for code, mission, trip in material.trips}


def _one(material: PlanMaterial, words: Words, code: str, mission: Mission, trip: Trip) -> bytes:
    gpx = GPX()
    gpx.creator = "OpenEvac"
    gpx.name = words.say("Trip {code}", code=code)
    gpx.description = _notice(material, words)
    gpx.waypoints = _waypoints(material, words, trip)
    follow = words.say("Follow this line; do not let the navigator choose a way.")
    gpx.tracks.append(_track(gpx.name, follow, material.shown_legs[code]))
    if trip is mission.trips[-1]:
        home = material.shown_homes[material.plan.missions.index(mission)]
        gpx.tracks.append(_track(words.say("way home, empty"), follow, [home]))
    return (str(gpx.to_xml(version="1.1")) + "\n").encode()


def _track(name: str, description: str, lines: Sequence[GroundLine]) -> GPXTrack:
    track = GPXTrack(name=name, description=description)
    for line in lines:
        points = [GPXTrackPoint(round(float(lat), DIGITS), round(float(lon), DIGITS)) for lon, lat in line.points]
        track.segments.append(GPXTrackSegment(points))
    return track


def _notice(material: PlanMaterial, words: Words) -> str:
    lines = [words.say(banner) for banner in material.banners]
    lines.append(words.say("Valid until {moment}.", moment=words.dated(material.ends_at)))
    if not material.exact:
        lines.append(words.say("Positions are rounded to 200 m."))
    return " ".join(line if line.endswith(".") else f"{line}." for line in lines)


def _waypoints(material: PlanMaterial, words: Words, trip: Trip) -> list[GPXWaypoint]:
    halls = material.shown_halls
    points = []
    if trip.starts_from in halls:
        when = _joined(words.clock(trip.departs_at), load_out_in_words(material, words, trip))
        points.append(_waypoint(halls[trip.starts_from], trip.starts_from, when))
    for number, stop in enumerate(trip.stops, 1):
        position = material.rounding.point(LonLat(stop.at.lon, stop.at.lat))
        when = f"{words.clock(stop.arrives_at)}–{words.clock(stop.departs_at)}"
        things = gives_in_words(material, words, stop), stays_in_words(stop, words)
        when = _joined(when, where_met_in_words(material, stop, words), *things)
        points.append(_waypoint(position, f"{number} · {stop.request}", when))
    if trip.ends_at in halls:
        said = (words.clock(trip.arrives_at), hand_over_in_words(material, trip, words))
        points.append(_waypoint(halls[trip.ends_at], trip.ends_at, "; ".join(part for part in said if part)))
    return points


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _waypoint(position: LonLat, name: str, description: str) -> GPXWaypoint:
    return GPXWaypoint(
        latitude=round(position.lat, DIGITS),
        longitude=round(position.lon, DIGITS),
        name=name,
        description=description,
    )
