"""Re-planning from the command line: a new folder, the difference in words, the referee told the same, clear faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openevac.cli.given import read_moment
from openevac.cli.schema import Record, _kinds, schema_of
from openevac.cli.world import open_world
from openevac.domain.replanning import DayEvents
from openevac.feeds.event_file import read_events
from openevac.feeds.operation_file import read_operation
from openevac.planning.plan import plan as plan_day
from openevac.reports.plan_file import plan_json
from tests.cli.conftest import Run
from tests.cli.files import AT

CLOSED_NOWHERE = """
[[places]]
katottg = "UA63990010099999999"
access = "closed"
source = "x"
since = 2025-10-15T05:00:00+03:00
"""


def given(folder: Path) -> list[object]:
    return [
        "--operation", folder / "operation.toml", "--region", folder / "R", "--situation", folder / "situation.toml",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def made(country: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the plan in force: only its plan.json, for that is all a re-planning reads."""
    at = read_moment(AT)
    world = open_world(country / "R", country / "situation.toml", at)
    operation = read_operation(country / "operation.toml", world.ground).operation
    plan = plan_day(world.region, world.situation, operation, now=at, seed=1, iterations=50)
    folder = tmp_path_factory.mktemp("morning")
    (folder / "plan.json").write_bytes(plan_json(plan))
    return folder


def first_stop(made: Path) -> dict[str, str]:
    plan = json.loads((made / "plan.json").read_text())
    stop: dict[str, str] = plan["missions"][0]["trips"][0]["stops"][0]
    return stop


def event(tmp_path: Path, text: str, name: str = "event.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_refusal_gives_a_new_plan_and_says_what_changed(run: Run, country: Path, made: Path, tmp_path: Path) -> None:
    stop = first_stop(made)
    said = event(tmp_path, f'[[refused]]\nrequest = "{stop["request"]}"\nat = {stop["arrives_at"]}\n')
    again = ["replan", made, "--event", said, *given(country), "--at", stop["arrives_at"], "-o", tmp_path / "noon"]
    result = run(*again)
    assert result.exit_code in {0, 1}, result.output
    assert f"No longer fetches {stop['request']}." in result.stdout
    assert "The household does not want to leave now" in result.stdout
    assert "Promises kept:" in result.stdout
    files = {path.name for path in (tmp_path / "noon").iterdir()}
    assert {"plan.json", "difference.txt", "operation.json", "still-holds.json", "plan.html"} <= files
    text = (tmp_path / "noon" / "difference.txt").read_text(encoding="utf-8")
    assert f"No longer fetches {stop['request']}." in text


def test_the_referee_is_told_where_vans_are_by_the_events_not_by_the_plan(
    run: Run, country: Path, made: Path, tmp_path: Path
) -> None:
    stop = first_stop(made)
    quiet = event(tmp_path, "")
    out = tmp_path / "noon"
    assert run("replan", made, "--event", quiet, *given(country), "--at", stop["departs_at"], "-o",
               out).exit_code == 0  # fmt: skip
    told = run("check", out, *given(country), "--before", made, "--event", quiet)
    assert told.exit_code == 0, told.output
    assert run("check", out, *given(country), "--event", quiet).exit_code == 2
    untold = json.loads(run("check", out, *given(country), "--json").stdout)
    assert "underway_unknown" in {fault["code"] for fault in untold["faults"]}


def test_a_plan_of_noon_is_planned_again_in_the_afternoon(run: Run, country: Path, made: Path, tmp_path: Path) -> None:
    stop = first_stop(made)
    blocked = event(
        tmp_path,
        f'[[blocked]]\nid = "tree"\nposition = [37.21, 49.6]\nseen_at = {stop["arrives_at"]}\nsource = "crew-1"\n',
    )
    noon, later = tmp_path / "noon", tmp_path / "later"
    assert run("replan", made, "--event", blocked, *given(country), "--at", stop["arrives_at"], "--seconds", "0", "-o",
               noon).exit_code == 0  # fmt: skip
    held = json.loads((noon / "still-holds.json").read_text())
    assert [one["id"] for one in held["blocked"]] == ["tree"]
    result = run(
        "replan", noon, "--event", noon / "still-holds.json", "--operation", noon / "operation.json",
        *given(country)[2:], "--at", stop["departs_at"], "-o", later,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert (later / "plan.json").exists()


def test_machines_get_changes_and_promises(run: Run, country: Path, made: Path, tmp_path: Path) -> None:
    stop = first_stop(made)
    absent = event(tmp_path, f'[[not_at_home]]\nrequest = "{stop["request"]}"\nat = {stop["arrives_at"]}\n')
    told = json.loads(
        run("replan", made, "--event", absent, *given(country), "--at", stop["arrives_at"], "-o", tmp_path / "noon",
            "--json").stdout
    )  # fmt: skip
    broken = [one for one in told["promises"] if not one["kept_by"]]
    assert [one["request"] for one in broken] == [stop["request"]]
    assert "difference.txt" in told["files"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[lost]]\nvehicle = "van-9"\nat = 2025-10-15T05:00:00+03:00\n', "field lost[van-9].vehicle"),
        ('[[refused]]\nrequest = "Z-9"\nat = 2025-10-15T05:00:00+03:00\n', "field refused[Z-9].request"),
        ('[[delays]]\nvehicle = "van-1"\nminutes = -5\n', "delays"),
        ('[[lost]]\nvehicle = "van-1"\nat = 2025-10-15T05:00:00\n', "time zone"),
        ('[[weather]]\nsky = "rain"\n', "The key 'weather' is not known."),
        (CLOSED_NOWHERE, "field places[UA63990010099999999].katottg"),
    ],
)  # fmt: skip
def test_a_bad_event_is_told_with_file_and_field(
    run: Run, country: Path, made: Path, tmp_path: Path, text: str, words: str
) -> None:
    result = run("replan", made, "--event", event(tmp_path, text), *given(country), "--at", AT, "-o", tmp_path / "noon")
    assert result.exit_code == 2, result.output
    assert words in " ".join(result.stderr.split())
    assert not (tmp_path / "noon").exists()


def test_the_plan_in_force_is_never_overwritten(run: Run, country: Path, made: Path, tmp_path: Path) -> None:
    result = run("replan", made, "--event", event(tmp_path, ""), *given(country), "--at", AT, "-o", made)
    assert result.exit_code == 2
    assert "This folder holds the plan in force." in " ".join(result.stderr.split())


def test_the_schema_of_an_event_names_every_kind() -> None:
    schema = schema_of(_kinds()[Record.EVENT])
    events = schema["$defs"]["DayEvents"]["properties"]
    assert set(events) == set(DayEvents.__dataclass_fields__)


def test_toml_and_json_read_the_same(tmp_path: Path) -> None:
    toml = event(tmp_path, '[[delays]]\nvehicle = "van-1"\nminutes = 30\n')
    same = event(tmp_path, '{"delays": [{"vehicle": "van-1", "minutes": 30}]}', "event.json")
    assert read_events(toml) == read_events(same)
