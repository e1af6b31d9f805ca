"""The difference between two plans, as it is read over the phone."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.remarks import Remark
from openevac.domain.replanning import Change
from openevac.reports.difference import difference_rows, difference_text
from openevac.reports.words import Words

GONE: dict[str, str | int | float] = {"request": "K-1"}
CHANGES = (
    Change(
        vehicle="van-1", request="K-1", remark=Remark(text="No longer fetches {request}.", facts={"request": "K-1"})
    ),
    Change(vehicle="van-1", remark=Remark(text="Back at {at}.", facts={"at": "2025-10-15T09:00:00+00:00"})),
    Change(request="K-1", remark=Remark(text="Is no longer fetched today.")),
)


def test_each_van_and_household_is_named_once() -> None:
    rows = difference_rows(CHANGES, Words("en"))
    assert [name for name, _ in rows] == ["van-1", "", "K-1"]
    assert rows[1][1] == "Back at 15 October, 12:00."


def test_the_text_has_a_heading_for_each_and_says_times_on_the_local_clock() -> None:
    text = difference_text(CHANGES, Words("uk"))
    assert text.startswith("Що змінилося в плані\n\nvan-1\n  Уже не забирає K-1.\n")
    assert "12:00" in text
    assert text.endswith("\nK-1\n  Сьогодні вже не забирають.\n")


def blocked(report: str, hours: int) -> Change:
    """Give why a van takes another way."""
    text = "Blocked: verified report {report} ({kind}) by {source}, {hours} h old."
    facts: dict[str, str | int | float] = {"report": report, "kind": "crater", "source": "roads", "hours": hours}
    return Change(vehicle="van-1", remark=Remark(text=text, facts=facts))


def test_a_report_that_blocks_several_drives_of_a_van_is_said_once() -> None:
    other = replace(blocked("R-1", 3), vehicle="van-2")
    rows = difference_rows((blocked("R-1", 1), blocked("R-1", 2), blocked("R-2", 2), other), Words("en"))
    assert rows == [
        ("van-1", "Blocked: verified report R-1 (crater) by roads, 1 h old."),
        ("", "Blocked: verified report R-2 (crater) by roads, 2 h old."),
        ("van-2", "Blocked: verified report R-1 (crater) by roads, 3 h old."),
    ]


def test_nothing_changed_is_said() -> None:
    assert "Nothing changed: the plan holds." in difference_text((), Words("en"))
    assert "Нічого не змінилося: план діє." in difference_text((), Words("uk"))
