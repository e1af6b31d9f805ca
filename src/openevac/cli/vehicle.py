"""The vehicle a question is asked for: which roads it may use and what its walls hold off."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from openevac.domain.vehicles import Profile, RoadUse


class Use(StrEnum):
    """The words for a road profile on the command line."""

    PAVED = "paved"
    FOUR_BY_FOUR = "4x4"


ProfileOption = Annotated[
    Use,
    typer.Option(
        "--profile",
        metavar="paved|4x4",
        help="Which roads it uses: paved ones only, or tracks too where they are open.",
    ),
]
Armoured = Annotated[bool, typer.Option("--armoured", help="It is armoured; that never counts against mines.")]
HeightM = Annotated[float, typer.Option("--height-m", metavar="M", help="Its height, for low bridges; 0 if unknown.")]
WeightT = Annotated[float, typer.Option("--weight-t", metavar="T", help="Its weight, for weak bridges; 0 if unknown.")]


def vehicle_profile(use: Use, *, armoured: bool, height_m: float = 0.0, weight_t: float = 0.0) -> Profile:
    """Give the road profile of a vehicle described on the command line."""
    road_use = RoadUse.PAVED_ONLY if use is Use.PAVED else RoadUse.FOUR_BY_FOUR
    return Profile(id=use.value, road_use=road_use, height_m=height_m, weight_t=weight_t, armoured=armoured)
