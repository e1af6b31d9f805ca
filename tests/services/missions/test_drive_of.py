"""Which drive of a plan a mission is, where its vehicle goes out in several waves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.domain.missions import Plan
from tests.planning.test_waves import two_outings
from tests.services.cast import Cast


def row(vehicle: str, wave: int) -> object:
    from openevac.store import models

    return models.Mission(vehicle=models.Vehicle(code=vehicle), wave=wave)


@pytest.mark.parametrize("place", [0, 1])
def test_a_mission_of_one_wave_is_the_drive_of_that_wave(fresh_cast: Cast, place: int) -> None:
    from openevac.services.missions.drive_of import drive_of

    made = two_outings()
    drive = made.missions[place]
    assert drive_of(row("van-1", drive.wave), made) is drive  # type: ignore[arg-type]  # a row that was never saved


def test_a_vehicle_that_goes_out_once_is_found_whatever_its_window_became(fresh_cast: Cast) -> None:
    from openevac.services.missions.drive_of import drive_of

    made: Plan = replace(two_outings(), missions=two_outings().missions[1:])
    assert drive_of(row("van-1", 1), made) is made.missions[0]  # type: ignore[arg-type]  # the same
    assert drive_of(row("van-2", 1), made) is None  # type: ignore[arg-type]  # the same
