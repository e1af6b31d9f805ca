"""Every record of the domain refuses what cannot be, and says what to do, in words a person understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.exposure_profile import ExposureProfile, ProfileNumber
from openevac.domain.hazards import (
    Border,
    Cause,
    Clearing,
    HazardReport,
    OpenedBy,
    SetAside,
    TrackOpening,
    Zone,
    ZoneKind,
)
from openevac.domain.meeting_points import MeetingPoint, NamedService
from openevac.domain.needs import BedKind, MobilityClass, Needs
from openevac.domain.operation import MarginalCeilings, Operation, Policy
from openevac.domain.places import Access, LonLat, Place
from openevac.domain.relays import Relay
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import Curfew, PlaceAccess, Situation
from openevac.domain.vehicles import Crew, Depot, Profile, Vehicle, VehicleType
from openevac.domain.weather import Sky, Weather, WeatherHour

MORNING = datetime(2025, 8, 16, 5, tzinfo=UTC)
NOON = MORNING + timedelta(hours=7)
TOWN = LonLat(37.61, 49.71)
CODE = "UA63080090010026457"
PROFILE = ExposureProfile(
    name="tiny",
    judged_on=date(2025, 5, 1),
    numbers={
        "drone.rate_per_h": ProfileNumber(value=1, unit="1/h", low=0.5, high=2, reason="invented", source="a test")
    },
)


def request(**changed: Any) -> EvacuationRequest:
    facts: dict[str, Any] = {"id": "K-1", "needs": Needs(walks=1), "received_at": MORNING, "position": TOWN}
    return EvacuationRequest(**{**facts, **changed})


def operation(**changed: Any) -> Operation:
    facts: dict[str, Any] = {
        "name": "tiny",
        "requests": (request(),),
        "vehicles": (Vehicle(id="van-1", type="van", crew="crew-1", depot="base"),),
        "vehicle_types": (VehicleType(id="van", profile="road", seats=7),),
        "profiles": (Profile(id="road"),),
        "crews": (Crew(id="crew-1", size=2, carriers=2, tw_early=MORNING, tw_late=NOON),),
        "depots": (Depot(id="base", position=TOWN),),
        "shelters": (Shelter(id="centre", position=TOWN, beds=Beds(ordinary=5)),),
    }
    return Operation(**{**facts, **changed})


CANNOT_BE = {
    "negative people": (lambda: Needs(walks=-1), "walks: -1 is below zero"),
    "nobody": (Needs, "Nobody is in the party"),
    "heavy walkers": (lambda: Needs(walks=1, over_100_kg=1), "More people over 100 kg than people who must be carried"),
    "too many beds": (lambda: Needs(walks=1, needs_care=1, needs_no_stairs=1), "Count each person once"),
    "no place": (lambda: request(position=None), "The request says no place"),
    "bad code": (lambda: request(katottg="63080090"), "is not a KATOTTG code"),
    "swapped window": (lambda: request(tw_early=NOON, tw_late=MORNING), "ends (2025-08-16T05:00:00+00:00) before"),
    "no zone": (lambda: request(received_at=datetime(2025, 8, 16, 5)), "has no time zone"),  # noqa: DTZ001 the point
    "not degrees": (lambda: request(position=LonLat(37.6, 4971.0)), "is not a position in degrees"),
    "id with blanks": (lambda: request(id="K 1"), "'K 1' is not an id"),
    "fits nobody": (lambda: VehicleType(id="v", profile="p", seats=0), "The vehicle type fits nobody"),
    "carriers": (lambda: Crew(id="c", size=1, carriers=2, tw_early=MORNING, tw_late=NOON), "More carriers than people"),
    "no trip": (lambda: Vehicle(id="v", type="t", crew="c", depot="d", max_trips=0), "max_trips: 0 is not above zero"),
    "slow": (lambda: Profile(id="p", speed_factor=0.0), "speed_factor: 0.0 is not above zero"),
    "beds": (lambda: Beds(care=-2), "care: -2 is below zero"),
    "ceiling": (lambda: MarginalCeilings(urgent=-1), "urgent: -1 is below zero"),
    "trip ceiling": (lambda: Policy(max_exposure_per_trip=float("nan")), "max_exposure_per_trip: nan"),
    "same id twice": (lambda: operation(requests=(request(), request())), "'K-1' stands more than once"),
    "no request": (lambda: operation(requests=()), "A mission exists only with a civilian request"),
    "no shelter": (lambda: operation(shelters=()), "shelters: The list is empty"),
    "unknown crew": (lambda: operation(crews=()), "names 'crew-1', which the operation does not have"),
    "crew in two vans": (
        lambda: operation(vehicles=tuple(Vehicle(id=f"v{n}", type="van", crew="crew-1", depot="base") for n in "12")),
        "'crew-1' stands more than once",
    ),
    "nameless place": (lambda: Place(katottg=CODE, name_uk=" "), "The place has no name"),
    "set aside by nobody": (
        lambda: SetAside(by="", reason="old", at=MORNING),
        "Only a named person sets a source aside",
    ),
    "opened by nobody": (
        lambda: TrackOpening(way_ids=(1,), opened_at=MORNING, opened_by=OpenedBy.CREW_DROVE, by=" "),
        "The opening names nobody",
    ),
    "border of one point": (lambda: Border(lines=(((37.0, 50.0),),), home=TOWN), "The border has no line"),
    "flat zone": (lambda: Zone(id="z", kind=ZoneKind.CLOSED, area=(), source="test"), "The zone has no area"),
    "curfew of no length": (lambda: Curfew(starts=time(15), ends=time(15), source="x"), "starts and ends at the same"),
    "time zone": (lambda: Situation(profile=PROFILE, timezone="Kyiv"), "'Kyiv' is not a time zone"),
    "clearing of nothing": (
        lambda: Situation(profile=PROFILE, clearings=(Clearing(report="r", cleared_at=MORNING, expires_at=NOON),)),
        "A clearing names the report 'r'",
    ),
    "hour twice": (
        lambda: Weather(source="x", hours=(WeatherHour(starts_at=MORNING, sky=Sky.RAIN),) * 2),
        "stands more than once",
    ),
    "number outside its range": (
        lambda: ProfileNumber(value=3, unit="1/h", low=0, high=2, reason="r", source="s"),
        "lies outside its own range",
    ),
    "nameless service": (lambda: NamedService(name=" "), "Write who it is and how it is reached"),
    "point that closes before it opens": (
        lambda: MeetingPoint(id="p", position=TOWN, tw_early=NOON, tw_late=MORNING),
        "ends (2025-08-16T05:00:00+00:00) before",
    ),
    "point of no place": (lambda: MeetingPoint(id="p", position=TOWN, katottg="63"), "is not a KATOTTG code"),
    "point twice": (
        lambda: operation(meeting_points=(MeetingPoint(id="p", position=TOWN),) * 2),
        "'p' stands more than once",
    ),
    "relay that closes before it opens": (
        lambda: Relay(id="r", position=TOWN, tw_early=NOON, tw_late=MORNING),
        "ends (2025-08-16T05:00:00+00:00) before",
    ),
    "relay of no place": (lambda: Relay(id="r", position=TOWN, katottg="63"), "is not a KATOTTG code"),
    "relay that gives time back": (lambda: Relay(id="r", position=TOWN, unloading_s=-1), "unloading_s"),
    "relay twice": (lambda: operation(relays=(Relay(id="r", position=TOWN),) * 2), "'r' stands more than once"),
    "relay called like a shelter": (
        lambda: operation(relays=(Relay(id=operation().shelters[0].id, position=TOWN),)),
        "stands more than once",
    ),
    "wait less than nothing": (lambda: Policy(max_relay_wait_s=-1), "max_relay_wait_s"),
    "walk of nothing": (lambda: Policy(max_walk_m=0), "max_walk_m: 0 is not above zero"),
    "number nobody explains": (
        lambda: ProfileNumber(value=1, unit="1/h", low=0, high=2, reason="", source="s"),
        "a number nobody can explain must not steer a van",
    ),
}


@pytest.mark.parametrize("case", CANNOT_BE)
def test_what_cannot_be_is_refused_in_words(case: str) -> None:
    make, words = CANNOT_BE[case]
    with pytest.raises(InputError) as refused:
        make()  # type: ignore[no-untyped-call]  # the table holds lambdas
    assert words in str(refused.value)


def test_an_error_says_file_row_field_and_what_to_do() -> None:
    error = InputError("{value} is below zero.", "Give zero or more.", field="walks", value=-1)
    placed = error.at(file="requests.csv", row=4)
    assert str(placed) == "requests.csv, row 4, field walks: -1 is below zero. Give zero or more."
    assert str(placed.at(file="other.csv", row=9)) == str(placed), "what was said first stays"


def test_an_error_inside_a_file_keeps_its_template() -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert({"walks": -1}, Needs)
    assert isinstance(refused.value.__cause__, InputError)
    assert refused.value.__cause__.problem == "{value} is below zero."


@given(
    walks=st.integers(0, 4),
    helped=st.integers(0, 4),
    wheelchairs=st.integers(0, 4),
    lying=st.integers(0, 4),
    care=st.integers(0, 3),
    no_stairs=st.integers(0, 3),
)
def test_everybody_is_counted_once(
    walks: int, helped: int, wheelchairs: int, lying: int, care: int, no_stairs: int
) -> None:
    people = walks + helped + wheelchairs + lying
    if people == 0 or care + no_stairs > people:
        return
    needs = Needs(
        walks=walks,
        walks_with_help=helped,
        wheelchairs=wheelchairs,
        stretchers=lying,
        needs_care=care,
        needs_no_stairs=no_stairs,
    )
    assert needs.party_size == people == sum(needs.count(mobility) for mobility in MobilityClass)
    assert people == sum(needs.beds(kind) for kind in BedKind)


def test_waiting_days_do_not_run_backwards() -> None:
    assert request().waiting_days(MORNING + timedelta(days=3)) == 3.0
    assert request().waiting_days(MORNING - timedelta(days=3)) == 0.0
    kyiv = timezone(timedelta(hours=3))
    assert request().waiting_days((MORNING + timedelta(days=3)).astimezone(kyiv)) == 3.0


def test_access_holds_from_its_start_to_its_end() -> None:
    rule = PlaceAccess(katottg=CODE, access=Access.CLOSED, source="order 7", since=MORNING, valid_until=NOON)
    situation = Situation(profile=PROFILE, access=(rule,))
    assert situation.access_of(CODE, MORNING) is rule
    assert situation.access_of(CODE, NOON) is None
    assert situation.access_of(CODE, MORNING - timedelta(seconds=1)) is None
    assert situation.access_of("UA63080150010082504", MORNING) is None


def test_a_clearing_counts_with_two_sources_or_a_crew() -> None:
    clearing = Clearing(report="r", cleared_at=MORNING, expires_at=NOON, sources=("police", "police"))
    assert not clearing.counts
    assert replace(clearing, sources=("police", "community")).counts
    assert replace(clearing, sources=(), drove_it="crew 3").counts


def test_a_changed_number_widens_its_range_and_leaves_the_rest() -> None:
    changed = PROFILE.with_value("drone.rate_per_h", 9.0)
    assert changed.value("drone.rate_per_h") == 9.0
    assert changed.numbers["drone.rate_per_h"].high == 9.0
    assert PROFILE.value("drone.rate_per_h") == 1.0
    assert PROFILE.age_days(date(2025, 6, 10)) == 40


def test_an_operation_finds_its_records() -> None:
    day = operation()
    van = day.vehicle("van-1")
    assert day.crew(van).size == 2
    assert day.depot(van).id == "base"
    assert day.profile(van).id == "road"
    assert day.shelter("centre").beds.of(BedKind.ORDINARY) == 5
    with pytest.raises(KeyError):
        day.request("K-9")


def test_ceilings_are_told_apart_by_priority() -> None:
    ceilings = MarginalCeilings(urgent=3.0, planned=1.0)
    assert [ceilings.of(priority) for priority in Priority] == [3.0, None, 1.0]


def test_a_report_is_not_verified_and_does_not_block_unless_said() -> None:
    report = HazardReport(
        id="r-1", cause=Cause.DRONE, kind="strike", position=TOWN, happened_at=MORNING, source="crew 2"
    )
    assert (report.blocks, report.confidence.value, report.radius_m) == (False, "unverified", 50.0)
