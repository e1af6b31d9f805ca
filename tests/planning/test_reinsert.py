"""Putting households into days that drive already: directly, by moving another one, and never instead of one."""

from __future__ import annotations

from openevac.domain.missions import Mission
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.missions import Builder
from openevac.planning.plan import ground_for, prepared_on
from openevac.planning.reinsert import InTheOpen, Reinsertion
from tests.planning.town import region_of
from tests.worlds import World, small_town


def tight_town() -> World:
    """The small town with a van of four seats that drives once: A-1 and B-1 do not fit together, B-1 only there."""
    world = small_town().with_record("vehicle_types", "minibus", seats=4)
    return world.with_record("vehicles", "van-1", max_trips=1)


def at_work(world: World, *riding: str, closed: frozenset[int] = frozenset()) -> tuple[Reinsertion, list[str]]:
    """Give van-1 with some households, and the names of the problem's requests."""
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    prepared = prepared_on(ground, world.operation, world.now)
    names = [request.id for request in prepared.problem.requests]
    day = DraftDay(0, (DraftTrip(tuple(names.index(name) for name in riding), 0),))
    builder = Builder(prepared)
    mission = builder.mission(day)
    assert isinstance(mission, Mission)
    draft = Draft.empty(prepared.problem.num_vehicles).with_day(day)
    return Reinsertion(prepared, builder, draft, {0: mission}, closed, InTheOpen()), names


def served(work: Reinsertion, names: list[str], vehicle: int) -> set[str]:
    return {names[request] for request in work.draft.days[vehicle].requests}


def run(work: Reinsertion, *first: str, most: int | None = None, stopped: bool = False) -> None:
    work.everybody(first, most, lambda: stopped, lambda _words, _share: None)


def test_another_household_moves_to_another_van_to_make_room() -> None:
    work, names = at_work(tight_town(), "A-1")
    run(work, "B-1")
    assert "B-1" in served(work, names, 0)
    assert "A-1" in served(work, names, 1)
    assert set(work.missions) == {0, 1}
    for vehicle, mission in work.missions.items():
        assert {stop.request for trip in mission.trips for stop in trip.stops} == served(work, names, vehicle)


def test_nobody_moves_for_a_household_that_was_promised_nothing() -> None:
    work, names = at_work(tight_town(), "A-1")
    run(work)
    assert "A-1" in served(work, names, 0)
    assert "B-1" not in served(work, names, 0)


def test_nobody_is_left_out_for_somebody_else() -> None:
    work, names = at_work(tight_town(), "A-1", closed=frozenset({1}))
    run(work, "B-1")
    assert served(work, names, 0) == {"A-1"}


def test_a_closed_van_takes_nobody() -> None:
    work, names = at_work(small_town(), "A-1", closed=frozenset({1}))
    run(work)
    assert served(work, names, 1) == set()


def test_it_ends_when_it_is_told_to_or_has_built_enough() -> None:
    for most, stopped in ((0, False), (None, True)):
        work, names = at_work(small_town(), "A-1")
        run(work, "B-1", most=most, stopped=stopped)
        assert served(work, names, 0) == {"A-1"}
