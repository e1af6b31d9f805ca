"""A request moved by a person to another trip: the referee answers in words, and only what it accepts is kept."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

import pytest

from openevac.domain.events import MissionStatus, RequestStatus
from openevac.domain.records import JobState
from tests.services.missions.country import Town, ground


@pytest.fixture
def two_vans(town: Town) -> Town:
    """Give the second crew a van of its own, so that there is somewhere to move to."""
    from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet

    hours: dict[str, Any] = {"hours_from": time(5, 0), "hours_until": time(16, 0)}
    keep_fleet(
        town.cast.order("kateryna"),
        KeepFleet(
            vehicles=(FleetVehicle(code="van-2", type="van", depot="base", max_trips=1),),
            crews=(FleetCrew(code="lastivka", vehicle="van-2", leader="roman", **hours),),
        ),
    )
    return town


def of(receipt: str) -> Any:
    from openevac.store.models import Stop

    stops = Stop.objects.filter(request__receipt=receipt).exclude(trip__mission__status="replaced")
    return stops.select_related("trip__mission__vehicle", "trip__mission__plan").get()


def plan_now() -> UUID:
    from openevac.store.models import Mission

    return Mission.objects.exclude(status="replaced").order_by("-plan__made_at").first().plan_id  # type: ignore[union-attr]


def judged(town: Town, receipt: str, vehicle: str, trip: int) -> Any:
    from openevac.services.missions.try_move import TryMove, see_move, try_move
    from openevac.services.missions.work_move import work_move

    asked = TryMove(plan=plan_now(), request=receipt, vehicle=vehicle, trip=trip)
    job = try_move(town.cast.order("kateryna"), asked).job
    given = ground()
    work_move(job, given.region, given.situation, given.policy, town.cast.clock)
    return see_move(town.cast.asking("kateryna"), job)


def keep(town: Town, job: UUID, by: str = "kateryna") -> Any:
    from openevac.services.missions.keep_move import KeepMove, keep_move

    return keep_move(town.cast.order(by), KeepMove(job=job), ground())


def planned_apart(town: Town) -> tuple[str, str]:
    """Plan two households that fill most of a van each, so that they ride apart."""
    first, second = town.request("hill", walks=4), town.request("mill", walks=4)
    town.planned()
    assert (of(first).trip.mission.vehicle.code, of(first).trip.number) != (
        of(second).trip.mission.vehicle.code, of(second).trip.number,
    )  # fmt: skip
    return first, second


def test_the_referee_refuses_an_overload_in_words(two_vans: Town) -> None:
    first, second = planned_apart(two_vans)
    trip = of(second).trip
    seen = judged(two_vans, first, trip.mission.vehicle.code, trip.number)
    assert (seen.state, seen.accepted) == (JobState.DONE, False)
    assert any("seats" in one.in_english() for one in seen.against), [one.in_english() for one in seen.against]


def test_a_refused_move_cannot_be_kept(two_vans: Town) -> None:
    from openevac.services.kernel.refusals import Refused

    first, second = planned_apart(two_vans)
    trip = of(second).trip
    seen = judged(two_vans, first, trip.mission.vehicle.code, trip.number)
    with pytest.raises(Refused):
        keep(two_vans, seen.job)


def test_a_good_move_is_accepted_and_kept_as_new_versions(two_vans: Town) -> None:
    from openevac.store.models import EvacuationRequest, Mission

    walkers = [two_vans.request("hill", walks=1), two_vans.request("mill", walks=2)]
    two_vans.planned(vehicles=("van-1",))
    here = of(walkers[0]).trip
    seen = judged(two_vans, walkers[0], here.mission.vehicle.code, here.mission.trips.count() + 1)
    assert seen.accepted, [one.in_english() for one in seen.against]
    assert seen.changed == (here.mission.code,)
    kept = keep(two_vans, seen.job)
    assert kept.missions == (here.mission.code,)
    after = of(walkers[0]).trip
    assert (after.mission.version, after.number) == (2, 2)
    assert Mission.objects.get(code=here.mission.code, version=1).status == MissionStatus.REPLACED
    statuses = EvacuationRequest.objects.filter(receipt__in=walkers).values_list("status", flat=True)
    assert set(statuses) == {RequestStatus.ON_MISSION.value}
    assert of(walkers[1]).trip.mission.plan_id == kept.plan


def test_a_move_that_changes_nothing_is_said_and_not_kept(two_vans: Town) -> None:
    alone = two_vans.request("hill", walks=1)
    two_vans.planned(vehicles=("van-1",))
    trip = of(alone).trip
    for number in (trip.number, trip.number + 1):
        seen = judged(two_vans, alone, trip.mission.vehicle.code, number)
        assert not seen.accepted
        assert [one.in_english() for one in seen.against] == ["It rides so already: nothing would change."]


def test_a_request_taken_out_waits_again_and_can_be_put_back(two_vans: Town) -> None:
    from openevac.services.missions.see_plan import see_plan
    from openevac.store.models import EvacuationRequest

    out, stays = two_vans.request("hill", walks=1), two_vans.request("mill", walks=2)
    two_vans.planned(vehicles=("van-1",))
    seen = judged(two_vans, out, "", 0)
    assert seen.accepted, [one.in_english() for one in seen.against]
    kept = keep(two_vans, seen.job)
    assert EvacuationRequest.objects.get(receipt=out).status == RequestStatus.OPEN
    (left,) = see_plan(two_vans.cast.asking("kateryna"), kept.plan).unserved
    assert (left.request, left.reason.in_english()) == (out, "A coordinator took this request out of the plan.")
    back = judged(two_vans, out, of(stays).trip.mission.vehicle.code, 1)
    assert back.accepted, [one.in_english() for one in back.against]
    keep(two_vans, back.job)
    assert of(out).trip.mission.version == 3


def test_a_yes_counts_for_the_old_version_only(two_vans: Town) -> None:
    out, _ = two_vans.request("hill", walks=1), two_vans.request("mill", walks=2)
    (code,) = two_vans.planned(vehicles=("van-1",))
    two_vans.approve(code)
    seen = judged(two_vans, out, "", 0)
    assert seen.needs_yes == (code,)
    keep(two_vans, seen.job)
    from openevac.store.models import Mission

    newest = Mission.objects.get(code=code, version=2)
    assert (newest.status, newest.approved_by) == ("planned", "")


def test_a_world_that_changed_since_the_answer_keeps_nothing(two_vans: Town) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import HazardReport, Mission
    from tests.services.cast import ORGANISATION

    out, _ = two_vans.request("hill", walks=1), two_vans.request("mill", walks=2)
    (code,) = two_vans.planned(vehicles=("van-1",))
    seen = judged(two_vans, out, "", 0)
    now = two_vans.cast.clock.now()
    HazardReport.objects.create(
        organisation_id=ORGANISATION, cause="drone", kind="drone_seen", lon=37.1, lat=49.5, happened_at=now,
        source="crew 3", reported_by="olena", recorded_at=now,
    )  # fmt: skip
    with pytest.raises(Conflict):
        keep(two_vans, seen.job)
    assert Mission.objects.get(code=code).version == 1


def test_only_coordinators_move(two_vans: Town) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.missions.try_move import TryMove, try_move

    receipt = two_vans.request("hill", walks=1)
    two_vans.planned()
    with pytest.raises(NotAllowed):
        try_move(two_vans.cast.order("olena"), TryMove(plan=plan_now(), request=receipt))
