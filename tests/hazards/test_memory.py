from __future__ import annotations

import functools

import numpy as np

from openevac.hazards.memory import Memory, Recent
from openevac.hazards.reports import REACHES, felt_report
from tests.hand_made import CRS
from tests.hazards.ground import Y_M, dots, field_of, report, situation, xy


def test_the_results_asked_for_last_are_kept():
    kept: Recent = Recent(2)
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(name, functools.partial(make, name)) == name
    assert made == ["a", "b", "c", "b"]


def test_two_sets_of_roads_are_remembered_and_no_more():
    memory = Memory()
    one, other, third = (dots([float(k)]) for k in (1000, 2000, 3000))
    first = memory.of(one)
    assert memory.of(other) is not first
    assert memory.of(one) is first
    memory.of(third)
    assert len(memory.kept) == 2


def test_samples_near_a_report_are_all_found():
    rng = np.random.default_rng(5)
    roads = dots(rng.uniform(0, 40_000, 3000), rng.uniform(0, 40_000, 3000))
    memory = Memory().of(roads)
    felt = felt_report(report(), situation().profile, CRS)
    x, y = xy(10_000, Y_M)
    near = np.hypot(roads.sample_x - x, roads.sample_y - y) <= REACHES * felt.reach_m
    assert set(memory.touch(felt).stretches.tolist()) == set(np.flatnonzero(near).tolist())


def test_what_is_gone_is_forgotten():
    roads = dots([1000.0, 20_000.0])
    field = field_of()
    memory = field.memory.of(roads)
    for front in field.fronts:
        memory.front_m(front.front)
    assert len(memory._fronts) == 2
    field_of(situation(control=()), previous=field)
    assert len(memory._fronts) == 1
