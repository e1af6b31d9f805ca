"""The story of `openevac demo --story`, lived through by real processes: its words, its counts, what it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from openevac.reports.words import read_catalog

pytestmark = pytest.mark.slow
REFUSED = ("one_yes", "boarding", "own_export", "hand_over", "bed", "erased")
EXPLAINED = {
    "handed_over", "refused", "linked", "held", "rung_again", "unserved", "left_by_themselves", "erased",
    "taken_by_another", "wrong_address", "referred",
}  # fmt: skip
FORGED = """
import openevac.cli.ledger_witness as command
from openevac.ledger.note import KeyKind, SigningKey
read = command._read_key
command._read_key = lambda key: SigningKey(read(key).name, KeyKind.COSIGNATURE, bytes(32))
"""
"""A witness that answers with another key than the one it showed: what a forger in the shared folder can do."""


@dataclass(frozen=True)
class Told:
    """What one run printed."""

    words: str
    codes: dict[str, Any]
    home: Path


def run(home: Path, kept: Path, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the story in a process of its own; `path` is looked through for modules first."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    } | {"OPENEVAC_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "120"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    command = [sys.executable, "-m", "openevac", "demo", "--story", "--once", "--keep", str(kept), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home whose training region is drawn once for all tests here."""
    return tmp_path_factory.mktemp("home")


def machine(home: Path, kept: Path, language: str) -> Told:
    done = run(home, kept, "--json", "--lang", language)
    assert done.returncode == 0, done.stderr[-3000:]
    return Told(words=done.stderr, codes=json.loads(done.stdout), home=kept)


@pytest.fixture(scope="module")
def told(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Give the story as Ukrainian words on standard error and codes on standard output."""
    return machine(home, tmp_path_factory.mktemp("uk") / "story", "uk")


def test_it_tells_everything_in_ukrainian_and_no_english_sentence_is_left(told: Told) -> None:
    flat = " ".join(told.words.split())
    for words in ("на уточненні", "передали", "чекали під деревами", "усе добре, доїхали"):
        assert words in flat, words
    left = [english for english in read_catalog("uk") if len(english) > 24 and "{" not in english and english in flat]
    assert left == []


def test_forty_requests_each_with_a_state_that_explains_itself(told: Told) -> None:
    codes = told.codes
    assert len(codes["requests"]) == len(codes["states"]) == sum(codes["counts"].values()) == 40
    assert set(codes["states"].values()) <= EXPLAINED
    for state in ("handed_over", "refused", "linked", "held", "rung_again", "unserved", "erased"):
        assert codes["counts"].get(state), state
    planned = {receipt for mission in codes["missions"].values() for trip in mission["trips"] for receipt in trip}
    assert {receipt for receipt, state in codes["states"].items() if state == "handed_over"} <= planned
    assert not planned & {codes["lure"]["receipt"], codes["claim"]["receipt"], codes["linked"]["repeat"]}


def test_the_rules_said_no_where_the_story_tried_to_get_round_them(told: Told) -> None:
    refusals = told.codes["refusals"]
    assert set(REFUSED) <= set(refusals)
    assert refusals["one_yes"] == "The crew leader has not said yes to this version."
    assert refusals["boarding"].startswith("Nobody recorded their own yes")
    assert "another person must approve" in refusals["own_export"]


def test_what_must_happen_on_the_road_and_at_the_doors_has_happened(told: Told) -> None:
    codes = told.codes
    assert codes["overdue"] == ["amber", "red", "no_answer"]
    assert codes["told_by_worker"]["overdue_alarm"] == 3, "each level is told once, and the other crew never rang"
    assert codes["told"] == ["driver_told", "relative_told"]
    assert len(codes["children"]) == 2
    assert codes["left_behind"]["pieces"] == 2
    assert codes["beds"]["care"] >= 1
    assert codes["walk_up"]["receipt"] not in codes["requests"]
    assert codes["states"][codes["refused_at_door"]] == "refused"
    assert codes["states"][codes["care"]] == "handed_over"
    checks = {receipt for mission in codes["missions"].values() for receipt in mission["checks"]}
    assert checks == {codes["roles"]["check_address"]}
    assert codes["checked"] in checks
    assert codes["red_lines"] == [], "alarms were never blind"


def test_a_mission_told_to_turn_back_goes_home_and_whom_it_did_not_reach_is_fetched_by_another(told: Told) -> None:
    codes = told.codes
    (turned_back,) = codes["turned_back"]
    waited = set(codes["turned_back"][turned_back])
    assert len(waited) >= 2
    assert waited <= set(codes["waiting_again"])
    later = {receipt for trip in codes["missions"]["В-3"]["trips"] for receipt in trip}
    assert later <= waited
    fetched = later - {codes["refused_at_door"]}  # one household of the story says no at its door, whoever comes
    assert fetched
    assert {codes["states"][receipt] for receipt in fetched} == {"handed_over"}


def test_the_ledger_is_witnessed_to_its_end_and_checked_three_ways(told: Told) -> None:
    ledger = told.codes["ledger"]
    assert ledger["size"] == ledger["witnessed"] == told.codes["checkpoint"]["size"] > 200
    assert ledger["erased"] >= 1
    assert told.codes["witness"].startswith("— susidy.example/kopiia ")
    assert told.codes["offline"][-1] == "Nothing wrong was found."


def openevac(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run another command on the record that the story left."""
    environment = {**os.environ, "OPENEVAC_HOME": str(home), "NO_COLOR": "1"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "openevac", *arguments, "--lang", "en"],
        env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_record_it_leaves_is_read_by_the_commands_of_the_desk(told: Told) -> None:
    verified = openevac(told.home, "ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    shown = openevac(told.home, "request", "show", told.codes["lure"]["receipt"], "--as", "kateryna", "--json")
    assert shown.returncode == 0, shown.stderr
    assert "liudmyla" in shown.stdout
    gone = openevac(told.home, "request", "show", told.codes["erased"], "--as", "kateryna")
    assert gone.returncode == 2
    assert "Nothing is known here" in gone.stderr


def test_no_invented_name_or_number_stands_open_in_what_it_leaves(told: Told) -> None:
    for path in sorted(told.home.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            for needle in ("Вигадана Пелагея", "Вигаданий Гнат", "+380670000102", "+380670009001", "Небувала"):
                assert needle.encode() not in content, path.name
                assert needle.encode("utf-16-le") not in content, path.name


def test_in_english_the_same_seed_makes_the_same_plan(
    told: Told, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = machine(home, tmp_path_factory.mktemp("en") / "story", "en")
    for same in ("requests", "roles", "verdicts", "missions", "unserved", "states", "counts", "refusals"):
        assert again.codes[same] == told.codes[same], same
    flat = " ".join(again.words.split())
    for words in ("is heard again", "They said yes themselves", "Nothing wrong was found.", "Where the forty stand"):
        assert words in flat, words


def test_a_folder_that_is_not_empty_is_left_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    done = run(home, tmp_path, "--lang", "en")
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_forged_signature_of_the_witness_stops_the_story(home: Path, tmp_path: Path) -> None:
    patched = tmp_path / "patched"
    patched.mkdir()
    guard = "import sys\nif 'witness' in sys.orig_argv:\n"
    body = guard + "".join(f"    {line}\n" for line in FORGED.strip().splitlines())
    (patched / "sitecustomize.py").write_text(body, encoding="utf-8")
    done = run(home, tmp_path / "story", "--lang", "en", path=patched)
    assert done.returncode == 3, done.stdout[-2000:]
    assert "WentWrongError" in done.stderr
    assert "refused to sign" in done.stderr or "has signed" in done.stderr
    assert "Nothing wrong was found." not in done.stdout
