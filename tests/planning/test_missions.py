"""Drafts on real ways at real times: the best hour, detours, ceilings, and what the referee has the last word on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.domain.hazards import Zone, ZoneKind
from openevac.domain.missions import Mission
from openevac.domain.remarks import Remark
from openevac.domain.requests import Priority
from openevac.domain.unserved import Limit
from openevac.planning import verdict
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.check.faults import Fault, FaultCode
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.missions import Builder, NotBuilt
from openevac.planning.plan import plan
from openevac.planning.prepare import Prepared
from openevac.planning.settle import built_as_is, settle
from openevac.planning.verdict import PlanRefusedError, best_accepted
from tests.hand_made import box
from tests.planning.test_survey import prepared
from tests.planning.town import region_of
from tests.worlds import NOW, World, at, marginal, rainy_day, small_town

FRAME = Frame(made_at=NOW, seed=1, people_assumed=5.0)
A1, A2, B1, C1 = range(4)
TOWN_TRIP = DraftDay(0, (DraftTrip((A2, A1), 0),))


def mission(world: World, day: DraftDay = TOWN_TRIP) -> Mission:
    found = Builder(prepared(world)).mission(day)
    assert isinstance(found, Mission), found
    return found


def not_built(world: World, day: DraftDay = TOWN_TRIP) -> NotBuilt:
    found = Builder(prepared(world)).mission(day)
    assert isinstance(found, NotBuilt)
    return found


def test_a_day_leaves_at_the_hour_of_least_danger() -> None:
    for hour in (4, 8):
        assert mission(rainy_day(hour, hour + 1)).departs_at == at(hour)


def test_every_figure_of_a_mission_is_one_the_referee_accepts() -> None:
    world = small_town()
    base = prepared(world)
    built = Builder(base).mission(DraftDay(0, (DraftTrip((A2, A1), 0), DraftTrip((B1,), 0))))
    assert isinstance(built, Mission)
    made = make_plan(base.survey.ground, world.operation, [built], FRAME)
    assert faults_of(base.survey.ground, world.operation, made) == ()
    assert [trip.starts_from for trip in built.trips] == ["base", "school"]
    assert [leg.people_aboard for leg in built.trips[0].legs] == [2, 4, 6]


def test_a_bypass_stands_where_a_ceiling_asks_for_it() -> None:
    open_policy = mission(small_town())
    assert all(stop.bypass is None for stop in open_policy.trips[0].stops)
    capped = mission(small_town().with_policy(max_marginal=marginal(50.0)))
    bypasses = [stop.bypass for stop in capped.trips[0].stops]
    assert [bypass.people_aboard for bypass in bypasses if bypass is not None] == [2, 4]
    alone = mission(small_town().with_policy(max_marginal=marginal(50.0)), DraftDay(0, (DraftTrip((A1,), 0),)))
    assert alone.trips[0].stops[0].bypass is None


def test_a_road_closed_when_it_is_driven_is_driven_round() -> None:
    shut = Zone(id="bridge", kind=ZoneKind.CLOSED, area=box(5000, -300, 5300, 300), source="police", valid_from=at(5))
    base = prepared(small_town().with_situation(zones=(shut,)))
    for hour, driven, avoided in ((4, 2, 4), (6, 4, 2)):  # the bridge, the wood road
        built = Builder(base).mission_from(TOWN_TRIP, (hour - 2) * 3600.0)  # seconds after two o'clock
        assert isinstance(built, Mission)
        stretches = {int(base.survey.ground.graph.arc_stretch[arc]) for arc in built.trips[0].legs[0].arcs}
        assert driven in stretches
        assert avoided not in stretches


def test_a_road_closed_when_it_is_driven_without_another_is_told() -> None:
    shut = Zone(id="town", kind=ZoneKind.CLOSED, area=box(7000, -300, 8000, 300), source="police", valid_from=at(4))
    world = small_town().with_situation(zones=(shut,)).with_policy(departure_early=at(3), departure_late=at(9))
    base = prepared(world)
    wood = Zone(id="wood", kind=ZoneKind.CLOSED, area=box(4900, -2700, 5400, -2300), source="police", valid_from=at(4))
    base = prepared(world.with_situation(zones=(shut, wood)))
    late = Builder(base).mission_from(TOWN_TRIP, 4 * 3600.0)
    assert isinstance(late, NotBuilt)
    assert late.limit is Limit.NO_OPEN_WAY


@pytest.mark.parametrize(
    ("world", "limit"),
    [
        (small_town().with_policy(max_exposure_per_trip=0.1), Limit.CEILING_TRIP),
        (small_town().with_policy(max_exposure_per_person=0.1), Limit.CEILING_PERSON),
        (small_town().with_policy(max_marginal=marginal(0.1)), Limit.CEILING_MARGINAL),
    ],
)
def test_ceilings_are_counted_by_the_referee(world: World, limit: Limit) -> None:
    found = not_built(world)
    assert found.limit is limit
    assert limit in found.also


def test_a_day_that_no_time_fits_says_so() -> None:
    base = prepared(small_town())
    found = Builder(base).mission_from(TOWN_TRIP, 12 * 3600.0)
    assert isinstance(found, NotBuilt)
    assert found.limit is Limit.TIME_WINDOW


def test_settling_leaves_out_who_breaks_a_ceiling_and_keeps_the_rest() -> None:
    free = mission(small_town(), DraftDay(0, (DraftTrip((A2,), 0),)))
    ceiling = free.exposure * 1.02
    base = prepared(small_town().with_policy(max_exposure_per_person=ceiling))
    whole = Draft((TOWN_TRIP, DraftDay(1)))
    settled = settle(base.problem, Builder(base), whole)
    assert A2 in settled.draft.served  # the required one stays
    assert all(one.exposure <= ceiling for one in settled.missions)
    assert settled.score.required == 1


def test_the_trip_over_the_ceiling_loses_people_and_not_the_one_before_it() -> None:
    day = DraftDay(0, (DraftTrip((A1,), 0), DraftTrip((B1,), 0)))
    urgent = small_town().with_record("requests", "B-1", priority=Priority.URGENT)
    near, far = (trip.exposure for trip in mission(urgent, day).trips)
    assert near < far
    base = prepared(urgent.with_policy(max_exposure_per_trip=(near + far) / 2))
    settled = built_as_is(base.problem, Builder(base), Draft((day, DraftDay(1))))
    assert A1 in settled.draft.served
    assert B1 not in settled.draft.served


def test_who_is_left_out_of_one_day_is_tried_in_another() -> None:
    trip = mission(small_town(), TOWN_TRIP).trips[0].exposure
    base = prepared(small_town().with_policy(max_exposure_per_trip=trip * 0.9))
    settled = settle(base.problem, Builder(base), Draft((TOWN_TRIP, DraftDay(1))))
    assert {A1, A2} <= settled.draft.served
    assert len([trip for one in settled.missions for trip in one.trips]) >= 2


def faulty(base: Prepared, *found: Fault) -> object:
    """Give a referee that faults plans in which the named request or vehicle is still driven."""

    def judge(_ground: object, _operation: object, made: object) -> tuple[Fault, ...]:
        missions = made.missions  # type: ignore[attr-defined]  # a plan
        driven = {one.vehicle for one in missions}
        served = {stop.request for one in missions for trip in one.trips for stop in trip.stops}
        return tuple(
            fault
            for fault in found
            if (fault.request in served if fault.request else fault.vehicle in driven if fault.vehicle else served)
        )

    return judge


def fault(**where: str) -> Fault:
    return Fault(code=FaultCode.CLOCK, remark=Remark(text="Something is wrong."), **where)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "kept"),
    [(fault(request="R"), {A2, B1}), (fault(vehicle="van-2"), {A1, A2}), (fault(), set())],
)
def test_what_the_referee_faults_is_left_out_and_said(
    monkeypatch: pytest.MonkeyPatch, found: Fault, kept: set[int]
) -> None:
    base = prepared(small_town())
    found = replace(found, request="A-1") if found.request else found
    monkeypatch.setattr(verdict, "faults_of", faulty(base, found))
    draft = Draft((TOWN_TRIP, DraftDay(1, (DraftTrip((B1,), 0),))))
    settled, remarks = best_accepted(base, Builder(base), (draft,), FRAME)
    assert kept <= settled.draft.served or not kept
    assert not (settled.draft.served & {A1} if found.request else settled.draft.days[1].trips)
    assert "The referee refused the stops of" in remarks[0].in_english()


def test_a_referee_who_refuses_even_the_empty_plan_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "faults_of", lambda *_: (fault(),))
    world = small_town()
    with pytest.raises(PlanRefusedError, match="refuses the empty plan: Something is wrong"):
        plan(region_of(world), world.situation, world.operation, now=world.now, seed=1, iterations=10)
