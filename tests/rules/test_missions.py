"""The life of one mission with a crew of two: every word in every state, two yeses, a no, and a re-plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import permutations, product
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import MissionStatus, MissionYes, RequestStatus, StopOutcome, YesMethod
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, ResourceKind
from openevac.rules.confirmation import VerdictKind
from openevac.rules.mission_stops import STATUS_AFTER, StopStanding, may_carry, stop_faults
from openevac.rules.missions import (
    BEFORE,
    HEARD_IN,
    OUT,
    OVER,
    Duty,
    MissionState,
    Step,
    accept,
    alone_on_shift,
    approve,
    close,
    dispatch,
    hand_over,
    heard,
    lacking_yes,
    plan,
    refuse,
    replan,
    requests_back,
    turn_back,
)
from openevac.rules.permission_table import PERMISSIONS

S = MissionStatus
AT = datetime(2026, 3, 10, 4, 30, tzinfo=UTC)
SENTENCE = "I am alone tonight and the lying woman cannot wait."
GOOD = StopStanding(request="r1", verdict=VerdictKind.CONFIRMED)
LOOK = StopStanding(request="r2", verdict=VerdictKind.CHECK_ADDRESS_ONLY, approach_by_crew=True)
TRIPS = ((GOOD, LOOK),)
MISSION = MissionState(id="m1", leader="driver", crew=frozenset({"driver", "medic"}))


def yes(by: str, method: YesMethod = YesMethod.PIN, version: int = 1, recorded_by: str = "") -> MissionYes:
    return MissionYes(by=by, method=method, at=AT, version=version, recorded_by=recorded_by)


def agreed(by: str = "coordinator") -> MissionState:
    return accept(approve(MISSION, yes(by), TRIPS).mission, yes("driver")).mission


def out() -> MissionState:
    return dispatch(agreed(), TRIPS).mission


def in_state(status: MissionStatus) -> MissionState:
    return replace(agreed(), status=status)


def told(step: Step) -> str:
    assert not step.allowed
    return step.reason.in_english()


# --- the yeses


def _approved(mission: MissionState, by: str) -> Step:
    return approve(mission, yes(by), TRIPS)


def _accepted(mission: MissionState, by: str) -> Step:
    return accept(mission, yes(by))


def test_two_yeses_in_either_order_let_it_leave() -> None:
    for first, second in permutations((partial(_approved, by="coordinator"), partial(_accepted, by="driver"))):
        mission = second(first(MISSION).mission).mission
        step = dispatch(mission, TRIPS)
        assert (step.allowed, step.mission.status, step.duties) == (True, S.DISPATCHED, frozenset())


def test_each_yes_shows_in_the_status() -> None:
    assert approve(MISSION, yes("coordinator"), TRIPS).mission.status is S.APPROVED
    assert accept(MISSION, yes("driver")).mission.status is S.ACCEPTED


def test_one_yes_is_not_enough() -> None:
    assert told(dispatch(MISSION, TRIPS)) == "The coordinator has not said yes to this version."
    approved = approve(MISSION, yes("coordinator"), TRIPS).mission
    assert told(dispatch(approved, TRIPS)) == "The crew leader has not said yes to this version."
    accepted = accept(MISSION, yes("driver")).mission
    assert told(dispatch(accepted, TRIPS)) == "The coordinator has not said yes to this version."


def test_both_yeses_of_one_person_need_the_recorded_sentence() -> None:
    mission = agreed(by="driver")
    assert told(dispatch(mission, TRIPS)) == (
        "Both yeses are of one person. It takes two people, or one sentence of who is alone on shift, recorded."
    )
    alone = alone_on_shift(mission, "driver", SENTENCE)
    assert alone.duties == {Duty.SHOW_ON_BOARD, Duty.REVIEW_NEXT_DAY}
    step = dispatch(alone.mission, TRIPS)
    assert step.allowed
    assert step.duties == {Duty.SHOW_ON_BOARD, Duty.REVIEW_NEXT_DAY}
    assert step.mission.solo == SENTENCE


def test_the_sentence_of_somebody_else_does_not_make_one_person_two() -> None:
    mission = alone_on_shift(agreed(by="driver"), "coordinator", SENTENCE).mission
    assert not dispatch(mission, TRIPS).allowed


def test_two_people_need_no_sentence_and_one_is_no_harm() -> None:
    mission = alone_on_shift(agreed(), "driver", SENTENCE).mission
    assert dispatch(mission, TRIPS).duties == frozenset()


@pytest.mark.parametrize("sentence", ["", "   ", "ok", "11111111111111111111", "alone now!!"])
def test_a_sentence_is_a_sentence(sentence: str) -> None:
    step = alone_on_shift(MISSION, "driver", sentence)
    assert told(step) == "Write one whole sentence: who is alone, and why the van leaves all the same."
    assert step.mission == MISSION


def test_twelve_letters_are_a_sentence() -> None:
    assert alone_on_shift(MISSION, "driver", "Я сама, вибух!").allowed is False
    assert alone_on_shift(MISSION, "driver", " Я сама на зміні. ").mission.solo == "Я сама на зміні."


def test_only_the_leader_says_the_crews_yes() -> None:
    assert told(accept(MISSION, yes("medic"))) == "Only the leader of this crew says its yes."


def test_a_yes_told_by_call_says_who_typed_it() -> None:
    by_call = accept(MISSION, yes("driver", YesMethod.CALL, recorded_by="coordinator"))
    assert by_call.allowed
    for wrong in ("", "driver"):
        assert told(accept(MISSION, yes("driver", YesMethod.CALL, recorded_by=wrong))) == (
            "A yes told by call says who typed it, and that is not the one who said it."
        )


@pytest.mark.parametrize("method", [YesMethod.PIN, YesMethod.DEVICE])
def test_nobody_types_anothers_pin(method: YesMethod) -> None:
    assert accept(MISSION, yes("driver", method, recorded_by="driver")).allowed
    assert told(accept(MISSION, yes("driver", method, recorded_by="coordinator"))) == (
        "A PIN or a device speaks for its owner alone; type a yes told by call as a call."
    )
    assert not approve(MISSION, yes("coordinator", method, recorded_by="operator"), TRIPS).allowed


def test_a_yes_counts_for_its_version_only() -> None:
    newer = replan(agreed()).newer
    assert newer is not None
    assert told(accept(newer, yes("driver"))) == "That yes was to version 1; version 2 needs its own."
    assert not approve(newer, yes("coordinator"), TRIPS).allowed
    assert accept(newer, yes("driver", version=2)).allowed


def test_a_stale_yes_kept_in_a_row_does_not_count_at_departure() -> None:
    for name in ("approval", "acceptance"):
        stale: dict[str, Any] = {name: yes("driver", version=7)}
        none: dict[str, Any] = {name: None}
        assert lacking_yes(replace(agreed(), **stale)) is not None
        assert lacking_yes(replace(agreed(), **none)) is not None
    assert lacking_yes(agreed()) is None


# --- the no


@pytest.mark.parametrize("status", sorted(BEFORE))
def test_a_no_before_departure_stops_it_and_forgets_the_yeses(status: MissionStatus) -> None:
    step = refuse(in_state(status))
    assert (step.mission.status, step.mission.approval, step.mission.acceptance) == (S.REFUSED, None, None)
    assert step.duties == {Duty.GIVE_REQUESTS_BACK, Duty.TELL_OTHER_VERSIONS}
    assert told(dispatch(step.mission, TRIPS)) == "The mission was stopped by its crew."


@pytest.mark.parametrize("status", sorted(OUT))
def test_a_no_on_the_road_turns_it_back(status: MissionStatus) -> None:
    step = refuse(in_state(status))
    assert step.mission.status is S.TURNED_BACK
    assert step.duties == {Duty.GIVE_REQUESTS_BACK, Duty.TELL_OTHER_VERSIONS}


@pytest.mark.parametrize("status", [S.REFUSED, S.REPLACED])
def test_a_no_that_comes_late_still_stops_the_other_versions(status: MissionStatus) -> None:
    step = refuse(in_state(status))
    assert (step.allowed, step.mission.status, step.duties) == (True, status, frozenset({Duty.TELL_OTHER_VERSIONS}))


def test_a_closed_mission_cannot_be_refused() -> None:
    assert told(refuse(in_state(S.CLOSED))) == "The mission is closed."


def test_nothing_keeps_who_said_no_or_how_often() -> None:
    once, twice = refuse(agreed()).mission, refuse(refuse(agreed()).mission).mission
    assert once == twice == replace(MISSION, status=S.REFUSED)


# --- leaving, coming home


def test_it_leaves_once() -> None:
    assert told(dispatch(out(), TRIPS)) == "The mission has left already."


def test_a_stop_that_fell_below_the_ladder_since_the_yeses_holds_it_back() -> None:
    for change in ({"verdict": VerdictKind.NEEDS}, {"held": True}, {"status": RequestStatus.LEFT_BY_THEMSELVES}):
        trips = ((replace(GOOD, **change),),)
        assert not dispatch(agreed(), trips).allowed
        assert not approve(MISSION, yes("coordinator"), trips).allowed


def test_turning_back_gives_what_is_left_back() -> None:
    step = turn_back(out())
    assert (step.mission.status, step.duties) == (S.TURNED_BACK, frozenset({Duty.GIVE_REQUESTS_BACK}))
    assert turn_back(step.mission).allowed
    assert told(turn_back(MISSION)) == "The mission has not left yet."


def test_it_is_handed_over_when_nobody_is_aboard_and_no_trip_is_left() -> None:
    assert hand_over(out(), aboard_after=0, trips_left=1).mission.status is S.DISPATCHED
    assert hand_over(out(), aboard_after=2, trips_left=0).mission.status is S.DISPATCHED
    assert hand_over(out(), aboard_after=0, trips_left=0).mission.status is S.HANDED_OVER
    back = turn_back(out()).mission
    assert hand_over(back, aboard_after=0, trips_left=1).mission.status is S.HANDED_OVER
    assert hand_over(back, aboard_after=1, trips_left=1).mission.status is S.TURNED_BACK
    assert told(hand_over(MISSION, aboard_after=0, trips_left=0)) == "The mission has not left yet."


def test_nobody_is_forgotten_aboard() -> None:
    home = in_state(S.HANDED_OVER)
    assert told(close(home, aboard=1, doors={})) == "People are still recorded aboard (1): hand them over first."
    assert close(home, aboard=0, doors={}).mission.status is S.CLOSED


def test_a_mission_on_the_road_is_not_closed() -> None:
    assert told(close(out(), aboard=0, doors={})) == (
        "The mission is on the road: record its hand-over or that it turned back."
    )
    assert close(in_state(S.TURNED_BACK), aboard=0, doors={}).allowed
    assert told(close(MISSION, aboard=0, doors={})) == "The mission has not left yet."
    assert told(close(in_state(S.CLOSED), aboard=0, doors={})) == "The mission is closed."


def test_doors_nobody_came_to_or_opened_wait_again() -> None:
    doors = {"r1": StopOutcome.BOARDED, "r2": None, "r3": StopOutcome.NOT_AT_HOME, "r4": StopOutcome.REFUSED}
    assert requests_back(doors) == ("r2", "r3")
    assert close(in_state(S.HANDED_OVER), aboard=0, doors=doors).duties == {Duty.GIVE_REQUESTS_BACK}
    assert close(in_state(S.HANDED_OVER), aboard=0, doors={"r1": StopOutcome.BOARDED}).duties == frozenset()


def test_every_outcome_leaves_the_request_somewhere() -> None:
    assert set(STATUS_AFTER) == set(StopOutcome)
    assert STATUS_AFTER[StopOutcome.NOT_AT_HOME] is RequestStatus.OPEN
    assert STATUS_AFTER[StopOutcome.REFUSED] is RequestStatus.REFUSED


# --- re-planning


@pytest.mark.parametrize("status", [*sorted(BEFORE), S.REFUSED])
def test_a_replan_before_departure_replaces_at_once(status: MissionStatus) -> None:
    step = replan(in_state(status))
    assert step.mission.status is S.REPLACED
    assert step.newer == MissionState(id="m1", leader="driver", crew=MISSION.crew, version=2)
    assert step.duties == {Duty.TELL_CREW}


def test_a_replan_forgets_the_sentence_too() -> None:
    newer = replan(alone_on_shift(agreed(by="driver"), "driver", SENTENCE).mission).newer
    assert newer is not None
    assert (newer.solo, newer.solo_by) == ("", "")


def test_a_replan_can_have_another_crew() -> None:
    newer = replan(agreed(), leader="olha", crew=frozenset({"olha", "medic"})).newer
    assert newer is not None
    assert (newer.leader, newer.crew) == ("olha", frozenset({"olha", "medic"}))
    with pytest.raises(InputError, match="not one of the crew"):
        replan(agreed(), leader="olha")


@pytest.mark.parametrize("status", [S.TURNED_BACK, S.HANDED_OVER, S.CLOSED, S.REPLACED])
def test_what_is_over_or_coming_home_is_not_replanned(status: MissionStatus) -> None:
    step = replan(in_state(status))
    assert (step.allowed, step.newer) == (False, None)


def test_a_version_on_the_road_holds_until_the_newer_leaves() -> None:
    step = replan(out())
    assert step.mission == out()
    assert step.newer is not None
    newer = accept(approve(step.newer, yes("coordinator", version=2), TRIPS).mission, yes("driver", version=2)).mission
    left = dispatch(newer, TRIPS, older=step.mission)
    assert (left.mission.status, left.older, left.duties) == (
        S.DISPATCHED,
        replace(out(), status=S.REPLACED),
        frozenset({Duty.TELL_CREW}),
    )
    turned = dispatch(newer, TRIPS, older=turn_back(out()).mission)
    assert told(turned) == "The mission turned back; plan a new one."
    held = dispatch(newer, ((replace(GOOD, held=True),),), older=step.mission)
    assert (held.allowed, held.older) == (False, None)
    assert told(dispatch(newer, TRIPS, older=agreed())) == "The mission has not left yet."


def test_a_place_that_is_closed_is_said_before_what_the_ladder_asks_of_it() -> None:
    shut = Remark(text="Entry is closed.")
    below = ((replace(GOOD, verdict=VerdictKind.NEEDS),),)
    closed = dispatch(agreed(), below, shut=shut)
    assert (closed.allowed, told(closed), closed.mission) == (False, "Entry is closed.", agreed())
    assert "yes" in told(dispatch(replace(agreed(), acceptance=None), TRIPS, shut=shut))
    assert "not confirmed enough" in told(dispatch(agreed(), below))


# --- which word is heard when


def test_every_word_about_a_mission_has_its_states() -> None:
    about = {action for action, kind in PERMISSIONS if kind is ResourceKind.MISSION}
    about |= {Action.RECORD_OWN_YES, Action.RECORD_GUARDIAN, Action.REFER_CHILD}
    # Packs of phones are given between the yes and the hand-over; their service asks for that itself.
    about -= {Action.SEE_PACK, Action.KEEP_PACK}
    assert set(HEARD_IN) == about - {Action.PLAN_MISSION, Action.SEE_MISSION, Action.OPEN_IDENTITIES}
    assert {*BEFORE, *OUT, *OVER} == set(S)


# Words a mission hears, by state; written out, not taken from the table.
ROAD = (
    "turn_back declare_silence record_last_coverage record_own_yes record_guardian refer_child record_stop"
    " leave_belongings raise_overdue hand_over close_mission refuse_mission record_check_in record_crew_event"
)
DESK = (
    "approve_mission accept_mission refuse_mission keep_check_list dispatch_mission replan_mission record_check_in"
    " record_crew_event"
)
HEARD = {
    S.PLANNED: DESK,
    S.APPROVED: DESK,
    S.ACCEPTED: DESK,
    S.DISPATCHED: f"{ROAD} replan_mission",
    S.TURNED_BACK: ROAD,
    S.HANDED_OVER: ROAD,
    S.CLOSED: "record_crew_event",
    S.REFUSED: "refuse_mission replan_mission record_crew_event",
    S.REPLACED: "refuse_mission record_crew_event",
}


def test_each_word_is_heard_in_its_states_and_no_other() -> None:
    for status, action in product(S, Action):
        decision = heard(action, status)
        assert decision.allowed is (action.value in HEARD[status].split()), (status, action)
        assert decision.reason.in_english().endswith(".")
    assert heard(Action.RECORD_STOP, S.CLOSED).reason.in_english() == "The mission is closed."
    assert heard(Action.RECORD_STOP, S.PLANNED).reason.in_english() == "The mission has not left yet."


@pytest.mark.parametrize("status", [one for one in S if one not in BEFORE])
def test_yeses_after_departure_or_end_are_not_heard(status: MissionStatus) -> None:
    mission = in_state(status)
    words = [
        approve(mission, yes("coordinator"), TRIPS),
        accept(mission, yes("driver")),
        alone_on_shift(mission, "driver", SENTENCE),
        dispatch(mission, TRIPS),
    ]
    assert [(step.allowed, step.mission) for step in words] == [(False, mission)] * 4


def test_a_mission_checks_itself() -> None:
    for wrong in ({"id": ""}, {"leader": ""}, {"version": 0}, {"crew": frozenset({"medic"})}):
        with pytest.raises(InputError):
            replace(MISSION, **wrong)


# --- the stops


def reasons(*trip: StopStanding) -> list[str]:
    return [fault.reason.in_english() for fault in stop_faults("m1", [trip])]


def test_a_confirmed_stop_and_one_to_look_at_beside_it_may_be_on_a_mission() -> None:
    assert reasons(GOOD, LOOK) == []
    assert plan(MISSION, TRIPS).allowed
    assert may_carry("m1", TRIPS).reason.in_english() == "Every stop may be on the mission."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"held": True}, "Request r1 is on hold: its owner answers first."),
        ({"status": RequestStatus.TAKEN_BY_ANOTHER}, "Request r1 waits for nobody any more."),
        ({"status": RequestStatus.LINKED}, "Request r1 waits for nobody any more."),
        ({"mission": "m9"}, "Request r1 is on mission m9 already."),
        ({"claimed_by": "next-door"}, "next-door has claimed request r1: talk to them first."),
        ({"verdict": VerdictKind.NEEDS}, "Request r1 is not confirmed enough for where it lies."),
    ],
)
def test_what_keeps_a_stop_off_a_mission(change: dict[str, Any], words: str) -> None:
    assert reasons(replace(GOOD, **change)) == [words]
    assert may_carry("m1", [[replace(GOOD, **change)]]).reason.in_english() == words


def test_a_stop_on_this_mission_already_stays() -> None:
    assert reasons(replace(GOOD, status=RequestStatus.ON_MISSION, mission="m1")) == []


def test_an_address_is_checked_only_beside_a_confirmed_stop_of_the_same_trip() -> None:
    alone = "Check r2 only beside a confirmed stop of the same trip."
    assert reasons(LOOK) == [alone]
    assert reasons(LOOK, replace(LOOK, request="r3")) == [alone, alone.replace("r2", "r3")]
    assert alone in reasons(LOOK, replace(GOOD, held=True))
    assert alone in reasons(LOOK, replace(GOOD, status=RequestStatus.REFUSED))
    assert [fault.reason.in_english() for fault in stop_faults("m1", [[GOOD], [LOOK]])] == [alone]


def test_the_crew_chooses_the_approach_and_no_time_is_told() -> None:
    assert reasons(GOOD, replace(LOOK, approach_by_crew=False)) == [
        "Check r2 only by a way and at a time the crew chooses."
    ]
    assert reasons(GOOD, replace(LOOK, time_told=True)) == ["A time was told for r2: nobody goes there to check."]
    assert reasons(replace(GOOD, time_told=True)) == []


@pytest.mark.parametrize("trips", [[], [[]], [[], []]])
def test_a_mission_exists_only_with_a_request(trips: list[Any]) -> None:
    assert may_carry("m1", trips).reason.in_english() == (
        "A mission exists only with a civilian request; this one has none."
    )
    assert not plan(MISSION, trips).allowed


def test_a_request_stands_once() -> None:
    assert may_carry("m1", [[GOOD], [GOOD]]).reason.in_english() == "Request r1 stands twice."
    assert not may_carry("m1", [[GOOD, GOOD]]).allowed
