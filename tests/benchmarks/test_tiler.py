"""Large graphs for measurements are real graphs beside each other: sound, connected, of the asked size."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from benchmarks.tiler import LINKS_PER_SEAM, grid_for, tile
from openevac.roads.graph import RoadGraph, validate_graph
from openevac.roads.projection import to_degrees
from tests.hand_made import hand_made_graph
from tests.worlds import POINTS, ROADS


@pytest.fixture
def town() -> RoadGraph:
    return hand_made_graph(POINTS, ROADS)


@pytest.mark.parametrize("lean", [False, True])
def test_copies_stand_beside_each_other_and_are_joined(town: RoadGraph, *, lean: bool) -> None:
    tiled = tile(town, 3, 2, lean=lean)
    validate_graph(tiled)
    seams = 2 * 2 + 3 * 1
    assert tiled.num_nodes == 6 * town.num_nodes
    assert tiled.num_stretches == 6 * town.num_stretches + seams * LINKS_PER_SEAM
    assert tiled.num_arcs == 6 * town.num_arcs + 2 * seams * LINKS_PER_SEAM
    size = (tiled.num_nodes, tiled.num_nodes)
    arcs = csr_array((np.ones(tiled.num_arcs), (tiled.arc_tail, tiled.arc_head)), shape=size)
    assert connected_components(arcs, connection="strong")[0] == 1
    lon, lat = to_degrees(tiled.crs, tiled.node_x, tiled.node_y)
    assert np.abs(lon - tiled.node_lon).max() < 1e-3
    assert np.abs(lat - tiled.node_lat).max() < 1e-3


def test_shapes_and_samples_of_a_copy_are_those_of_the_original(town: RoadGraph) -> None:
    tiled = tile(town, 2, 1)
    last = 2 * town.num_stretches - 1
    own = town.num_stretches - 1
    np.testing.assert_allclose(tiled.shape(last) - tiled.shape(last)[0], town.shape(own) - town.shape(own)[0])
    assert tiled.ways(last).tolist() == town.ways(own).tolist()
    first = int(tiled.sample_start[town.num_stretches])
    assert tiled.sample_x[first] - town.sample_x[0] == pytest.approx(np.ptp(town.node_x) + 500.0, abs=0.1)


def test_one_copy_is_the_original(town: RoadGraph) -> None:
    np.testing.assert_array_equal(tile(town, 1, 1).arc_head, town.arc_head)


def test_the_grid_is_nearly_square_and_of_the_asked_size(town: RoadGraph) -> None:
    for nodes in (12, 100, 1000, 5000):
        columns, rows = grid_for(town, nodes)
        assert columns * rows * town.num_nodes == pytest.approx(nodes, rel=0.3)
        assert 0.4 < columns / rows < 2.5
