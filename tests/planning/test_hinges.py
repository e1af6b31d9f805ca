"""What a decision hangs on: every threshold that is printed is tried on both sides with the real referee and router."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import permutations

import pytest

from openevac.domain.hanging import HangsOn, Hinge, Turn
from openevac.domain.hazards import Cause, Confidence, HazardReport
from openevac.domain.missions import Mission, Plan
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.situation import Situation
from openevac.domain.weather import Sky
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.assemble import all_legs
from openevac.planning.check.faults import Fault
from openevac.planning.check.referee import check_plan
from openevac.planning.driven_later import driven_from
from openevac.planning.fallbacks import ends_of
from openevac.planning.ground import Ground, Slice, other_situation
from openevac.planning.hinge_limits import LIMITS
from openevac.planning.hinges import MOST
from openevac.planning.plan import ground_for, plan, prepared_on
from openevac.planning.prepare import Prepared
from openevac.roads.region import Region
from tests.hand_made import to_degrees
from tests.planning.random_operations import random_region, random_world
from tests.planning.town import plan_of, region_of
from tests.torture import examples
from tests.worlds import NOW, World, at, curfew, marginal, rainy_day, small_town

COUNT = examples(24, 300)
CHUNK = 6


class Bench:
    """A plan, and the real referee and router on whatever is moved under it."""

    def __init__(self, world: World, region: Region, made: Plan) -> None:
        self.world, self.region, self.made = world, region, made
        self.ground: Ground = ground_for(region, world.situation, world.operation, world.now)

    @property
    def prepared(self) -> Prepared:
        return prepared_on(self.ground, self.world.operation, self.world.now, self.made.waves)

    def mission(self, drive: str) -> Mission:
        return next(one for one in self.made.missions if one.drive == drive)

    def against(self, drive: str, hinge: Hinge, value: float) -> list[Fault]:
        """Give what the referee, who builds everything himself, holds against a mission with one number moved."""
        moved_plan, situation, operation = self.made, self.world.situation, self.world.operation
        mission = self.mission(drive)
        if hinge.number == "delay_min":
            late = driven_from(mission, mission.departs_at + timedelta(minutes=value), self.ground, operation)
            others = tuple(late if one is mission else one for one in self.made.missions)
            moved_plan = replace(self.made, missions=others)
        elif hinge.number.startswith("beds."):
            operation = with_beds(operation, hinge.number, round(value))
        else:
            situation = moved(situation, hinge.number, value, mission)
        found = check_plan(
            moved_plan,
            self.world.graph,
            self.world.fingerprint,
            situation,
            operation,
            border=self.world.border,
            places=self.world.places,
        )
        return [fault for fault in found if fault.code in LIMITS and fault.vehicle in {"", mission.vehicle}]

    def ways(self, drive: str, hinge: Hinge, value: float) -> dict[int, list[tuple[int, ...]]]:
        """Give the ways the router would choose for the drives of a mission, by slice, where it chose them before.

        A vehicle stands in the problem for the whole day and for each wave, each with a slice; the plan does not say
        in which of them a mission was built, so those count that explain most of its drives.
        """
        prepared, weight_s = self.prepared, self.prepared.seconds_per_exposure
        ground = self.ground
        if hinge.number.startswith("dial."):
            weight_s *= value / hinge.value
        else:
            ground = other_situation(ground, moved(ground.situation, hinge.number, value, self.mission(drive)))
        mission = self.mission(drive)
        found: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        legs = {(leg.arcs, leg.start_fraction, leg.end_fraction) for leg in all_legs(mission) if leg.arcs}
        kind = self.world.operation.profile(self.world.operation.vehicle(mission.vehicle))
        survey = prepared.survey
        for number, profile in enumerate(survey.profiles):
            halts = [halt for halt in survey.halts[number] if halt is not None and profile.id == kind.id]
            for start, end in permutations(halts, 2):
                when = survey.slices[number]
                usual = self.ground.path(profile, start, end, when, prepared.seconds_per_exposure)
                if usual is not None and (usual.arcs, usual.start_fraction, usual.end_fraction) in legs:
                    way = ground.path(profile, start, end, when, weight_s)
                    found[number].append(() if way is None else way.arcs)
        most = max(len(ways) for ways in found.values())
        return {number: ways for number, ways in found.items() if len(ways) == most}


def moved(situation: Situation, number: str, value: float, mission: Mission) -> Situation:
    """Move one number of a situation: a report's word, the sky from an hour on, or a number of the profile."""
    if number.startswith("report.") and number.endswith(".confirmed"):
        name = number.removeprefix("report.").removesuffix(".confirmed")
        word = Confidence.VERIFIED if value else Confidence.UNVERIFIED
        reports = tuple(replace(one, confidence=word) if one.id == name else one for one in situation.reports)
        return replace(situation, reports=reports)
    if number.startswith("road."):
        stop = mission.trips[0].stops[0].at
        closed = HazardReport(
            id="closed-road",
            cause=Cause.SHELLING,
            kind="bridge_down",
            position=LonLat(stop.lon, stop.lat),
            happened_at=NOW,
            source="police",
            confidence=Confidence.VERIFIED,
            blocks=True,
            way_ids=(int(number.removeprefix("road.")),),
        )
        return replace(situation, reports=(*situation.reports, closed)) if value else situation
    if number == "sky_clears_h":
        assert situation.weather is not None
        clear = full_hour(mission.departs_at) + HOUR * value
        hours = tuple(replace(one, sky=Sky.CLEAR) if one.starts_at >= clear else one for one in situation.weather.hours)
        return replace(situation, weather=replace(situation.weather, hours=hours))
    return replace(situation, profile=situation.profile.with_value(number, value))


def with_beds(operation: Operation, number: str, left: int) -> Operation:
    """Leave only so many beds of one kind in one shelter."""
    _, name, kind = number.rsplit(".", 2)
    return replace(
        operation,
        shelters=tuple(
            replace(one, beds=replace(one.beds, **{kind: left})) if one.id == name else one
            for one in operation.shelters
        ),
    )


def wrong(bench: Bench, told: HangsOn, hinge: Hinge) -> str:
    """Say how a threshold is not one: tried on both sides with the referee, or with the router."""
    if hinge.turn is Turn.REFUSED:
        short, past = (bench.against(told.drive, hinge, at) for at in (hinge.holds_at, hinge.turns_at))
        if short:
            return f"refused already: {short[0].in_english()}"
        return "" if hinge.limit in {fault.code.value for fault in past} else f"not refused by {hinge.limit}: {past}"
    chosen, before, after = (bench.ways(told.drive, hinge, at) for at in (hinge.value, hinge.holds_at, hinge.turns_at))
    held = [number for number in chosen if before[number] == chosen[number]]
    if not held:
        return "another way already"
    return "" if any(after[number] != chosen[number] for number in held) else "still the same way"


def bench_of(world: World) -> Bench:
    return Bench(world, region_of(world), plan_of(world))


def told(bench: Bench, number: str) -> list[tuple[HangsOn, Hinge]]:
    """Give every hinge of one number."""
    return [(one, hinge) for one in bench.made.hangs_on for hinge in one.hinges if hinge.number == number]


def all_right(bench: Bench) -> None:
    """Try every hinge of a plan on both sides."""
    for one in bench.made.hangs_on:
        for hinge in one.hinges:
            assert wrong(bench, one, hinge) == "", (one.drive, hinge)


@lru_cache(maxsize=CHUNK)
def random_bench(seed: int) -> Bench:
    world, region = random_world(seed), random_region(seed)
    made = plan(region, world.situation, world.operation, now=world.now, seed=seed, iterations=20)
    return Bench(world, region, made)


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_every_threshold_holds_just_short_of_it_and_turns_just_past_it(first: int) -> None:
    found: dict[object, str] = {}
    for seed in range(first, first + CHUNK):
        bench = random_bench(seed)
        for one in bench.made.hangs_on:
            found |= {(seed, one.drive, h.number): said for h in one.hinges if (said := wrong(bench, one, h))}
    assert found == {}


def test_a_road_that_is_named_has_no_way_round() -> None:
    named = 0
    for seed in range(COUNT):
        bench = random_bench(seed)
        for one in bench.made.hangs_on:
            for hinge in (hinge for hinge in one.hinges if hinge.number.startswith("road.")):
                mission = bench.mission(one.drive)
                leg = max((g for t in mission.trips for g in t.legs if g.arcs), key=lambda g: (g.exposure, g.length_m))
                shut = other_situation(bench.ground, moved(bench.world.situation, hinge.number, 1.0, mission))
                kind = bench.world.operation.profile(bench.world.operation.vehicle(mission.vehicle))
                when = Slice.of(leg.departs_at)
                assert bench.ground.path(kind, *ends_of(leg), when, 1.0) is not None
                assert shut.path(kind, *ends_of(leg), when, 1.0) is None
                named += 1
    assert named > 0


def test_the_random_operations_hang_on_many_kinds_of_numbers() -> None:
    """What is tested above depends on the mixture."""
    numbers: Counter[str] = Counter()
    turns: Counter[Turn] = Counter()
    for seed in range(COUNT):
        hinges = [hinge for one in random_bench(seed).made.hangs_on for hinge in one.hinges]
        numbers.update(hinge.number.split(".")[0] for hinge in hinges)
        turns.update(hinge.turn for hinge in hinges)
    assert {"delay_min", "beds", "drone", "dial"} <= set(numbers)
    assert turns[Turn.REFUSED] > 20
    assert turns[Turn.OTHER_WAY] > 5


def test_hinges_are_few_near_first_and_within_the_range() -> None:
    for seed in range(CHUNK):
        bench = random_bench(seed)
        assert [one.drive for one in bench.made.hangs_on] == [mission.drive for mission in bench.made.missions]
        for one in bench.made.hangs_on:
            shares = [hinge.share for hinge in one.hinges]
            assert shares == sorted(shares)
            assert len(shares) <= MOST
            for hinge in one.hinges:
                number = bench.world.situation.profile.numbers.get(hinge.number)
                if number is not None:
                    assert number.low <= min(hinge.holds_at, hinge.turns_at)
                    assert max(hinge.holds_at, hinge.turns_at) <= number.high
                    assert abs(hinge.turns_at - hinge.holds_at) <= (number.high - number.low) / 100


def test_a_ceiling_near_the_exposure_names_the_numbers_that_break_it() -> None:
    plain = plan_of(small_town())
    most = max(trip.exposure for mission in plain.missions for trip in mission.trips)
    bench = bench_of(small_town().with_policy(max_exposure_per_trip=most * 1.2))
    refused = [hinge for one in bench.made.hangs_on for hinge in one.hinges if hinge.limit == "ceiling_trip"]
    assert refused
    assert all("over the ceiling of a trip" in hinge.remark.in_english() for hinge in refused)
    all_right(bench)


def test_the_sky_that_clears_carries_a_mission_over_its_ceiling() -> None:
    wet = plan_of(rainy_day(0, 23))
    most = max(trip.exposure for mission in wet.missions for trip in mission.trips)
    bench = bench_of(rainy_day(0, 23).with_policy(max_exposure_per_trip=most * 1.01))
    assert told(bench, "sky_clears_h")
    all_right(bench)


def test_a_report_of_a_blown_bridge_stops_the_mission_once_it_is_confirmed() -> None:
    world = small_town()
    bridge = HazardReport(
        id="bridge",
        cause=Cause.SHELLING,
        kind="bridge_down",
        position=to_degrees(5150, 0),
        happened_at=NOW,
        source="a voice on the phone",
        blocks=True,
        way_ids=(102,),
    )
    bench = bench_of(world.with_situation(reports=(*world.situation.reports, bridge)))
    said = told(bench, "report.bridge.confirmed")
    assert [hinge.limit for _, hinge in said] == ["road_closed"] * len(said) != []
    all_right(bench)


def test_a_curfew_is_the_minute_at_which_a_late_mission_is_refused() -> None:
    from datetime import time

    bench = bench_of(small_town().with_situation(curfews=(curfew(time(12), time(15)),)))
    assert {hinge.limit for _, hinge in told(bench, "delay_min")} & {"curfew", "departure_window", "crew_hours"}
    all_right(bench)


def test_what_one_household_adds_is_named() -> None:
    bench = bench_of(small_town().with_policy(max_marginal=marginal(3.0)))
    all_right(bench)


def test_a_mission_without_limits_near_hangs_on_its_road_alone() -> None:
    """No ceiling, no hour anywhere near, beds for everybody: the one way in is all that going hangs on."""
    world = small_town()
    school = world.operation.shelters[0]
    plenty = replace(school.beds, ordinary=0, no_stairs=0, care=99)
    world = world.with_record("shelters", school.id, beds=plenty, tw_early=None)
    world = world.with_policy(departure_early=at(3), departure_late=at(23))
    for crew in world.operation.crews:
        world = world.with_record("crews", crew.id, tw_late=at(23.9))
    bench = bench_of(world)
    assert bench.made.hangs_on
    refused = [h for one in bench.made.hangs_on for h in one.hinges if h.turn is Turn.REFUSED]
    others = {hinge.number for hinge in refused if not hinge.number.startswith("road.")}
    assert others <= {"beds.school.care"}
    all_right(bench)


def test_the_same_plan_hangs_on_the_same_numbers() -> None:
    assert plan_of(small_town()).hangs_on == plan_of(small_town()).hangs_on
