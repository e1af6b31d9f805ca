"""Values of a row into what the domain knows: needs, a position, the code of a place; shared by all sheets."""

from __future__ import annotations

from typing import Any, cast

from openevac.domain.errors import InputError
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from openevac.feeds.ground import Ground
from openevac.feeds.sheet_cells import Value
from openevac.feeds.sheet_columns import COUNTED

_NEEDS = (
    "over_100_kg",
    "needs_care",
    "needs_no_stairs",
    "carry_floors",
    "belongings_kg",
    "belongings_l",
    "bulky",
    "pets",
)
_CYRILLIC_UA = str.maketrans("УА", "UA")  # the two letters look alike on a Ukrainian keyboard


def needs_of(values: dict[str, Value]) -> Needs:
    """Give the people and things of a row; InputError where the counts are below zero or contradict each other."""
    counts = {name: cast("int", values.get(name) or 0) for name in COUNTED}
    for name, count in counts.items():
        if count < 0:
            raise InputError("{value} is below zero.", "Give zero or more.", field=name, value=count)
    people = cast("int | None", values.get("people"))
    if people is not None:
        if people < 0:
            raise InputError("{value} is below zero.", "Give zero or more.", field="people", value=people)
        uncounted = people - sum(counts.values())
        if uncounted < 0 or (uncounted > 0 and counts["walks"] > 0):
            raise InputError(
                "{people} people are named, but the columns by how they move count {counted}.",
                "Correct one of the two.",
                field="people",
                people=people,
                counted=sum(counts.values()),
            )
        counts["walks"] += uncounted
    rest: dict[str, Any] = {name: values[name] for name in _NEEDS if values.get(name) is not None}
    return Needs(**counts, **rest)


def position_of(values: dict[str, Value]) -> LonLat | None:
    """Give the position of a row as it stands there, None where it has none; InputError where half of it is missing."""
    lon, lat = values.get("lon"), values.get("lat")
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise InputError("One of the two coordinates is missing.", "Fill both lon and lat, or neither.",
                         field="position")  # fmt: skip
    return LonLat(cast("float", lon), cast("float", lat))


def katottg_of(values: dict[str, Value], ground: Ground | None) -> str:
    """Take the code, or look the name up; a name that fits several places is refused with the list, never guessed."""
    code = str(values.get("katottg") or "").upper().translate(_CYRILLIC_UA)
    name = str(values.get("place") or "")
    if code or not name:
        return code
    if ground is None:
        raise InputError(
            "A place by name needs a region to be looked up in.",
            "Give the KATOTTG code, or name the region.",
            field="place",
        )
    try:
        return ground.find(name).katottg
    except InputError as fault:
        raise InputError(fault.problem, fault.todo, field="place", **fault.facts) from None
