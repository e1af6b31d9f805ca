from __future__ import annotations

from itertools import product

from openevac.domain.shelters import Beds
from openevac.domain.unserved import Limit
from openevac.planning.beds import BedsTaken, CareAsked, beds_of, care_comes_first, lacking_beds
from tests.planning.plain import household
from tests.planning.town import plan_of, served
from tests.worlds import World, at, small_town


def lack(taken: BedsTaken, **beds: int) -> Limit | None:
    return lacking_beds([taken], Beds(**beds))


def test_anybody_may_lie_in_a_care_bed_but_care_needs_one() -> None:
    assert lack(BedsTaken(ordinary=2), care=2) is None
    assert lack(BedsTaken(care=1), ordinary=5, no_stairs=5) is Limit.CARE_BED
    assert lack(BedsTaken(no_stairs=1), ordinary=5) is Limit.BEDS
    assert lack(BedsTaken(no_stairs=1), care=1) is None
    assert lack(BedsTaken(ordinary=1, no_stairs=1, care=1), ordinary=1, care=2) is None
    assert lack(BedsTaken(ordinary=2, no_stairs=1, care=1), ordinary=1, care=2) is Limit.BEDS


def test_a_waived_care_bed_becomes_any_bed() -> None:
    request = household(1, stretchers=1, needs_care=1)
    assert beds_of(request) == BedsTaken(care=1)
    waived = type(request)(
        id="R-1",
        position=request.position,
        received_at=request.received_at,
        needs=request.needs,
        care_bed_waived_by="doctor on duty",
    )
    assert beds_of(waived) == BedsTaken(ordinary=1)


def test_three_sums_agree_with_trying_every_bed() -> None:
    def fits(taken: BedsTaken, beds: Beds) -> bool:
        care_left = beds.care - taken.care
        if care_left < 0:
            return False
        for in_care, in_plain in product(range(taken.no_stairs + 1), range(taken.ordinary + 1)):
            no_stairs_left = beds.no_stairs - (taken.no_stairs - in_care)
            for in_no_stairs in range(taken.ordinary - in_plain + 1):
                rest = taken.ordinary - in_plain - in_no_stairs
                if in_care + in_plain <= care_left and in_no_stairs <= no_stairs_left and rest <= beds.ordinary:
                    return True
        return False

    for o, n, c, a, b, d in product(range(3), repeat=6):
        taken, beds = BedsTaken(o, n, c), Beds(ordinary=a, no_stairs=b, care=d)
        assert (lacking_beds([taken], beds) is None) == fits(taken, beds), (taken, beds)


ASKED = CareAsked(required=0, all=1)


def test_care_beds_are_kept_for_those_who_need_them_and_could_come() -> None:
    beds = Beds(ordinary=2, care=1)
    assert not care_comes_first(BedsTaken(ordinary=3), 0, beds, ASKED)
    assert care_comes_first(BedsTaken(ordinary=2, care=1), 0, beds, ASKED)
    assert care_comes_first(BedsTaken(ordinary=3), 0, Beds(ordinary=2, care=2), ASKED), "one is left beside the kept"
    assert care_comes_first(BedsTaken(ordinary=3), 0, beds, CareAsked()), "nobody needs it"
    assert not care_comes_first(BedsTaken(no_stairs=1), 0, Beds(ordinary=9, care=1), ASKED)


def test_required_households_go_before_care_beds_kept_for_others() -> None:
    beds = Beds(ordinary=2, care=1)
    assert care_comes_first(BedsTaken(ordinary=3), 1, beds, ASKED)
    assert not care_comes_first(BedsTaken(ordinary=3), 3, beds, CareAsked(required=1, all=1))


def beds_for_two_and_one_who_needs_care() -> World:
    """A family of three, and one person who needs care; two ordinary beds and one with care."""
    world = small_town()
    kept = tuple(one for one in world.operation.requests if one.id in {"A-1", "B-1"})
    beds = Beds(ordinary=2, care=1)
    return (
        world.with_operation(requests=kept)
        .with_record("shelters", "school", beds=beds)
        .with_needs("A-1", walks=3)
        .with_needs("B-1", walks_with_help=0, wheelchairs=1, needs_no_stairs=0, needs_care=1)
    )


def test_who_needs_care_gets_the_care_bed_though_more_people_want_it() -> None:
    world = beds_for_two_and_one_who_needs_care()
    assert served(plan_of(world)) == {"B-1"}
    assert served(plan_of(world.with_needs("A-1", walks=2))) == {"A-1", "B-1"}


def test_a_care_bed_that_nobody_who_needs_it_can_reach_is_free_for_others() -> None:
    world = beds_for_two_and_one_who_needs_care()
    never = world.with_record("requests", "B-1", tw_early=at(16), tw_late=at(17))
    assert served(plan_of(never)) == {"A-1"}
    waived = world.with_record("requests", "B-1", care_bed_waived_by="doctor on duty")
    assert served(plan_of(waived)) == {"A-1"}, "a named person decided that any bed will do: more people then"


def test_a_required_family_takes_the_care_bed() -> None:
    world = beds_for_two_and_one_who_needs_care().with_record("requests", "A-1", required=True)
    assert served(plan_of(world)) == {"A-1"}
