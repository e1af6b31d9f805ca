"""A plan's map as layers in units of its frame, before it is drawn for a screen or for paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from openevac.domain.hazards import HazardReport
from openevac.domain.places import LonLat, MultiPolygon
from openevac.reports.frame import Frame, frame_around, path_of
from openevac.reports.ground_layers import RoadLayers, area_path, area_shape, border_lines, road_layers
from openevac.reports.material import PlanMaterial
from openevac.reports.placing import (
    LETTER_PX,
    PlaceName,
    Spot,
    caption_spots_of_area,
    caption_spots_of_line,
    first_free,
    place_names,
    spread,
)
from openevac.reports.trip_lines import TripDrawn, draw_trips, trip_lines
from openevac.roads.graph import FloatArray
from openevac.roads.projection import to_metric

CAPTION_LETTERS = 24
CROWD_M, CROWD_OF, MOST_CROWDS = 3000.0, 2, 4
"""Stops within 3 km of each other, at least two of them, get a map from near, at most four maps."""
NEAR_SHARE = 0.2
"""Lines of danger closer to the trips than this share of the map's width are brought into the first view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A mark that stands for something: a stop, a request that stays, a depot, a shelter, a report of danger."""

    kind: str
    spot: Spot
    code: str
    trip: str = ""
    van: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Area:
    """An area: `kind` is held, contested, once_held or a kind of zone, with who says so and since when."""

    kind: str
    shape: shapely.Geometry
    path: str
    source: str
    observed_at: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Chart:
    """All layers of a plan's map. `unit_px`: pixels of one unit in the first view."""

    frame: Frame
    unit_px: float
    roads: RoadLayers
    areas: tuple[Area, ...]
    border: str
    captions: dict[str, Spot]
    home: str
    trips: tuple[TripDrawn, ...]
    trip_names: tuple[Spot, ...]
    signs: tuple[Sign, ...]
    names: tuple[PlaceName, ...]
    reports: tuple[tuple[Sign, HazardReport], ...]


def make_chart(
    material: PlanMaterial,
    *,
    width_px: float,
    aspect: float,
    room: int,
    levels: int,
    around: FloatArray | None = None,
    sign_px: float = 11.0,
    tools_px: tuple[float, float] = (0.0, 0.0),
) -> Chart:
    """Lay out the map of a plan: `room` characters for roads, trips at so many `levels` of nearness.

    The first view holds the whole plan, or only the points `around` (n, 2 degrees). `sign_px`: half the room a sign
    takes. `tools_px`: width and height of the north-east corner that words must leave free for buttons.
    """
    shown = _shown_points(material) if around is None else around
    frame = frame_around(material.graph.crs, shown, aspect=aspect)
    unit_px = width_px / frame.width
    signs, reports = _placed_signs(material, frame, unit_px, sign_px)
    taken = [_corner(frame, tools_px), *(sign.spot for sign in signs), *(sign.spot for sign, _ in reports)]
    trips = draw_trips(material, frame, unit_px, levels)
    trip_names = _one_by_one([trip.label_spots for trip in trips], taken, unit_px)
    areas, border = _areas(material, frame), border_lines(material.driven_border, frame)
    captions = _captions(areas, border, frame, taken, unit_px)
    called_at = {request.katottg for request in material.operation.requests}
    return Chart(
        frame=frame,
        unit_px=unit_px,
        roads=road_layers(material.graph, frame, trip_lines(material, frame), material.closed, room),
        areas=tuple(areas),
        border=path_of(border),
        captions=captions,
        home=path_of([frame.units(*line.points.T) for line in material.shown_homes]),
        trips=tuple(trips),
        trip_names=tuple(trip_names),
        signs=tuple(signs),
        names=tuple(place_names(material.region.places, frame, unit_px, taken, called_at)),
        reports=tuple(reports),
    )


def _corner(frame: Frame, size_px: tuple[float, float]) -> Spot:
    return Spot(x=frame.width, y=0.0, half_w=size_px[0], half_h=size_px[1])


def _one_by_one(wishes: list[list[Spot]], taken: list[Spot], unit_px: float) -> list[Spot]:
    """Give each its best free spot, and note it as taken for those after it."""
    chosen = []
    for wish in wishes:
        chosen.append(first_free(wish, taken, unit_px))
        taken.append(chosen[-1])
    return chosen


def _captions(
    areas: list[Area], border: list[FloatArray], frame: Frame, taken: list[Spot], unit_px: float
) -> dict[str, Spot]:
    """Choose where the words for occupied and contested ground and for the border stand, where they are in view."""
    half_w = CAPTION_LETTERS * LETTER_PX / 2
    wishes = {"border": caption_spots_of_line(border, frame, half_w, unit_px)} if border else {}
    for kind in ("held", "contested"):
        shapes = [area.shape for area in areas if area.kind == kind]
        if shapes:
            wishes[kind] = caption_spots_of_area(shapely.union_all(shapes), frame, half_w, unit_px)
    wishes = {kind: spots for kind, spots in wishes.items() if spots}
    return dict(zip(wishes, _one_by_one(list(wishes.values()), taken, unit_px), strict=True))


def _shown_points(material: PlanMaterial) -> FloatArray:
    """Give what the first view must hold: ways, stops, depots, shelters; the requests where nothing is driven."""
    points = [line.points for line in material.shown_homes]
    points += [
        np.array([[stop.at.lon, stop.at.lat] for stop in trip.stops]) for _, _, trip in material.trips if trip.stops
    ]
    points += [np.array([position]) for position in material.shown_halls.values()]
    if not material.trips:
        points += [np.array([depot.position]) for depot in material.operation.depots]
        points += [np.array([p]) for request in material.operation.requests if (p := request.position) is not None]
    shown = np.vstack(points)
    return np.vstack((shown, *_danger_near(material, shown)))


def _danger_near(material: PlanMaterial, shown: FloatArray) -> list[FloatArray]:
    """Give the nearest points of occupied and contested ground and of the border, where the first view can hold them.

    A map on which the line is just out of sight looks calmer than the ground is.
    """
    weight = (float(np.cos(np.radians(shown[:, 1].mean()))), 1.0)
    reach = NEAR_SHARE * float(max(np.ptp(shown[:, 0]) * weight[0], np.ptp(shown[:, 1])))
    lines = [line for line in material.situation.control if line.set_aside is None]
    rings = [ring for line in lines for area in (*line.held, *line.contested) for ring in area[:1]]
    rings += material.driven_border.lines if material.driven_border else ()
    found = []
    for ring in rings:
        points = np.array(ring)
        apart = np.hypot(*((points[:, None, :] - shown[None, :, :]) * weight).transpose(2, 0, 1)).min(axis=1)
        found.append(points[apart <= reach])
    return [points for points in found if len(points)]


def crowds(material: PlanMaterial) -> list[tuple[FloatArray, str]]:
    """Find stops that only a map from near tells apart: their points (n, 2 degrees) and the names of their places."""
    stops = [stop for _, _, trip in material.trips for stop in trip.stops]
    if not stops:
        return []
    points = np.array([material.rounding.point(LonLat(stop.at.lon, stop.at.lat)) for stop in stops])
    metric = np.column_stack(to_metric(material.graph.crs, points[:, 0], points[:, 1]))
    near = np.hypot(*(metric[:, None, :] - metric[None, :, :]).transpose(2, 0, 1)) < CROWD_M
    count, crowd = connected_components(csr_array(near), directed=False)
    groups = sorted((np.flatnonzero(crowd == number) for number in range(count)), key=len, reverse=True)
    codes = [material.operation.request(stop.request).katottg for stop in stops]
    names = [material.place_names.get(code, "") for code in codes]
    return [
        (points[group], ", ".join(sorted({names[k] for k in group if names[k]})))
        for group in groups[:MOST_CROWDS]
        if len(group) >= CROWD_OF
    ]


def _placed_signs(
    material: PlanMaterial, frame: Frame, unit_px: float, sign_px: float
) -> tuple[list[Sign], list[tuple[Sign, HazardReport]]]:
    """Give all signs, pushed apart so that none hides another."""
    signs, reports = _signs(material, frame), _reports(material, frame)
    wished = [*(sign.spot for sign in signs), *(sign.spot for sign, _ in reports)]
    spots = spread([replace(spot, half_w=sign_px) for spot in wished], unit_px)
    placed = [replace(sign, spot=spot) for sign, spot in zip(signs, spots[: len(signs)], strict=True)]
    moved = [
        (replace(sign, spot=spot), report) for (sign, report), spot in zip(reports, spots[len(signs) :], strict=True)
    ]
    return placed, moved


def _signs(material: PlanMaterial, frame: Frame) -> list[Sign]:
    signs = []
    depots = {depot.id for depot in material.operation.depots}
    relays = {relay.id for relay in material.operation.relays}
    for name, position in material.shown_halls.items():
        kind = "relay" if name in relays else "depot" if name in depots else "shelter"
        signs.append(_sign(frame, kind, position, name))
    positions = {place.katottg: place.position for place in material.region.places}
    for row in material.plan.unserved:
        request = material.operation.request(row.request)
        place = request.position or positions.get(request.katottg)
        if place is not None:
            signs.append(_sign(frame, "unserved", material.rounding.point(place), row.request))
    for code, _, trip in material.trips:
        for number, stop in enumerate(trip.stops, 1):
            position = material.rounding.point(LonLat(stop.at.lon, stop.at.lat))
            signs.append(_sign(frame, "stop", position, stop.request, trip=code, number=number))
    return signs


def _sign(frame: Frame, kind: str, position: LonLat, code: str, *, trip: str = "", number: int = 0) -> Sign:
    """Place one sign; a stop's sign says its `trip` and its `number` in it."""
    x, y = (float(value) for value in frame.units(position.lon, position.lat)[0])
    van = int(trip.partition("-")[0]) if trip else 0
    return Sign(kind=kind, spot=Spot(x=x, y=y, half_w=11.0, half_h=11.0), code=code, trip=trip, van=van, number=number)


def _areas(material: PlanMaterial, frame: Frame) -> list[Area]:
    areas = []
    for line in material.situation.control:
        if line.set_aside is not None:
            continue
        for kind, ground in (("once_held", line.once_held), ("contested", line.contested), ("held", line.held)):
            areas.append(_area(kind, ground, frame, line.source, line.observed_at))
    starts = min((mission.departs_at for mission in material.plan.missions), default=material.plan.made_at)
    areas += [
        _area(f"zone_{zone.kind.value}", (zone.area,), frame, zone.source, None)
        for zone in material.situation.zones
        if zone.valid_until is None or zone.valid_until > starts
    ]
    return [area for area in areas if area.path]


def _area(kind: str, ground: MultiPolygon, frame: Frame, source: str, observed_at: datetime | None) -> Area:
    shape = area_shape(ground, frame)
    return Area(kind=kind, shape=shape, path=area_path(shape), source=source, observed_at=observed_at)


def _reports(material: PlanMaterial, frame: Frame) -> list[tuple[Sign, HazardReport]]:
    west, north, east, south = frame.kept
    found = []
    for report in material.situation.reports:
        sign = _sign(frame, "report", report.position, report.id)
        if report.muted is None and west < sign.spot.x < east and north < sign.spot.y < south:
            found.append((sign, report))
    return found
