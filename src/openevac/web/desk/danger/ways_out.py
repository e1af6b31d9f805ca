"""Ways out where no van goes to the door: points where people are met, and who takes requests over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, require_lon_first
from openevac.reports.words import Words
from openevac.services.danger.keep_meeting_point import (
    CloseMeetingPoint,
    KeepMeetingPoint,
    close_meeting_point,
    keep_meeting_point,
)
from openevac.services.danger.keep_service import CloseService, KeepService, close_service, keep_service
from openevac.services.danger.see_ways_out import PointSeen, ServiceSeen, WaysOutSeen
from openevac.web.asking import order, signed_in, who_sits
from openevac.web.desk.danger.naming import Names, names_here
from openevac.web.desk.danger.telling import done
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """One point, and the place it lies near or whose rules hold there."""

    point: PointSeen
    near: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One organisation and the names of the places it serves; "" for every place."""

    service: ServiceSeen
    places: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointForm:
    """What stands in the form of a point. Its position: pasted, or the middle of the chosen place."""

    code: str = ""
    pin_lon: float | None = None
    pin_lat: float | None = None
    lon: float | None = None
    lat: float | None = None
    katottg: str = ""
    opens: str = ""
    closes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameForm:
    """What is closed or kept, by its name; `katottg`: the one place a service serves, "" for every place."""

    name: str = ""
    katottg: str = ""


def point_rows(seen: WaysOutSeen, names: Names, words: Words) -> list[PointRow]:
    """Give the points as the page lists them."""
    return [
        PointRow(
            point=one,
            near=names.of(one.katottg) or names.near(one.position, words),
            hours=f"{one.opens:%H:%M} – {one.closes:%H:%M}" if one.opens and one.closes else "",
        )
        for one in seen.points
    ]


def service_rows(seen: WaysOutSeen, names: Names) -> list[ServiceRow]:
    """Give the organisations as the page lists them."""
    return [ServiceRow(service=one, places=", ".join(names.of(code) for code in one.places)) for one in seen.services]


@require_POST
@signed_in
def keep_point(request: HttpRequest) -> HttpResponse:
    """Keep a point where people are met."""
    form = read_form(request, PointForm)
    if not form.code:
        raise InputError(
            "The point has no name.", "Name it as people there call it: the school, the bus stop.", field="code"
        )
    asked = KeepMeetingPoint(
        code=form.code,
        position=where_of(form, names_here(who_sits(request).organisation)),
        katottg=form.katottg,
        opens=hour_of("opens", form.opens),
        closes=hour_of("closes", form.closes),
    )
    kept = keep_meeting_point(order(request), asked)
    return done(request, "/danger/", "People can be met at {point}. The next plan knows it.", point=kept.code)


@require_POST
@signed_in
def close_point(request: HttpRequest) -> HttpResponse:
    """Close a point."""
    kept = close_meeting_point(order(request), CloseMeetingPoint(code=read_form(request, NameForm).name))
    return done(
        request, "/danger/", "Nobody is met at {point} any more. Missions that meet people there: build them again.",
        point=kept.code,
    )  # fmt: skip


@require_POST
@signed_in
def add_service(request: HttpRequest) -> HttpResponse:
    """Keep who takes requests over."""
    form = read_form(request, NameForm)
    kept = keep_service(order(request), KeepService(name=form.name, places=(form.katottg,) if form.katottg else ()))
    return done(request, "/danger/", "{name} takes requests over where we may not go.", name=kept.name)


@require_POST
@signed_in
def drop_service(request: HttpRequest) -> HttpResponse:
    """Take an organisation off the list."""
    kept = close_service(order(request), CloseService(name=read_form(request, NameForm).name))
    return done(request, "/danger/", "{name} is off the list.", name=kept.name)


def where_of(form: PointForm, names: Names) -> LonLat:
    """Give a position that was pasted, else that of the chosen place."""
    if form.pin_lon is not None and form.pin_lat is not None:
        return require_lon_first("position", form.pin_lon, form.pin_lat)
    if form.lon is not None and form.lat is not None:
        return require_lon_first("position", form.lon, form.lat)
    place = names.places.by_code.get(form.katottg)
    if place is not None and place.position is not None:
        return place.position
    raise InputError(
        "Nobody has said where it is.", "Paste a position or a link to a map, or choose a place from the list.",
        field="position",
    )  # fmt: skip


def hour_of(field: str, text: str) -> time | None:
    """Read an hour of the day; None where the field is empty."""
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise InputError("This is no time of day.", "Write it like 05:30.", field=field) from None
