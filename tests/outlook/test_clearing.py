"""Clearing in tiny worlds whose answer can be worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.needs import Needs
from openevac.domain.operation import Policy
from openevac.domain.places import Access
from openevac.domain.shelters import Beds
from openevac.domain.vehicles import Profile
from openevac.domain.weather import Sky
from openevac.outlook.answer import Clearing, Relaxed
from openevac.outlook.asked import Fleet, PeopleToMove, WorkingHours, fleet_of
from openevac.outlook.clearing import clearing
from openevac.rules.service_time import service_duration_s
from tests.hand_made import to_degrees
from tests.outlook.road_end import AMBULANCE, CREW, MINIBUS, MIXED, WALKING, Asked, school, van, vans
from tests.planning.town import region_of
from tests.worlds import DAY, NOW, TOWN, at, curfew, rainy_day, small_town


def said(answer: Clearing) -> str:
    return "\n".join(remark.in_english() for remark in answer.remarks)


def test_forty_people_eight_seats_and_two_trips_a_day_take_three_days() -> None:
    answer = Asked().answer()
    assert answer.each == (3,)
    assert [left.median for left in answer.left] == [24, 8, 0]
    assert answer.cleared_by == (0.0, 0.0, 1.0)
    assert answer.trips.median == 5
    assert answer.first_day == date(2025, 10, 15)


def test_as_many_trips_as_fit_into_the_hours_are_driven() -> None:
    drive_s = (9700 + 300) / (65 / 3.6)
    load_s = service_duration_s(Needs(walks=1), CREW, Asked().situation.profile) * 8
    trip_s = 2 * 9700 / (65 / 3.6) + load_s + 900
    slot_s = 600 * math.ceil(trip_s / 600)  # later trips leave at full ten minutes
    first_s = 600 * math.ceil((drive_s + load_s + 9700 / (65 / 3.6) + 900) / 600)
    home_s = 300 / (65 / 3.6)
    for trips in (1, 2, 3):
        day_s = first_s + slot_s * (trips - 2) + trip_s + home_s if trips > 1 else first_s + home_s
        for spare_s, made in ((30, trips), (-660, trips - 1)):
            late = DAY + timedelta(hours=6, seconds=day_s + spare_s)
            asked = Asked(hours=WorkingHours(early=time(6), late=late.time()), fleet=vans(1, max_trips=12))
            assert asked.answer().left[0].median == 40 - 8 * made, (trips, spare_s)


def test_nobody_takes_no_day() -> None:
    answer = Asked(seed=1).with_(count=0).answer()
    assert set(answer.each) == {0}
    assert (answer.days.low, answer.days.median, answer.days.high) == (0, 0, 0)
    assert answer.trips.high == 0
    assert answer.left == ()
    assert answer.person_exposure.high == 0


def test_a_place_nobody_may_enter_says_why() -> None:
    answer = Asked().closed(access=Access.CLOSED).answer()
    assert (answer.runs, answer.each, answer.left) == (0, (), ())
    assert answer.days.median is None
    assert "closed to volunteers since 2025-10-14" in said(answer)
    assert "military administration" in said(answer)


def test_armoured_vans_alone_go_where_only_they_may() -> None:
    only = Asked().closed(access=Access.ARMOURED_ONLY)
    assert "Only armoured vehicles may enter" in said(only.answer())
    armoured = van("armoured", profile=Profile(id="armoured", armoured=True))
    assert only.with_(fleet=Fleet(vans=(van(), armoured))).days() == only.with_(fleet=Fleet(vans=(armoured,))).days()


def test_a_place_that_opens_later_is_entered_from_then_on() -> None:
    asked = Asked().closed(access=Access.CLOSED, valid_until=DAY + timedelta(days=2))
    answer = asked.answer()
    assert answer.each == (5,)
    assert [left.median for left in answer.left[:3]] == [40, 40, 24]
    assert answer.idle_days.median == 2


def test_a_place_that_was_closed_before_it_opened_for_good_is_entered() -> None:
    assert Asked().closed(access=Access.OPEN).days() == (3,)


@pytest.mark.parametrize(
    ("world", "place", "words"),
    [
        (small_town(held_from_m=9500), to_degrees(10_000, 0), "In held ground or within 1.0 km of it"),
        (small_town(), to_degrees(10_000, -4500), "lies 4.5 km from the nearest road this vehicle may use"),
    ],
)
def test_where_nobody_is_sent_there_is_the_reason_and_no_future(world, place, words) -> None:
    answer = Asked(situation=world.situation, place=place).answer()
    assert answer.runs == 0
    assert words in answer.remarks[0].in_english()


def test_vans_that_cannot_come_near_are_left_out_and_named() -> None:
    world = small_town()
    fleet = fleet_of(world.operation)
    jeep = Fleet(vans=fleet.vans[1:])

    def asked(vans_asked: Fleet) -> Clearing:
        return clearing(
            region_of(world), world.situation, to_degrees(12_000, 2500), PeopleToMove(count=20, households=WALKING),
            vans_asked, [school(position=world.operation.shelters[0].position)], Asked().hours, now=world.now,
            seed=None, policy=Policy(max_snap_m=500.0),
        )  # fmt: skip

    both, alone = asked(fleet), asked(jeep)
    assert "not counted: van-1." in said(both)
    assert both.each == alone.each != (None,)
    assert asked(Fleet(vans=fleet.vans[:1])).runs == 0


def test_a_depot_far_from_any_road_is_an_input_error() -> None:
    far = replace(van().depot, position=to_degrees(-9000, 0))
    with pytest.raises(InputError, match=r"base at .* lies 9.0 km from the nearest road"):
        Asked(fleet=vans(1, depot=far)).answer()


def test_a_crew_that_rests_every_other_day_takes_five_days() -> None:
    assert Asked(fleet=replace(vans(1), days_on=1, days_off=1)).days() == (5,)
    two = replace(vans(2), days_on=1, days_off=1)
    assert Asked(fleet=two).days() == (3,), "crews begin their turns one day after another"


def test_beds_hold_people_up_until_others_travel_on() -> None:
    few = Asked(shelters=(school(beds=Beds(ordinary=8)),))
    assert few.with_(nights=1).days() == (5,)
    assert [left.median for left in few.with_(nights=2).answer().left] == [32, 32, 24, 24, 16, 16, 8, 8, 0]
    answer = few.answer()
    assert answer.each == (None,)
    assert answer.left[-1].median == 32
    assert "no bed of the kind they need is left: 32." in said(answer)
    assert "still waits after 60 days: 100.0 %" in said(answer)
    assert answer.reliefs[0].relaxed is Relaxed.BEDS_FOR_ALL
    assert answer.reliefs[0].days.median == 3


def test_who_lies_needs_a_care_bed_a_stretcher_and_hands() -> None:
    people = PeopleToMove(count=10, households=MIXED)
    mixed = Asked(people=people, fleet=vans(1, kind=AMBULANCE))
    assert mixed.days() == (1,)
    assert "People who lie: 1." in said(mixed.with_(fleet=vans(1, kind=MINIBUS)).answer())
    weak = vans(1, kind=AMBULANCE, crew=replace(CREW, carriers=1))
    assert "People who lie: 1." in said(mixed.with_(fleet=weak).answer())
    assert mixed.with_(fleet=weak).days() == (None,)
    assert mixed.with_(shelters=(school(beds=Beds(ordinary=100, no_stairs=5)),)).days() == (None,)
    assert "People in wheelchairs: 1." in said(mixed.with_(fleet=vans(1, kind=MINIBUS)).answer())


def test_the_same_seed_gives_the_same_answer_and_another_one_others() -> None:
    asked = Asked(seed=7, people=PeopleToMove(count=90, households=MIXED), fleet=vans(2, kind=AMBULANCE, max_trips=9))
    assert asked.answer() == asked.answer()
    assert asked.answer().person_exposure != asked.with_(seed=8).answer().person_exposure


def test_percentiles_and_shares_are_those_of_the_futures() -> None:
    asked = Asked(seed=3, runs=47, fleet=vans(2, max_trips=9)).with_(count=250)
    asked = asked.with_(hours=WorkingHours(early=time(6), late=time(10, 40)))
    answer = asked.answer()
    assert len(set(answer.each)) > 1, "a world in which nothing differs proves nothing"
    days = sorted(day for day in answer.each if day is not None)
    assert len(days) == answer.runs == 47
    for share, told in ((0.1, answer.days.low), (0.5, answer.days.median), (0.9, answer.days.high)):
        within = [sum(day <= limit for day in days) / len(days) for limit in range(max(days) + 1)]
        assert told == next(limit for limit, part in enumerate(within) if part >= share)
    for number, share in enumerate(answer.cleared_by):
        assert share == pytest.approx(sum(day <= number + 1 for day in days) / len(days))
    assert len(answer.cleared_by) == len(answer.left) == max(days)


def test_moving_one_rain_hour_changes_which_hours_are_driven() -> None:
    """Under a ceiling that only a wet hour keeps, vans drive in that hour and in no other by daylight."""
    hours = WorkingHours(early=time(10), late=time(17))  # 07:00 to 14:00 UTC, daylight
    dry = Asked(hours=hours, fleet=vans(1, max_trips=12), shelters=(school(position=to_degrees(0, 0)),))
    low, high = 0.0, 10.0
    for _ in range(30):
        middle = (low + high) / 2
        driven = dry.with_(policy=Policy(max_exposure_per_trip=middle), horizon_days=1).answer().trips.high > 0
        low, high = (low, middle) if driven else (middle, high)
    policy = Policy(max_exposure_per_trip=low)
    assert "No van can make a round trip" in said(dry.with_(policy=policy, horizon_days=1).answer())
    for hour in (8, 11):
        wet = dry.with_(situation=rainy_day(hour, hour + 1).situation, policy=policy, horizon_days=1)
        leaves = [share.starts.hour for share in wet.answer().departures]
        # A round trip is mostly in the wet hour: it leaves in it, or in the end of the one before.
        assert leaves, hour
        assert set(leaves) <= {hour + 3, hour + 2}
    lifted = wet.answer().reliefs[0]
    assert lifted.relaxed is Relaxed.NO_CEILING


def test_without_weather_every_hour_is_the_worst_and_it_is_said() -> None:
    known, unknown = Asked().answer(), Asked().with_situation(weather=None).answer()
    assert "No whole working day of weather is known" in said(unknown)
    assert "Days of weather known: 3." in said(known)
    weather = Asked().situation.weather
    assert weather is not None
    hidden = replace(weather, hours=tuple(replace(hour, sky=Sky.UNKNOWN) for hour in weather.hours))
    assert Asked().with_situation(weather=hidden).answer().person_exposure == unknown.person_exposure
    foggy = replace(weather, hours=tuple(replace(hour, sky=Sky.HEAVY_RAIN) for hour in weather.hours))
    wet = Asked().with_situation(weather=foggy).answer()
    assert wet.person_exposure.median < known.person_exposure.median <= unknown.person_exposure.median


def test_a_curfew_of_the_place_keeps_vans_out_and_one_everywhere_keeps_them_home() -> None:
    for one in (curfew(time(6), time(12), TOWN), curfew(time(6), time(12))):
        answer = Asked().with_situation(curfews=(one,)).answer()
        assert min(share.starts for share in answer.departures) >= time(11), one
        assert answer.each == (3,)
    whole = Asked().with_situation(curfews=(curfew(time(5), time(18), TOWN),)).answer()
    assert whole.trips.high == 0
    assert whole.reliefs[0].relaxed is Relaxed.NO_CURFEW
    assert whole.reliefs[0].days.median == 3


def test_departures_and_shelters_keep_their_windows() -> None:
    late = Asked(policy=Policy(departure_early=at(6.5), departure_late=at(7)))
    assert min(share.starts for share in late.answer().departures) == time(9)
    closed = Asked(shelters=(school(tw_late=at(4.5)),), fleet=vans(1, max_trips=12)).answer()
    assert max(share.starts for share in closed.departures) < time(7, 30)


def test_each_relief_is_the_answer_to_the_question_with_that_one_thing_changed() -> None:
    asked = Asked(seed=5, fleet=vans(2, kind=AMBULANCE), people=PeopleToMove(count=150, households=MIXED))
    asked = asked.with_(fleet=replace(asked.fleet, days_on=3, days_off=1), shelters=(school(beds=Beds(ordinary=60)),))
    asked = asked.with_(nights=3, shelters=(school(beds=Beds(ordinary=60, no_stairs=20, care=20)),))
    by_kind = {relief.relaxed: relief for relief in asked.answer().reliefs}
    longer = WorkingHours(early=time(6), late=time(18))
    changed = {
        Relaxed.ONE_MORE_VAN: asked.with_(fleet=replace(asked.fleet, vans=vans(3, kind=AMBULANCE).vans)),
        Relaxed.ONE_MORE_HOUR: asked.with_(hours=longer),
        Relaxed.ONE_MORE_TRIP: asked.with_(fleet=replace(asked.fleet, vans=vans(2, kind=AMBULANCE, max_trips=3).vans)),
        Relaxed.NO_REST_DAYS: asked.with_(fleet=vans(2, kind=AMBULANCE)),
        Relaxed.BEDS_FOR_ALL: asked.with_(shelters=(school(),)),
    }
    before = asked.days()
    for relaxed, other in changed.items():
        after = other.answer()
        saved = sum((a or 61) - (b or 61) for a, b in zip(before, after.each, strict=True)) / len(before)
        assert by_kind[relaxed].days_saved == pytest.approx(saved), relaxed
        assert by_kind[relaxed].days == after.days, relaxed
    assert any(relief.days_saved > 0 for relief in by_kind.values())


def test_the_least_minutes_are_those_of_the_low_ends_of_the_profile() -> None:
    asked = Asked(fleet=vans(1, max_trips=12), hours=WorkingHours(early=time(6), late=time(8, 30))).with_(count=90)
    profile = asked.situation.profile
    quick = profile
    for key in profile.numbers:
        if key.startswith("service.") and key.endswith("_s"):
            quick = quick.with_value(key, profile.numbers[key].low)
    relief = next(one for one in asked.answer().reliefs if one.relaxed is Relaxed.LEAST_MINUTES)
    assert relief.days == asked.with_situation(profile=quick).answer().days
    assert relief.days_saved > 0


def test_drives_are_counted_to_the_farthest_shelter_that_is_needed() -> None:
    near, far = school(beds=Beds(ordinary=30)), school(id="far", position=to_degrees(0, 0), beds=Beds(ordinary=30))
    several = Asked(shelters=(far, near)).answer()
    assert "the shelter far, the farthest of those whose beds are needed" in said(several)
    assert several.each == (3,)
    assert "the shelter school" in said(Asked(shelters=(far, near)).with_(count=20).answer())


def test_the_ceiling_per_person_is_said_not_to_be_kept() -> None:
    assert "per person and day is not kept here" in said(Asked(policy=Policy(max_exposure_per_person=1.0)).answer())


def test_questions_nobody_can_mean_are_refused() -> None:
    with pytest.raises(InputError, match="nights"):
        Asked(nights=0).answer()
    with pytest.raises(InputError, match="Give at least one"):
        Asked(shelters=()).answer()
    with pytest.raises(InputError, match="runs"):
        Asked(seed=1, runs=0).answer()
    with pytest.raises(InputError, match="no van"):
        Fleet(vans=())
    with pytest.raises(InputError, match="same minute"):
        WorkingHours(early=time(6), late=time(6))
    with pytest.raises(InputError, match="how the people move"):
        PeopleToMove(count=3, households=())
    with pytest.raises(InputError, match="below zero"):
        PeopleToMove(count=-1, households=WALKING)


def test_work_may_run_over_midnight_and_the_first_day_is_the_next_whole_one() -> None:
    night = WorkingHours(early=time(22), late=time(4))
    assert night.length_s == 6 * 3600
    answer = Asked(hours=night).answer()
    assert (answer.first_day, answer.each) == (date(2025, 10, 14), (3,))  # it is 21:00 on the local clock
    assert Asked(hours=night, now=NOW + timedelta(hours=2)).answer().first_day == date(2025, 10, 15)
