from __future__ import annotations

from itertools import product

from openevac.domain.missions import Limit
from openevac.domain.shelters import Beds
from openevac.planning.beds import BedsTaken, beds_of, lacking_beds
from tests.planning.plain import household


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
