"""What the store knows for the lure patterns: counts made of tags and cells, and what the operator ticked."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Exists, F, Min, OuterRef, QuerySet

from openevac.domain.events import Asker, StopOutcome
from openevac.domain.places import LonLat
from openevac.domain.records import HoldReason, TagKind
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.rules.confirmation import STRONG, VerdictKind
from openevac.rules.duplicates import CELL_DEGREES
from openevac.rules.lure import GroundOf, LureFacts, LureVerdict, look_for_lure
from openevac.rules.lure_patterns import (
    CLUSTER_WINDOW_H,
    CONTACT_WINDOW_H,
    NOBODY_WINDOW_DAYS,
    NOBODY_WITHIN_M,
    LureKind,
)
from openevac.services.requests.ground import UNKNOWN, ground_of
from openevac.services.requests.new_request import Noticed
from openevac.services.requests.similar import position_of
from openevac.store.models import Confirmation, EvacuationRequest, Hold, RequestTag, Stop

_USUAL_DAYS = 14
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contact:
    age_h: float | None
    others: int


def look_at(request: EvacuationRequest, now: datetime, moved_closer_km: float = 0.0) -> LureVerdict:
    """Look at a stored request for signs of bait, by everything known now."""
    return look_for_lure(facts_about(request, now, moved_closer_km), now)


def facts_about(request: EvacuationRequest, now: datetime, moved_closer_km: float = 0.0) -> LureFacts:
    """Gather what the patterns look at."""
    ground = ground_of(request.organisation_id, [request.katottg], now).get(request.katottg, UNKNOWN)
    contact = _contact(request, now)
    noticed = msgspec.convert(request.lure_ticks, Noticed)
    return LureFacts(
        asker=Asker(request.asker),
        # Zero kilometres: the place lies inside. By whom the ground is held, a distance does not say.
        ground=GroundOf.CONTESTED if ground.km is not None and ground.km <= 0 else GroundOf.FREE,
        distance_km=None if ground.km is None else max(0.0, ground.km),
        moved_closer_km=moved_closer_km,
        contact_age_h=contact.age_h,
        other_households=contact.others,
        new_in_cell=_new_in_cell(request, now),
        usual_in_cell=_usual_in_cell(request, now),
        crew_found_nobody=_found_nobody(request, now),
        set_aside=_set_aside(request),
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
    phones = request.tags.filter(kind=TagKind.PHONE.value).values_list("tag", flat=True)
    same = RequestTag.objects.filter(
        organisation=request.organisation_id, kind=TagKind.PHONE.value, tag__in=list(phones)
    )
    others = same.exclude(request=request.id).exclude(request__linked_to=request.id)
    first = same.aggregate(first=Min("request__received_at"))["first"]
    recent = others.filter(request__received_at__gt=now - timedelta(hours=CONTACT_WINDOW_H.value))
    return _Contact(
        age_h=None if first is None else max(0.0, (now - first).total_seconds() / SECONDS_PER_HOUR),
        others=recent.values("request__household").distinct().count(),
    )


def _in_cell(request: EvacuationRequest, since: datetime, until: datetime) -> QuerySet[EvacuationRequest]:
    return EvacuationRequest.objects.filter(
        organisation=request.organisation_id, cell=request.cell, received_at__gt=since, received_at__lte=until
    )


def _new_in_cell(request: EvacuationRequest, now: datetime) -> int:
    """Count the unconfirmed requests of a day in the neighbourhood, this one too; without a position only this one."""
    if not request.cell:
        return 1
    fresh = _in_cell(request, now - timedelta(hours=CLUSTER_WINDOW_H.value), now)
    return max(1, fresh.exclude(verdict=VerdictKind.CONFIRMED.value).filter(linked_to=None).count())


def _usual_in_cell(request: EvacuationRequest, now: datetime) -> float:
    if not request.cell:
        return 0.0
    until = now - timedelta(hours=CLUSTER_WINDOW_H.value)
    return float(_in_cell(request, until - timedelta(days=_USUAL_DAYS), until).count()) / _USUAL_DAYS


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
        request__cell__in=_cells_around(position),
    ).annotate(lon=F("request__lon"), lat=F("request__lat"))
    near = (LonLat(lon, lat) for lon, lat in visits.values_list("lon", "lat"))
    return sum(_apart_m(position, one) <= NOBODY_WITHIN_M.value for one in near)


def _cells_around(position: LonLat) -> list[str]:
    west, south = (math.floor(part / CELL_DEGREES) for part in position)
    return [f"{west + x}:{south + y}" for x in (-1, 0, 1) for y in (-1, 0, 1)]


def _apart_m(one: LonLat, other: LonLat) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat) * _METRES_PER_DEGREE


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
