"""A plan with a relay on the record: kept in two missions, told on their pages, counted once, hanging together."""

from __future__ import annotations

from typing import Any

import pytest

from openevac.domain.events import RequestStatus
from openevac.reports.words import Words
from openevac.services.kernel.refusals import Refused
from tests.services.cast import Cast
from tests.services.missions.country import Town, ground
from tests.services.missions.relay_country import BRIDGE, INNER, OUTER, RELAY, missions_of_relay, settle_with_relay


@pytest.fixture
def relayed(cast: Cast) -> Town:
    """Give a day on record on which the carrier hands eight people over to the bus, twice."""
    town = settle_with_relay(cast)
    assert town.planned() == ("В-1", "В-2")
    return town


def told(town: Town, code: str) -> Any:
    from openevac.services.missions.see_drives import see_drive
    from openevac.web.desk.mission.telling import tell_drive

    return tell_drive(see_drive(town.cast.asking("kateryna"), code), Words("en"))


def test_both_missions_keep_what_the_plan_says_of_the_relay(relayed: Town) -> None:
    from openevac.store.models import Stop

    inner, outer = missions_of_relay()
    assert (inner.vehicle.code, outer.vehicle.code) == (INNER, OUTER)
    assert [(trip.shelter, trip.relay) for trip in inner.trips.order_by("number")] == [(None, RELAY), (None, RELAY)]
    assert all(trip.hand_over_at is not None for trip in inner.trips.all())
    (trip,) = outer.trips.all()
    assert (trip.shelter.code, trip.relay) == ("transit", "")
    halts = Stop.objects.filter(trip__mission=outer)
    assert {(one.relay, one.met_lon, one.met_lat) for one in halts} == {(RELAY, BRIDGE.lon, BRIDGE.lat)}
    assert all(one.waits_from is not None and one.waits_from < one.arrives_at for one in halts)
    doors = Stop.objects.filter(trip__mission=inner)
    assert {one.request_id for one in doors} == {one.request_id for one in halts}
    assert {one.request.status for one in doors if one.request} == {RequestStatus.ON_MISSION.value}


def test_a_mission_says_to_whom_it_hands_over_and_the_other_who_brings_them(relayed: Town) -> None:
    inner, outer = missions_of_relay()
    brings, takes = told(relayed, inner.code), told(relayed, outer.code)
    assert [trip.shelter for trip in brings.trips] == ["relay bridge", "relay bridge"]
    first = inner.trips.order_by("number")[0]
    at = Words("en").clock(first.hand_over_at)  # type: ignore[arg-type]
    hand_over = f"hand-over at the relay bridge at {at}: 8 people to {outer.code} · bus-1 · lastivka"
    assert brings.trips[0].hand_over == hand_over
    door = takes.trips[0].halts[0].door
    since = Words("en").clock(first.arrives_at)
    said = f"relay bridge: {inner.code} · carrier-1 · skelia brings them; they wait there from {since}, "
    assert door.relay.startswith(said), door.relay
    assert door.relay.endswith(" min")
    assert (brings.trips[0].halts[0].door.relay, takes.trips[0].hand_over) == ("", "")


def test_a_household_counts_once_and_a_bed_is_promised_once(relayed: Town) -> None:
    from openevac.domain.needs import BedKind
    from openevac.services.missions.promises import promised_beds
    from openevac.services.missions.see_days import see_days
    from openevac.services.missions.see_plan import see_plan
    from openevac.store.models import PlanRecord
    from tests.services.cast import ORGANISATION

    (day,) = see_days(relayed.cast.asking("kateryna"))
    assert {(one.vehicle, one.people, one.to_relay) for one in day.missions} == {(INNER, 0, 16), (OUTER, 16, 0)}
    assert see_plan(relayed.cast.asking("kateryna"), PlanRecord.objects.get().id).totals.people == 16
    assert promised_beds(ORGANISATION, ())["transit"][BedKind.ORDINARY] == 16


def test_the_papers_of_each_mission_name_the_other(relayed: Town) -> None:
    from openevac.reports.material import PlanMaterial
    from openevac.reports.telling import tell_trips
    from openevac.services.missions.see_papers import see_papers

    inner, outer = missions_of_relay()
    given = ground()
    for code, words in ((inner.code, "to bus-1 (lastivka)"), (outer.code, "carrier-1 (crew skelia) brings them")):
        seen = see_papers(relayed.cast.asking("kateryna"), code, given.situation)
        material = PlanMaterial(
            plan=seen.plan, operation=seen.operation, situation=seen.situation, region=given.region, beside=seen.beside
        )
        trips = tell_trips(material, Words("en"))
        said = " | ".join((trips[0].after, *(stop.meeting for stop in trips[0].stops)))
        assert words in said, said
        assert [trip.vehicle for trip in trips] == [trip.vehicle for trip in trips if trip.vehicle in {INNER, OUTER}][
            :2
        ]


def test_the_carrier_does_not_leave_before_the_bus_has_both_yeses(relayed: Town) -> None:
    from openevac.services.missions.see_check_list import see_check_list

    inner, outer = missions_of_relay()
    relayed.approve(inner.code)
    relayed.accept(inner.code)
    (hangs,) = see_check_list(relayed.cast.asking("kateryna"), inner.code).hangs
    assert (hangs.mission, hangs.against) == (outer.code, True)
    for _ in range(2):
        with pytest.raises(Refused, match="a yes to it is missing: without it they would stand there"):
            relayed.dispatch(inner.code)
        relayed.approve(outer.code)
    relayed.accept(outer.code, by="roman")
    (hangs,) = see_check_list(relayed.cast.asking("kateryna"), inner.code).hangs
    assert (hangs.against, "both its yeses are there" in hangs.words.in_english()) == (False, True)
    relayed.dispatch(inner.code)


def test_the_bus_may_leave_first_and_is_told_whom_it_waits_for(relayed: Town) -> None:
    from openevac.services.missions.see_check_list import see_check_list

    inner, outer = missions_of_relay()
    relayed.approve(outer.code)
    relayed.accept(outer.code, by="roman")
    (hangs,) = see_check_list(relayed.cast.asking("kateryna"), outer.code).hangs
    assert (hangs.mission, hangs.against) == (inner.code, False)
    assert "this one may leave and find nobody there" in hangs.words.in_english()
    relayed.dispatch(outer.code)


def test_a_place_open_to_armour_alone_keeps_no_bus_from_its_relay_and_a_closed_one_keeps_the_carrier(
    relayed: Town,
) -> None:
    from openevac.domain.places import Access
    from openevac.services.danger.set_access import SetAccess, set_access
    from openevac.services.missions.see_check_list import see_check_list
    from tests.services.missions.country import HILL, MILL

    inner, outer = missions_of_relay()

    def shut(code: str) -> list[str]:
        return [one.katottg for one in see_check_list(relayed.cast.asking("kateryna"), code).shut]

    assert shut(outer.code) == shut(inner.code) == []
    set_access(relayed.cast.order("kateryna"), SetAccess(katottg=MILL, access=Access.CLOSED, source="VA"))
    assert (shut(inner.code), shut(outer.code)) == ([MILL], [])
    set_access(relayed.cast.order("kateryna"), SetAccess(katottg=HILL, access=Access.ARMOURED_ONLY, source="VA"))
    assert shut(outer.code) == [HILL], "the relay lies there"


def test_a_day_is_built_again_with_both_missions(relayed: Town) -> None:
    from openevac.store.models import Mission

    relayed.cast.clock.pass_time(seconds=1)
    assert relayed.planned() == ("В-3", "В-4")
    assert set(Mission.objects.filter(code__in=("В-1", "В-2")).values_list("status", flat=True)) == {"replaced"}


@pytest.mark.parametrize("said_yes", [0, 1])
def test_where_one_has_a_yes_neither_is_taken_apart(relayed: Town, said_yes: int) -> None:
    from openevac.domain.records import JobState
    from openevac.services.missions.relays import without_half_a_relay
    from openevac.store.models import Mission

    both = missions_of_relay()
    assert without_half_a_relay(both) == both
    relayed.approve(both[said_yes].code)
    relayed.request("hill", walks=1)
    assert relayed.work(relayed.ask()) is JobState.FAILED, "both vehicles have a mission"
    assert set(Mission.objects.values_list("status", flat=True)) == {"planned", "approved"}


def test_a_move_within_a_relay_is_refused_in_words(relayed: Town) -> None:
    from openevac.domain.records import JobState
    from openevac.services.missions.try_move import TryMove, see_move, try_move
    from openevac.services.missions.work_move import work_move
    from openevac.store.models import PlanRecord, Stop

    receipt = Stop.objects.filter(request__isnull=False).first().request.receipt  # type: ignore[union-attr]
    asked = TryMove(plan=PlanRecord.objects.get().id, request=receipt)
    job = try_move(relayed.cast.order("kateryna"), asked).job
    given = ground()
    assert work_move(job, given.region, given.situation, given.policy, relayed.cast.clock) is JobState.DONE
    seen = see_move(relayed.cast.asking("kateryna"), job)
    assert not seen.accepted
    assert "a move would touch two crews" in seen.against[0].in_english()
