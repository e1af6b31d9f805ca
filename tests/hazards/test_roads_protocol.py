from __future__ import annotations

from openevac.hazards import roads_protocol
from openevac.hazards.roads_protocol import Roads
from openevac.roads.graph import SAMPLE_STEP_M, Cover, RoadClass
from tests.worlds import small_town


def test_the_repeated_codes_are_those_of_the_road_graph():
    assert roads_protocol.CLASS_SERVICE == RoadClass.SERVICE
    assert roads_protocol.CLASS_TRACK == RoadClass.TRACK
    assert Cover.OPEN == roads_protocol.COVER_OPEN
    assert Cover.BUILT_UP == roads_protocol.COVER_BUILT_UP
    assert Cover.FOREST == roads_protocol.COVER_FOREST
    assert tuple(cover.name.lower() for cover in Cover) == roads_protocol.COVER_NAMES
    assert roads_protocol.HALF_PIECE_M == SAMPLE_STEP_M / 2


def test_a_road_graph_fits_as_it_is():
    roads: Roads = small_town().graph
    assert roads.num_stretches > 0
