"""Whether one household more fits when trips may be arranged anew, with everybody else still fetched."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.missions import Mission, Underway
from openevac.domain.needs import Needs
from openevac.domain.shelters import Beds
from openevac.planning.assemble import served_ids
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.insertion import Bench
from openevac.planning.plan import ground_for, prepared_on
from openevac.planning.prepare import Prepared
from openevac.planning.rearranged import rearranged
from tests.planning.town import region_of
from tests.worlds import World, at, small_town


def two_trips(people: int) -> Prepared:
    """One van of eight seats and two trips; A-1 are five, A-2 three, B-1 as many as said; C-1 never goes."""
    world: World = small_town()
    sizes = {"A-1": 5, "A-2": 3, "B-1": people, "C-1": 1}
    requests = [replace(one, needs=Needs(walks=sizes[one.id]), required=False) for one in world.operation.requests]
    world = world.with_operation(requests=tuple(requests), vehicles=world.operation.vehicles[:1])
    world = world.with_record("vehicles", "van-1", max_trips=2).with_policy(max_waves=1)
    world = world.with_record("shelters", "school", beds=Beds(ordinary=40))
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    return prepared_on(ground, world.operation, world.now)


def a_trip_each(prepared: Prepared) -> Draft:
    return Draft((DraftDay(0, (DraftTrip((row(prepared, "A-1"),), 0), DraftTrip((row(prepared, "A-2"),), 0))),))


def row(prepared: Prepared, name: str) -> int:
    return next(number for number, one in enumerate(prepared.problem.requests) if one.id == name)


def fetched(missions: tuple[Mission, ...] | None) -> frozenset[str]:
    return served_ids(missions or ())


def test_two_trips_become_one_so_that_a_third_household_has_the_other() -> None:
    prepared = two_trips(6)
    draft, request = a_trip_each(prepared), row(prepared, "B-1")
    assert Bench(prepared.problem).best_insertion(draft, request) is None
    assert fetched(rearranged(prepared, draft, request, 1)) == {"A-1", "A-2", "B-1"}


def test_where_no_arrangement_holds_everybody_none_is_given() -> None:
    prepared = two_trips(6)
    needs = replace(prepared.problem.requests[row(prepared, "A-2")].needs, walks=4)
    requests = [replace(one, needs=needs) if one.id == "A-2" else one for one in prepared.problem.requests]
    fuller = Prepared(survey=prepared.survey, problem=replace(prepared.problem, requests=tuple(requests)))
    assert rearranged(fuller, a_trip_each(fuller), row(fuller, "B-1"), 1) is None


def test_nobody_of_the_plan_is_left_out_for_a_household_of_a_higher_class() -> None:
    prepared = two_trips(8)
    request = row(prepared, "B-1")
    requests = [replace(one, required=one.id == "B-1") for one in prepared.problem.requests]
    urgent = Prepared(survey=prepared.survey, problem=replace(prepared.problem, requests=tuple(requests)))
    kept = replace(a_trip_each(urgent).days[0].trips[0], requests=(row(urgent, "A-1"), row(urgent, "A-2")))
    full = Draft((DraftDay(0, (kept, DraftTrip((row(urgent, "C-1"),), 0))),))
    assert rearranged(urgent, full, request, 1) is None


def test_a_plan_whose_vans_are_out_is_not_arranged_anew() -> None:
    prepared = two_trips(6)
    halt = prepared.halt(0, prepared.problem.point_of_request(0))
    out = replace(prepared.problem.vehicles[0], underway=Underway(at=halt, since=at(4)))
    away = Prepared(survey=prepared.survey, problem=replace(prepared.problem, vehicles=(out,)))
    assert rearranged(away, a_trip_each(away), row(away, "B-1"), 1) is None
