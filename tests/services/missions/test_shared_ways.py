"""When a crew does not answer, the missions that would drive the same way turn back, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.events import MissionStatus
from tests.services.missions.country import Town


@pytest.fixture
def lost(town: Town) -> Any:
    """A mission on the road that does not answer."""
    town.request()
    (code,) = town.planned()
    return town.on_the_road(code)


def another(lost: Any, code: str, **changes: Any) -> Any:
    """Put a second mission on the road; `shift` moves its way to other stretches, `body` replaces its plan."""
    from openevac.reports.plan_file import plan_json, read_plan
    from openevac.store.models import Mission, PlanRecord

    made = read_plan(bytes(lost.plan.body))
    shift = changes.get("shift", 0)

    def moved(leg: Any) -> Any:
        return replace(leg, arcs=tuple(arc + shift for arc in leg.arcs))

    drives = tuple(
        replace(
            drive,
            trips=tuple(replace(trip, legs=tuple(moved(leg) for leg in trip.legs)) for trip in drive.trips),
            way_home=moved(drive.way_home),
        )
        for drive in made.missions
    )
    plan = replace(made, missions=drives, region_fingerprint=changes.get("region", made.region_fingerprint))
    record = PlanRecord.objects.create(
        organisation=lost.organisation, made_at=lost.plan.made_at, made_for=lost.plan.made_for, asked_by="kateryna",
        snapshot="x", body=changes.get("body", plan_json(plan)),
    )  # fmt: skip
    return Mission.objects.create(
        organisation=lost.organisation, code=code, plan=record, vehicle=lost.vehicle, crew=lost.crew,
        departs_at=lost.departs_at, returns_at=lost.returns_at, status=changes.get("status", MissionStatus.DISPATCHED),
    )  # fmt: skip


def others(town: Town, lost: Any) -> tuple[str, ...]:
    from openevac.services.missions.shared_ways import others_on_the_way

    return others_on_the_way(lost, town.cast.clock.now())


def test_who_drives_the_same_way_turns_back(town: Town, lost: Any) -> None:
    another(lost, "В-9")
    assert others(town, lost) == ("В-9",)


def test_who_drives_elsewhere_goes_on(town: Town, lost: Any) -> None:
    another(lost, "В-9", shift=1_000_000)
    assert others(town, lost) == ()


def test_who_has_left_the_shared_way_behind_goes_on(town: Town, lost: Any) -> None:
    another(lost, "В-9")
    town.cast.clock.pass_time(seconds=(lost.returns_at - town.cast.clock.now() + timedelta(minutes=1)).total_seconds())
    assert others(town, lost) == ()


def test_who_is_not_on_the_road_is_not_called_back(town: Town, lost: Any) -> None:
    another(lost, "В-9", status=MissionStatus.APPROVED)
    assert others(town, lost) == ()


def test_a_way_that_cannot_be_compared_counts_as_shared(town: Town, lost: Any) -> None:
    another(lost, "В-8", body=b"")
    another(lost, "В-9", region="another map", shift=1_000_000)
    assert others(town, lost) == ("В-8", "В-9")


def test_the_sheet_of_a_silent_crew_names_them(town: Town, lost: Any) -> None:
    from openevac.services.missions.see_mission import see_sheet

    another(lost, "В-9")
    said = [line.in_english() for line in see_sheet(town.cast.asking("kateryna"), lost.code)]
    assert "Mission В-9 turns back: it would drive the same way." in said
