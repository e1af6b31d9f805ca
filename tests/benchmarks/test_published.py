"""Published instances are read right: the cost and every rule of their best known solutions come out as stated."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measure import data_folder
from benchmarks.peers.published import Instance, cost_of, problem_of, read_best, read_instance, solve, wrongs_of

FOLDER = data_folder() / "benchmarks" / "multi_trip"
SMALL = """NAME: small
TYPE: MTVRPTWR
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 2
CAPACITY: 10
SERVICE_TIME: 5
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
4 1 1
DEMAND_SECTION
1 0
2 6
3 4
4 7
TIME_WINDOW_SECTION
1 0 100
2 0 100
3 0 30
4 40 100
RELEASE_TIME_SECTION
1 0
2 0
3 7
4 20
VEHICLES_RELOAD_DEPOT_SECTION
1 1
2 1
DEPOT_SECTION
1
EOF
"""


@pytest.fixture
def small(tmp_path: Path) -> Instance:
    path = tmp_path / "small.vrp"
    path.write_text(SMALL, encoding="utf-8")
    return read_instance(path)


def test_distances_are_cut_off_to_tenths(small: Instance) -> None:
    assert small.distance[0].tolist() == [0, 50, 100, 14]
    assert (small.vehicles, small.capacity, small.service) == (2, 10, 50)
    assert small.release.tolist() == [0, 0, 70, 200]


def test_a_solution_is_read_with_its_reloads(tmp_path: Path, small: Instance) -> None:
    path = tmp_path / "small.sol"
    path.write_text("Route #1: 1 2 0 3\nRoute #2: 10\nCost: 228\nOptimal: True\n", encoding="utf-8")
    routes, cost = read_best(path)
    assert routes == [[[1, 2], [3]], [[10]]]
    assert cost == 228 == cost_of(small, routes[:1])


def test_every_broken_rule_is_named(small: Instance) -> None:
    assert wrongs_of(small, [[[1, 2], [3]]]) == []
    assert wrongs_of(small, [[[1, 2]]]) == ["not every client exactly once"]
    assert wrongs_of(small, [[[1, 2, 3]]]) == ["overloaded: [1, 2, 3]", "late at 2"]
    assert wrongs_of(small, [[[3], [1, 2]]]) == ["late at 2"]
    assert wrongs_of(small, [[[1]], [[2]], [[3]]]) == ["too many vehicles"]


def test_the_solver_keeps_every_rule_of_a_small_instance(small: Instance) -> None:
    routes, _ = solve(small, seed=1, limit_s=0.3)
    assert wrongs_of(small, routes) == []
    assert cost_of(small, routes) == 228


def test_our_words_say_the_instance(small: Instance) -> None:
    problem = problem_of(small)
    assert [request.needs.party_size for request in problem.requests] == [6, 4, 7]
    assert problem.drive_s[0, 1, 2] == small.distance[0, 1]
    assert problem.starts(0, 1)[0] == (0.0, 300.0)


@pytest.mark.data
def test_best_known_solutions_cost_what_they_say() -> None:
    files = sorted(FOLDER.glob("*.vrp"))
    if not files:
        pytest.skip("the published instances are not there; set OPENEVAC_TEST_DATA")
    for path in files:
        instance = read_instance(path)
        routes, cost = read_best(path.with_suffix(".sol"))
        assert (path.stem, cost_of(instance, routes), wrongs_of(instance, routes)) == (path.stem, cost, [])
