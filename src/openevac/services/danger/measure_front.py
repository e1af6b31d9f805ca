"""Keeping how far places lie from line or border, as worked out from a situation; the ladder reads it.

Derived data: no entry is written, and nobody is asked. Whoever computes a field calls this with the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from openevac.domain.ids import require_katottg
from openevac.domain.units import require_aware, require_not_negative
from openevac.services.danger.words import require_source
from openevac.services.kernel.clock import Clock
from openevac.services.requests.judging import rejudge
from openevac.store.models import EvacuationRequest, FrontDistance


def measure_front(
    organisation: str, kilometres: Mapping[str, float], *, measured_at: datetime, rests_on: str, clock: Clock
) -> tuple[str, ...]:
    """Keep distances by KATOTTG code, 0 for a place inside; gives the requests that are judged differently now.

    `measured_at`: of when the line is. A line older than what is here changes nothing.
    """
    require_aware("measured_at", measured_at)
    require_source("rests_on", rests_on)
    for katottg, km in kilometres.items():
        require_katottg("kilometres", katottg)
        require_not_negative("kilometres", km)
    with transaction.atomic():
        newer = _newer(organisation, kilometres, measured_at)
        for katottg, km in newer.items():
            FrontDistance.objects.update_or_create(
                organisation_id=organisation,
                katottg=katottg,
                defaults={"km": km, "measured_at": measured_at, "rests_on": rests_on},
            )
            waiting = EvacuationRequest.objects.filter(organisation=organisation, katottg=katottg, closed_at=None)
            waiting.exclude(front_km=km).update(front_km=km)
    now = clock.now()
    return tuple(receipt for katottg in sorted(newer) for receipt in rejudge(organisation, now, katottg))


def _newer(organisation: str, kilometres: Mapping[str, float], measured_at: datetime) -> dict[str, float]:
    rows = FrontDistance.objects.filter(organisation=organisation, measured_at__gt=measured_at)
    known = set(rows.values_list("katottg", flat=True))
    return {katottg: km for katottg, km in sorted(kilometres.items()) if katottg not in known}
