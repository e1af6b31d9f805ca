"""Plain trees: parallel and closed arcs, roots along roads, both directions; and the compiler without a folder."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from openevac.routing.front import compiled
from openevac.routing.network import NOWHERE, Network

# 0 -> 1 twice (5 and 2), 1 -> 2 (1), 2 -> 0 (4), 0 -> 2 closed, 3 by itself, 1 -> 1 a loop
TAIL = np.array([0, 0, 1, 2, 0, 1], np.int32)
HEAD = np.array([1, 1, 2, 0, 2, 1], np.int32)
COSTS = np.array([5.0, 2.0, 1.0, 4.0, np.inf, 0.5])


def network() -> Network:
    return Network(TAIL, HEAD, 4)


def test_the_cheaper_of_parallel_arcs_is_driven() -> None:
    tree = network().tree(COSTS, [(0, 0.0)])
    assert tree.cost.tolist() == [0.0, 2.0, 3.0, np.inf]
    assert tree.before.tolist() == [4, 0, 1, NOWHERE]
    assert tree.nodes_to(2) == [0, 1, 2]
    assert network().arcs_along([0, 1, 2], COSTS) == (1, 2)
    assert network().arcs_along([0], COSTS) == ()


def test_a_closed_arc_is_not_driven_and_an_open_one_is() -> None:
    opened = np.where(np.isinf(COSTS), 0.25, COSTS)
    assert network().tree(opened, [(0, 0.0)]).cost.tolist() == [0.0, 2.0, 0.25, np.inf]


def test_a_root_may_touch_two_nodes_at_a_distance() -> None:
    tree = network().tree(COSTS, [(1, 10.0), (2, 1.0)])
    assert tree.cost.tolist() == [5.0, 7.0, 1.0, np.inf]
    assert tree.nodes_to(1) == [2, 0, 1]
    closed = network().tree(COSTS, [(1, np.inf), (2, 1.0)])
    assert closed.cost.tolist() == [5.0, 7.0, 1.0, np.inf]


def test_backward_trees_lead_to_the_root() -> None:
    tree = network().tree(COSTS, [(0, 0.0)], backward=True)
    assert tree.cost.tolist() == [0.0, 5.0, 4.0, np.inf]
    assert tree.nodes_to(1)[::-1] == [1, 2, 0]


def test_what_cannot_be_kept_on_disk_is_compiled_all_the_same() -> None:
    """A function without a file stands for a program in a folder that cannot be written."""
    made: dict[str, Callable[[int], int]] = {}
    exec("def double(number):\n    return 2 * number", made)  # noqa: S102 - the only way to a function without a file
    assert compiled(made["double"])(21) == 42
