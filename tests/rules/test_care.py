"""One door with a grandmother, her daughter, two children and a lying man: who boards on whose word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.needs import BedKind
from openevac.domain.people import AgeBand, Consent, DecidedBy, Evacuee, EvacueeStatus, GuardianKind, YesKind
from openevac.rules.care import (
    Boarding,
    CareDuty,
    Door,
    body_found,
    children_alone,
    days_in_red_zone,
    may_board,
    may_board_party,
    ring_again,
)
from tests.torture import examples

ARRIVED = datetime(2026, 3, 10, 6, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
VAN = Door(vehicle="van-1", arrived_at=ARRIVED)

GRANDMOTHER = Evacuee(id="gran", household="h1", age_band=AgeBand.ELDER)
MOTHER = Evacuee(id="mother", household="h1", age_band=AgeBand.ADULT)
BOY = Evacuee(id="boy", household="h1", age_band=AgeBand.CHILD)
BABY = Evacuee(id="baby", household="h1", age_band=AgeBand.INFANT)
LYING = Evacuee(id="lying", household="h1", age_band=AgeBand.ELDER, bed=BedKind.CARE)
CONFUSED = Evacuee(id="confused", household="h1", age_band=AgeBand.ELDER, cannot_decide=True)
EVERYBODY = (GRANDMOTHER, MOTHER, BOY, BABY, LYING, CONFUSED)


def yes(person: Evacuee, kind: YesKind = YesKind.OWN, **changes: Any) -> Consent:
    return replace(Consent(evacuee=person.id, kind=kind, at=ARRIVED + 5 * MINUTE, recorded_by="medic"), **changes)


def child_of(person: Evacuee, child: Evacuee = BOY, **changes: Any) -> Consent:
    return replace(
        yes(child, YesKind.GUARDIAN), **{"guardian": person.id, "guardian_kind": GuardianKind.PARENT} | changes
    )


def decided(**changes: Any) -> Consent:
    return replace(
        yes(CONFUSED, YesKind.DECIDED_FOR), **{"decided_by": DecidedBy.DOCTOR, "named": "doctor-12"} | changes
    )


def danger(person: Evacuee, reason: str = "shelling, the roof is burning", **changes: Any) -> Consent:
    return yes(person, YesKind.DANGER_TO_LIFE, reason=reason, **changes)


def board(person: Evacuee, *consents: Consent, door: Door = VAN) -> Boarding:
    return may_board(person, EVERYBODY, consents, door)


def why_not(person: Evacuee, *consents: Consent, door: Door = VAN) -> str:
    answer = board(person, *consents, door=door)
    assert not answer.allowed
    assert answer.yes is None
    return answer.reason.in_english()


WITH_MOTHER = replace(VAN, aboard={"mother": "van-1"})

# --- adults


def test_an_adult_boards_on_their_own_yes() -> None:
    answer = board(GRANDMOTHER, yes(GRANDMOTHER))
    assert (answer.allowed, answer.yes, answer.duties) == (True, YesKind.OWN, frozenset())
    assert answer.reason.in_english() == "They said yes themselves."


def test_without_a_yes_nobody_boards() -> None:
    assert why_not(GRANDMOTHER) == (
        "Nobody recorded their own yes at the door: ask whether they themselves want to go now."
    )
    assert why_not(GRANDMOTHER, yes(MOTHER)).startswith("Nobody recorded their own yes")
    assert why_not(BOY).startswith("Nobody is recorded who answers for this child")
    assert why_not(CONFUSED).startswith("Nobody is recorded who decided for this person")


@pytest.mark.parametrize("kind", [YesKind.GUARDIAN, YesKind.DECIDED_FOR])
def test_nobody_elses_word_is_an_adults_yes(kind: YesKind) -> None:
    by_daughter = yes(
        GRANDMOTHER, kind, guardian="mother", guardian_kind=GuardianKind.GUARDIAN,
        decided_by=DecidedBy.SECOND_ADULT, named="mother",
    )  # fmt: skip
    assert why_not(GRANDMOTHER, by_daughter, door=WITH_MOTHER) == (
        "An adult says yes for themselves; nobody else's word is a yes."
    )


def test_one_good_yes_among_wrong_ones_is_enough() -> None:
    assert board(GRANDMOTHER, yes(GRANDMOTHER, YesKind.DECIDED_FOR), yes(GRANDMOTHER)).allowed


@pytest.mark.parametrize(("minutes", "counts"), [(-16, False), (-15, True), (0, True), (60, True)])
def test_a_yes_is_said_at_the_door(minutes: int, *, counts: bool) -> None:
    assert board(GRANDMOTHER, yes(GRANDMOTHER, at=ARRIVED + minutes * MINUTE)).allowed is counts


def test_a_no_undoes_a_yes_and_a_newer_yes_undoes_a_no() -> None:
    said_no = replace(VAN, said_no={"gran": ARRIVED + 6 * MINUTE})
    assert not board(GRANDMOTHER, yes(GRANDMOTHER), door=said_no).allowed
    assert not board(GRANDMOTHER, yes(GRANDMOTHER, at=ARRIVED + 6 * MINUTE), door=said_no).allowed
    assert board(GRANDMOTHER, yes(GRANDMOTHER, at=ARRIVED + 7 * MINUTE), door=said_no).allowed
    assert board(replace(GRANDMOTHER, status=EvacueeStatus.REFUSED), yes(GRANDMOTHER)).allowed


def test_a_no_gets_a_ring_again_date() -> None:
    assert ring_again(ARRIVED) == ARRIVED + timedelta(days=3)
    named = ARRIVED + timedelta(days=10)
    assert ring_again(ARRIVED, named) == named
    assert ring_again(ARRIVED, ARRIVED) == ARRIVED + timedelta(days=3)


# --- children


def test_a_child_boards_with_a_parent_in_the_same_vehicle() -> None:
    answer = board(BOY, child_of(MOTHER), door=WITH_MOTHER)
    assert (answer.allowed, answer.yes) == (True, YesKind.GUARDIAN)
    assert answer.reason.in_english() == "Who answers for the child is recorded."


@pytest.mark.parametrize("aboard", [{}, {"mother": "van-2"}, {"gran": "van-1"}])
def test_a_parent_in_another_vehicle_or_at_home_is_not_enough(aboard: dict[str, str]) -> None:
    assert why_not(BOY, child_of(MOTHER), door=replace(VAN, aboard=aboard)) == (
        "Parent or guardian ride in the same vehicle as the child: board them first."
    )


def test_a_childs_own_yes_is_not_enough() -> None:
    assert why_not(BOY, yes(BOY)).startswith("A child's own word is not enough")


@pytest.mark.parametrize(
    ("guardian", "aboard_as"),
    [
        (BABY, "baby"),
        (replace(MOTHER, age_band=AgeBand.UNKNOWN), "mother"),
        (replace(MOTHER, cannot_decide=True), "mother"),
    ],
)
def test_who_answers_for_a_child_is_grown_and_can_decide(guardian: Evacuee, aboard_as: str) -> None:
    people = (guardian, BOY)
    answer = may_board(BOY, people, [child_of(guardian)], replace(VAN, aboard={aboard_as: "van-1"}))
    assert answer.reason.in_english() == "Who answers for a child is recorded as a grown person who can decide."
    assert not answer.allowed


@pytest.mark.parametrize(
    "consent",
    [
        child_of(MOTHER, guardian="stranger"),
        child_of(MOTHER, guardian=""),
        child_of(MOTHER, guardian="boy"),
        child_of(MOTHER, guardian_kind=None),
    ],
)
def test_a_guardian_nobody_knows_is_none(consent: Consent) -> None:
    door = replace(VAN, aboard={"mother": "van-1", "stranger": "van-1"})
    assert why_not(BOY, consent, door=door).startswith("Nobody is recorded who answers for this child")


@pytest.mark.parametrize("office", [GuardianKind.POLICE, GuardianKind.CHILD_SERVICE])
def test_police_or_the_childrens_service_answer_by_name(office: GuardianKind) -> None:
    named = yes(BOY, YesKind.GUARDIAN, guardian_kind=office, named="white-angel-4")
    assert board(BOY, named).allowed
    assert why_not(BOY, replace(named, named=" ")) == (
        "Name the police unit or the service that answers for this child."
    )


def test_a_household_boards_together_and_children_find_their_guardian() -> None:
    consents = [child_of(MOTHER), child_of(MOTHER, BABY), yes(MOTHER), yes(GRANDMOTHER)]
    answers = may_board_party([BABY, BOY, MOTHER, GRANDMOTHER], consents, VAN)
    assert {name: one.allowed for name, one in answers.items()} == dict.fromkeys(
        ("baby", "boy", "mother", "gran"), True
    )


def test_when_the_mother_stays_the_children_stay() -> None:
    consents = [child_of(MOTHER), yes(GRANDMOTHER)]
    answers = may_board_party([BOY, MOTHER, GRANDMOTHER], consents, VAN)
    assert {name: one.allowed for name, one in answers.items()} == {"boy": False, "mother": False, "gran": True}


def test_boarding_a_party_keeps_everything_known_at_the_door() -> None:
    door = replace(
        VAN, said_no={"gran": ARRIVED + 30 * MINUTE}, care_beds_held=frozenset({"lying"}),
        care_waived_by={"other": "lead-1"}, aboard={"mother": "van-2"},
    )  # fmt: skip
    answers = may_board_party([LYING, GRANDMOTHER, MOTHER], [yes(LYING), yes(GRANDMOTHER), yes(MOTHER)], door)
    assert [answers[name].allowed for name in ("lying", "gran", "mother")] == [True, False, False]
    late = replace(door, arrived_at=ARRIVED + 60 * MINUTE)
    assert not may_board_party([LYING], [yes(LYING)], late)["lying"].allowed
    waived = replace(VAN, care_waived_by={"lying": "lead-1"})
    assert may_board_party([LYING], [yes(LYING)], waived)["lying"].allowed


def test_a_child_whose_parent_gets_off_is_found_before_departure() -> None:
    words = [child_of(MOTHER)]
    assert children_alone(EVERYBODY, words, {"mother": "van-1", "boy": "van-1"}) == ()
    assert children_alone(EVERYBODY, words, {"boy": "van-1"}) == ("boy",)
    assert children_alone(EVERYBODY, words, {"mother": "van-2", "boy": "van-1"}) == ("boy",)
    assert children_alone(EVERYBODY, [], {"boy": "van-1", "baby": "van-1"}) == ("baby", "boy")
    assert children_alone(EVERYBODY, words, {"gran": "van-1"}) == ()


def test_a_child_does_not_answer_for_another_when_the_mother_gets_off() -> None:
    words = [child_of(MOTHER), child_of(BOY, BABY), child_of(MOTHER, BABY)]
    assert children_alone(EVERYBODY, words, {"boy": "van-1", "baby": "van-1"}) == ("baby", "boy")
    assert children_alone(EVERYBODY, [child_of(CONFUSED)], {"boy": "van-1", "confused": "van-1"}) == ("boy",)
    assert children_alone([BOY], [child_of(MOTHER)], {"boy": "van-1", "mother": "van-1"}) == ("boy",)


def test_a_child_with_an_office_or_taken_in_danger_is_not_alone() -> None:
    police = yes(BOY, YesKind.GUARDIAN, guardian_kind=GuardianKind.POLICE, named="white-angel-4")
    aboard = {"boy": "van-1"}
    assert children_alone(EVERYBODY, [police], aboard) == ()
    assert children_alone(EVERYBODY, [replace(police, named="")], aboard) == ("boy",)
    assert children_alone(EVERYBODY, [danger(BOY)], aboard) == ()
    assert children_alone(EVERYBODY, [danger(BOY, reason=" ")], aboard) == ("boy",)
    assert children_alone(EVERYBODY, [replace(police, kind=YesKind.OWN)], aboard) == ("boy",)


# --- adults who cannot decide


@pytest.mark.parametrize("who", list(DecidedBy))
def test_somebody_named_decides_for_who_cannot(who: DecidedBy) -> None:
    answer = board(CONFUSED, decided(decided_by=who))
    assert (answer.allowed, answer.yes) == (True, YesKind.DECIDED_FOR)


@pytest.mark.parametrize("wrong", [{"named": ""}, {"named": " "}, {"named": "confused"}, {"decided_by": None}])
def test_who_decided_is_named_and_is_somebody_else(wrong: dict[str, Any]) -> None:
    assert why_not(CONFUSED, decided(**wrong)) == "Name who decided: the second adult, the doctor or the service."


def test_the_yes_of_who_cannot_decide_is_not_enough() -> None:
    assert why_not(CONFUSED, yes(CONFUSED)).startswith("This person cannot decide")


def test_a_child_who_cannot_decide_is_a_child() -> None:
    child = replace(BOY, cannot_decide=True)
    assert not board(child, replace(decided(), evacuee="boy")).allowed
    assert board(child, child_of(MOTHER), door=WITH_MOTHER).allowed


# --- danger to life


def test_in_danger_a_child_is_taken_and_the_services_are_rung_at_once() -> None:
    answer = board(BOY, danger(BOY))
    assert (answer.allowed, answer.yes) == (True, YesKind.DANGER_TO_LIFE)
    assert answer.duties == {CareDuty.RING_102, CareDuty.RING_CHILD_SERVICE, CareDuty.TELL_COORDINATOR}
    told = board(BOY, danger(BOY, services_told=True))
    assert told.duties == {CareDuty.TELL_COORDINATOR}


def test_in_danger_an_adult_is_asked_when_out() -> None:
    for person in (CONFUSED, GRANDMOTHER):
        assert board(person, danger(person)).duties == {CareDuty.ASK_WHEN_OUT, CareDuty.TELL_COORDINATOR}


@pytest.mark.parametrize("person", [BOY, GRANDMOTHER, CONFUSED])
def test_danger_needs_its_reason(person: Evacuee) -> None:
    assert why_not(person, danger(person, reason="  ")) == "Danger to life needs its reason, in a few words."


def test_nobody_is_taken_by_force_not_even_in_danger() -> None:
    words = "They said no. Taking people by force is the authorities' act, never ours: ring 102."
    said_no = replace(VAN, said_no={"gran": ARRIVED})
    assert why_not(GRANDMOTHER, danger(GRANDMOTHER), door=said_no) == words
    assert why_not(replace(GRANDMOTHER, status=EvacueeStatus.REFUSED), danger(GRANDMOTHER)) == words
    assert board(BOY, danger(BOY), door=replace(VAN, said_no={"boy": ARRIVED})).allowed


# --- beds, bodies, people who are elsewhere


def test_nobody_who_needs_care_leaves_without_a_bed_or_a_named_decision() -> None:
    assert why_not(LYING, yes(LYING)) == (
        "No bed with care is held: find one, or name the person who decided to go without."
    )
    assert board(LYING, yes(LYING), door=replace(VAN, care_beds_held=frozenset({"lying"}))).allowed
    assert board(LYING, yes(LYING), door=replace(VAN, care_waived_by={"lying": "lead-1"})).allowed
    assert not board(LYING, yes(LYING), door=replace(VAN, care_waived_by={"lying": " "})).allowed
    assert not board(LYING, yes(LYING), door=replace(VAN, care_beds_held=frozenset({"gran"}))).allowed
    assert board(replace(LYING, bed=BedKind.NO_STAIRS), yes(LYING)).allowed


def test_in_danger_the_bed_is_found_afterwards() -> None:
    assert CareDuty.FIND_CARE_BED in board(LYING, danger(LYING)).duties
    held = replace(VAN, care_beds_held=frozenset({"lying"}))
    assert CareDuty.FIND_CARE_BED not in board(LYING, danger(LYING), door=held).duties


def test_a_dead_person_is_not_carried() -> None:
    found = body_found()
    assert found.reason.in_english() == (
        "A dead person is not carried: ring the police, take no photo, tell the coordinator."
    )
    assert found.duties == {CareDuty.RING_102, CareDuty.NO_PHOTO, CareDuty.TELL_COORDINATOR}
    assert why_not(replace(MOTHER, status=EvacueeStatus.DEAD), yes(MOTHER)) == found.reason.in_english()


@pytest.mark.parametrize("van", ["van-1", "van-2"])
def test_nobody_boards_twice(van: str) -> None:
    assert why_not(MOTHER, yes(MOTHER), door=replace(VAN, aboard={"mother": van})) == (
        f"Recorded aboard {van} already; check which van this person is in."
    )


@pytest.mark.parametrize("status", list(EvacueeStatus))
def test_who_waits_or_came_back_may_board_and_who_is_elsewhere_may_not(status: EvacueeStatus) -> None:
    elsewhere = {"aboard", "handed_over", "arrived", "housed", "left_onward", "dead"}
    answer = board(replace(MOTHER, status=status), yes(MOTHER))
    assert answer.allowed is (status.value not in elsewhere)
    if status is EvacueeStatus.HOUSED:
        assert answer.reason.in_english() == "This person has arrived already."
    if status is EvacueeStatus.ABOARD:
        assert answer.reason.in_english().startswith("Recorded aboard another van already")


# --- days in the red zone


def test_days_in_the_red_zone_are_counted_over_fourteen_days() -> None:
    today = date(2026, 3, 14)
    assert days_in_red_zone([], today) == 0
    assert days_in_red_zone([today, today], today) == 1
    assert days_in_red_zone([date(2026, 3, 1), date(2026, 3, 14)], today) == 2
    assert days_in_red_zone([date(2026, 2, 28), date(2026, 3, 15)], today) == 0


# --- whatever is written down


CONSENTS = st.builds(
    Consent,
    evacuee=st.sampled_from([one.id for one in EVERYBODY]),
    kind=st.sampled_from(list(YesKind)),
    at=st.integers(-30, 30).map(lambda minutes: ARRIVED + minutes * MINUTE),
    recorded_by=st.just("medic"),
    guardian=st.sampled_from(["", "mother", "gran", "boy"]),
    guardian_kind=st.sampled_from([None, *GuardianKind]),
    decided_by=st.sampled_from([None, *DecidedBy]),
    named=st.sampled_from(["", "office-1"]),
    reason=st.sampled_from(["", "fire"]),
)


@settings(max_examples=examples(300, 10_000), deadline=None)
@given(st.lists(CONSENTS, max_size=8), st.dictionaries(st.sampled_from(["gran", "mother"]), st.just(ARRIVED)))
def test_whatever_is_recorded_nobody_leaves_against_the_rules(consents, said_no) -> None:
    door = replace(VAN, said_no=said_no)
    answers = may_board_party(EVERYBODY, consents, door)
    aboard = {name: "van-1" for name, one in answers.items() if one.allowed}
    for person in EVERYBODY:
        if person.id not in aboard:
            continue
        kinds = {one.kind for one in consents if one.evacuee == person.id}
        good = {"boy": YesKind.GUARDIAN, "baby": YesKind.GUARDIAN, "confused": YesKind.DECIDED_FOR}
        assert kinds & {good.get(person.id, YesKind.OWN), YesKind.DANGER_TO_LIFE}
        assert answers[person.id].yes in kinds
    assert children_alone(EVERYBODY, consents, aboard) == ()
