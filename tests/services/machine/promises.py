"""What must be true of the stored record after every step, asked of the rows themselves in words of our own."""

from __future__ import annotations

from collections import Counter

from openevac.services.log.look_after import faults_of_ledger
from openevac.store import models as m
from tests.rules.oracle import (
    no_child_rides_alone,
    no_departure_without_two_yeses,
    no_van_below_the_ladder,
    nobody_aboard_without_a_yes,
)
from tests.services.machine.notebook import Notebook

ALIVE = ("planned", "approved", "accepted", "dispatched")
NOT_CLOSED = (*ALIVE, "handed_over")
"""Doors nobody reached wait with a mission that is home until it is closed; closing gives them back."""
ON_THE_ROAD = ("dispatched", "turned_back", "handed_over")
OUT_OF_IT = {"handed_over", "arrived", "housed", "left_onward"}
ENDED = {"handed_over", "left_by_themselves", "taken_by_another", "wrong_address", "referred"}


def every_request_explains_itself(kept: set[str]) -> None:
    rows = {row.receipt: row for row in m.EvacuationRequest.objects.select_related("linked_to")}
    assert set(rows) == kept, f"lost {kept - set(rows)}, from nowhere {set(rows) - kept}"
    promised = Counter(
        m.Stop.objects.filter(outcome="", request__isnull=False, trip__mission__status__in=NOT_CLOSED).values_list(
            "request__receipt", "trip__mission__code"
        )
    )
    waited_for = {receipt for receipt, _ in promised}
    riding = set(
        m.Boarding.objects.filter(boarded=True, handed_over_at=None).values_list("evacuee__household_id", flat=True)
    )
    for receipt, row in rows.items():
        if row.status == "on_mission":
            assert receipt in waited_for, f"{receipt} waits for a mission that never comes"
        elif row.status == "aboard":
            assert row.household_id in riding, f"{receipt} is aboard of nothing"
        elif row.status == "refused":
            assert row.ring_again_at, f"{receipt} said no and is never rung again"
        elif row.status == "linked":
            assert row.linked_to, f"{receipt} is linked to nothing"
            assert row.linked_to.status != "linked", f"{receipt} is linked to a repeat"
        else:
            assert row.status in ENDED | {"open"}, f"{receipt} is {row.status}"
            assert row.closed_at or row.status in {"open", "handed_over"}, f"{receipt} ended and is not closed"
    for receipt in waited_for:
        missions = {code for one, code in promised if one == receipt}
        assert len(missions) == 1, f"{receipt} is promised to {missions}"


def everybody_aboard_rides_on_one_mission() -> None:
    rows = m.Boarding.objects.filter(boarded=True, handed_over_at=None)
    riding = list(rows.values_list("evacuee__code", "stop__trip__mission__status", "evacuee__status"))
    doubled = [code for code, times in Counter(code for code, _, _ in riding).items() if times > 1]
    assert not doubled, f"{doubled} are aboard twice"
    for code, mission, status in riding:
        assert mission in (*ON_THE_ROAD, "replaced"), f"{code} is aboard of a mission that is {mission}"
        assert status == "aboard", f"{code} rides and is {status}"


def nobody_is_forgotten_on_the_way(notebook: Notebook) -> None:
    """Who boarded rides, or was handed over: record and bystander say the same of everybody."""
    rows = m.Boarding.objects.filter(boarded=True, handed_over_at=None)
    riding = dict(rows.values_list("evacuee__code", "stop__trip__mission__code"))
    assert riding == notebook.aboard, "the record and who was seen aboard differ"
    statuses = dict(m.Evacuee.objects.filter(code__in=notebook.out).values_list("code", "status"))
    lost = {code: statuses.get(code) for code in notebook.out if statuses.get(code) not in OUT_OF_IT}
    assert not lost, f"{lost} were handed over and are nowhere"
    in_a_bed = m.Registration.objects.filter(left_at=None, returned_at=None).values_list("evacuee__code", flat=True)
    here = set(m.Evacuee.objects.filter(status__in=["arrived", "housed"]).values_list("code", flat=True))
    assert here <= set(in_a_bed), f"{here - set(in_a_bed)} are said to be here and are on no list"


def every_crew_out_is_waited_for() -> None:
    silent = m.Mission.objects.filter(status="dispatched", next_contact_at=None).values_list("code", flat=True)
    assert not silent, f"no word is expected of {list(silent)}"
    unowned = m.Hold.objects.filter(released_at=None, owner="").count()
    assert not unowned, f"{unowned} holds are nobody's"


def one_entry_for_each_command(entries: int) -> None:
    said = m.LogHead.objects.get(id=1).size
    assert said == entries, f"{said} entries for {entries} commands"
    assert m.LedgerEntry.objects.count() == entries
    assert m.CommandRecord.objects.count() == entries - 1  # the founding is no command


def every_promise(notebook: Notebook, kept: set[str], entries: int) -> None:
    """Look at everything that is cheap enough for every step."""
    for judge in (
        no_van_below_the_ladder,
        no_departure_without_two_yeses,
        nobody_aboard_without_a_yes,
        no_child_rides_alone,
    ):
        judge(notebook)  # type: ignore[arg-type] # a notebook has all that the oracle reads of an organisation
    every_request_explains_itself(kept)
    everybody_aboard_rides_on_one_mission()
    nobody_is_forgotten_on_the_way(notebook)
    every_crew_out_is_waited_for()
    one_entry_for_each_command(entries)


def the_whole_ledger() -> None:
    """Read every entry again; now and then, and at the end."""
    assert faults_of_ledger() == ()
