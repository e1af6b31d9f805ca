"""Bags and bulky pieces: how they are counted, what a zone allows, and that people never change with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.belongings import BagZone, BelongingsRule, Pack, allowed_pack, whole_pack, with_pack
from openevac.domain.errors import InputError
from openevac.domain.needs import Needs

RULE = BelongingsRule(bulky_kg=60)
FRIDGE = Needs(walks=2, belongings_kg=100, belongings_l=700, bulky=1)


def test_a_fridge_is_counted_apart_from_the_bags() -> None:
    assert whole_pack(FRIDGE, RULE) == Pack(bags=2, bulky=1), "40 kg and 200 litres are left for bags"
    assert whole_pack(replace(FRIDGE, bulky=0), RULE) == Pack(bags=7, bulky=0)
    assert whole_pack(Needs(walks=1, belongings_kg=30, bulky=1), RULE) == Pack(bags=0, bulky=1)
    assert whole_pack(Needs(walks=3), RULE) == Pack(0, 0)


def test_by_default_stated_kilograms_are_those_of_the_bags() -> None:
    plain = BelongingsRule()
    assert whole_pack(FRIDGE, plain) == Pack(bags=5, bulky=1)
    without_fridge = with_pack(FRIDGE, plain, Pack(5, 0))
    assert (without_fridge.belongings_kg, without_fridge.belongings_l) == (100, 200)


def test_what_stays_takes_its_share_of_weight_and_volume_along() -> None:
    without_fridge = with_pack(FRIDGE, RULE, Pack(2, 0))
    assert (without_fridge.belongings_kg, without_fridge.belongings_l, without_fridge.bulky) == (40, 200, 0)
    one_bag = with_pack(FRIDGE, RULE, Pack(1, 0))
    assert (one_bag.belongings_kg, one_bag.belongings_l) == (20, 100)
    assert with_pack(FRIDGE, RULE, whole_pack(FRIDGE, RULE)) is FRIDGE


@pytest.mark.parametrize(
    ("away_km", "pack"),
    [(0.0, Pack(2, 0)), (5.0, Pack(2, 0)), (5.1, Pack(6, 1)), (15.0, Pack(6, 1)), (15.1, Pack(40, 1))],
)
def test_the_nearer_the_line_the_fewer_bags(away_km: float, pack: Pack) -> None:
    heavy = replace(FRIDGE, belongings_kg=860, belongings_l=900)
    assert allowed_pack(heavy, RULE, away_km) == pack


def test_without_zones_everything_may_come_along() -> None:
    free = BelongingsRule(zones=(), bulky_kg=60)
    assert allowed_pack(FRIDGE, free, 0.0) == whole_pack(FRIDGE, free)


def test_a_zone_never_gives_more_than_there_is() -> None:
    assert allowed_pack(Needs(walks=4, belongings_kg=20), RULE, 1.0) == Pack(1, 0)


def test_two_zones_of_one_distance_are_refused() -> None:
    with pytest.raises(InputError, match="same distance"):
        BelongingsRule(zones=(BagZone(within_km=5, bags=1), BagZone(within_km=5, bags=2)))


NEEDS = st.builds(
    Needs,
    walks=st.integers(1, 5),
    wheelchairs=st.integers(0, 2),
    stretchers=st.integers(0, 1),
    belongings_kg=st.floats(0, 2000),
    belongings_l=st.floats(0, 9000),
    bulky=st.integers(0, 5),
    pets=st.integers(0, 3),
)


@given(NEEDS, st.floats(0, 40))
def test_packs_change_things_alone_and_less_is_never_more(needs: Needs, away_km: float) -> None:
    whole, allowed = whole_pack(needs, RULE), allowed_pack(needs, RULE, away_km)
    assert 0 <= allowed.bags <= whole.bags
    assert 0 <= allowed.bulky <= whole.bulky
    packed, bare = with_pack(needs, RULE, allowed), with_pack(needs, RULE, Pack(0, 0))
    for one in (packed, bare):
        with_all = replace(one, belongings_kg=needs.belongings_kg, belongings_l=needs.belongings_l, bulky=needs.bulky)
        assert with_all == needs
    assert bare.belongings_kg <= packed.belongings_kg <= needs.belongings_kg + 1e-6
    assert bare.belongings_l <= packed.belongings_l <= needs.belongings_l + 1e-6
    assert (bare.belongings_kg, bare.belongings_l, bare.bulky) == pytest.approx((0, 0, 0), abs=1e-6)
    if allowed.bags:
        zone = RULE.zone_at(away_km)
        most = allowed.bags if zone is None else min(allowed.bags, zone.bags * needs.party_size)
        bags_kg = packed.belongings_kg - allowed.bulky * min(RULE.bulky_kg, needs.belongings_kg / max(1, needs.bulky))
        assert bags_kg <= most * RULE.bag_kg + 1e-6
