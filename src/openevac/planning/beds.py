"""Beds by kind: who may lie where, and whether a shelter still holds everybody a draft brings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from openevac.domain.needs import BedKind
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds
from openevac.domain.unserved import Limit


class BedsTaken(NamedTuple):
    """How many people need each kind of bed."""

    ordinary: int = 0
    no_stairs: int = 0
    care: int = 0

    def plus(self, other: BedsTaken) -> BedsTaken:
        """Add two demands."""
        return BedsTaken(self.ordinary + other.ordinary, self.no_stairs + other.no_stairs, self.care + other.care)


def beds_of(request: EvacuationRequest) -> BedsTaken:
    """Give the beds one household takes; where a named person waived the care bed, any bed will do for them."""
    needs = request.needs
    care, ordinary = needs.beds(BedKind.CARE), needs.beds(BedKind.ORDINARY)
    if request.care_bed_waived_by:
        care, ordinary = 0, care + ordinary
    return BedsTaken(ordinary, needs.beds(BedKind.NO_STAIRS), care)


def lacking_beds(taken: Iterable[BedsTaken], beds: Beds) -> Limit | None:
    """Name the limit that several households together break, or None when everybody finds a bed.

    Who needs care takes care beds only; who needs no stairs those or beds without stairs; others any. Because
    each kind may use all that the stricter kind may, three sums decide it.
    """
    total = BedsTaken()
    for demand in taken:
        total = total.plus(demand)
    if total.care > beds.care:
        return Limit.CARE_BED
    if total.care + total.no_stairs > beds.care + beds.no_stairs:
        return Limit.BEDS
    if sum(total) > beds.care + beds.no_stairs + beds.ordinary:
        return Limit.BEDS
    return None


class CareAsked(NamedTuple):
    """How many people who could be fetched need a care bed: in required households, and in all."""

    required: int = 0
    all: int = 0


def care_comes_first(total: BedsTaken, of_required: int, beds: Beds, asked: CareAsked) -> bool:
    """Tell whether a shelter keeps its care beds for those who need them.

    `total`: what all who are brought there need; `of_required`: how many of them need no care and are required.
    People who need no care lie in care beds only beside those kept for everybody who needs one and could be fetched.
    Required households go before others, so for them only the beds that required people need are kept.
    """
    in_care_beds = max(
        0, total.no_stairs - beds.no_stairs, total.no_stairs + total.ordinary - beds.no_stairs - beds.ordinary
    )
    free, free_of_required = (beds.care - max(total.care, min(beds.care, kept)) for kept in (asked.all, asked.required))
    return in_care_beds <= max(free, min(of_required, free_of_required), 0)


def care_asked(requests: Iterable[EvacuationRequest]) -> CareAsked:
    """Count who needs a care bed; a household that can be met at several places is one household."""
    households = {request.id: request for request in requests}
    counted = [(beds_of(request).care, request.required) for request in households.values()]
    return CareAsked(sum(care for care, required in counted if required), sum(care for care, _ in counted))


def beds_left(taken: Iterable[BedsTaken], beds: Beds) -> Beds:
    """Give the beds that stay free when several households who all fit have lain down, stricter kinds spared."""
    total = BedsTaken()
    for demand in taken:
        total = total.plus(demand)
    care = beds.care - total.care
    no_stairs = beds.no_stairs - total.no_stairs
    ordinary = beds.ordinary - total.ordinary
    no_stairs, ordinary = no_stairs + min(0, ordinary), max(0, ordinary)
    care, no_stairs = care + min(0, no_stairs), max(0, no_stairs)
    return Beds(ordinary=ordinary, no_stairs=no_stairs, care=max(0, care))
