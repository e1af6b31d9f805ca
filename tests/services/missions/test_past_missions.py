"""What left in the last two weeks makes the next plan differ; what stayed at home, or is of another map, does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.missions import Plan
from openevac.domain.past import Past
from tests.services.cast import ORGANISATION
from tests.services.missions.country import DAY, Town, ground


def past(town: Town) -> Past:
    from openevac.services.missions.past_missions import past_missions

    return past_missions(ORGANISATION, ground().region, town.cast.clock.now())


def made(code: str) -> Plan:
    from openevac.reports.plan_file import read_plan
    from openevac.store.models import Mission

    return read_plan(bytes(Mission.objects.get(code=code).plan.body))


@pytest.fixture
def left(town: Town) -> Any:
    """A mission that left this morning."""
    town.request()
    (code,) = town.planned()
    return town.on_the_road(code)


def test_only_missions_that_left_count(town: Town) -> None:
    town.request()
    (code,) = town.planned()
    assert past(town).missions == ()
    town.on_the_road(code)
    (mission,) = past(town).missions
    (drive,) = made(code).missions
    assert mission.departs_at == drive.departs_at
    assert mission.driven


def test_after_two_weeks_a_mission_is_forgotten(town: Town, left: Any) -> None:
    town.cast.clock.pass_time(seconds=timedelta(days=14).total_seconds())
    assert len(past(town).missions) == 1
    town.cast.clock.pass_time(seconds=2)
    assert past(town).missions == ()


def test_a_blanked_plan_and_one_of_another_region_pack_are_passed_over(town: Town, left: Any) -> None:
    from dataclasses import replace

    from openevac.reports.plan_file import plan_json

    elsewhere = replace(made(left.code), region_fingerprint="another pack")
    left.plan.body = plan_json(elsewhere)
    left.plan.save()
    assert past(town).missions == ()
    left.plan.body = b""
    left.plan.save()
    assert past(town).missions == ()


def test_the_next_plan_says_how_routine_it_is_and_the_first_one_does_not(town: Town, left: Any) -> None:
    from openevac.store.models import Mission

    assert made(left.code).missions[0].routineness is None
    Mission.objects.filter(code=left.code).update(status="closed")
    town.request()
    (code,) = town.planned(day=DAY + timedelta(days=1))
    (drive,) = made(code).missions
    before, usual = made(left.code).missions[0].departs_at, drive.routineness_usual
    # The next day leaves in another hour: half as routine as yesterday's hour, on the only road there is.
    assert drive.departs_at.hour != before.hour
    assert drive.routineness == usual == pytest.approx(0.5)
