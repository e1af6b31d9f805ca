"""Whether everybody whom all missions bring to a shelter finds a bed there; decided exactly.

A person who needs care takes a care bed; one who needs no stairs takes a bed without stairs or one with care;
anybody else takes any. The bed kinds so allowed lie inside one another, so by Hall's theorem everybody finds a
bed exactly when each inner set holds its people: care alone, care and no stairs together, and all together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openevac.domain.missions import Mission
from openevac.domain.needs import BedKind
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds
from openevac.planning.check.faults import NOWHERE, Fault, FaultCode, fault
from openevac.planning.check.underway import households_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsNeeded:
    """How many people need each kind of bed; a waived care bed becomes an ordinary one."""

    ordinary: int = 0
    no_stairs: int = 0
    care: int = 0


def beds_needed(requests: Iterable[EvacuationRequest]) -> BedsNeeded:
    """Add up what households need; where a named person waived the care bed, those people may lie anywhere."""
    ordinary = no_stairs = care = 0
    for request in requests:
        needs, waived = request.needs, bool(request.care_bed_waived_by)
        care += 0 if waived else needs.beds(BedKind.CARE)
        ordinary += needs.beds(BedKind.ORDINARY) + (needs.beds(BedKind.CARE) if waived else 0)
        no_stairs += needs.beds(BedKind.NO_STAIRS)
    return BedsNeeded(ordinary=ordinary, no_stairs=no_stairs, care=care)


def shortfall(needed: BedsNeeded, beds: Beds) -> tuple[int, int]:
    """Give how many people who need care find no care bed, and how many people in all find no bed they can use."""
    care_short = max(0, needed.care - beds.care)
    upper_short = needed.care + needed.no_stairs - beds.care - beds.no_stairs
    all_short = needed.care + needed.no_stairs + needed.ordinary - beds.care - beds.no_stairs - beds.ordinary
    return care_short, max(0, care_short, upper_short, all_short)


def check_beds(missions: Iterable[Mission], operation: Operation) -> Iterator[Fault]:
    """Find shelters to which all missions together bring more people than they have beds of the right kind."""
    brought: dict[str, list[EvacuationRequest]] = defaultdict(list)
    for mission in missions:
        for number, trip in enumerate(mission.trips):
            if trip.hand_over is not None:
                continue  # they lie where the vehicle that takes them on brings them
            brought[trip.shelter] += [operation.request(name) for name in households_of(mission, number)]
    for name, requests in brought.items():
        care_short, short = shortfall(beds_needed(requests), operation.shelter(name).beds)
        if care_short:
            yield fault(
                FaultCode.CARE_BEDS,
                NOWHERE,
                Remark(
                    text="At the shelter '{shelter}' {short} people who need care find no care bed, "
                    "and nobody is named who decided that.",
                    facts={"shelter": name, "short": care_short},
                ),
            )
        if short > care_short:
            yield fault(
                FaultCode.BEDS,
                NOWHERE,
                Remark(
                    text="At the shelter '{shelter}' {short} people find no bed they can use.",
                    facts={"shelter": name, "short": short},
                ),
            )
