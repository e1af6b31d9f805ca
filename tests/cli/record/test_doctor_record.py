"""`openevac doctor --record`: the same lines as the page, read from the record of this computer."""

from __future__ import annotations

import json

from tests.cli.record.conftest import Program


def test_the_doctor_says_how_the_record_is(oe: Program) -> None:
    said = oe("doctor", "--record", "--as", "liudmyla", code=1)  # nobody witnesses this ledger, and no worker beats
    for line in (
        "The record is encrypted on this disk.",
        "There was none in the last 35 days.",
        "Start `openevac work`",
    ):
        assert line in said.out
    found = json.loads(oe("doctor", "--record", "--as", "liudmyla", "--json", code=1).out)
    assert {one["part"]: one["health"] for one in found}["encryption"] == "good"


def test_without_the_word_only_this_computer_is_looked_at(oe: Program) -> None:
    assert "encrypted" not in oe("doctor", code=None).out
