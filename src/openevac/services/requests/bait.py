"""Holding a request that looks like bait: never a refusal, always with an owner and a clock."""

from __future__ import annotations

from openevac.domain.records import HoldReason
from openevac.rules.lure import LureVerdict
from openevac.services.kernel.command import Doing
from openevac.services.requests.ground import Ground
from openevac.services.requests.holding import first_owner, keep_hold
from openevac.services.requests.lure_signs import look_at, look_at_new, signs_to_keep
from openevac.store.models import EvacuationRequest


def hold_if_lure(doing: Doing, request: EvacuationRequest, moved_closer_km: float = 0.0) -> str:
    """Hold the request where the signs of bait weigh enough; gives the owner, or nothing."""
    return _hold(doing, request, look_at(request, doing.now, moved_closer_km))


def hold_if_new_lure(doing: Doing, request: EvacuationRequest, ground: Ground) -> str:
    """Hold a request that is being written down, on the ground its place has now, as `hold_if_lure` does."""
    return _hold(doing, request, look_at_new(request, doing.now, ground))


def _hold(doing: Doing, request: EvacuationRequest, verdict: LureVerdict) -> str:
    if not verdict.hold:
        return ""
    return keep_hold(doing, request, HoldReason.LURE_SIGNS, first_owner(doing), signs_to_keep(verdict)).owner
