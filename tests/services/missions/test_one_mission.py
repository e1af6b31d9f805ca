"""One mission in full: as many questions for six doors as for two, and every answer as fresh as the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.events import CheckInKind, OpKind, OverdueLevel, StopOutcome
from openevac.domain.people import AgeBand
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town
from tests.services.missions.test_door import Door
from tests.services.missions.test_ops import Phone

MOST_QUESTIONS = 11
"""Two of them tell who asks. A crew's phone asks this often, and a laptop answers for a hundred of them."""
PEOPLE = ({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD})


def seen(town: Town, code: str, version: int = 0) -> Any:
    from openevac.services.missions.see_mission import see_mission

    return see_mission(town.cast.asking("kateryna"), code, version)


def questions(town: Town, code: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        seen(town, code)
    return len(asked)


def much_happens(town: Town, code: str) -> None:
    """Board everybody of every door on their word, and let the crew speak and tell what befell it."""
    from openevac.store.models import Boarding, CheckIn, Consent, CrewEvent, Evacuee, Mission, OverdueAlarm, Stop

    now, row = town.cast.clock.now(), Mission.objects.get(code=code)
    ours: dict[str, Any] = {"organisation_id": ORGANISATION}
    for stop in Stop.objects.filter(trip__mission=row, request__isnull=False):
        for person in Evacuee.objects.filter(household__requests=stop.request):
            Consent.objects.create(evacuee=person, stop=stop, kind="own", at=now, recorded_by="stepan", **ours)
            Boarding.objects.create(evacuee=person, stop=stop, boarded=True, at=now, **ours)
        CheckIn.objects.create(
            mission=row, kind="we_are_here", at=now, recorded_at=now, recorded_by="stepan", **ours
        )  # fmt: skip
        CrewEvent.objects.create(mission=row, kind="wounded", at=now, recorded_by="stepan", **ours)
    OverdueAlarm.objects.create(mission=row, level="amber", raised_at=now, **ours)


@pytest.mark.parametrize("out", [False, True], ids=["planned", "on the road"])
def test_six_doors_cost_as_many_questions_as_two(town: Town, *, out: bool) -> None:
    from openevac.store.models import Stop

    for number in range(6):
        town.request("mill" if number % 2 else "hill", people=PEOPLE[:1], walks=1)
    (code,) = town.planned()
    if out:
        town.on_the_road(code)
    much_happens(town, code)
    doors = Stop.objects.filter(trip__mission__code=code)
    assert doors.count() == 6
    many = questions(town, code)
    doors.exclude(id__in=list(doors.order_by("trip__number", "number").values_list("id", flat=True)[:2])).delete()
    assert doors.count() == 2
    assert questions(town, code) == many
    # Before it leaves it is looked up, too, whether one of the two who said yes was shut out meanwhile.
    assert many <= MOST_QUESTIONS + (not out)


def test_what_is_seen_is_what_the_record_says_now(town: Town) -> None:
    from openevac.store.models import Boarding

    door = Door(town, *PEOPLE, walks=2)
    before = seen(town, door.mission)
    assert (before.aboard, before.words, before.events, before.alarms_open) == ((), (), (), ())
    much_happens(town, door.mission)
    after = seen(town, door.mission)
    assert set(after.aboard) == set(door.everybody)
    (stop,) = after.trips[0].stops
    assert [(one.code, one.aboard) for one in stop.people] == [(code, True) for code in door.everybody]
    assert [one.kind for one in after.words] == [CheckInKind.WE_ARE_HERE]
    assert [(kind.value, number) for kind, _, number, _ in after.events] == [("wounded", 1)]
    assert after.alarms_open == (OverdueLevel.AMBER,)
    (child,) = (code for kind, code in door.codes.items() if kind.endswith(AgeBand.CHILD.value))
    assert after.children_alone == (child,), "a child's own yes is nobody's answer for it"
    assert [one.facts["person"] for one in after.to_do if "taken back" in one.text] == [child]
    Boarding.objects.update(handed_over_at=town.cast.clock.now())
    assert seen(town, door.mission).aboard == ()


def test_a_trip_whose_doors_were_taken_off_is_still_shown(town: Town) -> None:
    from openevac.store.models import Stop

    town.request(walks=2)
    (code,) = town.planned()
    (trip,) = seen(town, code).trips
    assert (trip.load.people, len(trip.stops)) == (2, 1)
    Stop.objects.all().delete()
    (bare,) = seen(town, code).trips
    assert (bare.number, bare.shelter, bare.departs_at, bare.stops) == (trip.number, trip.shelter, trip.departs_at, ())
    assert bare.load.people == 0


def test_a_door_whose_request_was_erased_keeps_what_happened_there(town: Town) -> None:
    from openevac.store.models import EvacuationRequest

    door = Door(town, *PEOPLE, walks=2)
    EvacuationRequest.objects.all().delete()
    (trip,) = seen(town, door.mission).trips
    (stop,) = trip.stops
    assert (stop.code, stop.request, stop.katottg, stop.position, stop.people) == (door.stop, "", "", None, ())
    assert trip.load.people == 0


def test_events_and_alarms_are_told_in_the_order_of_time(town: Town) -> None:
    from openevac.store.models import CrewEvent, Mission, OverdueAlarm

    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    row, now = Mission.objects.get(code=code), town.cast.clock.now()
    for level, minutes in (("red", 20), ("amber", 5)):
        moment = now + timedelta(minutes=minutes)
        OverdueAlarm.objects.create(organisation_id=ORGANISATION, mission=row, level=level, raised_at=moment)
        CrewEvent.objects.create(
            organisation_id=ORGANISATION, mission=row, kind="wounded", at=moment, number=minutes, recorded_by="stepan"
        )  # fmt: skip
    OverdueAlarm.objects.create(
        organisation_id=ORGANISATION, mission=row, level="no_answer", raised_at=now, answered_at=now
    )  # fmt: skip
    told = seen(town, code)
    assert [number for _, _, number, _ in told.events] == [5, 20]
    assert told.alarms_open == (OverdueLevel.AMBER, OverdueLevel.RED)


def test_doors_of_another_organisation_with_the_same_number_disagree_with_nobody(town: Town) -> None:
    from openevac.services.missions.finding import of_any_version
    from openevac.store.models import Mission, Organisation, Stop, Trip

    door = Door(town, *PEOPLE[:1], walks=1)
    phone = Phone(door)
    phone.send(phone.op(OpKind.STOP_OUTCOME, f"stop:{door.stop}", StopOutcome.NOT_AT_HOME.value))
    assert seen(town, door.mission).disagreements == ()
    theirs = Organisation.objects.create(id="susidy", created_at=town.cast.clock.now())
    mission, trip, stop = Mission.objects.get(), Trip.objects.get(), Stop.objects.get()
    ours = Mission.objects.get()
    for row in (mission, trip, stop):
        row.pk, row.organisation, row._state.adding = None, theirs, True
    mission.save()
    trip.mission = mission
    trip.save()
    stop.trip, stop.outcome = trip, StopOutcome.REFUSED.value
    stop.save()
    assert seen(town, door.mission).disagreements == ()
    for whose, door_code in ((ours, ours.organisation_id), (mission, "susidy")):
        found = Stop.objects.filter(**of_any_version(whose, "trip__mission"))
        assert [one.organisation_id for one in found] == [door_code], "what belongs to a mission is its organisation's"
