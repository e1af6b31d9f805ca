"""What the store knows for the lure patterns: counts made of tags and cells, and what the operator ticked."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Count, Exists, F, Min, OuterRef, Q

from openevac.domain.events import Asker, StopOutcome
from openevac.domain.places import LonLat
from openevac.domain.records import HoldReason, TagKind
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.rules.confirmation import STRONG, VerdictKind
from openevac.rules.duplicates import METRES_PER_DEGREE
from openevac.rules.lure import GroundOf, LureFacts, LureVerdict, look_for_lure
from openevac.rules.lure_patterns import (
    CLUSTER_WINDOW_H,
    CONTACT_WINDOW_H,
    NOBODY_WINDOW_DAYS,
    NOBODY_WITHIN_M,
    LureKind,
)
from openevac.services.requests.ground import UNKNOWN, Ground, ground_of
from openevac.services.requests.new_request import Noticed
from openevac.services.requests.plain_lines import position_of
from openevac.store.models import Confirmation, EvacuationRequest, Hold, RequestTag, Stop

_USUAL_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contact:
    age_h: float | None
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """The neighbourhood: unconfirmed requests of a day, this one too, and how many come on a usual day."""

    new: int = 1
    usual: float = 0.0


def look_at(request: EvacuationRequest, now: datetime, moved_closer_km: float = 0.0) -> LureVerdict:
    """Look at a stored request for signs of bait, by everything known now."""
    ground = ground_of(request.organisation_id, [request.katottg], now).get(request.katottg, UNKNOWN)
    facts = _facts(request, now, ground, moved_closer_km=moved_closer_km, set_aside=_set_aside(request))
    return look_for_lure(facts, now)


def look_at_new(request: EvacuationRequest, now: datetime, ground: Ground) -> LureVerdict:
    """Look at a request that is being written down: nobody has looked into a sign of it, and it never moved."""
    return look_for_lure(_facts(request, now, ground, moved_closer_km=0.0, set_aside={}), now)


def _facts(
    request: EvacuationRequest, now: datetime, ground: Ground, *, moved_closer_km: float, set_aside: dict[LureKind, int]
) -> LureFacts:
    contact = _contact(request, now)
    cell = _cell(request, now)
    noticed = msgspec.convert(request.lure_ticks, Noticed)
    return LureFacts(
        asker=Asker(request.asker),
        # Zero kilometres: the place lies inside. By whom the ground is held, a distance does not say.
        ground=GroundOf.CONTESTED if ground.km is not None and ground.km <= 0 else GroundOf.FREE,
        distance_km=None if ground.km is None else max(0.0, ground.km),
        moved_closer_km=moved_closer_km,
        contact_age_h=contact.age_h,
        other_households=contact.others,
        new_in_cell=cell.new,
        usual_in_cell=cell.usual,
        crew_found_nobody=_found_nobody(request, now),
        set_aside=set_aside,
        **{name: getattr(noticed, name) for name in Noticed.__dataclass_fields__},
    )


def signs_to_keep(verdict: LureVerdict) -> list[dict[str, Any]]:
    """Give the signs that count, as a hold keeps them: kind, size, and the sentence."""
    return [
        {"kind": sign.kind.value, "size": sign.size, "text": sign.reason.text, "facts": sign.reason.facts}
        for sign in verdict.signs
        if sign.weight
    ]


def _contact(request: EvacuationRequest, now: datetime) -> _Contact:
    """Tell since when the request's phones are known, and for how many other households they asked in a day."""
    phones = RequestTag.objects.filter(request=request.id, kind=TagKind.PHONE.value).values("tag")
    same = RequestTag.objects.filter(organisation=request.organisation_id, kind=TagKind.PHONE.value, tag__in=phones)
    others = ~Q(request=request.id) & (Q(request__linked_to=None) | ~Q(request__linked_to=request.id))
    recent = Q(request__received_at__gt=now - timedelta(hours=CONTACT_WINDOW_H.value))
    found = same.aggregate(
        first=Min("request__received_at"),
        others=Count("request__household", distinct=True, filter=others & recent),
    )
    first = found["first"]
    return _Contact(
        age_h=None if first is None else max(0.0, (now - first).total_seconds() / SECONDS_PER_HOUR),
        others=found["others"],
    )


def _cell(request: EvacuationRequest, now: datetime) -> _Cell:
    """Count the neighbourhood; without a position there is none but this one."""
    if not request.cell:
        return _Cell()
    until = now - timedelta(hours=CLUSTER_WINDOW_H.value)
    here = EvacuationRequest.objects.filter(
        organisation=request.organisation_id,
        cell=request.cell,
        received_at__gt=until - timedelta(days=_USUAL_DAYS),
        received_at__lte=now,
    )
    new = Q(received_at__gt=until, linked_to=None) & ~Q(verdict=VerdictKind.CONFIRMED.value)
    found = here.aggregate(new=Count("id", filter=new), usual=Count("id", filter=Q(received_at__lte=until)))
    return _Cell(new=max(1, found["new"]), usual=float(found["usual"]) / _USUAL_DAYS)


def _found_nobody(request: EvacuationRequest, now: datetime) -> int:
    """Count visits near here that found nobody, and after which no strong sign of that household came."""
    position = position_of(request)
    if position is None:
        return 0
    heard = Confirmation.objects.filter(
        request=OuterRef("request"), at__gt=OuterRef("outcome_at"), kind__in=[kind.value for kind in STRONG]
    )
    visits = Stop.objects.filter(
        ~Exists(heard),
        organisation=request.organisation_id,
        outcome__in=(StopOutcome.NOT_AT_HOME.value, StopOutcome.WRONG_ADDRESS.value),
        outcome_at__gt=now - timedelta(days=NOBODY_WINDOW_DAYS.value),
        relay="",
        **_box_around(position),
    ).annotate(lon=F("request__lon"), lat=F("request__lat"))
    near = (LonLat(lon, lat) for lon, lat in visits.values_list("lon", "lat"))
    return sum(_apart_m(position, one) <= NOBODY_WITHIN_M.value for one in near)


def _box_around(position: LonLat) -> dict[str, tuple[float, float]]:
    """Leave visits as near as counts, or a hair farther.

    They are looked up by time, not by place: a month's visits in vain are few, a neighbourhood's requests thousands.
    """
    north = 1.001 * NOBODY_WITHIN_M.value / METRES_PER_DEGREE
    east = north / math.cos(math.radians(position.lat))
    return {
        "request__lon__range": (position.lon - east, position.lon + east),
        "request__lat__range": (position.lat - north, position.lat + north),
    }


def _apart_m(one: LonLat, other: LonLat) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat) * METRES_PER_DEGREE


def _set_aside(request: EvacuationRequest) -> dict[LureKind, int]:
    """Give the signs a person looked into and let go, each with the size it then had."""
    looked: Collection[list[dict[str, Any]]] = Hold.objects.filter(
        request=request, reason=HoldReason.LURE_SIGNS.value, released_at__isnull=False
    ).values_list("signs", flat=True)
    found: dict[LureKind, int] = {}
    for sign in (sign for signs in looked for sign in signs):
        kind = LureKind(sign["kind"])
        found[kind] = max(found.get(kind, 0), int(sign["size"]))
    return found
