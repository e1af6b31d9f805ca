"""What the screens reckon with, called in the page: where the van is, what a mission looks like, what ticks mean."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crew.conftest import browser, files, page
from tests.crew.world import AT_RELAY, CHILD, FIRST, HANNA, LYING, MET, MISSION, PETRO, SECOND, drive_part

__all__ = ["browser", "files", "page"]
pytestmark = pytest.mark.browser
LINE = [[37.0, 49.0], [37.1, 49.0], [37.1, 49.1]]
LEG = {
    "to": "x",
    "km": 18.4,
    "minutes": 20,
    "line": LINE,
    "turn_back": [
        {"position": [37.05, 49.0], "at": "2025-05-08T05:00:00Z", "until": "2025-05-08T05:30:00Z"},
        {"position": [37.1, 49.05], "at": "2025-05-08T05:10:00Z", "until": "2025-05-08T05:40:00Z"},
    ],
}


class Logic:
    """Calls pure functions of the app's modules in the page."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def call(self, module: str, name: str, *given: Any) -> Any:
        """Give what one function of one module answers."""
        script = (
            "async ([module, name, given]) => { const found = await import(`/crew/logic/${module}.js`);"
            " return JSON.parse(JSON.stringify(await found[name](...given))); }"
        )
        return self._page.evaluate(script, [module, name, list(given)])

    def view(self, *ops: tuple[Any, ...]) -> dict[str, Any]:
        """Give the view of the invented mission after ops: (device, minute, kind, subject, value[, undoes])."""
        made = made_ops(ops)
        state = self.call("fold", "fold", made)
        found: dict[str, Any] = self.call("mission-view", "missionView", drive_part(), state, made)
        return found


def made_ops(rows: tuple[tuple[Any, ...], ...]) -> list[dict[str, Any]]:
    """Give ops of phones that have not heard each other; an undo names the number of the row it takes back."""
    counters: dict[str, int] = {}
    made: list[dict[str, Any]] = []
    for device, minute, kind, subject, value, *undoes in rows:
        counters[device] = counters.get(device, 0) + 1
        made.append(
            {
                "id": f"{device}-{counters[device]}",
                "device": device,
                "counter": counters[device],
                "kind": kind,
                "mission": MISSION,
                "subject": subject,
                "value": value,
                "happened_at": f"2025-05-08T{5 + minute // 60:02d}:{minute % 60:02d}:00.000Z",
                "clock": [1746680400000 + minute * 60000 + len(made), 0],
                "seen": {},
                "undoes": made[undoes[0]]["id"] if undoes else "",
            }
        )
    return made


@pytest.fixture
def logic(page: Any) -> Logic:
    return Logic(page)


def boarded(device: str, minute: int, *people: str) -> list[tuple[Any, ...]]:
    return [(device, minute, "boarded", f"evacuee:{one}", "") for one in people]


def outcome(minute: int, stop: str, value: str, device: str = "a") -> tuple[Any, ...]:
    return (device, minute, "stop_outcome", f"stop:{stop}", value)


def test_minutes_and_metres_shrink_along_the_line(logic: Logic) -> None:
    whole = logic.call("where", "leftOf", LEG, None)
    assert (whole["left_m"], whole["left_s"], whole["off"]) == (18400, 1200, False)
    half = logic.call("where", "leftOf", LEG, [37.1, 49.0])
    assert 11_000 < half["left_m"] < 11_300
    assert half["left_s"] == pytest.approx(1200 * half["left_m"] / 18400)
    assert logic.call("where", "leftOf", LEG, [37.1, 49.1])["left_m"] == pytest.approx(0, abs=1)


@pytest.mark.parametrize(("lat", "off"), [(49.0, False), (49.0026, False), (49.0029, True), (49.01, True)])
def test_off_the_way_is_said_from_300_metres(logic: Logic, *, lat: float, off: bool) -> None:
    found = logic.call("where", "leftOf", LEG, [37.03, lat])
    assert found["off"] is off
    assert found["off_m"] == pytest.approx((lat - 49.0) * 111_320, abs=1)


def test_the_next_turn_back_is_the_one_ahead_and_its_last_moment_can_pass(logic: Logic) -> None:
    now = 1746681600000  # 2025-05-08 05:20 UTC
    first = logic.call("where", "nextTurnBack", LEG, [37.02, 49.0], now)
    assert (first["position"], first["left_s"]) == ([37.05, 49.0], 600)
    assert first["left_m"] == pytest.approx(2190, abs=20)
    second = logic.call("where", "nextTurnBack", LEG, [37.09, 49.0], now)
    assert (second["position"], second["left_s"]) == ([37.1, 49.05], 1200)
    assert logic.call("where", "nextTurnBack", LEG, [37.09, 49.0], now + 1800_000)["left_s"] == -600
    assert logic.call("where", "nextTurnBack", LEG, [37.1, 49.1], now) is None


def test_dangers_ahead_come_nearest_first_and_those_behind_are_left_out(logic: Logic) -> None:
    hazards = [
        {"code": name, "position": at, "radius_m": None}
        for name, at in (
            ("far", [37.1, 49.08]),
            ("near", [37.06, 49.001]),
            ("behind", [37.0, 49.0]),
            ("aside", [37.05, 49.06]),
        )
    ]
    found = logic.call("where", "hazardsOn", hazards, LINE, [37.05, 49.0])
    assert [one["hazard"]["code"] for one in found] == ["near", "far"]
    assert found[0]["ahead_m"] == pytest.approx(730, abs=10)


def test_a_line_is_parted_where_the_van_is(logic: Logic) -> None:
    driven, ahead = logic.call("where", "splitAt", LINE, [37.05, 49.001])
    assert driven[0] == [37.0, 49.0]
    assert driven[-1] == pytest.approx([37.05, 49.0])
    assert ahead[1:] == [[37.1, 49.0], [37.1, 49.1]]
    assert logic.call("where", "aheadOf", LINE, [37.05, 49.0], 1000) == pytest.approx([37.0637, 49.0], abs=1e-3)


def test_the_day_goes_door_by_door_to_the_shelter_and_out_again(logic: Logic) -> None:
    first = logic.view()
    assert (first["next"]["code"], first["heads"]) == (FIRST, 0)
    assert first["next"]["leg"]["number"] == 1
    one = (*boarded("a", 20, HANNA, CHILD), outcome(20, FIRST, "boarded"))
    then = logic.view(*one)
    assert (then["next"]["code"], then["heads"]) == (SECOND, 2)
    all_doors = (*one, outcome(40, SECOND, "not_at_home"), outcome(50, MET, "refused"))
    home = logic.view(*all_doors)
    assert (home["next"]["kind"], home["next"]["leg"]["number"]) == ("shelter", 4)
    over = logic.view(*all_doors, ("a", 110, "hand_over", f"mission:{MISSION}", "2"))
    assert [trip["over"] for trip in over["trips"]] == [True, False]
    assert (over["next"]["code"], over["heads"]) == (AT_RELAY, 0)
    end = logic.view(*all_doors, ("a", 110, "hand_over", f"mission:{MISSION}", "2"), outcome(160, AT_RELAY, "refused"))
    assert (end["next"]["kind"], end["next"]["leg"]["number"]) == ("base", 7)


def test_two_phones_that_record_one_hand_over_end_one_trip(logic: Logic) -> None:
    day = (
        *boarded("a", 20, HANNA),
        outcome(20, FIRST, "boarded"),
        outcome(40, SECOND, "refused"),
        outcome(50, MET, "refused"),
    )
    both = logic.view(
        *day, ("a", 110, "hand_over", f"mission:{MISSION}", "1"), ("b", 111, "hand_over", f"mission:{MISSION}", "1")
    )
    assert [trip["over"] for trip in both["trips"]] == [True, False]


def test_a_trip_nobody_rides_on_is_over_without_a_hand_over(logic: Logic) -> None:
    view = logic.view(outcome(20, FIRST, "refused"), outcome(40, SECOND, "not_at_home"), outcome(50, MET, "refused"))
    assert [trip["over"] for trip in view["trips"]] == [True, False]
    assert view["next"]["code"] == AT_RELAY


def test_disagreements_are_named_and_the_cautious_word_counts(logic: Logic) -> None:
    view = logic.view(
        outcome(20, FIRST, "boarded"),
        outcome(21, FIRST, "not_at_home", "b"),
        outcome(22, SECOND, "refused"),
        outcome(23, SECOND, "refused", "b"),
    )
    called = {one["subject"]: one["called"] for one in view["disagreements"]}
    assert called == {f"stop:{FIRST}": "conflict", f"stop:{SECOND}": "parallel update"}
    door = next(one for one in view["doors"] if one["code"] == FIRST)
    assert (door["outcome"], sorted(door["said"])) == ("not_at_home", ["boarded", "not_at_home"])


def test_what_is_taken_back_is_not_shown(logic: Logic) -> None:
    view = logic.view(
        *boarded("a", 20, HANNA),
        outcome(20, FIRST, "boarded"),
        ("a", 21, "undo", f"evacuee:{HANNA}", "", 0),
        ("a", 21, "undo", f"stop:{FIRST}", "", 1),
    )
    assert (view["heads"], view["next"]["code"]) == (0, FIRST)


def test_turning_back_goes_to_the_shelter_while_people_ride_by_the_way_they_came(logic: Logic) -> None:
    empty = logic.view(("a", 15, "turn_back", f"mission:{MISSION}", "yes"))
    assert (empty["next"]["kind"], empty["turnedBack"]) == ("base", True)
    ride = logic.view(
        *boarded("a", 20, HANNA), outcome(20, FIRST, "boarded"), ("a", 25, "turn_back", f"mission:{MISSION}", "yes")
    )
    assert (ride["next"]["kind"], ride["next"]["code"]) == ("shelter", "Дім-1")
    assert ride["next"]["leg"]["line"][-1] == [37.21, 49.74]


def test_minutes_at_a_door_begin_with_the_first_word_there(logic: Logic) -> None:
    words = (("a", 26, "check_in", f"stop:{FIRST}", "on_scene"), ("b", 28, "check_in", f"stop:{FIRST}", "on_scene"))
    door = logic.view(*words)["doors"][0]
    assert (door["on_scene_at"], door["left_at"]) == ("2025-05-08T05:26:00.000Z", None)
    assert logic.view(*words, ("a", 40, "check_in", f"stop:{FIRST}", "left_scene"))["doors"][0]["left_at"] is not None


def test_walk_ups_are_counted_and_leave_with_their_trip(logic: Logic) -> None:
    code = logic.call("walk-ups", "walkUpCode", MISSION, 1, "phone-1", 1)
    rides = (
        outcome(20, FIRST, "refused"),
        ("a", 21, "boarded", f"evacuee:{code}", "walk_up/walks"),
        outcome(40, SECOND, "refused"),
        outcome(50, MET, "refused"),
    )
    assert logic.view(*rides)["heads"] == 1
    assert logic.view(*rides)["next"]["kind"] == "shelter"
    assert logic.view(*rides, ("a", 90, "hand_over", f"mission:{MISSION}", "1"))["heads"] == 0


def door_of(logic: Logic, *ops: tuple[Any, ...]) -> dict[str, Any]:
    return next(one for one in logic.view(*ops)["doors"] if one["code"] == FIRST)


def ticked(logic: Logic, name: str, door: dict[str, Any], aboard: list[str], loaded: list[str], *more: Any) -> Any:
    """Call a function of a door with ticks, which are sets in the page."""
    script = (
        "async ([name, door, aboard, loaded, more]) => (await import('/crew/logic/door.js'))[name]"
        "(door, {aboard: new Set(aboard), loaded: new Set(loaded)}, ...more)"
    )
    return logic._page.evaluate(script, [name, door, aboard, loaded, list(more)])


def test_nobody_grown_boards_unasked_and_a_child_is_not_asked(logic: Logic) -> None:
    door = door_of(logic, ("a", 26, "own_yes", f"evacuee:{HANNA}", "yes"))
    assert ticked(logic, "toAsk", door, [HANNA, PETRO, CHILD], []) == [PETRO]
    assert ticked(logic, "toAsk", door, [HANNA, CHILD], []) == []


def test_boarded_says_who_rides_who_stays_and_what_is_left(logic: Logic) -> None:
    said = ticked(logic, "boardedOps", door_of(logic), [HANNA, CHILD], ["bag-1", "bag-3"])
    assert [(op["kind"], op["subject"], op["value"]) for op in said] == [
        ("boarded", f"evacuee:{HANNA}", ""),
        ("not_boarded", f"evacuee:{PETRO}", ""),
        ("boarded", f"evacuee:{CHILD}", ""),
        ("belongings_left", f"stop:{FIRST}", "2"),
        ("stop_outcome", f"stop:{FIRST}", "boarded"),
    ]


def test_leave_now_boards_only_who_was_asked_and_leaves_every_piece(logic: Logic) -> None:
    door = door_of(logic, ("a", 26, "own_yes", f"evacuee:{HANNA}", "yes"))
    said = [
        (op["kind"], op["subject"], op["value"]) for op in ticked(logic, "leaveNowOps", door, [HANNA, PETRO], ["bag-1"])
    ]
    assert ("boarded", f"evacuee:{HANNA}", "") in said
    assert not [one for one in said if one[1] == f"evacuee:{PETRO}"]
    assert ("belongings_left", f"stop:{FIRST}", "4") in said
    assert said[-1] == ("check_in", f"stop:{FIRST}", "left_scene")


def test_leave_now_with_nobody_asked_says_nothing_about_the_door(logic: Logic) -> None:
    said = ticked(logic, "leaveNowOps", door_of(logic), [HANNA, PETRO], [])
    assert "stop_outcome" not in [op["kind"] for op in said]


def test_ready_names_every_missing_piece(logic: Logic) -> None:
    now = 1746681000000
    whole = {
        "drive": drive_part(),
        "opened": [FIRST, SECOND, MET, AT_RELAY],
        "missing": [],
        "map": {"needed": True, "here": True},
        "clock_off_ms": 60_000,
        "contact_at": now - 60_000,
        "now": now,
    }
    assert logic.call("ready", "readyToDrive", whole)["ready"] is True
    for piece, lacking in (
        ("people", {"opened": [FIRST, SECOND, MET]}),
        ("map", {"map": {"needed": True, "here": False}}),
        ("clock", {"clock_off_ms": 121_000}),
        ("clock", {"clock_off_ms": None}),
        ("contact", {"contact_at": None}),
        ("contact", {"contact_at": now - 31 * 60_000}),
    ):
        found = logic.call("ready", "readyToDrive", {**whole, **lacking})
        assert found["ready"] is False
        assert [one["piece"] for one in found["pieces"] if not one["is"]] == [piece]
    joined = {**whole, "opened": [SECOND, MET, AT_RELAY], "served": [FIRST]}
    assert logic.call("ready", "readyToDrive", joined)["ready"] is True, "a stop that is done needs no people's page"


def test_a_way_handed_on_has_codes_and_no_names(logic: Logic) -> None:
    legs = [{"to": FIRST, "line": LINE}]
    text = logic.call(
        "hand-on",
        "gpxOf",
        {"mission": MISSION, "says": "Follow <this>", "legs": legs, "points": [{"code": FIRST, "at": [37.1, 49.1]}]},
    )
    assert '<trkpt lat="49.00000" lon="37.00000"/>' in text
    assert f"<name>{FIRST}</name>" in text
    assert "Follow &lt;this&gt;" in text
    links = logic.call("hand-on", "linksTo", FIRST, [37.1, 49.1])
    assert [one["href"].split(":")[0] for one in links] == ["om", "geo"]


def test_the_screen_turns_dark_with_the_sun(logic: Logic) -> None:
    place = [37.3, 49.7]
    for hour, dark in ((0, True), (9, False), (16, False), (19, True)):  # May: sunset about 19:55 in Kyiv, 16:55 UTC
        assert logic.call("daylight", "isDark", 1746662400000 + hour * 3_600_000, place) is dark, hour


def test_codes_of_the_lying_are_people_like_all_others(logic: Logic) -> None:
    view = logic.view(*boarded("b", 40, LYING))
    assert [one["code"] for one in view["aboard"]] == [LYING]
