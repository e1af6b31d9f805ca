"""One mission from the plan to the closed book, as the people of the cast live it."""

from __future__ import annotations

from datetime import timedelta

from openevac.domain.events import CheckInKind, MissionStatus, OverdueLevel, StopOutcome
from openevac.domain.people import AgeBand, GuardianKind
from openevac.domain.places import LonLat
from tests.services.cast import PEOPLE
from tests.services.missions.country import Town
from tests.services.missions.test_door import Door


def test_a_mission_from_the_plan_to_the_closed_book(town: Town) -> None:
    from openevac.services.missions.record_last_coverage import RecordLastCoverage, record_last_coverage
    from openevac.services.missions.see_board import see_board
    from openevac.services.missions.see_mission import see_mission
    from openevac.services.missions.walk_up import WalkUp, WalkUpPerson, walk_up
    from openevac.store.models import EvacuationRequest, LedgerBody, Mission

    # The evening before: a mother with a child is planned; two yeses; the van leaves at its hour.
    door = Door(town, {"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD}, walks=2)
    mother, child = door.codes["walks 18-59"], door.codes["walks 5-17"]
    # The last place with coverage, silence until an hour later, and nobody is alarmed meanwhile.
    until = town.cast.clock.now() + timedelta(hours=1)
    silence = RecordLastCoverage(mission=door.mission, position=LonLat(37.08, 49.5), silent_until=until)
    record_last_coverage(town.cast.order("stepan"), silence)
    town.cast.clock.pass_time(minutes=50)
    assert see_board(town.cast.asking("olena")).missions[0].level is OverdueLevel.NOT_DUE
    # The door: the mother's own yes, the child with its mother; a neighbour walks up and there is a seat.
    door.yes(mother)
    door.guardian(child, guardian=mother, guardian_kind=GuardianKind.PARENT)
    door.record(StopOutcome.BOARDED, mother, child)
    neighbour = walk_up(
        town.cast.order("stepan"),
        WalkUp(mission=door.mission, people=(WalkUpPerson(age_band=AgeBand.ELDER, says_yes=True),)),
    )
    door.record(StopOutcome.WALK_UP, *neighbour.evacuees, stop=neighbour.stop)
    seen = see_mission(town.cast.asking("kateryna"), door.mission)
    assert set(seen.aboard) == {mother, child, *neighbour.evacuees}
    assert seen.children_alone == ()
    # The silence ends without a word: the ladder, and then the crew is heard.
    town.cast.clock.pass_time(minutes=90)
    assert see_board(town.cast.asking("olena")).missions[0].level is OverdueLevel.NO_ANSWER
    assert town.word(door.mission, kind=CheckInKind.LEFT_SCENE).level is OverdueLevel.NOT_DUE
    # Hand-over by heads, and the book is closed: nothing that was promised is open any more.
    assert door.hand_over(3).status is MissionStatus.HANDED_OVER
    assert door.close().waiting_again == ()
    assert {row.status for row in EvacuationRequest.objects.all()} == {"handed_over"}
    assert Mission.objects.get().closed_at is not None
    assert not see_board(town.cast.asking("olena")).missions
    # Every step has its entry, and none of them holds more than codes.
    actions = set(LedgerBody.objects.values_list("action", flat=True))
    assert actions >= {
        "plan_mission", "approve_mission", "accept_mission", "dispatch_mission", "record_last_coverage",
        "record_own_yes", "record_guardian", "record_stop", "record_check_in", "hand_over", "close_mission",
    }  # fmt: skip
    assert set(LedgerBody.objects.values_list("actor", flat=True)) <= {"founding", *PEOPLE}
