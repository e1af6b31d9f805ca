"""Running a hand-over: boarded at the door, set down at the relay, taken on without a second yes, and who is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import MissionStatus, RequestStatus, StopOutcome
from openevac.domain.people import EvacueeStatus
from openevac.reports.words import Words
from openevac.services.kernel.refusals import Refused
from tests.services.cast import ORGANISATION, Cast
from tests.services.missions.country import Town
from tests.services.missions.relay_country import LEADERS, RELAY, missions_of_relay, settle_with_relay


@dataclass
class Road:
    """Both missions on the road, and what their crews say."""

    town: Town
    inner: str
    outer: str

    def leaves(self, code: str, at: Any) -> None:
        clock = self.town.cast.clock
        if clock.at < at:
            clock.pass_time(seconds=(at - clock.at).total_seconds())
        self.town.dispatch(code)

    def doors(self, code: str) -> list[Any]:
        from openevac.store.models import Stop

        rows = Stop.objects.filter(trip__mission__code=code).order_by("trip__number", "number")
        return list(rows.select_related("request", "trip"))

    def people(self, stop: Any) -> list[str]:
        from openevac.store.models import Evacuee

        rows = Evacuee.objects.filter(household=stop.request.household_id)
        return list(rows.order_by("code").values_list("code", flat=True))

    def status(self, stop: Any) -> set[str]:
        from openevac.store.models import Evacuee

        return set(Evacuee.objects.filter(household=stop.request.household_id).values_list("status", flat=True))

    def say_yes(self, stop: Any) -> None:
        from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes

        for code in self.people(stop):
            asked = RecordOwnYes(mission=self.inner, stop=stop.code, evacuee=code, yes=True)
            record_own_yes(self.town.cast.order("stepan"), asked)

    def board(self, code: str, stop: Any, **given: Any) -> Any:
        from openevac.services.missions.record_stop import RecordStop, record_stop

        asked = {"outcome": StopOutcome.BOARDED, "aboard": tuple(self.people(stop))} | given
        by = "stepan" if code == self.inner else "roman"
        return record_stop(self.town.cast.order(by), RecordStop(mission=code, stop=stop.code, **asked))

    def boarded_at_home(self, stop: Any) -> None:
        self.say_yes(stop)
        self.board(self.inner, stop)

    def hand_over(self, code: str, heads: int, **given: Any) -> Any:
        from openevac.services.missions.hand_over import HandOver, hand_over

        by = "stepan" if code == self.inner else "roman"
        return hand_over(self.town.cast.order(by), HandOver(mission=code, heads=heads, **given))

    def turn_back(self, code: str) -> None:
        from openevac.services.missions.turn_back import TurnBack, turn_back

        turn_back(self.town.cast.order("kateryna"), TurnBack(mission=code))

    def refuse(self, code: str) -> None:
        from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission

        refuse_mission(self.town.cast.order("kateryna"), RefuseMission(mission=code))

    def close(self, code: str) -> Any:
        from openevac.services.missions.close_mission import CloseMission, close_mission

        return close_mission(self.town.cast.order("kateryna"), CloseMission(mission=code))

    def again(self, code: str) -> Any:
        from openevac.services.missions.take_aboard_again import TakeAboardAgain, take_aboard_again

        return take_aboard_again(self.town.cast.order("stepan"), TakeAboardAgain(mission=code))

    def at_relays(self) -> Any:
        from openevac.services.missions.see_board import see_board

        return see_board(self.town.cast.asking("kateryna")).at_relays

    def alarms(self) -> list[str]:
        return [Words("en").remark(one) for one in self.at_relays().alarms]

    def aboard(self) -> dict[str, int]:
        from openevac.services.missions.see_board import see_board

        return {one.vehicle: one.aboard for one in see_board(self.town.cast.asking("kateryna")).missions}


@pytest.fixture
def road(cast: Cast) -> Road:
    """Give both missions with their yeses; both have left."""
    town = settle_with_relay(cast)
    town.planned()
    inner, outer = missions_of_relay()
    for row in (inner, outer):
        town.approve(row.code)
        town.accept(row.code, by=LEADERS[row.vehicle.code])
    found = Road(town, inner.code, outer.code)
    found.leaves(inner.code, inner.departs_at)
    found.leaves(outer.code, outer.departs_at)
    return found


def test_people_ride_change_at_the_relay_and_arrive_with_the_other_mission(road: Road) -> None:
    first, second, third, fourth = road.doors(road.inner)
    halts = {halt.request_id: halt for halt in road.doors(road.outer)}
    for door in (first, second):
        road.boarded_at_home(door)
    assert road.aboard() == {"carrier-1": 8, "bus-1": 0}
    handed = road.hand_over(road.inner, 8)
    assert (handed.relay, len(handed.people), handed.status) == (RELAY, 8, MissionStatus.DISPATCHED)
    assert road.aboard() == {"carrier-1": 0, "bus-1": 0}
    assert road.status(first) == {EvacueeStatus.AT_RELAY.value}
    first.request.refresh_from_db()
    assert first.request.status == RequestStatus.ABOARD.value, "on their way, not waiting at home again"
    (wait,) = road.at_relays().waits
    assert (wait.relay, wait.people, wait.brought_by, wait.comes) == (RELAY, 8, road.inner, road.outer)
    assert road.alarms() == []
    for door in (first, second):
        road.board(road.outer, halts[door.request_id])
    assert road.aboard() == {"carrier-1": 0, "bus-1": 8}
    assert road.at_relays().waits == ()
    for door in (third, fourth):
        road.boarded_at_home(door)
    assert road.hand_over(road.inner, 8).status is MissionStatus.HANDED_OVER
    for door in (third, fourth):
        road.board(road.outer, halts[door.request_id])
    arrived = road.hand_over(road.outer, 16)
    assert (arrived.relay, len(arrived.people), set(arrived.requests.values())) == ("", 16, {"handed_over"})
    assert road.status(first) == {EvacueeStatus.HANDED_OVER.value}
    assert road.close(road.inner).waiting_again == road.close(road.outer).waiting_again == ()


def test_nobody_rides_on_a_yes_that_was_taken_back_because_they_changed_vehicles(road: Road) -> None:
    from openevac.services.missions.see_mission import see_mission
    from openevac.services.missions.yes_missing import missions_to_ask

    first, second, *_ = road.doors(road.inner)
    halts = {halt.request_id: halt for halt in road.doors(road.outer)}
    road.boarded_at_home(first)
    road.boarded_at_home(second)
    road.hand_over(road.inner, 8)
    road.board(road.outer, halts[first.request_id])
    assert missions_to_ask(ORGANISATION) == ()
    seen = see_mission(road.town.cast.asking("kateryna"), road.outer)
    assert (seen.to_do, len(seen.aboard)) == ((), 4)


def test_who_said_no_at_home_is_not_expected_at_the_relay(road: Road) -> None:
    first, *_ = road.doors(road.inner)
    halt = next(one for one in road.doors(road.outer) if one.request_id == first.request_id)
    yes, *stay = road.people(first)
    road.say_yes(first)
    road.board(road.inner, first, aboard=(yes,), stayed=dict.fromkeys(stay, StopOutcome.REFUSED))
    road.hand_over(road.inner, 1)
    with pytest.raises(Refused, match="nobody is recorded as brought to the relay"):
        road.board(road.outer, halt)
    road.board(road.outer, halt, aboard=(yes,))
    assert road.status(first) == {EvacueeStatus.ABOARD.value, EvacueeStatus.REFUSED.value}


def test_a_door_where_nobody_boards_closes_the_stop_at_the_relay_and_opens_it_again(road: Road) -> None:
    first, *_ = road.doors(road.inner)
    halt = next(one for one in road.doors(road.outer) if one.request_id == first.request_id)
    road.board(road.inner, first, outcome=StopOutcome.NOT_AT_HOME, aboard=())
    halt.refresh_from_db()
    assert halt.outcome == StopOutcome.NOT_AT_HOME.value
    assert road.alarms() == [], "other doors still bring people there"
    road.say_yes(first)
    road.board(road.inner, first, instead_of=StopOutcome.NOT_AT_HOME)
    halt.refresh_from_db()
    assert (halt.outcome, halt.outcome_at) == ("", None)


def test_the_word_of_the_second_crew_says_that_they_got_off_the_first_vehicle(road: Road) -> None:
    first, second, *_ = road.doors(road.inner)
    halts = {halt.request_id: halt for halt in road.doors(road.outer)}
    road.boarded_at_home(first)
    road.boarded_at_home(second)
    road.board(road.outer, halts[first.request_id])
    assert road.aboard() == {"carrier-1": 4, "bus-1": 4}
    with pytest.raises(InputError, match="heads were counted"):
        road.hand_over(road.inner, 4)
    road.hand_over(road.inner, 8)
    assert road.status(second) == {EvacueeStatus.AT_RELAY.value}
    assert road.status(first) == {EvacueeStatus.ABOARD.value}


def test_nobody_boards_at_the_relay_whose_own_yes_is_missing(road: Road) -> None:
    first, *_ = road.doors(road.inner)
    halt = next(one for one in road.doors(road.outer) if one.request_id == first.request_id)
    with pytest.raises(Refused, match="nobody is recorded as brought to the relay bridge yet"):
        road.board(road.outer, halt)
    assert road.status(first) == {EvacueeStatus.WAITING.value}


@pytest.mark.parametrize("outcome", [StopOutcome.NOT_AT_HOME, StopOutcome.WRONG_ADDRESS])
def test_at_a_relay_nobody_is_not_at_home(road: Road, outcome: StopOutcome) -> None:
    (halt, *_) = road.doors(road.outer)
    with pytest.raises(InputError, match="At a relay nobody is at home"):
        road.board(road.outer, halt, outcome=outcome, aboard=())


def test_people_stand_at_the_relay_and_the_bus_turns_back(road: Road) -> None:
    first, second, *_ = road.doors(road.inner)
    road.boarded_at_home(first)
    road.boarded_at_home(second)
    road.turn_back(road.outer)
    (will,) = road.alarms()
    assert will.startswith(
        f"{road.inner} brings 16 people to the relay bridge, and NOBODY takes them on there any more."
    )
    road.hand_over(road.inner, 8)
    stands, *_ = road.alarms()
    assert "NOBODY comes for them" in stands
    assert first.request.receipt in stands
    assert f"Ring the crew of {road.inner}" in stands
    assert [one.comes for one in road.at_relays().waits] == [""]
    with pytest.raises(Refused, match="People it brought still wait at the relay"):
        road.close(road.inner)
    taken = road.again(road.inner)
    assert len(taken.people) == 8
    assert road.status(first) == {EvacueeStatus.ABOARD.value}
    assert not any("comes for them" in one for one in road.alarms())
    handed = road.hand_over(road.inner, 8, shelter="transit")
    assert (handed.relay, set(handed.requests.values())) == ("", {"handed_over"})


def test_the_carrier_turns_back_and_the_bus_is_told_that_nobody_comes_there(road: Road) -> None:
    from openevac.store.models import EvacuationRequest

    road.turn_back(road.inner)
    (alarm,) = road.alarms()
    assert alarm == f"{road.outer} drives to the relay bridge, and nobody brings people there any more. Ring its crew."
    assert set(EvacuationRequest.objects.values_list("status", flat=True)) == {RequestStatus.OPEN.value}, (
        "they wait again"
    )


def test_a_bus_that_turns_back_takes_no_promise_from_people_at_home(road: Road) -> None:
    from openevac.store.models import EvacuationRequest

    road.turn_back(road.outer)
    assert set(EvacuationRequest.objects.values_list("status", flat=True)) == {RequestStatus.ON_MISSION.value}


def test_the_wall_says_it_without_naming_the_relay(road: Road) -> None:
    from openevac.services.missions.see_board import see_board

    road.turn_back(road.inner)
    (alarm,) = see_board(road.town.cast.asking("kateryna"), wall=True).at_relays.alarms
    assert alarm.in_english() == f"{road.outer}: nobody brings people to its relay."


def test_a_board_that_is_watched_changes_when_people_stand_and_nobody_comes(road: Road) -> None:
    from openevac.services.missions.board_watch import BoardWatch

    watch = BoardWatch(organisation=ORGANISATION)
    now = road.town.cast.clock.at
    watch.look(now, 0.0)
    before = watch.loud
    road.turn_back(road.outer)
    watch.look(now, 100.0)
    assert watch.loud != before


def test_a_child_boards_at_the_relay_with_who_answers_for_it(cast: Cast) -> None:
    """The guardian rode in the carrier; in the bus they sit together again, adults first."""
    from openevac.domain.needs import MobilityClass
    from openevac.domain.people import AgeBand, GuardianKind
    from openevac.services.missions.record_guardian import RecordGuardian, record_guardian
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
    from openevac.store.models import Evacuee
    from tests.services.missions.relay_country import confirm_twice

    town = settle_with_relay(cast, households=3)
    walks = {"mobility": MobilityClass.WALKS}
    people = ({**walks, "age_band": AgeBand.ADULT}, {**walks, "age_band": AgeBand.CHILD})
    receipt = town.request("mill", walks=2, people=people)
    confirm_twice(town, receipt)
    town.planned()
    inner, outer = missions_of_relay()
    found = Road(town, inner.code, outer.code)
    door = next((one for one in found.doors(inner.code) if one.request.receipt == receipt), None)
    assert door is not None
    for row in (inner, outer):
        town.approve(row.code)
        town.accept(row.code, by=LEADERS[row.vehicle.code])
    found.leaves(inner.code, inner.departs_at)
    found.leaves(outer.code, outer.departs_at)
    rows = {row.age_band: row.code for row in Evacuee.objects.filter(household=door.request.household_id)}
    order = cast.order
    record_own_yes(
        order("stepan"), RecordOwnYes(mission=inner.code, stop=door.code, evacuee=rows[AgeBand.ADULT], yes=True)
    )
    record_guardian(
        order("stepan"),
        RecordGuardian(
            mission=inner.code, stop=door.code, evacuee=rows[AgeBand.CHILD], guardian=rows[AgeBand.ADULT],
            guardian_kind=GuardianKind.PARENT,
        ),
    )  # fmt: skip
    found.board(inner.code, door)
    found.hand_over(inner.code, 2)
    halt = next(one for one in found.doors(outer.code) if one.request_id == door.request_id)
    with pytest.raises(Refused):
        found.board(outer.code, halt, aboard=(rows[AgeBand.CHILD],), stayed={rows[AgeBand.ADULT]: StopOutcome.REFUSED})
    found.board(outer.code, halt)
    assert found.status(door) == {EvacueeStatus.ABOARD.value}


def test_who_walks_up_before_a_relay_is_met_there_by_the_mission_that_takes_the_others_on(road: Road) -> None:
    stop = walked_up(road)
    halt = road.doors(road.outer)[-1]
    assert (halt.request_id, halt.relay, halt.met_lon is not None) == (stop.request_id, RELAY, True)
    road.board(road.inner, stop, outcome=StopOutcome.WALK_UP)
    road.hand_over(road.inner, 1)
    assert road.alarms() == []
    (wait,) = road.at_relays().waits
    assert (wait.comes, wait.people) == (road.outer, 1)
    road.board(road.outer, halt)
    assert set(road.hand_over(road.outer, 1).requests.values()) == {"handed_over"}


def test_where_the_other_vehicle_is_full_a_walk_up_is_said_in_red_as_before(road: Road) -> None:
    from openevac.store.models import Mission

    kind = Mission.objects.get(code=road.outer).vehicle.type
    kind.holds = {**kind.holds, "seats": 12}  # the three families that still come, and nobody more
    kind.save(update_fields=("holds",))
    stop = walked_up(road)
    assert len(road.doors(road.outer)) == 4
    road.board(road.inner, stop, outcome=StopOutcome.WALK_UP)
    assert any("1 person" in one and "NOBODY takes them on" in one for one in road.alarms())


def walked_up(road: Road) -> Any:
    from openevac.domain.needs import MobilityClass
    from openevac.domain.people import AgeBand
    from openevac.services.missions.walk_up import WalkUp, WalkUpPerson, walk_up
    from openevac.store.models import EvacuationRequest, Stop
    from tests.services.missions.country import MILL

    # One household was not at home, so a place is free in the carrier.
    first = road.doors(road.inner)[0]
    road.board(road.inner, first, outcome=StopOutcome.NOT_AT_HOME, aboard=())
    person = WalkUpPerson(mobility=MobilityClass.WALKS, age_band=AgeBand.ADULT, says_yes=True)
    asked = WalkUp(mission=road.inner, people=(person,), katottg=MILL)
    done = walk_up(road.town.cast.order("stepan"), asked)
    assert EvacuationRequest.objects.get(receipt=done.receipt).status == RequestStatus.ON_MISSION
    return Stop.objects.select_related("request", "trip").get(code=done.stop)


def test_the_sheet_of_a_silent_carrier_names_who_waits_for_it_at_the_relay(road: Road) -> None:
    said = sheet_of(road, road.inner)
    assert f"{road.outer} waits for its people at the relay bridge: ring that crew" in said
    assert "for it:" not in said


def test_the_sheet_of_a_silent_bus_says_who_brings_people_and_how_many_stand_there(road: Road) -> None:
    assert f"{road.inner} brings people to the relay bridge for it: ring that crew now" in sheet_of(road, road.outer)
    first, second, *_ = road.doors(road.inner)
    road.boarded_at_home(first)
    road.boarded_at_home(second)
    road.hand_over(road.inner, 8)
    said = sheet_of(road, road.outer)
    assert f"At the relay bridge 8 people stand and wait for it: ring the crew of {road.inner}" in said


def sheet_of(road: Road, code: str) -> str:
    from openevac.services.missions.see_mission import see_sheet

    return " | ".join(Words("en").remark(one) for one in see_sheet(road.town.cast.asking("kateryna"), code))


def test_a_day_at_a_relay_in_the_red_zone_counts_for_the_crew_that_takes_people_on(road: Road) -> None:
    from openevac.store.models import FrontDistance, RedZoneDay
    from tests.services.missions.country import HILL

    FrontDistance.objects.filter(katottg=HILL).update(km=6.0)
    first, *_ = road.doors(road.inner)
    halt = next(one for one in road.doors(road.outer) if one.request_id == first.request_id)
    road.boarded_at_home(first)
    road.hand_over(road.inner, 4)
    road.board(road.outer, halt)
    road.hand_over(road.outer, 4)
    assert "roman" in set(RedZoneDay.objects.values_list("person__code", flat=True))
