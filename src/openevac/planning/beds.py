"""Beds by kind: who may lie where, and whether a shelter still holds everybody a draft brings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from openevac.domain.missions import Limit
from openevac.domain.needs import BedKind
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds


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
