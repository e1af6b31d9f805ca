"""The order of `rules.duplicates.rank`, said to the database, so that it gives the likeliest first and not them all."""

from __future__ import annotations

import math
from typing import Any

from django.db.models import Case, ExpressionWrapper, F, FloatField, IntegerField, Q, QuerySet, Value, When

from openevac.domain.needs import MobilityClass
from openevac.domain.places import LonLat
from openevac.rules.duplicates import METRES_PER_DEGREE, NEAR_M, RequestFacts, similar_party
from openevac.store.models import EvacuationRequest

PEOPLE = F("walks") + F("walks_with_help") + F("wheelchairs") + F("stretchers")
_COUNTED_IN = {
    MobilityClass.WALKS: "walks",
    MobilityClass.WALKS_WITH_HELP: "walks_with_help",
    MobilityClass.WHEELCHAIR: "wheelchairs",
    MobilityClass.LYING: "stretchers",
}
_NEWEST = "-received_at"


def likeliest_nearby(
    rows: QuerySet[EvacuationRequest], facts: RequestFacts, position: LonLat
) -> QuerySet[EvacuationRequest]:
    """Order rows round a position: those at the same corner, then by party, then the nearest."""
    placed = rows.alias(apart=_square_m(position))
    corner = Case(When(apart__lte=NEAR_M**2, then=Value(0)), default=Value(1), output_field=IntegerField())
    return placed.order_by(corner, *_by_party(facts), "apart", _NEWEST)


def likeliest_at_place(rows: QuerySet[EvacuationRequest], facts: RequestFacts) -> QuerySet[EvacuationRequest]:
    """Order rows of one place without a position: by party, then the newest."""
    return rows.order_by(*_by_party(facts), _NEWEST)


def _by_party(facts: RequestFacts) -> list[Any]:
    """Give what puts those first who move in the same way, then parties of the same size."""
    whens = [When(people=facts.party_size, then=Value(1))]
    if any(facts.mobility.values()):
        moves_so = {column: facts.mobility.get(kind, 0) for kind, column in _COUNTED_IN.items()}
        whens.insert(0, When(Q(**moves_so), then=Value(0)))
    return [Case(*whens, default=Value(2), output_field=IntegerField())]


def of_like_size(rows: QuerySet[EvacuationRequest], party_size: int) -> QuerySet[EvacuationRequest]:
    """Leave those of about as many people; `people` can be asked of them."""
    return rows.alias(people=PEOPLE).filter(people__range=similar_party(party_size))


def _square_m(position: LonLat) -> Any:
    """Say the square of the metres to a position. The rule takes the middle of the two latitudes: half a metre less."""
    east = METRES_PER_DEGREE * math.cos(math.radians(position.lat))
    across = (F("lon") - Value(position.lon)) * Value(east)
    up = (F("lat") - Value(position.lat)) * Value(METRES_PER_DEGREE)
    return ExpressionWrapper(across * across + up * up, FloatField())
