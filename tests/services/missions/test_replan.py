"""Building a mission again: a new version with new yeses, while the one on the road holds until the newer leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import MissionStatus, RequestStatus, StopOutcome
from openevac.domain.places import LonLat
from openevac.domain.records import JobState
from tests.services.missions.country import ITERATIONS, Town, ground


def replan(town: Town, code: str, **given: Any) -> UUID:
    from openevac.services.missions.replan_mission import ReplanMission, replan_mission

    asked = ReplanMission(mission=code, **({"iterations": ITERATIONS} | given))
    return replan_mission(town.cast.order("kateryna"), asked).job


def work(town: Town, job: UUID) -> JobState:
    from openevac.services.missions.replan_mission import work_replan

    given = ground()
    return work_replan(job, given.region, given.situation, given.policy, town.cast.clock)


def statuses(code: str) -> list[str]:
    from openevac.store.models import Mission

    return list(Mission.objects.filter(code=code).order_by("version").values_list("status", flat=True))


def test_before_it_leaves_the_old_version_is_replaced_and_its_yeses_are_gone(town: Town) -> None:
    from openevac.store.models import Stop

    town.request()
    (code,) = town.planned()
    town.approve(code)
    town.accept(code)
    assert work(town, replan(town, code)) is JobState.DONE
    assert statuses(code) == ["replaced", "planned"]
    with pytest.raises(InputError, match="version 2 is the newest"):
        town.dispatch(code)
    with pytest.raises(InputError, match="has not said yes"):
        town.dispatch(code, version=2)
    town.on_the_road(code, version=2)
    assert Stop.objects.get(trip__mission__version=2).code == f"{code}v2.1.1"


def test_on_the_road_the_running_version_holds_until_the_newer_leaves(town: Town) -> None:
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import EvacuationRequest, Stop

    first, second = town.request("hill"), town.request("mill")
    (code,) = town.planned()
    town.on_the_road(code)
    town.cast.clock.pass_time(minutes=20)
    stop = Stop.objects.get(request__receipt=first)
    outcome = RecordStop(mission=code, stop=stop.code, outcome=StopOutcome.LEFT_BY_THEMSELVES)
    record_stop(town.cast.order("stepan"), outcome)
    town.word(code, position=LonLat(37.12, 49.44))
    assert work(town, replan(town, code)) is JobState.DONE
    assert statuses(code) == ["dispatched", "planned"]
    town.word(code)
    town.approve(code, version=2)
    town.accept(code, version=2)
    answer = town.dispatch(code, version=2)
    assert answer.took_over_from == 1
    assert statuses(code) == ["replaced", "dispatched"]
    assert EvacuationRequest.objects.get(receipt=second).status == RequestStatus.ON_MISSION
    assert Stop.objects.filter(trip__mission__version=2).get().request.receipt == second
    words = town.word(code)
    assert words.status is MissionStatus.DISPATCHED


def test_a_mission_whose_crew_said_no_can_be_built_for_the_same_people(town: Town) -> None:
    from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
    from openevac.store.models import EvacuationRequest

    town.request()
    (code,) = town.planned()
    refuse_mission(town.cast.order("sashko"), RefuseMission(mission=code))
    assert work(town, replan(town, code)) is JobState.DONE
    assert statuses(code) == ["replaced", "planned"]
    assert EvacuationRequest.objects.get().status == RequestStatus.ON_MISSION


def test_nothing_left_to_do_is_said_and_keeps_what_is_there(town: Town) -> None:
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Job, Stop

    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    stop = Stop.objects.get()
    record_stop(town.cast.order("stepan"), RecordStop(mission=code, stop=stop.code, outcome=StopOutcome.NOT_AT_HOME))
    job = replan(town, code)
    assert work(town, job) is JobState.FAILED
    assert "No door of this mission is left" in Job.objects.get(id=job).fault["problem"]
    assert statuses(code) == ["dispatched"]


def test_a_closed_mission_is_not_built_again(town: Town) -> None:
    from openevac.store.models import Mission

    town.request()
    (code,) = town.planned()
    Mission.objects.update(status=MissionStatus.CLOSED.value)
    with pytest.raises(InputError, match="closed"):
        replan(town, code)


def test_the_worker_does_a_job_with_the_files_the_organisation_named(town: Town) -> None:
    from openevac.services.missions.do_job import do_job
    from openevac.services.missions.see_plan import see_job
    from openevac.store.models import Organisation
    from tests.services.missions.country import country_files

    town.request()
    job = town.ask()
    assert do_job(job, town.cast.clock) is JobState.FAILED
    assert see_job(town.cast.asking("kateryna"), job).todo.startswith("Name the region pack")
    Organisation.objects.update(planning_files=country_files())
    again = town.ask()
    assert do_job(again, town.cast.clock) is JobState.DONE
    assert see_job(town.cast.asking("kateryna"), again).missions == ("В-1",)
