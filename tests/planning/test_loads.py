from __future__ import annotations

from openevac.domain.legs import Load
from openevac.domain.needs import Needs
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import VehicleType
from openevac.planning.loads import lacks, load_of

VAN = VehicleType(
    id="van", profile="road", seats=8, wheelchair_places=1, stretchers=1, payload_kg=100, volume_l=500, pets=False
)


def test_a_wheelchair_folds_two_seats_and_a_stretcher_three() -> None:
    load = load_of([Needs(walks=1, wheelchairs=1), Needs(stretchers=1, walks_with_help=1, pets=1)], VAN)
    assert load == Load(people=4, seats_taken=7, wheelchairs=1, stretchers=1, pets=1)


def test_every_limit_is_named() -> None:
    assert lacks(load_of([Needs(walks=8, belongings_kg=100, belongings_l=500)], VAN), VAN) == ()
    assert lacks(load_of([Needs(walks=9)], VAN), VAN) == (Limit.SEATS,)
    assert lacks(load_of([Needs(wheelchairs=2)], VAN), VAN) == (Limit.WHEELCHAIR_PLACES,)
    assert lacks(load_of([Needs(stretchers=2)], VAN), VAN) == (Limit.STRETCHERS,)
    assert lacks(load_of([Needs(walks=1, belongings_kg=100.1)], VAN), VAN) == (Limit.PAYLOAD,)
    assert lacks(load_of([Needs(walks=1, belongings_l=501)], VAN), VAN) == (Limit.VOLUME,)
    assert lacks(load_of([Needs(walks=1, pets=1)], VAN), VAN) == (Limit.PETS,)


def test_decimal_kilograms_add_up_to_the_limit() -> None:
    tenths = [Needs(walks=1, belongings_kg=0.1)] * 3
    assert lacks(load_of(tenths, VehicleType(id="van", profile="road", seats=8, payload_kg=0.3)), VAN) == ()
