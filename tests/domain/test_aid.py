"""Parcels: one destination each, from a closed list, and known to the operation that takes them."""

from __future__ import annotations

from typing import Any

import pytest

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from tests.worlds import TOWN, small_town


def parcel(**fields: Any) -> Parcel:
    return Parcel(**{"id": "P-1", "kind": AidKind.FOOD, "request": "A-1", **fields})


@pytest.mark.parametrize(
    "fields",
    [{"request": ""}, {"position": LonLat(36.0, 50.0)}, {"katottg": TOWN}],
)
def test_a_parcel_has_exactly_one_destination(fields: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="no destination, or more than one"):
        parcel(**fields)


@pytest.mark.parametrize(
    "fields", [{"kg": -1}, {"litres": -1}, {"handover_s": -1}, {"cold_limit_s": 0}, {"id": "with blank"}]
)
def test_figures_that_cannot_be_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        parcel(**fields)


def test_an_operation_knows_the_requests_and_starts_of_its_parcels() -> None:
    town = small_town()
    with pytest.raises(InputError, match="which the operation does not have"):
        town.with_operation(aid=(parcel(request="Z-9"),))
    with pytest.raises(InputError, match="which the operation does not have"):
        town.with_operation(aid=(parcel(lies_at="nowhere"),))
    with pytest.raises(InputError):
        town.with_operation(aid=(parcel(), parcel()))
    world = town.with_operation(aid=(parcel(lies_at="base"), parcel(id="P-2", lies_at="school")))
    assert world.operation.parcel("P-2").lies_at == "school"
