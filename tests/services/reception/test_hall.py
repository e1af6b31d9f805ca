"""The hall of a transit centre: who comes, who waits to be written down, names of today, beds another decides about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import ArrivedBy, StopOutcome
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import EvacueeStatus
from tests.services.cast import Cast
from tests.services.missions.country import Town, settle
from tests.services.reception.test_reception import arrive, assign, badge, person, sealed, see, shelter


@pytest.fixture
def town(cast: Cast) -> Town:
    return settle(cast)


def expected(cast: Cast, who: str = "raisa", at: str = "transit") -> Any:
    from openevac.services.reception.see_expected import see_expected

    return see_expected(cast.asking(who), at)


def board_all(town: Town, mission: str) -> None:
    """Let everybody of a mission say yes and board."""
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Evacuee, Stop

    for stop in Stop.objects.filter(trip__mission__code=mission).order_by("number").select_related("request"):
        assert stop.request is not None
        codes = Evacuee.objects.filter(household=stop.request.household_id).values_list("code", flat=True)
        town.cast.clock.at = max(town.cast.clock.at, stop.arrives_at)
        for code in codes:
            asked = RecordOwnYes(mission=mission, stop=stop.code, evacuee=code, yes=True)
            record_own_yes(town.cast.order("stepan"), asked)
        record_stop(
            town.cast.order("stepan"),
            RecordStop(mission=mission, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=tuple(codes)),
        )


def get_off(town: Town, mission: str, heads: int) -> None:
    from openevac.services.missions.hand_over import HandOver, hand_over

    hand_over(town.cast.order("raisa"), HandOver(mission=mission, heads=heads))


@pytest.fixture
def mission(town: Town) -> str:
    """A van on the road for a family of two with a pet, one of them in a wheelchair, and for one person more."""
    town.request(walks=1, wheelchairs=1, needs_no_stairs=1, pets=1)
    town.request("mill", walks=1)
    (code,) = town.planned()
    town.on_the_road(code)
    return code


def test_a_van_is_expected_with_people_beds_and_an_hour_and_without_a_place(town: Town, mission: str) -> None:
    (van,) = expected(town.cast).vans
    assert (van.mission, van.people, van.aboard, van.pets, van.late) == (mission, 3, 0, 1, False)
    assert van.moves == {MobilityClass.WALKS: 2, MobilityClass.WHEELCHAIR: 1}
    assert van.beds == {BedKind.ORDINARY: 2, BedKind.NO_STAIRS: 1, BedKind.CARE: 0}
    assert (van.begins.minute % 15, van.ends - van.begins) == (0, timedelta(hours=1))
    assert "mill" not in repr(van)
    board_all(town, mission)
    (van,) = expected(town.cast).vans
    assert (van.people, van.aboard) == (3, 3)
    town.cast.clock.at = van.ends + timedelta(minutes=1)
    assert expected(town.cast).vans[0].late


def test_who_got_off_waits_in_the_hall_by_households_until_written_down(town: Town, mission: str) -> None:
    board_all(town, mission)
    assert expected(town.cast).in_hall == ()
    get_off(town, mission, 3)
    state = expected(town.cast)
    assert (state.vans, sorted(len(home.people) for home in state.in_hall)) == ((), [1, 2])
    home = next(one for one in state.in_hall if len(one.people) == 2)
    assert (home.receipt[:2], home.pets, {one.status for one in home.people}) == (
        "К-", 1, {EvacueeStatus.HANDED_OVER},
    )  # fmt: skip
    write_down(town.cast, *(one.code for one in home.people))
    assert [len(one.people) for one in expected(town.cast).in_hall] == [1]


def write_down(cast: Cast, *codes: str, who: str = "raisa") -> Any:
    from openevac.services.reception.arriving import RegisterArrival
    from openevac.services.reception.register_arrival import register_arrival

    people = tuple(person(code=code) for code in codes)
    asked = RegisterArrival(shelter="transit", arrived_by=ArrivedBy.MISSION, people=people)
    return register_arrival(cast.order(who), asked)


def find(cast: Cast, typed: str, who: str = "raisa") -> Any:
    from openevac.services.reception.households_here import find_household

    return find_household(cast.asking(who), typed)


def test_a_household_is_found_by_its_number_or_the_code_of_anybody_in_it(town: Town) -> None:
    receipt = town.request(walks=2)
    home = find(town.cast, receipt)
    assert (home.receipt, len(home.people)) == (receipt, 2)
    latin = home.people[0].code.translate(str.maketrans("АЕКМНТХ", "aekmhtx")).replace("-", " ")
    for typed in (
        receipt.replace("К-", "k"),
        receipt[2:],
        home.people[1].code,
        latin,
        f"{receipt} 2/3",
        f"{receipt}/3",
    ):
        assert find(town.cast, typed) == home, typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("АК7", "not the code of a person"),
        ("АК7-29Я", "not the code of a person"),
        ("АК7-29М", "Nothing is known"),
        ("", "not the code of a person"),
        ("К-000-001", "wrong or swapped digit"),
        ("К-000-013", "Nothing is known"),
        ("222-222", "Nothing is known"),
    ],
)
def test_a_wrong_code_says_so(cast: Cast, typed: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        find(cast, typed)


def test_an_operator_and_strangers_find_no_household(town: Town) -> None:
    receipt = town.request(walks=1)
    for who in ("olena", "stepan", "dmytro", "zoia"):
        with pytest.raises(InputError):
            find(town.cast, receipt, who)
        with pytest.raises(InputError):
            expected(town.cast, who)


def test_a_badge_sees_who_got_off_today_and_no_van_and_nobody_else(town: Town, mission: str) -> None:
    from openevac.services.kernel.question import Asking
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.reception.households_here import find_household
    from openevac.services.reception.see_expected import see_expected

    asking = Asking(who=badge(town.cast)().who, clock=town.cast.clock)
    waiting = town.request(walks=1)
    board_all(town, mission)
    assert (see_expected(asking, "transit").vans, see_expected(asking, "transit").in_hall) == ((), ())
    get_off(town, mission, 3)
    (first, *_) = see_expected(asking, "transit").in_hall
    assert find_household(asking, first.people[0].code) == first
    for typed in (waiting, "АК7-29М"):
        with pytest.raises(NotAllowed, match="today only"):
            find_household(asking, typed)
    town.cast.clock.pass_time(days=1)
    assert [len(one.people) for one in expected(town.cast).in_hall], "reception still sees who was forgotten"
    with pytest.raises(NotAllowed):
        see_expected(asking, "transit")


def test_needs_of_tonight_and_the_bed_are_corrected(cast: Cast) -> None:
    from openevac.services.reception.arriving import Tonight
    from openevac.services.reception.change_arrival import ChangeArrival, change_arrival

    shelter(cast)
    (one,) = arrive(cast, person()).people
    tonight = Tonight(doctor=True, relatives=True)
    changed = change_arrival(cast.order("raisa"), ChangeArrival(code=one.code, tonight=tonight, bed=BedKind.CARE))
    assert (changed.tonight, changed.bed, changed.room) == (tonight, BedKind.CARE, "")
    state = see(cast)
    assert (state.arrivals[0].tonight, state.arrivals[0].bed) == (tonight, BedKind.CARE)
    assert state.tonight == {"doctor": 1, "talk": 0, "papers": 0, "relatives": 1}
    change_arrival(cast.order("raisa"), ChangeArrival(code=one.code, tonight=Tonight()))
    assert (see(cast).tonight["doctor"], see(cast).arrivals[0].bed) == (0, BedKind.CARE)


def test_only_a_named_coordinator_decides_that_another_bed_will_do(cast: Cast) -> None:
    from openevac.services.reception.assign_unit import AssignUnit, assign_unit
    from openevac.store.models import LedgerBody

    shelter(cast)
    (one,) = arrive(cast, person(bed=BedKind.CARE)).people
    for nobody in ("", "raisa", "olena", "nobody"):
        with pytest.raises(InputError):
            assign_unit(cast.order("raisa"), AssignUnit(code=one.code, room="hall", decided_by=nobody))
    assign_unit(cast.order("raisa"), AssignUnit(code=one.code, room="hall", decided_by="kateryna"))
    body = LedgerBody.objects.filter(action="assign_unit").latest("at")
    assert b"kateryna" in bytes(body.body or b"")
    with pytest.raises(InputError, match="is full"):
        full(cast, decided_by="kateryna")


def full(cast: Cast, **more: str) -> None:
    """Ask for a bed in a room that has none left; nobody's decision makes one."""
    from openevac.services.reception.assign_unit import AssignUnit, assign_unit

    first, second = arrive(cast, person(), person()).people
    assign(cast, first.code, "hall")
    assign_unit(cast.order("raisa"), AssignUnit(code=second.code, room="hall", **more))


def test_who_has_left_needs_no_bed_and_nothing_tonight(cast: Cast) -> None:
    from openevac.services.reception.arriving import Tonight
    from openevac.services.reception.depart_onward import DepartOnward, depart_onward

    shelter(cast)
    (one,) = arrive(cast, person(tonight=Tonight(talk=True))).people
    assert (see(cast).without_bed, see(cast).tonight["talk"]) == (1, 1)
    depart_onward(cast.order("raisa"), DepartOnward(code=one.code, to="Львівська область"))
    state = see(cast)
    assert (state.without_bed, state.tonight["talk"], state.arrivals[0].gone) == (0, 0, True)


def test_todays_names_are_handed_out_once_with_an_entry_and_to_nobody_else(town: Town) -> None:
    from openevac.cli.client.sealing import open_identity
    from openevac.services.reception.open_arrivals import OpenArrivals, open_arrivals
    from openevac.store.models import LedgerBody
    from openevac.vault.identities import EvacueeIdentity, RegistrationIdentity

    cast = town.cast
    shelter(cast)
    first = sealed(cast, "olena", "evacuee", EvacueeIdentity(name="Вигадана Перша"))
    receipt = town.request(walks=1, people=[{"identity": first}])
    code = find(cast, receipt).people[0].code
    told = sealed(cast, "raisa", "registration", RegistrationIdentity(name="Вигадана Друга"))
    arrive(cast, person(code=code), person(identity=told))
    opened = open_arrivals(cast.order("raisa"), OpenArrivals(shelter="school"))
    names = [open_identity(cast.keys("raisa"), opened.people[code], EvacueeIdentity).name]
    names += [
        open_identity(cast.keys("raisa"), one, RegistrationIdentity).name
        for other, one in opened.people.items()
        if other != code
    ]
    assert sorted(names) == ["Вигадана Друга", "Вигадана Перша"]
    assert LedgerBody.objects.filter(action="open_identities", actor="raisa").count() == 1
    cast.clock.pass_time(days=1)
    assert open_arrivals(cast.order("raisa"), OpenArrivals(shelter="school")).people == {}, "yesterday is not today"
    for who in ("olena", "stepan", "zoia", "dmytro"):
        with pytest.raises(InputError):
            open_arrivals(cast.order(who), OpenArrivals(shelter="school"))


def test_the_queue_says_about_whom_and_forgets_who_was_told_yesterday(cast: Cast) -> None:
    from openevac.services.reception.notify_relative import NameRelative, RecordTold, Told, name_relative, record_told
    from openevac.services.reception.waiting import see_to_tell
    from openevac.vault.identities import RelativeIdentity

    shelter(cast)
    (one,) = arrive(cast, person()).people
    contact = sealed(cast, "olena", "relative", RelativeIdentity(number="+380671112233"))
    queued = name_relative(cast.order("raisa"), NameRelative(code=one.code, contact=contact))
    (line,) = see_to_tell(cast.asking("olena"))
    assert (line.to_tell, line.kind, line.about, line.told_at) == (queued.to_tell, "relative", (one.code,), None)
    record_told(cast.order("olena"), RecordTold(to_tell=queued.to_tell, told=Told.BY_VOICE))
    (line,) = see_to_tell(cast.asking("raisa"))
    assert line.told_at == cast.clock.now()
    cast.clock.pass_time(days=1)
    assert see_to_tell(cast.asking("raisa")) == ()
    for who in ("stepan", "zoia", "dmytro"):
        with pytest.raises(InputError):
            see_to_tell(cast.asking(who))


def test_other_shelters_show_what_they_have_free(cast: Cast) -> None:
    from openevac.services.reception.see_shelters import see_shelters

    shelter(cast)
    (one,) = arrive(cast, person(bed=BedKind.CARE)).people
    assign(cast, one.code, "ward")
    (seen,) = see_shelters(cast.asking("raisa"))
    assert (seen.code, seen.open, seen.beds[BedKind.CARE], seen.free[BedKind.CARE]) == ("school", True, 1, 0)
    with pytest.raises(InputError):
        see_shelters(cast.asking("olena"))
