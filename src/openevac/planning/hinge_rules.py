"""What turns the answer and is no number of the profile: minutes, beds, reports, the sky, roads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.hanging import Hinge, Turn
from openevac.domain.hazards import Confidence, HazardReport
from openevac.domain.missions import Mission
from openevac.domain.needs import BedKind
from openevac.domain.operation import Operation
from openevac.domain.shelters import Beds
from openevac.hazards.reports import REACHES
from openevac.planning.assemble import all_legs
from openevac.planning.check.beds import check_beds
from openevac.planning.check.faults import Fault
from openevac.planning.driven_later import driven_from
from openevac.planning.ground import Ground, other_situation
from openevac.planning.hinge_limits import against
from openevac.planning.hinge_words import beds_short, later_refused, report_confirmed
from openevac.planning.tried_later import SLIPS_MIN, first_refused
from openevac.roads.projection import to_metric

MOST_REPORTS = 6
A_WORD = 0.5
"""A yes or no has no range; it is put in order as if half a range had to be moved."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A finished plan's missions on their ground, asked what turns the answer for each."""

    ground: Ground
    operation: Operation
    missions: Sequence[Mission]

    def hinges(self, mission: Mission) -> Iterator[Hinge]:
        """Give what turns the answer for one mission."""
        delay = self.delay(mission)
        if delay is not None:
            yield delay
        yield from self.beds(mission)
        yield from self.reports(mission)

    def delay(self, mission: Mission) -> Hinge | None:
        """Give the first whole minute of delay at which the referee refuses the mission, of the slips it tries."""
        slip = first_refused(lambda minutes: self.later(mission, minutes))
        if slip is None:
            return None
        return Hinge(
            number="delay_min",
            value=0.0,
            holds_at=float(slip.holds),
            turns_at=float(slip.turns),
            unit="min",
            share=slip.turns / SLIPS_MIN[-1],
            turn=Turn.REFUSED,
            limit=slip.fault.code.value,
            remark=later_refused(slip.fault, slip.turns),
        )

    def later(self, mission: Mission, minutes: int) -> tuple[Fault, ...] | None:
        """Give what the referee holds against a mission that leaves later; None where nobody knows the danger then."""
        try:
            late = driven_from(mission, mission.departs_at + timedelta(minutes=minutes), self.ground, self.operation)
            return against(self.of_vehicle(mission, late), self.ground, self.operation)
        except InputError:
            return None

    def beds(self, mission: Mission) -> Iterator[Hinge]:
        """Give for each shelter and kind with how few beds somebody of the whole plan finds none."""
        for name in dict.fromkeys(trip.shelter for trip in mission.trips):
            for kind in BedKind:
                value = self.operation.shelter(name).beds.of(kind)
                short = (left for left in range(value - 1, -1, -1) if self.without_beds(name, kind, left))
                turns = next(short, None)
                if turns is not None:
                    found = self.without_beds(name, kind, turns)[0]
                    yield Hinge(
                        number=f"beds.{name}.{kind.value}",
                        value=float(value),
                        holds_at=float(turns + 1),
                        turns_at=float(turns),
                        unit="beds",
                        share=(value - turns) / value,
                        turn=Turn.REFUSED,
                        limit=found.code.value,
                        remark=beds_short(name, kind, value, turns),
                    )

    def without_beds(self, name: str, kind: BedKind, left: int) -> tuple[Fault, ...]:
        """Give the faults of the plan where one shelter has only so many beds of a kind."""
        shelters = tuple(
            replace(one, beds=_with(one.beds, kind, left)) if one.id == name else one for one in self.operation.shelters
        )
        return tuple(check_beds(self.missions, replace(self.operation, shelters=shelters)))

    def reports(self, mission: Mission) -> Iterator[Hinge]:
        """Give the unverified reports that, once confirmed, stand against the mission."""
        near = [report for report in self.ground.situation.reports if self._is_near(mission, report)]
        for report in near[:MOST_REPORTS]:
            confirmed = replace(report, confidence=Confidence.VERIFIED)
            reports = tuple(confirmed if one is report else one for one in self.ground.situation.reports)
            moved = other_situation(self.ground, replace(self.ground.situation, reports=reports))
            faults = against(self.of_vehicle(mission, mission), moved, self.operation)
            if faults:
                yield _yes_or_no(f"report.{report.id}.confirmed", faults[0], report.id)

    def _is_near(self, mission: Mission, report: HazardReport) -> bool:
        if report.confidence is not Confidence.UNVERIFIED or report.muted is not None:
            return False
        graph = self.ground.graph
        arcs = sorted({arc for leg in all_legs(mission) for arc in leg.arcs})
        if not arcs:
            return False
        stretches = np.unique(graph.arc_stretch[np.array(arcs, dtype=np.int64)])
        samples = np.concatenate([np.arange(graph.sample_start[s], graph.sample_start[s + 1]) for s in stretches])
        x_m, y_m = (float(value) for value in to_metric(graph.crs, report.position.lon, report.position.lat))
        away_m = float(np.hypot(graph.sample_x[samples] - x_m, graph.sample_y[samples] - y_m).min())
        reach_m = REACHES * self.ground.situation.profile.value(f"report.{report.kind}.reach_m")
        return bool(report.blocks and report.way_ids) or away_m <= max(reach_m, report.radius_m + 100.0)

    def of_vehicle(self, mission: Mission, driven: Mission) -> list[Mission]:
        """Give the missions of a vehicle, one of them driven otherwise."""
        return [driven if one is mission else one for one in self.missions if one.vehicle == mission.vehicle]


def _with(beds: Beds, kind: BedKind, left: int) -> Beds:
    return replace(beds, **{kind.value: left})


def _yes_or_no(number: str, found: Fault, report: str) -> Hinge:
    return Hinge(
        number=number,
        value=0.0,
        holds_at=0.0,
        turns_at=1.0,
        unit="yes",
        share=A_WORD,
        turn=Turn.REFUSED,
        limit=found.code.value,
        remark=report_confirmed(found, report),
    )
