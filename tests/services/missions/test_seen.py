"""Plans, drives and the fleet as the desk reads them."""

from __future__ import annotations

from uuid import UUID

import pytest

from openevac.services.kernel.refusals import NotAllowed
from tests.services.cast import ORGANISATION
from tests.services.missions.country import DAY, HILL, Town


def plan_of(code: str) -> UUID:
    from openevac.store.models import Mission

    return Mission.objects.get(code=code, version=1).plan_id


def test_a_day_shows_its_missions_with_doors_and_people(town: Town) -> None:
    from openevac.services.missions.see_days import see_days

    town.request(walks=2)
    town.request("mill", stretchers=1)
    (code,) = town.planned()
    (day,) = see_days(town.cast.asking("kateryna"))
    (line,) = day.missions
    assert (day.day, line.mission, line.doors, line.people) == (DAY, code, 2, 3)
    with pytest.raises(NotAllowed):
        see_days(town.cast.asking("olena"))


def test_a_drive_shows_loads_against_what_the_van_holds_and_danger_against_the_least_known(town: Town) -> None:
    from openevac.services.missions.see_drives import see_drives

    walking, lying = town.request(walks=2), town.request("mill", stretchers=1)
    (code,) = town.planned()
    (drive,) = see_drives(town.cast.asking("kateryna"), plan_of(code))
    (trip,) = drive.trips
    assert {door.request for door in trip.doors} == {walking, lying}
    assert (trip.fullest.people, trip.fullest.stretchers, drive.holds.seats) == (3, 1, 6)
    assert trip.fullest.seats_taken == 2 + 3
    assert trip.times is not None
    assert trip.times >= 1.0
    for leg in trip.legs:
        kinds = {other.kind: other for other in leg.others}
        assert set(kinds) == {"fastest", "least_dangerous"}
        assert kinds["least_dangerous"].exposure <= kinds["fastest"].exposure * (1 + 1e-6)
        assert kinds["fastest"].time_s <= leg.time_s + 1e-6
        assert leg.times is not None
        assert leg.times >= 1.0


def test_a_crew_leader_sees_the_drive_of_their_own_mission_only(town: Town) -> None:
    from openevac.services.kernel.refusals import NotFound
    from openevac.services.missions.see_drives import see_drive

    town.request(walks=2)
    (code,) = town.planned()
    assert see_drive(town.cast.asking("stepan"), code).mission == code
    with pytest.raises((NotAllowed, NotFound)):
        see_drive(town.cast.asking("roman"), code)


def test_the_fleet_is_shown_with_its_crews_and_who_may_lead(town: Town) -> None:
    from openevac.services.missions.see_fleet import see_fleet

    seen = see_fleet(town.cast.asking("kateryna"))
    (van,) = seen.vehicles
    assert (van.code, van.kind.holds.seats, van.crews) == ("van-1", 6, ("burevisnyk",))
    (crew,) = seen.crews
    assert (crew.leader, crew.members) == ("stepan", ("sashko",))
    assert {one.code: one.may_lead for one in seen.riders} == {"stepan": True, "roman": True, "sashko": False}
    with pytest.raises(NotAllowed):
        see_fleet(town.cast.asking("olena"))


def test_the_list_before_leaving_keeps_who_ticked_what_and_when(town: Town) -> None:
    from openevac.domain.check_list import CheckItem
    from openevac.services.missions.keep_check_list import KeepCheckList, keep_check_list
    from openevac.services.missions.see_check_list import see_check_list

    town.request(walks=2)
    (code,) = town.planned()

    def tick(by: str, *, done: bool) -> None:
        asked = KeepCheckList(mission=code, version=1, item=CheckItem.FUEL, done=done)
        keep_check_list(town.cast.order(by), asked)

    tick("stepan", done=True)
    town.cast.clock.pass_time(minutes=1)
    (line,) = [one for one in see_check_list(town.cast.asking("kateryna"), code).lines if one.item is CheckItem.FUEL]
    assert (line.done, line.by) == (True, "stepan")
    assert line.found[0].in_english().startswith("It drives ")
    tick("kateryna", done=False)
    (line,) = [one for one in see_check_list(town.cast.asking("stepan"), code).lines if one.item is CheckItem.FUEL]
    assert (line.done, line.by, line.at) == (False, "", None)


def test_a_place_that_closes_after_the_yes_stands_against_leaving(town: Town) -> None:
    from openevac.domain.check_list import CheckItem
    from openevac.services.missions.see_check_list import see_check_list
    from openevac.store.models import PlaceAccess

    town.request("hill", walks=2)
    (code,) = town.planned()
    town.approve(code)
    PlaceAccess.objects.create(
        organisation_id=ORGANISATION, katottg=HILL, access="closed", source="administration",
        since=town.cast.clock.now(), set_by="kateryna",
    )  # fmt: skip
    seen = see_check_list(town.cast.asking("kateryna"), code)
    assert [(one.katottg, one.access.value) for one in seen.shut] == [(HILL, "closed")]
    assert [one.item for one in seen.lines if one.against] == [CheckItem.ACCESS]


def test_ticks_are_of_one_version_and_end_when_the_van_leaves(town: Town) -> None:
    from openevac.domain.check_list import CheckItem
    from openevac.services.kernel.refusals import Refused
    from openevac.services.missions.keep_check_list import KeepCheckList, keep_check_list

    town.request(walks=2)
    (code,) = town.planned()
    with pytest.raises(Refused):
        keep_check_list(
            town.cast.order("kateryna"), KeepCheckList(mission=code, version=2, item=CheckItem.FUEL, done=True)
        )
    town.on_the_road(code)
    with pytest.raises(Refused, match="The mission has left already"):
        keep_check_list(
            town.cast.order("kateryna"), KeepCheckList(mission=code, version=1, item=CheckItem.FUEL, done=True)
        )
