"""Minutes on scene: how long a stop takes, from the people, floors, things and hands there are."""

from __future__ import annotations

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.needs import Needs
from openevac.domain.vehicles import Crew


def carried_people(needs: Needs) -> int:
    """Give how many people must be carried: all who lie, and wheelchair users where stairs lie between."""
    return needs.stretchers + (needs.wheelchairs if needs.carry_floors > 0 else 0)


def carriers_needed(needs: Needs, numbers: ExposureProfile) -> int:
    """Give how many carriers a household takes: none, the ordinary number, or more for people over 100 kg."""
    carried = carried_people(needs)
    if carried == 0 and needs.bulky == 0:
        return 0
    heavy = needs.over_100_kg > 0 and carried > 0
    return round(numbers.value("service.carriers_heavy" if heavy else "service.carriers_ordinary"))


def service_duration_s(needs: Needs, crew: Crew, numbers: ExposureProfile) -> float:
    """Give the seconds from the crew's arrival at the door to departure.

    Boarding by how people move, stairs per floor, things by weight and hands, bulky pieces by pairs of hands,
    pets. Every coefficient is a number `service.*` of the exposure profile (docs/planning.md writes the formula).
    """
    people_s = (
        needs.walks * numbers.value("service.walks_s")
        + needs.walks_with_help * numbers.value("service.walks_with_help_s")
        + needs.wheelchairs * numbers.value("service.wheelchair_s")
        + needs.stretchers * numbers.value("service.lying_s")
    )
    pets_s = needs.pets * numbers.value("service.pet_s")
    return (
        numbers.value("service.arrive_s")
        + people_s
        + _stairs_s(needs, numbers)
        + _things_s(needs, crew, numbers)
        + pets_s
    )


def _stairs_s(needs: Needs, numbers: ExposureProfile) -> float:
    per_floor_s = (
        needs.walks * numbers.value("service.floor_walks_s")
        + needs.walks_with_help * numbers.value("service.floor_help_s")
        + carried_people(needs) * numbers.value("service.floor_carry_s")
    )
    return needs.carry_floors * per_floor_s


def _things_s(needs: Needs, crew: Crew, numbers: ExposureProfile) -> float:
    floors = needs.carry_floors
    per_kg_s = numbers.value("service.kg_s") + floors * numbers.value("service.kg_floor_s")
    per_piece_s = numbers.value("service.bulky_s") + floors * numbers.value("service.bulky_floor_s")
    hands, pairs = max(1, crew.carriers), max(1, crew.carriers // 2)
    return needs.belongings_kg * per_kg_s / hands + needs.bulky * per_piece_s / pairs
