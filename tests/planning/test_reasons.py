"""Why a household stays: the named limit, the words, and the proof that lifting it alone lets a plan take it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pytest

from openevac.domain.missions import Mission
from openevac.domain.operation import MarginalCeilings, Operation
from openevac.domain.places import Access
from openevac.domain.remarks import Remark
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.domain.unserved import Limit
from openevac.planning import rivals, trials
from openevac.planning.check.faults import Fault, FaultCode
from openevac.planning.ground import Ground
from openevac.planning.relax import Case, lift
from tests import worlds
from tests.hand_made import to_degrees
from tests.planning.town import left, plan_of, served
from tests.worlds import NOW, TOWN, VILLAGE, World, at, blown_bridge, closed_town, curfew, marginal


@dataclass(frozen=True, slots=True)
class Told:
    """A world, who stays in it, and what people read about that."""

    world: World
    request: str
    limit: Limit
    reason: str
    proof: str
    served_at: datetime | None = None


def small_town(**ground: float) -> World:
    """Give the small town with beds for everybody who could ever come."""
    plenty = Beds(ordinary=40, no_stairs=20, care=5)
    return worlds.small_town(**ground).with_record("shelters", "school", beds=plenty)


def far_door() -> World:
    """Nobody drives within three kilometres of the farm but on the track, and the policy allows one."""
    return small_town().with_record("requests", "B-1", position=to_degrees(12_000, -2000)).with_policy(max_snap_m=1000)


def both_bridges_blown() -> World:
    world = blown_bridge()
    reports = world.situation.reports
    wood = replace(reports[-1], id="wood", way_ids=(104,), position=to_degrees(5150, -2500))
    return world.with_situation(reports=(*reports, wood))


def one_van() -> World:
    """One van, one trip: seats for those whose turn comes first."""
    world = small_town()
    return world.with_operation(vehicles=world.operation.vehicles[:1]).with_record("vehicles", "van-1", max_trips=1)


CASES = {
    "far": Told(far_door(), "B-1", Limit.TOO_FAR_FROM_ROAD, "km from the nearest road", "With doors up to"),
    "closed": Told(
        closed_town(),
        "A-1",
        Limit.PLACE_CLOSED,
        "The place is closed to volunteers since",
        "With the place open to everybody",
    ),
    "until nine": Told(
        small_town().with_situation(
            access=(PlaceAccess(katottg=TOWN, access=Access.CLOSED, source="police", since=NOW, valid_until=at(20)),)
        ),
        "A-1",
        Limit.PLACE_CLOSED,
        "by word of police",
        "With the place open to everybody",
        at(20),
    ),
    "armour": Told(
        closed_town(Access.ARMOURED_ONLY),
        "A-1",
        Limit.NO_ARMOURED_VEHICLE,
        "Only armoured vehicles may enter",
        "With armour on van-1",
    ),
    "cut off": Told(
        both_bridges_blown(),
        "A-1",
        Limit.NO_OPEN_WAY,
        "Blocked: verified report",
        "With the roads open that reports, zones, mines",
    ),
    "seats": Told(
        small_town().with_needs("A-1", walks=9),
        "A-1",
        Limit.SEATS,
        "takes 9 seats, folded ones counted; the best vehicle for it has 8",
        "With 9 seats in van-1",
    ),
    "wheelchairs": Told(
        small_town().with_needs("B-1", wheelchairs=2),
        "B-1",
        Limit.WHEELCHAIR_PLACES,
        "Wheelchair places needed: 2; the best vehicle for the household has 1",
        "With 2 wheelchair places in van-1",
    ),
    "stretchers": Told(
        small_town().with_needs("A-2", stretchers=2, walks=0),
        "A-2",
        Limit.STRETCHERS,
        "Stretchers needed: 2; the best vehicle for the household has 1",
        "With 2 stretchers in van-1",
    ),
    "pets": Told(
        small_town()
        .with_record("vehicle_types", "minibus", pets=False)
        .with_record("vehicle_types", "jeep", pets=False),
        "A-1",
        Limit.PETS,
        "Animals to be taken: 1; no vehicle that could come takes any",
        "With animals allowed in van-1",
    ),
    "carriers": Told(
        small_town().with_needs("A-2", over_100_kg=1),
        "A-2",
        Limit.CARRIERS,
        "4 people must carry here",
        "With 4 carriers in crew-1",
    ),
    "long stop": Told(
        small_town().with_policy(max_stop_s=900),
        "A-2",
        Limit.STOP_TOO_LONG,
        "minutes; the policy allows 15",
        "With stops of up to",
    ),
    "window": Told(
        small_town().with_record("requests", "A-1", tw_early=at(16), tw_late=at(18)),
        "A-1",
        Limit.TIME_WINDOW,
        "People can be met from 2025-10-15T16:00:00+00:00 to 2025-10-15T18:00:00+00:00",
        "With people to be met at any hour",
        at(16),
    ),
    "release": Told(
        small_town().with_record("requests", "A-1", release_time=at(20)),
        "A-1",
        Limit.TIME_WINDOW,
        "It may be fetched from 2025-10-15T20:00:00+00:00 on",
        "With people to be met at any hour",
        at(20),
    ),
    "curfew": Told(
        small_town().with_situation(curfews=(curfew(time(5), time(22), VILLAGE),)),
        "B-1",
        Limit.CURFEW,
        "Curfews leave no time",
        "Without any curfew",
    ),
    "crew hours": Told(
        small_town()
        .with_record("crews", "crew-1", tw_late=at(3.25))
        .with_record("crews", "crew-2", tw_late=at(3.25))
        .with_policy(departure_late=at(3.2)),
        "A-1",
        Limit.CREW_HOURS,
        "The crews' hours and the departure window leave no time",
        "With crews out 6 hours earlier and later",
    ),
    "shelter hours": Told(
        small_town().with_record("shelters", "school", tw_early=at(15), tw_late=at(16)),
        "A-1",
        Limit.SHELTER_HOURS,
        "No shelter is open when a vehicle could bring it",
        "With shelters open at all hours",
    ),
    "shelter pets": Told(
        small_town().with_record("shelters", "school", pets=False),
        "A-1",
        Limit.SHELTER_PETS,
        "No shelter takes its animals",
        "With animals allowed in the shelters",
    ),
    "care bed": Told(
        small_town().with_record("shelters", "school", beds=Beds(ordinary=20, no_stairs=9)),
        "A-2",
        Limit.CARE_BED,
        "No shelter has 1 care beds left",
        "With 1 more care beds in each shelter",
    ),
    "beds": Told(
        small_town().with_record("shelters", "school", beds=Beds(ordinary=4, no_stairs=2, care=1)),
        "C-1",
        Limit.BEDS,
        "No shelter has beds of the right kind left for its 4 people",
        "With 4 more beds without stairs",
    ),
    "trip ceiling": Told(
        small_town().with_policy(max_exposure_per_trip=0.3),
        "C-1",
        Limit.CEILING_TRIP,
        "more exposed than the policy allows (0.3)",
        "Without the ceiling on a trip's exposure",
    ),
    "person ceiling": Told(
        small_town().with_policy(max_exposure_per_person=0.4),
        "C-1",
        Limit.CEILING_PERSON,
        "Somebody on the trip that fetches it would be more exposed than the policy allows (0.4)",
        "Without the ceiling on a person's exposure",
    ),
    "marginal ceiling": Told(
        small_town().with_policy(max_marginal=MarginalCeilings(planned=1.0)),
        "C-1",
        Limit.CEILING_MARGINAL,
        "would add more person-exposure than its class may add (1.0)",
        "Without the ceiling on what one household may add",
    ),
    "fleet": Told(
        one_van().with_needs("A-1", walks=4),
        "B-1",
        Limit.FLEET_FULL,
        "No vehicle that could fetch it has room and time left",
        "With one more vehicle of the kind minibus at base",
        at(2) + timedelta(days=1),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_limit_is_named_worded_and_proved(name: str) -> None:
    told = CASES[name]
    entry = left(plan_of(told.world), told.request)
    said = (entry.limit, entry.reason.in_english(), entry.proof.in_english())
    assert entry.limit is told.limit, said
    assert told.reason in said[1]
    assert told.proof in said[2]
    assert "referee accepted a trip" in said[2]
    if told.served_at is not None:
        assert entry.could_be_served_at == told.served_at


@pytest.mark.parametrize("name", [name for name in CASES if name != "fleet"])
def test_lifting_the_named_limit_alone_lets_a_whole_plan_take_the_household(name: str) -> None:
    told = CASES[name]
    before = plan_of(told.world)
    vehicle = "van-2" if told.request == "C-1" else "van-1"
    case = Case(
        operation=told.world.operation,
        situation=told.world.situation,
        request=told.request,
        vehicle=vehicle,
        now=told.world.now,
        door_m=3000.0,
    )
    lifted = lift(left(before, told.request).limit, case)
    assert lifted is not None
    after = plan_of(replace(told.world, operation=lifted[0].operation, situation=lifted[0].situation))
    assert told.request not in served(before)
    assert told.request in served(after)


def test_one_more_vehicle_is_what_a_full_fleet_lacks() -> None:
    world = CASES["fleet"].world
    van = world.operation.vehicles[0]
    twin = replace(van, id="van-9", crew="crew-2")
    more = world.with_operation(vehicles=(van, twin))
    assert "B-1" in served(plan_of(more))


def test_held_ground_is_named_with_its_source() -> None:
    entry = left(plan_of(small_town(held_from_m=12_500)), "B-1")
    assert entry.limit is Limit.HELD_GROUND
    assert "by line of the exercise" in entry.reason.in_english()
    assert "With all held ground taken for contested ground" in entry.proof.in_english()


def test_beyond_the_border_nothing_is_lifted_and_that_is_said() -> None:
    entry = left(plan_of(small_town(border_from_m=2000)), "C-1")
    assert entry.limit is Limit.BEYOND_BORDER
    assert "Nothing was lifted to prove this" in entry.proof.in_english()


def test_outside_the_region_the_distance_is_told() -> None:
    world = small_town().with_record("requests", "C-1", position=to_degrees(40_000, 0))
    entry = left(plan_of(world), "C-1")
    assert entry.limit is Limit.OUTSIDE_REGION
    assert "outside the region 'small town': 26.5 km from the nearest of its roads" in entry.reason.in_english()
    assert "Nothing was lifted" in entry.proof.in_english()


def test_a_place_nobody_can_find_is_told() -> None:
    places = tuple(replace(place, position=None) for place in small_town().places)
    world = replace(small_town().with_record("requests", "A-1", position=None), places=places)
    entry = left(plan_of(world), "A-1")
    assert entry.limit is Limit.OUTSIDE_REGION
    assert "No source says where the place lies" in entry.reason.in_english()


def test_limits_that_hold_together_are_all_named() -> None:
    world = small_town().with_needs("A-1", walks=9, belongings_kg=900)
    for kind in ("minibus", "jeep"):
        world = world.with_record("vehicle_types", kind, pets=False)
    entry = left(plan_of(world), "A-1")
    assert entry.limit is Limit.SEATS
    assert "No single limit was found that proves it: with 2 lifted together (seats, pets)" in entry.proof.in_english()


def test_two_ceilings_at_once_are_both_named() -> None:
    world = small_town().with_policy(max_exposure_per_trip=0.3, max_marginal=marginal(1.0))
    entry = left(plan_of(world), "C-1")
    assert "(ceiling marginal, ceiling trip)" in entry.proof.in_english()


def test_waiting_days_and_class_stand_with_everybody_who_stays() -> None:
    entry = left(plan_of(closed_town()), "A-2")
    assert entry.waiting_days == pytest.approx(6.0)
    assert (entry.priority, entry.required) == ("urgent", True)


def test_beds_and_vehicles_that_both_lack_are_both_said() -> None:
    world = one_van().with_needs("A-1", walks=4).with_record("shelters", "school", beds=Beds(ordinary=5, care=1))
    entry = left(plan_of(world), "B-1")
    assert entry.limit is Limit.BEDS
    assert "one more vehicle of the kind minibus at base and more beds" in entry.proof.in_english()


def full_house() -> World:
    """Every bed is taken by others, and C-1 wants a care bed and three of any kind."""
    beds = Beds(ordinary=4, no_stairs=1, care=1)
    return small_town().with_needs("C-1", needs_care=1).with_record("shelters", "school", beds=beds)


def test_where_beds_of_every_kind_are_taken_beds_are_named_and_nothing_that_is_open() -> None:
    world = full_house()
    made = plan_of(world)
    entry = left(made, "C-1")
    assert served(made) == {"A-1", "A-2", "B-1"}
    assert entry.limit is Limit.BEDS
    assert "no shelter has beds of the right kind left for its 4 people" in entry.reason.in_english().lower()
    assert "With 4 more beds in each shelter, 1 of them with care, the referee" in entry.proof.in_english()


def test_as_many_beds_as_the_proof_names_are_enough_and_fewer_are_not() -> None:
    world = full_house()
    for care, ordinary, enough in ((2, 7, True), (1, 8, False), (2, 6, False)):
        beds = Beds(ordinary=ordinary, no_stairs=1, care=care)
        found = served(plan_of(world.with_record("shelters", "school", beds=beds)))
        assert (found == {"A-1", "A-2", "B-1", "C-1"}) is enough


def test_the_beds_of_a_household_whose_care_bed_was_waived_are_ordinary_ones() -> None:
    world = full_house().with_record("requests", "C-1", care_bed_waived_by="doctor of the district")
    entry = left(plan_of(world), "C-1")
    assert entry.limit is Limit.BEDS
    assert "With 4 more beds without stairs in each shelter" in entry.proof.in_english()


@pytest.mark.parametrize("accepted", [True, False])
def test_lifting_what_changes_nothing_proves_nothing(monkeypatch: pytest.MonkeyPatch, *, accepted: bool) -> None:
    monkeypatch.setattr(rivals.Rivals, "prove", lambda *_: None)
    if not accepted:
        monkeypatch.setattr(trials, "faults_of", lambda *_: (Fault(code=FaultCode.CLOCK, remark=Remark(text="x")),))
    entry = left(plan_of(full_house()), "C-1")
    assert entry.limit is not Limit.PLACE_CLOSED
    assert entry.proof.in_english().startswith("No proof was found")
    assert ("alone it could be fetched" in entry.proof.in_english()) is accepted


def test_a_ceiling_that_holds_at_the_crews_hours_says_when_it_would_not() -> None:
    world = worlds.rainy_day(10, 14).with_policy(departure_early=at(5), departure_late=at(6))
    world = world.with_record("crews", "crew-1", tw_early=at(5), tw_late=at(8))
    alone = world.with_operation(requests=world.operation.requests[:1], vehicles=world.operation.vehicles[:1])
    (mission,) = plan_of(alone).missions
    entry = left(plan_of(alone.with_policy(max_exposure_per_trip=mission.trips[0].exposure * 0.9)), "A-1")
    assert entry.limit is Limit.CEILING_TRIP
    assert entry.could_be_served_at is not None
    assert not at(5) <= entry.could_be_served_at <= at(6)


def test_what_hinders_behind_a_lifted_limit_is_named_too() -> None:
    world = small_town(held_from_m=12_500).with_needs(
        "B-1", walks=8, walks_with_help=0, wheelchairs=0, needs_no_stairs=0
    )
    entry = left(plan_of(world.with_needs("B-1", walks=9, walks_with_help=0, wheelchairs=0)), "B-1")
    assert entry.limit is Limit.HELD_GROUND
    assert "(held ground, seats)" in entry.proof.in_english()


def test_no_proof_is_claimed_that_the_referee_did_not_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault(code=FaultCode.CLOCK, remark=Remark(text="Something is wrong."))
    monkeypatch.setattr(trials, "faults_of", lambda *_: (fault,))
    made = plan_of(closed_town())
    assert {"No proof was found: with every limit lifted that can be lifted no trip came about."} == {
        entry.proof.in_english() for entry in made.unserved
    }


def test_a_proof_among_rivals_has_only_the_beds_that_others_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[Beds, set[str]]] = []
    accepts = trials.Trials.accepts

    def watched(self: trials.Trials, ground: Ground, operation: Operation, missions: list[Mission]) -> bool:
        fetched = {stop.request for mission in missions for trip in mission.trips for stop in trip.stops}
        shown.append((operation.shelters[0].beds, fetched))
        return accepts(self, ground, operation, missions)

    monkeypatch.setattr(trials.Trials, "accepts", watched)
    plan_of(small_town().with_record("shelters", "school", beds=Beds(ordinary=4, no_stairs=2, care=1)))
    beds, fetched = next((beds, fetched) for beds, fetched in shown if "C-1" in fetched)
    others = {"A-1", "A-2", "B-1"} - fetched
    assert others
    assert beds.ordinary + beds.no_stairs + beds.care == 4 + 2 + 1 + 4 - 2 * len(others)
