"""What holds about places now: who may enter, by whose word, and how far the line is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from openevac.domain.places import Access
from openevac.store.models import FrontDistance, PlaceAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One place now. Where nobody said anything about entry it counts as open; an unknown distance is None."""

    access: Access = Access.OPEN
    km: float | None = None
    measured_at: datetime | None = None


UNKNOWN = Ground()


def access_in_force(organisation: str, now: datetime) -> QuerySet[PlaceAccess]:
    """Give the words about entry that hold now: begun, not run out, not replaced."""
    return PlaceAccess.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=now),
        Q(replaced_at=None) | Q(replaced_at__gt=now),
        organisation=organisation,
        since__lte=now,
    )


def ground_of(organisation: str, places: Iterable[str], now: datetime) -> dict[str, Ground]:
    """Give what holds about places now; a place nobody knows anything about is UNKNOWN."""
    codes = {code for code in places if code}
    words = access_in_force(organisation, now).filter(katottg__in=codes).order_by("since")
    access = {code: Access(word) for code, word in words.values_list("katottg", "access")}
    distances = FrontDistance.objects.filter(organisation=organisation, katottg__in=codes)
    measured = {code: (km, at) for code, km, at in distances.values_list("katottg", "km", "measured_at")}
    return {
        code: Ground(access=access.get(code, Access.OPEN), km=km, measured_at=at)
        for code in codes
        for km, at in [measured.get(code, (None, None))]
    }
