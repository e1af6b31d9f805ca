"""The referee's own service time: by hand, and equal to the planner's for any household and crew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.needs import Needs
from openevac.domain.vehicles import Crew
from openevac.feeds.exposure_profile import read_profile
from openevac.planning.check.service import carried_people, carriers_wanted, service_seconds
from openevac.rules import service_time
from tests.worlds import at

NUMBERS = read_profile("2025-10")


def crew(size: int = 2, carriers: int = 2) -> Crew:
    return Crew(id="crew", size=size, carriers=carriers, tw_early=at(2), tw_late=at(14))


@pytest.mark.parametrize(
    ("needs", "seconds"),
    [
        (Needs(walks=2, pets=1), 120 + 2 * 60 + 60),
        (Needs(walks_with_help=1, carry_floors=3), 120 + 180 + 3 * 45),
        (Needs(wheelchairs=1), 120 + 420),
        (Needs(wheelchairs=1, carry_floors=1), 120 + 420 + 90),
        (Needs(stretchers=1, walks=1, carry_floors=2), 120 + 600 + 60 + 2 * (90 + 15)),
        (Needs(walks=1, belongings_kg=40), 120 + 60 + 40 * 1.5 / 2),
        (Needs(walks=1, belongings_kg=40, carry_floors=5), 120 + 60 + 5 * 15 + 40 * (1.5 + 5 * 0.4) / 2),
        (Needs(walks=1, bulky=1, carry_floors=7), 120 + 60 + 7 * 15 + 180 + 7 * 90),
    ],
)
def test_by_hand(needs: Needs, seconds: float) -> None:
    assert service_seconds(needs, crew(), NUMBERS) == pytest.approx(seconds)


def test_hands_share_kilograms_and_pairs_share_pieces() -> None:
    needs = Needs(walks=1, belongings_kg=100, bulky=2)
    assert service_seconds(needs, crew(5, 4), NUMBERS) == pytest.approx(180 + 100 * 1.5 / 4 + 2 * 180 / 2)
    assert service_seconds(needs, crew(5, 5), NUMBERS) == pytest.approx(180 + 100 * 1.5 / 5 + 2 * 180 / 2)
    assert service_seconds(needs, crew(2, 0), NUMBERS) == pytest.approx(180 + 100 * 1.5 + 2 * 180)


@pytest.mark.parametrize(
    ("needs", "carriers"),
    [
        (Needs(walks=3, belongings_kg=80), 0),
        (Needs(walks=1, bulky=1), 2),
        (Needs(wheelchairs=1), 0),
        (Needs(wheelchairs=1, over_100_kg=1), 0),
        (Needs(wheelchairs=1, carry_floors=1), 2),
        (Needs(wheelchairs=1, carry_floors=1, over_100_kg=1), 4),
        (Needs(stretchers=1), 2),
        (Needs(stretchers=1, over_100_kg=1), 4),
    ],
)
def test_carriers(needs: Needs, carriers: int) -> None:
    assert carriers_wanted(needs, NUMBERS) == carriers


@st.composite
def households(draw: st.DrawFn) -> Needs:
    counts = {name: draw(st.integers(0, 3)) for name in ("walks", "walks_with_help", "wheelchairs", "stretchers")}
    if not any(counts.values()):
        counts["walks"] = 1
    return Needs(
        **counts,
        over_100_kg=draw(st.integers(0, counts["wheelchairs"] + counts["stretchers"])),
        carry_floors=draw(st.integers(0, 16)),
        belongings_kg=draw(st.floats(0, 500)),
        bulky=draw(st.integers(0, 4)),
        pets=draw(st.integers(0, 3)),
    )


@given(households(), st.integers(1, 6), st.integers(0, 6))
def test_the_planner_reckons_the_same(needs: Needs, size: int, carriers: int) -> None:
    people = crew(size, min(size, carriers))
    assert service_seconds(needs, people, NUMBERS) == pytest.approx(
        service_time.service_duration_s(needs, people, NUMBERS)
    )
    assert carriers_wanted(needs, NUMBERS) == service_time.carriers_needed(needs, NUMBERS)
    assert carried_people(needs) == service_time.carried_people(needs)


@given(households(), st.integers(1, 5))
def test_more_floors_and_more_people_take_longer(needs: Needs, more: int) -> None:
    there = service_seconds(needs, crew(), NUMBERS)
    assert service_seconds(replace(needs, carry_floors=needs.carry_floors + more), crew(), NUMBERS) > there
    assert service_seconds(replace(needs, walks=needs.walks + more), crew(), NUMBERS) > there
