"""Three organisations and one household: who takes it, who gives it back, and what the others ever see."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.rules.claims import (
    Claim,
    ClaimStatus,
    cell_of,
    conflicts,
    release,
    require_cell,
    run_out,
    stands,
    take,
    what_is_shared,
)

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFERED = Claim(organisation="ours", tag="t1", cell=cell_of(LonLat(37.61, 49.71)), party_size=3)


def taken(by: str = "next-door", at: datetime = NOW) -> Claim:
    return take(OFFERED, (), by, at)[1]


def test_a_shared_request_is_taken_for_48_hours() -> None:
    decision, claim = take(OFFERED, (), "next-door", NOW)
    assert (decision.allowed, decision.reason.in_english()) == (True, "Claimed for 48 hours.")
    assert (claim.status, claim.taken_by, claim.taken_at) == (ClaimStatus.TAKEN, "next-door", NOW)
    assert stands(claim, NOW + 48 * HOUR - timedelta(seconds=1))
    assert not stands(claim, NOW + 48 * HOUR)


def test_claiming_again_prolongs_ones_own_claim() -> None:
    decision, claim = take(taken(), (), "next-door", NOW + 40 * HOUR)
    assert (decision.allowed, decision.reason.in_english()) == (True, "Your claim holds for 48 hours more.")
    assert (claim.taken_at, claim.expires_at) == (NOW, NOW + 88 * HOUR)
    on_the_way = replace(taken(), status=ClaimStatus.ON_MISSION)
    assert take(on_the_way, (), "next-door", NOW)[1].status is ClaimStatus.ON_MISSION


def test_what_another_holds_cannot_be_taken() -> None:
    decision, claim = take(taken(), (), "third", NOW + HOUR)
    assert (decision.allowed, decision.reason.in_english()) == (False, "next-door has claimed this request already.")
    assert claim == taken()


def test_one_household_that_asked_two_organisations_is_taken_once() -> None:
    also_offered = replace(OFFERED, organisation="third")
    decision, _ = take(also_offered, (taken(),), "fourth", NOW + HOUR)
    assert not decision.allowed
    assert take(replace(also_offered, tag="t2"), (taken(),), "fourth", NOW + HOUR)[0].allowed
    assert take(also_offered, (taken(),), "fourth", NOW + 48 * HOUR)[0].allowed
    assert take(also_offered, (taken(),), "next-door", NOW + HOUR)[0].allowed


def test_a_claim_that_ran_out_can_be_taken_by_another_and_is_told() -> None:
    late = NOW + 49 * HOUR
    assert run_out((taken(), OFFERED), NOW + HOUR) == ()
    assert run_out((taken(), OFFERED), late) == (OFFERED,)
    decision, claim = take(taken(), (), "third", late)
    assert (decision.allowed, claim.taken_by, claim.taken_at) == (True, "third", late)


def test_a_van_on_its_way_never_runs_out() -> None:
    on_the_way = replace(taken(), status=ClaimStatus.ON_MISSION)
    assert stands(on_the_way, NOW + 500 * HOUR)
    assert run_out((on_the_way,), NOW + 500 * HOUR) == ()
    assert not take(on_the_way, (), "third", NOW + 500 * HOUR)[0].allowed


def test_only_who_claimed_gives_back() -> None:
    decision, claim = release(taken(), "next-door", NOW + HOUR)
    assert (decision.allowed, decision.reason.in_english()) == (True, "Given back to the common list.")
    assert (claim.status, claim.taken_by, claim.taken_at, claim.expires_at) == (ClaimStatus.RELEASED, "", None, None)
    assert take(claim, (), "third", NOW + HOUR)[0].allowed
    for wrong, moment in ((taken(), NOW), (OFFERED, NOW)):
        decision, unchanged = release(wrong, "third", moment)
        assert (decision.allowed, decision.hidden, unchanged) == (False, True, wrong)
    assert release(taken(), "next-door", NOW + 48 * HOUR)[0].hidden


def test_nobody_gives_back_from_under_a_van() -> None:
    on_the_way = replace(taken(), status=ClaimStatus.ON_MISSION)
    decision, unchanged = release(on_the_way, "next-door", NOW)
    assert decision.reason.in_english() == "A van is on its way for this request: turn back or finish first."
    assert (decision.allowed, unchanged) == (False, on_the_way)


def test_who_was_brought_out_is_not_claimed_again() -> None:
    decision, _ = take(replace(OFFERED, status=ClaimStatus.DONE), (), "third", NOW)
    assert (decision.allowed, decision.reason.in_english()) == (False, "These people have been brought out already.")


def test_two_claims_made_without_hearing_of_each_other_both_stand_and_are_shown() -> None:
    later = replace(taken("third", NOW + HOUR), organisation="third")
    assert conflicts((later, taken()), NOW + 2 * HOUR) == ((taken(), later),)
    same = replace(taken(), organisation="third")
    assert conflicts((taken(), same), NOW) == ()
    assert conflicts((taken(), later), NOW + 48 * HOUR) == ()  # the first has run out
    assert conflicts((taken(), replace(later, tag="t2")), NOW) == ()


def test_nothing_but_cell_size_status_and_tag_is_shared() -> None:
    assert what_is_shared(taken()) == {
        "organisation": "ours",
        "tag": "t1",
        "cell": OFFERED.cell,
        "party_size": 3,
        "status": "taken",
        "taken_by": "next-door",
    }
    names = {one.name for one in fields(Claim)}
    assert names == {*what_is_shared(OFFERED), "taken_at", "expires_at"}


def test_a_cell_is_about_five_kilometres_wide() -> None:
    here = LonLat(37.61, 49.71)
    assert cell_of(here) == "5000:541:1106"
    step_lon, step_lat = 5.0 / (111.32 * 0.6466), 5.0 / 111.32
    assert cell_of(LonLat(here.lon + step_lon, here.lat)) == "5000:542:1106"
    assert cell_of(LonLat(here.lon, here.lat + step_lat)).endswith(":1107")
    assert cell_of(LonLat(here.lon + 0.001, here.lat)) == cell_of(here)
    assert cell_of(LonLat(-0.5, -0.5)).startswith("5000:-")


@pytest.mark.parametrize(
    "cell",
    ["", "5000", "5000:1", "5000:1:2:3", "100:541:1106", "5000:a:1", "5000::1", "5000:37.61:49.71", "5000:--1:2"],
)
def test_a_finer_place_is_refused(cell: str) -> None:
    with pytest.raises(InputError, match="is not a coarse cell"):
        require_cell(cell)
    with pytest.raises(InputError, match="is not a coarse cell"):
        replace(OFFERED, cell=cell)


def test_a_claim_checks_itself() -> None:
    for wrong in (
        {"organisation": ""}, {"tag": ""}, {"party_size": 0},
        {"taken_at": NOW.replace(tzinfo=None)}, {"expires_at": NOW.replace(tzinfo=None)},
    ):  # fmt: skip
        with pytest.raises(InputError):
            replace(OFFERED, **wrong)
