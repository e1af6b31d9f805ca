"""Unverified words can only raise danger, at most double it, for six hours; they never close, lower or open."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from openevac.domain.hazards import Cause, Confidence, HazardReport
from openevac.domain.situation import Situation
from openevac.hazards.closures import closed_stretches
from openevac.hazards.exposure import point_rate, stretch_rates
from openevac.hazards.field import HazardField
from openevac.hazards.reports import report_kinds
from tests.hand_made import box, to_degrees
from tests.hazards.ground import HELD, LAST_NOTE, NOON, dots, dry, field_of, situation, xy

HOUR = timedelta(hours=1)
WORLDS = 1000 if os.environ.get("OPENEVAC_TORTURE") else 100
POINTS = 1000
BASE = field_of()
KINDS = report_kinds(BASE.situation.profile)


def some_roads(rng: np.random.Generator):
    x, y = rng.uniform(200, 39_800, POINTS), rng.uniform(200, 39_800, POINTS)
    return dots(x, y, road_class=rng.integers(0, 10, POINTS), cover=rng.integers(0, 3, POINTS))


def a_report(rng: np.random.Generator, number: int, confidence: Confidence, way_ids: int) -> HazardReport:
    return HazardReport(
        id=f"r{number}",
        cause=rng.choice(list(Cause)),
        kind=str(rng.choice(KINDS)),
        position=to_degrees(*rng.uniform(0, 40_000, 2)),
        happened_at=NOON + HOUR * float(rng.uniform(-8, 3)),
        source=f"voice-{rng.integers(3)}",
        confidence=confidence,
        blocks=bool(rng.integers(2)),
        radius_m=float(rng.uniform(0, 500)),
        way_ids=tuple(int(way) for way in rng.integers(0, way_ids, rng.integers(0, 3))),
    )


def a_situation(rng: np.random.Generator) -> Situation:
    once = replace(
        HELD, once_held=(box(5000, 0, 20_000, 20_000),), observed_at=NOON - HOUR * float(rng.uniform(0, 500))
    )
    reports = tuple(a_report(rng, k, Confidence.VERIFIED, POINTS) for k in range(rng.integers(0, 6)))
    return situation(control=(once,), reports=reports, weather=dry() if rng.integers(2) else None)


def built(given: Situation) -> HazardField:
    return field_of(given, previous=BASE)


@pytest.mark.parametrize("block", range(10))
def test_unverified_reports_raise_at_most_double_and_close_nothing(block: int):
    """100 worlds x 1,000 roads = 100,000 cases (1,000,000 in the long run)."""
    rng = np.random.default_rng(block)
    roads = some_roads(rng)
    for _ in range(WORLDS // 10):
        known = a_situation(rng)
        count = rng.integers(1, 30)
        heard = tuple(a_report(rng, 1000 + k, Confidence.UNVERIFIED, POINTS) for k in range(count))
        moment, armoured = NOON + HOUR * int(rng.integers(0, 10)), bool(rng.integers(2))
        without, with_them = built(known), built(replace(known, reports=known.reports + heard))
        before, after = (stretch_rates(one, roads, moment, armoured=armoured) for one in (without, with_them))
        assert np.all(after >= before * (1 - 1e-6))
        assert np.all(after <= 2 * before * (1 + 1e-6))
        shut, still = (closed_stretches(one, roads, moment).by for one in (without, with_them))
        assert np.array_equal(shut, still)
        for x, y in rng.uniform(100, 39_900, (5, 2)):
            alone, together = (point_rate(one, *xy(x, y), moment, armoured=False) for one in (without, with_them))
            assert alone <= together <= 2 * alone * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_adding_any_report_or_line_never_lowers_a_road(seed: int):
    """Whatever is added, with bounded unverified reports present too."""
    rng = np.random.default_rng(seed)
    roads = some_roads(rng)
    for _ in range(3):
        known = a_situation(rng)
        heard = tuple(a_report(rng, 500 + k, Confidence.UNVERIFIED, POINTS) for k in range(5))
        known = replace(known, reports=known.reports + heard)
        added = a_report(rng, 900, Confidence.VERIFIED if rng.integers(2) else Confidence.UNVERIFIED, POINTS)
        west, south = rng.uniform(0, 20_000, 2)
        line = replace(HELD, source="second", held=(box(west, south, 39_000, 39_000),))
        plain = built(known)
        for more in (
            built(replace(known, reports=(*known.reports, added))),
            built(replace(known, control=(*known.control, line))),
        ):
            for moment in (NOON, NOON + HOUR * 4):
                before, after = (stretch_rates(one, roads, moment, armoured=False) for one in (plain, more))
                assert np.all(after >= before * (1 - 1e-6))
                was_open, is_open = (closed_stretches(one, roads, moment).open for one in (plain, more))
                assert np.all(was_open | ~is_open)


def test_one_voice_repeating_itself_is_bounded_like_all():
    heard = tuple(
        replace(
            a_report(np.random.default_rng(1), k, Confidence.UNVERIFIED, 5),
            kind="shelling",
            happened_at=NOON,
            position=to_degrees(9000, 9000),
        )
        for k in range(500)
    )
    roads = dots([9000.0], 9000.0)
    before, after = (
        stretch_rates(built(one), roads, NOON, armoured=False) for one in (situation(), situation(reports=heard))
    )
    assert after == pytest.approx(2 * before, rel=1e-6)


def test_after_six_hours_an_unverified_report_is_forgotten():
    heard = replace(
        a_report(np.random.default_rng(1), 1, Confidence.UNVERIFIED, 5),
        happened_at=NOON,
        position=to_degrees(9000, 9000),
        kind="mine",
    )
    roads = dots([9000.0], 9000.0)
    field, plain = built(situation(reports=(heard,))), built(situation())
    for k in range(9):
        moment = NOON + HOUR * k
        after, before = (stretch_rates(one, roads, moment, armoured=False)[0] for one in (field, plain))
        assert bool(after > before) is (k < 6)


def test_a_named_person_mutes_an_unverified_report_only():
    for confidence, counts in ((Confidence.UNVERIFIED, False), (Confidence.VERIFIED, True)):
        heard = replace(
            a_report(np.random.default_rng(1), 1, confidence, 5),
            happened_at=NOON, position=to_degrees(9000, 9000), kind="shelling",
            muted=LAST_NOTE, blocks=True, way_ids=(0,),
        )  # fmt: skip
        roads = dots([9000.0], 9000.0)
        field, plain = built(situation(reports=(heard,))), built(situation())
        after, before = (stretch_rates(one, roads, NOON, armoured=False)[0] for one in (field, plain))
        assert bool(after > before) is counts
        assert bool(closed_stretches(field, roads, NOON).by[0]) is counts
