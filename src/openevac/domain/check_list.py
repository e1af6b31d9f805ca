"""What is gone through before a van leaves: each item is looked at by somebody, who ticks it."""

from __future__ import annotations

from enum import StrEnum


class CheckItem(StrEnum):
    """The items of the go / no-go list, in the order in which they are gone through."""

    ACCESS = "access"
    ROADS = "roads"
    WEATHER = "weather"
    CONTACT = "contact"
    ARMOUR = "armour"
    FIRST_AID = "first_aid"
    FUEL = "fuel"
    SPARE_WHEEL = "spare_wheel"
    SECOND_VEHICLE = "second_vehicle"
