"""Choices that rest on an unverified report: what the plan would do without the word nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from openevac.domain.hazards import Confidence, HazardReport
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.planning.ground import Ground, other_situation
from openevac.planning.prepare import Prepared
from openevac.planning.settle import Settled
from openevac.roads.projection import to_metric
from openevac.routing.path import Path

REACHES = 3.0
"""A report is named when the way not taken comes within so many of its reaches: beyond, it weighs nothing."""


def resting_on_unverified(prepared: Prepared, settled: Settled) -> tuple[Remark, ...]:
    """Name every trip that would drive another way if unverified reports were left out."""
    ground = prepared.survey.ground
    doubted = _unverified(ground)
    if not doubted:
        return ()
    without = other_situation(ground, _without(ground.situation, doubted))
    return tuple(_remarks(prepared, settled, without, doubted))


def _unverified(ground: Ground) -> tuple[HazardReport, ...]:
    reports = ground.situation.reports
    return tuple(report for report in reports if report.confidence is Confidence.UNVERIFIED and report.muted is None)


def _without(situation: Situation, doubted: tuple[HazardReport, ...]) -> Situation:
    kept = tuple(report for report in situation.reports if report not in doubted)
    known = {report.id for report in kept}
    clearings = tuple(clearing for clearing in situation.clearings if clearing.report in known)
    return replace(situation, reports=kept, clearings=clearings)


def _remarks(
    prepared: Prepared, settled: Settled, without: Ground, doubted: tuple[HazardReport, ...]
) -> Iterator[Remark]:
    problem = prepared.problem
    for day in settled.draft.days:
        vehicle = problem.vehicles[day.vehicle]
        at = vehicle.origin
        for number, trip in enumerate(day.trips, 1):
            points = [*(problem.point_of_request(r) for r in trip.requests), problem.point_of_shelter(trip.shelter)]
            pairs = zip([at, *points[:-1]], points, strict=True)
            others = [
                other for start, end in pairs if (other := _other_way(prepared, without, vehicle.profile, start, end))
            ]
            at = points[-1]
            if others:
                yield Remark(
                    text="The ways of {vehicle}, trip {trip}, rest on unverified reports ({reports}): "
                    "without them it would drive another way.",
                    facts={
                        "vehicle": vehicle.vehicle.id,
                        "trip": number,
                        "reports": ", ".join(_near(without, others, doubted)),
                    },
                )


def _other_way(prepared: Prepared, without: Ground, profile: int, start: int, end: int) -> Path | None:
    """Give the way between two points that would be taken without unverified reports, where it differs."""
    halts, survey = prepared.survey.halts[profile], prepared.survey
    from_, to = halts[start], halts[end]
    if from_ is None or to is None:
        return None
    kind, when, spe = survey.profiles[profile], survey.slices[profile], prepared.seconds_per_exposure
    now, then = (ground.path(kind, from_, to, when, spe) for ground in (survey.ground, without))
    return then if now is not None and then is not None and now.arcs != then.arcs else None


def _near(ground: Ground, ways: Iterable[Path], doubted: tuple[HazardReport, ...]) -> list[str]:
    """Name the unverified reports that reach one of some ways; all of them where none is near."""
    graph = ground.graph
    stretches = sorted({int(s) for way in ways for s in graph.arc_stretch[np.array(way.arcs, dtype=np.int64)]})
    samples = np.concatenate([np.arange(graph.sample_start[s], graph.sample_start[s + 1]) for s in stretches])
    found = []
    for report in doubted:
        x_m, y_m = (float(value) for value in to_metric(graph.crs, report.position.lon, report.position.lat))
        away_m = np.hypot(graph.sample_x[samples] - x_m, graph.sample_y[samples] - y_m).min()
        if away_m <= REACHES * ground.situation.profile.value(f"report.{report.kind}.reach_m"):
            found.append(report.id)
    return found or [report.id for report in doubted]
