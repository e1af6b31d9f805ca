"""Planning from the command line: the folder, the summary, the referee, and nothing half-written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from openevac.cli import check as cli_check
from openevac.cli import plan as cli_plan
from openevac.cli import plan_files
from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import NOWHERE, FaultCode, fault
from tests.cli.conftest import Run
from tests.cli.files import AT


def arguments(folder: Path, out: Path, *, at: str = AT) -> list[object]:
    return [
        "plan", folder / "operation.toml", "--region", folder / "R", "--situation", folder / "situation.toml",
        "--at", at, "--iterations", "50", "-o", out,
    ]  # fmt: skip


def check(folder: Path, plan: Path) -> list[object]:
    return [
        "check", plan, "--operation", folder / "operation.toml", "--region", folder / "R",
        "--situation", folder / "situation.toml",
    ]  # fmt: skip


def test_a_plan_is_written_summed_up_and_accepted_again(run: Run, country: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    result = run(*arguments(country, out))
    assert result.exit_code == 0, result.output
    files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert {"plan.json", "plan.geojson", "plan.html", "brief.pdf", "crew-sheets.pdf"} <= files
    assert any(name.startswith("trips/") and name.endswith(".gpx") for name in files)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".plan")]
    said = result.stdout
    for words in ("people of 2 households can be taken", "К-3", "km from the nearest road", "fairness", "own sketch"):
        assert words in said
    assert "Columns with names, phones or addresses left out before planning: 1." in result.stderr
    assert "Invented" not in "".join(path.read_text(errors="replace") for path in out.rglob("*") if path.is_file())
    accepted = run(*check(country, out))
    assert accepted.exit_code == 0, accepted.output
    assert "The plan holds: the referee found nothing wrong." in accepted.stdout


def test_the_same_seed_gives_the_same_plan(run: Run, country: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(*arguments(country, tmp_path / name), "--seed", "7").exit_code == 0
    assert (tmp_path / "one" / "plan.json").read_bytes() == (tmp_path / "two" / "plan.json").read_bytes()


def test_an_earlier_plan_makes_the_next_one_say_how_routine_it_is(run: Run, country: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    assert run(*arguments(country, first)).exit_code == 0
    assert "routineness" not in run(*arguments(country, tmp_path / "three")).stdout
    result = run(*arguments(country, second), "--past", first, "--past", first / "plan.json")
    assert result.exit_code == 0, result.output
    assert re.search(r"van-1, window \d: routineness 1\.0 → ", result.stdout)
    (mission, *_) = json.loads((second / "plan.json").read_text())["missions"]
    assert 0.0 <= mission["routineness"] <= mission["routineness_usual"] == pytest.approx(1.0)
    assert run(*check(country, second)).exit_code == 0
    ukrainian = run(*arguments(country, second), "--past", first, language="uk")
    assert re.search(r"van-1, .+ \d: звичність 1,0 → ", ukrainian.stdout)


def test_an_earlier_plan_of_another_region_pack_is_refused(run: Run, country: Path, tmp_path: Path) -> None:
    first = tmp_path / "one"
    assert run(*arguments(country, first)).exit_code == 0
    plan = json.loads((first / "plan.json").read_text())
    (first / "plan.json").write_text(json.dumps(plan | {"region_fingerprint": "elsewhere"}))
    result = run(*arguments(country, tmp_path / "two"), "--past", first)
    assert result.exit_code == 2
    assert "made on another region pack" in result.stderr
    assert not (tmp_path / "two").exists()
    result = run(*arguments(country, tmp_path / "two"), "--past", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_a_plan_for_machines(run: Run, country: Path, tmp_path: Path) -> None:
    told = json.loads(run(*arguments(country, tmp_path / "plan"), "--json").stdout)
    assert told["totals"]["households"] == 2
    assert [row["request"] for row in told["unserved"]] == ["К-3"]
    assert "plan.json" in told["files"]


def test_a_corrupted_plan_is_refused_with_every_fault(run: Run, country: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    assert run(*arguments(country, out)).exit_code == 0
    plan = json.loads((out / "plan.json").read_text())
    plan["missions"][0]["trips"][0]["legs"][0]["exposure"] *= 0.5
    (out / "plan.json").write_text(json.dumps(plan))
    result = run(*check(country, out / "plan.json"))
    assert result.exit_code == 1
    assert "The referee refuses this plan" in result.stdout
    assert "van-1" in result.stdout
    faults = json.loads(run(*check(country, out), "--json").stdout)["faults"]
    assert "exposure" in {fault["code"] for fault in faults}


def test_an_earlier_plan_is_replaced_but_nothing_else(run: Run, country: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    assert run(*arguments(country, out)).exit_code == 0
    (out / "trips" / "old.gpx").write_text("old")
    assert run(*arguments(country, out)).exit_code == 0
    assert not (out / "trips" / "old.gpx").exists()
    other = tmp_path / "photos"
    other.mkdir()
    (other / "dog.jpg").write_text("dog")
    result = run(*arguments(country, other))
    assert result.exit_code == 2
    assert "The folder holds other files than a plan. Name a new or empty folder after -o." in result.stderr
    assert [path.name for path in other.iterdir()] == ["dog.jpg"]


def test_a_plan_that_serves_nobody_is_told_by_the_exit_code(run: Run, copy: Path, tmp_path: Path) -> None:
    (copy / "requests.csv").write_text("id,place,people,received\nK-3,Далеке,1,13.10.2025\n", encoding="utf-8")
    result = run(*arguments(copy, tmp_path / "plan"))
    assert result.exit_code == 1, result.output
    assert "lies 4.4" in result.stdout
    assert (tmp_path / "plan" / "plan.json").exists()


def test_papers_that_fail_leave_nothing_behind(
    run: Run, country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_paper(*_: object) -> dict[str, bytes]:
        raise InputError("Out of paper.", "Buy some.")

    monkeypatch.setattr(plan_files, "plan_files", out_of_paper)
    result = run(*arguments(country, tmp_path / "plan"))
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_plan_the_referee_refuses_is_never_written(
    run: Run, country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = fault(FaultCode.SEATS, NOWHERE, Remark(text="Nine sit on eight seats."))
    monkeypatch.setattr(cli_check, "faults_of", lambda *_: (bad,))
    result = run(*arguments(country, tmp_path / "plan"))
    assert result.exit_code == 3
    assert "Nine sit on eight seats." in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_taken_is_refused_before_any_work(
    run: Run, country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise AssertionError("the plan was made before the folder was looked at")

    monkeypatch.setattr(cli_plan, "make_plan", too_late)
    (tmp_path / "dog.jpg").write_text("dog")
    assert run(*arguments(country, tmp_path)).exit_code == 2


def test_requests_of_the_future_make_one_ask(run: Run, country: Path, tmp_path: Path) -> None:
    result = run(*arguments(country, tmp_path / "plan", at="2025-10-12T18:00:00+03:00"))
    assert result.exit_code == 2 or "Requests dated after the moment of planning: 2. Is --at right?" in result.stderr


@pytest.mark.parametrize(("at", "says"), [
    ("2025-10-16T18:00:00+03:00", "operation.toml, field policy.departure_late: Everything is over"),
    ("2025-10-14T18:00:00", "field --at: 2025-10-14T18:00:00 does not say its zone."),
    ("tomorrow", "field --at: 'tomorrow' is not a moment."),
])  # fmt: skip
def test_the_moment_of_planning_must_make_sense(run: Run, country: Path, tmp_path: Path, at: str, says: str) -> None:
    result = run(*arguments(country, tmp_path / "plan", at=at))
    assert result.exit_code == 2
    assert says in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_plan_can_begin_with_an_earlier_one(run: Run, country: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    assert run(*arguments(country, first)).exit_code == 0
    result = run(*arguments(country, second), "--from", first)
    assert result.exit_code == 0, result.output
    before, after = (json.loads((folder / "plan.json").read_text())["totals"] for folder in (first, second))
    assert after["people"] >= before["people"]
    assert run(*check(country, second)).exit_code == 0


def test_a_plan_of_another_operation_is_nothing_to_begin_with(run: Run, country: Path, tmp_path: Path) -> None:
    first = tmp_path / "one"
    assert run(*arguments(country, first)).exit_code == 0
    plan = json.loads((first / "plan.json").read_text())
    missions = [mission | {"vehicle": "van-77"} for mission in plan["missions"]]
    (first / "plan.json").write_text(json.dumps(plan | {"missions": missions}))
    result = run(*arguments(country, tmp_path / "two"), "--from", first)
    assert result.exit_code == 2
    assert "no vehicle, or no request, of this operation" in result.stderr
    assert not (tmp_path / "two").exists()
