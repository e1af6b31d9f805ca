"""Rows of a plan in words: trips, what stays, when to turn back, the whole in figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from openevac.domain.legs import Load, RoadPoint
from openevac.domain.missions import Stop
from openevac.domain.needs import Needs
from openevac.domain.situation import Curfew
from openevac.reports.material import PlanMaterial
from openevac.reports.summary import tell_plan
from openevac.reports.telling import people_in_words, stays_in_words, tell_trips, tell_unserved, things_in_words
from openevac.reports.turning_back import latest_departures
from openevac.reports.words import Words
from tests.reports.sample import MADE_AT, material
from tests.worlds import at

UK = Words("uk")
EN = Words("en")


def test_trips_are_called_by_van_and_number() -> None:
    assert [trip.code for trip in tell_trips(material(), UK)] == ["1-1", "1-2", "2-1", "2-2", "3-1"]


def test_a_trip_says_its_times_people_and_what_comes_after() -> None:
    first, second, *_ = tell_trips(material(), UK)
    assert (first.departs, first.starts_from, first.shelter) == ("05:30", "Схід-кільце", "Транзит-1")
    assert first.people == 3
    assert first.after == "далі рейс 1-2 о 07:32"
    assert second.after == "далі порожнім до Схід-кільце, на місці о 08:51"


def test_danger_is_a_ratio_to_the_least_dangerous_trip() -> None:
    said = [trip.danger for trip in tell_trips(material(), UK)]
    assert said[1] == "найменш небезпечний рейс плану"
    assert said[0].startswith("небезпека 8,")
    assert "× проти найменш небезпечного рейсу плану" in said[0]


def test_a_lone_trip_is_compared_with_nothing() -> None:
    alone = replace(material().plan, missions=material().plan.missions[2:])
    assert [trip.danger for trip in tell_trips(replace(material(), plan=alone), UK)] == [""]


def test_shares_of_a_trip_add_up_to_its_danger() -> None:
    for trip in tell_trips(material(), UK):
        shares = [leg.share for leg in trip.legs] + [stop.share for stop in trip.stops]
        assert sum(shares) == pytest.approx(1.0)


def test_people_and_things_are_said_as_counts() -> None:
    needs = Needs(walks=2, stretchers=1, carry_floors=7, belongings_kg=60, bulky=2, pets=1, over_100_kg=1, needs_care=1)
    assert people_in_words(needs, UK) == ("2 × ходить сам(а)", "1 × лежача людина")
    assert things_in_words(needs, UK) == (
        "поверх без ліфта: 7", "60 кг речей", "2 великі речі", "1 тварина", "понад 100 кг: 1", "місце з доглядом: 1",
    )  # fmt: skip
    assert things_in_words(Needs(walks=1), UK) == ()


def test_what_stays_behind_is_said_with_what_it_saves() -> None:
    stop = Stop(
        request="A-1", at=RoadPoint(arc=0, fraction=0.5, snap_m=0.0, lon=36.0, lat=50.0), arrives_at=at(4),
        starts_at=at(4), departs_at=at(4.5), service_s=1800, exposure=0.1, people_on_scene=4, person_exposure=0.4,
        aboard=Load(people=2), left_kg=60.4, left_l=500, left_bulky=1, saved_s=930, saved_person_exposure=0.2,
    )  # fmt: skip
    assert stays_in_words(stop, EN) == (
        "Stays behind: 60 kg of things, 500 litres of things, 1 big piece; "
        "saves 16 min at the door and 0.5× its danger for people"
    )
    assert stays_in_words(replace(stop, left_kg=0.0, left_bulky=0, saved_s=0.0), EN) == (
        "Stays behind: 500 litres of things"
    )
    assert stays_in_words(replace(stop, left_kg=0.0, left_l=0.0, left_bulky=0), EN) == ""
    assert "Залишається: 60 кг речей" in stays_in_words(stop, UK)


def test_loads_are_the_fullest_moment_against_what_the_van_holds() -> None:
    loads = {load.label: load for load in tell_trips(material(), UK)[2].loads}
    assert loads["ноші"].said == "1 / 1"
    assert loads["сидіння"].share == pytest.approx(4 / 6)
    assert "місця для крісел" not in loads


def test_what_stays_is_ordered_by_priority_and_waiting_and_says_why() -> None:
    rows = tell_unserved(material(), UK)
    assert [row.code for row in rows] == ["К-418-071", "К-418-080", "К-418-077"]
    assert rows[0].limit == "Місць із доглядом немає"
    assert rows[0].reason == "У жодному прихистку не лишилося 1 місця з доглядом."
    assert rows[1].when == "ще ніхто не може сказати"
    assert rows[2].when == "17 серпня, 05:00"


def test_a_required_request_that_stays_comes_first() -> None:
    stays = tuple(replace(row, required=row.request == "К-418-077") for row in material().plan.unserved)
    rows = tell_unserved(replace(material(), plan=replace(material().plan, unserved=stays)), UK)
    assert rows[0].code == "К-418-077"


def slack_h(changed: PlanMaterial, trip: int = 0) -> float:
    _, mission, driven = changed.trips[trip]
    last = latest_departures(changed, mission, driven)[-1]
    return (last - driven.stops[-1].departs_at).total_seconds() / 3600


def test_a_crew_turns_back_when_the_rest_of_the_day_would_break_its_hours() -> None:
    crew = material().operation.crews[0]
    mission = material().plan.missions[0]
    assert slack_h(material()) == pytest.approx((crew.tw_late - mission.returns_at).total_seconds() / 3600)


def test_a_curfew_everywhere_comes_before_the_crews_hours() -> None:
    early = replace(material().situation, curfews=(Curfew(starts=time(9), ends=time(4), source="ВА"),))
    changed = replace(material(), situation=early)
    assert slack_h(changed) < slack_h(material())
    returns = changed.plan.missions[0].returns_at.astimezone(early.zone_info)
    assert slack_h(changed) == pytest.approx((9 - returns.hour) - returns.minute / 60 - returns.second / 3600, abs=1e-3)


def test_a_curfew_of_single_places_does_not_turn_a_crew_back() -> None:
    local = Curfew(starts=time(9), ends=time(10), source="ВА", places=("UA63990010010000001",))
    changed = replace(material(), situation=replace(material().situation, curfews=(local,)))
    assert slack_h(changed) == slack_h(material())


def test_a_shelter_that_closes_turns_a_crew_back() -> None:
    closes = material().trips[1][2].arrives_at + timedelta(minutes=20)
    shelters = tuple(replace(shelter, tw_late=closes) for shelter in material().operation.shelters)
    changed = replace(material(), operation=replace(material().operation, shelters=shelters))
    assert slack_h(changed) == pytest.approx(1 / 3)


def test_turning_back_is_never_earlier_than_planned() -> None:
    crews = tuple(replace(crew, tw_late=MADE_AT + timedelta(hours=10)) for crew in material().operation.crews)
    changed = replace(material(), operation=replace(material().operation, crews=crews))
    assert slack_h(changed) == 0.0


def test_the_whole_is_told_in_figures() -> None:
    summary = tell_plan(material(), UK, tell_trips(material(), UK))
    assert [(figure.value, figure.label) for figure in summary.figures[:3]] == [
        ("18", "людей з 8 родин можна забрати"),
        ("4 / 5 / 9", "терміново / першочергово / планово"),
        ("3", "заявки не ввійшли у виїзд, кожна з причиною"),
    ]
    assert summary.figures[-1].value == "0,6×"
    assert "проти найшвидших шляхів" in summary.figures[-1].label


def test_lying_people_who_wait_too_long_are_an_alarm_with_the_variant() -> None:
    alarm = tell_plan(material(), UK, ()).alarm
    assert "Лежачі люди чекають понад у півтора раза довше" in alarm
    assert "Інший варіант забирає К-418-071, а лишається К-418-060" in alarm


def test_required_requests_that_are_left_are_an_alarm() -> None:
    totals = replace(material().plan.totals, required_asked=3)
    changed = replace(material(), plan=replace(material().plan, totals=totals))
    assert "2 обов’язкові заявки не ввійшли у цей план." in tell_plan(changed, UK, ()).alarm


def test_sources_are_told_with_age_and_old_ones_are_marked() -> None:
    sources = tell_plan(material(), UK, ()).sources
    assert [(row.kind, row.age, row.old) for row in sources] == [
        ("лінія зіткнення", "12 год тому", False),
        ("лінія зіткнення", "3 дні тому", True),
        ("погода", "3 год тому", False),
    ]


def test_what_leaves_the_house_ends_twelve_hours_after_the_last_return() -> None:
    back = max(mission.returns_at for mission in material().plan.missions)
    assert material().ends_at == back + timedelta(hours=12)
    assert replace(material(), expires_at=MADE_AT).ends_at == MADE_AT
