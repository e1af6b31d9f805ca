"""`openevac clearing` as a coordinator sees it, and as machines read it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from openevac.cli.clearing import read_hours
from openevac.domain.errors import InputError
from tests.cli.conftest import Run
from tests.cli.files import AT, MILL

FEW = ("--runs", "20")


def asked(country: Path, *more: object) -> list[object]:
    return [
        "--region", country / "R", "--situation", country / "situation.toml", "--operation", country / "operation.toml",
        "--at", AT, *FEW, *more,
    ]  # fmt: skip


def test_it_says_by_which_day_who_waits_and_what_would_help(run: Run, country: Path) -> None:
    result = run("clearing", "Млинок", *asked(country, "--people", 60, "--nights", 2))
    assert result.exit_code == 0, result.output
    said = result.stdout
    assert "Млинок: until 60 people are out" in said
    assert "Half of the futures are done by day " in said
    assert ", nine of ten by day " in said
    assert said.count("still there") >= 3
    assert "100 % of futures done" in said
    assert "What holds the work up most: " in said
    assert "For planners only: never a date to tell residents." in said
    assert "No whole working day of weather is known" in said
    assert "it is no probability" in said
    assert "rests on" in said
    assert "█" in said


def test_in_ukrainian_every_word_is(run: Run, country: Path) -> None:
    result = run("clearing", "Млинок", *asked(country, "--people", 60, "--nights", 2), language="uk")
    assert result.exit_code == 0, result.output
    assert "Млинок: поки виїде 60 людей" in result.stdout
    assert "Половина варіантів завершується не пізніше дня" in result.stdout
    assert "Лише для тих, хто планує: жителям цю дату не називають." in result.stdout
    for english in ("future", "trips", "by day", "still there"):
        assert english not in result.stdout.lower()


def test_without_a_number_the_requests_of_the_place_count(run: Run, country: Path) -> None:
    told = json.loads(run("clearing", "Млинок", *asked(country, "--json")).stdout)
    assert told["place"] == "Млинок"
    assert told["clearing"]["people"] == 2
    assert told["clearing"]["days"] == {"low": 1, "median": 1, "high": 1}
    assert told["clearing"]["cleared_by"] == [1.0]
    assert len(told["clearing"]["each"]) == 20


def test_a_position_has_no_requests_so_a_number_is_asked_for(run: Run, country: Path) -> None:
    result = run("clearing", "37.15,49.5", *asked(country))
    assert result.exit_code == 2
    assert "field --people: The operation has no request from 37.15000, 49.50000" in result.stderr
    assert "Give their number with --people." in result.stderr
    assert run("clearing", "37.15,49.5", *asked(country, "--people", 3)).exit_code == 0


def test_the_same_seed_says_the_same(run: Run, country: Path) -> None:
    first, again = (run("clearing", "Млинок", *asked(country, "--people", 30, "--seed", 4, "--json")) for _ in range(2))
    assert first.stdout == again.stdout


def test_a_closed_place_says_why_and_ends_with_one(run: Run, copy: Path) -> None:
    rule = f'\n[[access]]\nkatottg = "{MILL}"\naccess = "closed"\nsource = "order 12"\nsince = 2025-10-01T00:00:00Z\n'
    situation = copy / "situation.toml"
    situation.write_text(situation.read_text() + rule)
    result = run("clearing", "Млинок", *asked(copy, "--people", 60))
    assert result.exit_code == 1
    assert "The place is closed to volunteers since" in result.stdout
    assert "done by day" not in result.stdout


def test_what_never_ends_says_what_is_missing(run: Run, country: Path) -> None:
    result = run("clearing", "Млинок", *asked(country, "--people", 60))
    assert result.exit_code == 0
    assert "More than half of the futures are not done by day 60." in result.stdout
    assert "no bed of the kind they need is left" in result.stdout
    assert "beds for everybody would help most" in result.stdout
    assert result.stdout.count("still there") <= 31


def test_hours_of_work_may_be_given(run: Run, country: Path) -> None:
    short = json.loads(
        run("clearing", "Млинок", *asked(country, "--people", 12, "--json", "--hours", "06:00-09:00")).stdout
    )
    leaves = [one["starts"] for one in short["clearing"]["departures"]]
    assert leaves
    assert set(leaves) <= {"06:00:00", "07:00:00", "08:00:00"}


@pytest.mark.parametrize("text", ["6-18", "06:00", "25:00-26:00", "06:61-07:00", "early"])
def test_hours_nobody_can_read(run: Run, country: Path, text: str) -> None:
    result = run("clearing", "Млинок", *asked(country, "--people", 3, "--hours", text))
    assert result.exit_code == 2
    assert f"field --hours: '{text}' is not a span of hours." in result.stderr


def test_hours_over_midnight_and_the_same_minute() -> None:
    assert read_hours(" 20:00 – 04:30 ").length_s == 8.5 * 3600
    with pytest.raises(InputError, match="same minute"):
        read_hours("06:00-06:00")


def test_nobody_to_move(run: Run, country: Path) -> None:
    result = run("clearing", "Млинок", *asked(country, "--people", 0))
    assert result.exit_code == 0
    assert "until 0 people are out" in result.stdout
    assert "done by day 0, nine of ten by day 0" in result.stdout


def test_the_command_imports_no_django(country: Path) -> None:
    script = (
        "import sys; from openevac.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'django' not in sys.modules and 'pyvrp' not in sys.modules\n"
    )
    arguments = [str(part) for part in ("clearing", "Млинок", *asked(country, "--people", 5))]
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
