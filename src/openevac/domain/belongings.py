"""What of a household's things may come along: bags and bulky pieces, and how many bags by nearness of the line."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

from openevac.domain.errors import InputError
from openevac.domain.needs import Needs
from openevac.domain.units import require_not_negative, require_positive

ALMOST = 1e-9
"""A bag more is counted only for more than rounding."""


class Pack(NamedTuple):
    """How many bags and how many bulky pieces of a household ride."""

    bags: int
    bulky: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BagZone:
    """Doors up to `within_km` from the nearest line: `bags` a person, bulky pieces or none."""

    within_km: float
    bags: int
    bulky: bool = False

    def __post_init__(self) -> None:
        require_positive("within_km", self.within_km)
        require_not_negative("bags", self.bags)


# Within 5 km every weapon reaches the door, in all presets: one bag a person, as crews ask there today.
# Within 15 km (the reach of autumn 2025) what one person carries in three walks; beyond, what room and minutes allow.
ZONES = (BagZone(within_km=5.0, bags=1), BagZone(within_km=15.0, bags=3, bulky=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class BelongingsRule:
    """What counts as a bag and a bulky piece, and how many bags a zone allows; `zones=[]` switches allowances off.

    A bag is what one adult carries down the stairs at once: `bag_kg` 20 kg and `bag_l` 100 litres, a large suitcase.
    Stated litres count bulky pieces in, because they fill the van: `bulky_l` 500 of them a piece, a refrigerator, and
    never more than is stated. Stated kilograms are those of the bags: `bulky_kg` 0; set it (a refrigerator: 60) where
    your sheets count pieces in. Judgements, all of them: change them to what your crews see. Wheelchairs and walking
    aids that people need are no belongings and count nowhere here.
    """

    bag_kg: float = 20.0
    bag_l: float = 100.0
    bulky_kg: float = 0.0
    bulky_l: float = 500.0
    zones: tuple[BagZone, ...] = ZONES

    def __post_init__(self) -> None:
        require_positive("bag_kg", self.bag_kg)
        require_positive("bag_l", self.bag_l)
        require_not_negative("bulky_kg", self.bulky_kg)
        require_not_negative("bulky_l", self.bulky_l)
        if len({zone.within_km for zone in self.zones}) < len(self.zones):
            raise InputError("Two zones end at the same distance.", "Give each zone its own distance.", field="zones")

    def zone_at(self, away_km: float) -> BagZone | None:
        """Give the innermost zone that holds a door so far from the nearest line; None beyond all zones."""
        holding = [zone for zone in self.zones if away_km <= zone.within_km]
        return min(holding, key=lambda zone: zone.within_km, default=None)


def whole_pack(needs: Needs, rule: BelongingsRule) -> Pack:
    """Count all things of a household: bags as many as its weight and volume take, bulky pieces left out of both."""
    bags_kg, bags_l, _, _ = _shares(needs, rule)
    bags = math.ceil(max(bags_kg / rule.bag_kg, bags_l / rule.bag_l) - ALMOST)
    return Pack(max(0, bags), needs.bulky)


def allowed_pack(needs: Needs, rule: BelongingsRule, away_km: float) -> Pack:
    """Give what a household may bring from a door so far (km) from the nearest line."""
    whole, zone = whole_pack(needs, rule), rule.zone_at(away_km)
    if zone is None:
        return whole
    return Pack(min(whole.bags, zone.bags * needs.party_size), whole.bulky if zone.bulky else 0)


def with_pack(needs: Needs, rule: BelongingsRule, pack: Pack) -> Needs:
    """Give the needs of a household that brings only some of its things; the people are the same."""
    whole = whole_pack(needs, rule)
    if pack == whole:
        return needs
    bags_kg, bags_l, piece_kg, piece_l = _shares(needs, rule)
    share = pack.bags / whole.bags if whole.bags else 0.0
    return replace(
        needs,
        belongings_kg=bags_kg * share + piece_kg * pack.bulky,
        belongings_l=bags_l * share + piece_l * pack.bulky,
        bulky=pack.bulky,
    )


def _shares(needs: Needs, rule: BelongingsRule) -> tuple[float, float, float, float]:
    """Give kilograms and litres of all bags, then of one bulky piece."""
    pieces = max(1, needs.bulky)
    piece_kg = min(rule.bulky_kg, needs.belongings_kg / pieces)
    piece_l = min(rule.bulky_l, needs.belongings_l / pieces)
    bags_kg = needs.belongings_kg - piece_kg * needs.bulky
    return max(0.0, bags_kg), max(0.0, needs.belongings_l - piece_l * needs.bulky), piece_kg, piece_l
