"""Holding a request that looks like bait: never a refusal, always with an owner and a clock."""

from __future__ import annotations

from openevac.domain.records import HoldReason
from openevac.services.kernel.command import Doing
from openevac.services.requests.holding import first_owner, keep_hold
from openevac.services.requests.lure_signs import look_at, signs_to_keep
from openevac.store.models import EvacuationRequest


def hold_if_lure(doing: Doing, request: EvacuationRequest, moved_closer_km: float = 0.0) -> str:
    """Hold the request where the signs of bait weigh enough; gives the owner, or nothing."""
    verdict = look_at(request, doing.now, moved_closer_km)
    if not verdict.hold:
        return ""
    return keep_hold(doing, request, HoldReason.LURE_SIGNS, first_owner(doing), signs_to_keep(verdict)).owner
