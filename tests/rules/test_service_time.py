from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.needs import Needs
from openevac.domain.vehicles import Crew
from openevac.feeds.exposure_profile import read_profile
from openevac.rules.service_time import carriers_needed, service_duration_s
from tests.planning.plain import van

CREW = van(1).crew


@pytest.fixture(scope="module")
def numbers() -> ExposureProfile:
    profile = read_profile("2025-10")
    known: dict[str, float] = {
        "arrive_s": 120,
        "walks_s": 60,
        "walks_with_help_s": 180,
        "wheelchair_s": 420,
        "lying_s": 600,
    }
    known |= {"floor_walks_s": 15, "floor_help_s": 45, "floor_carry_s": 90, "kg_s": 1.5, "kg_floor_s": 0.4}
    known |= {"bulky_s": 180, "bulky_floor_s": 90, "pet_s": 60, "carriers_ordinary": 2, "carriers_heavy": 4}
    for key, value in known.items():
        profile = profile.with_value(f"service.{key}", value)
    return profile


def minutes(numbers: ExposureProfile, crew: Crew = CREW, **needs: Any) -> float:
    return service_duration_s(Needs(**needs), crew, numbers) / 60


def test_one_walking_person_takes_three_minutes(numbers: ExposureProfile) -> None:
    assert minutes(numbers, walks=1) == 3.0


@pytest.mark.parametrize(
    ("needs", "expected_min"),
    [
        ({"walks": 3}, 5.0),
        ({"walks_with_help": 1}, 5.0),
        ({"wheelchairs": 1}, 9.0),
        ({"stretchers": 1}, 12.0),
        ({"walks": 1, "pets": 2}, 5.0),
        ({"walks": 1, "belongings_kg": 80}, 4.0),  # 80 kg x 1.5 s, two pairs of hands
        ({"walks": 1, "bulky": 1}, 6.0),
        ({"walks": 1, "carry_floors": 4}, 4.0),
        ({"walks_with_help": 1, "carry_floors": 4}, 8.0),
        ({"wheelchairs": 1, "carry_floors": 4}, 15.0),  # carried down, four floors
        ({"stretchers": 1, "carry_floors": 8}, 24.0),
        ({"walks": 1, "carry_floors": 7, "belongings_kg": 60, "bulky": 1}, 3 + 1.75 + 0.5 * (1.5 + 2.8) + 13.5),
    ],
)
def test_minutes_on_scene(numbers: ExposureProfile, needs: dict[str, Any], expected_min: float) -> None:
    assert service_duration_s(Needs(**needs), CREW, numbers) / 60 == pytest.approx(expected_min)


def test_more_hands_carry_things_faster_but_people_no_faster(numbers: ExposureProfile) -> None:
    four = replace(CREW, size=4, carriers=4)
    assert minutes(numbers, four, walks=1, belongings_kg=80) == 3.5
    assert minutes(numbers, four, walks=1, bulky=2) == 6.0
    assert minutes(numbers, four, stretchers=1, carry_floors=2) == minutes(numbers, stretchers=1, carry_floors=2)


@pytest.mark.parametrize(
    ("needs", "carriers"),
    [
        ({"walks": 2, "belongings_kg": 200}, 0),
        ({"wheelchairs": 1}, 0),
        ({"wheelchairs": 1, "carry_floors": 1}, 2),
        ({"stretchers": 1}, 2),
        ({"walks": 1, "bulky": 1}, 2),
        ({"stretchers": 1, "over_100_kg": 1}, 4),
        ({"wheelchairs": 1, "over_100_kg": 1}, 0),
        ({"wheelchairs": 1, "over_100_kg": 1, "carry_floors": 1}, 4),
        ({"wheelchairs": 1, "over_100_kg": 1, "bulky": 1}, 2),
    ],
)
def test_carriers(numbers: ExposureProfile, needs: dict[str, int], carriers: int) -> None:
    assert carriers_needed(Needs(**needs), numbers) == carriers
