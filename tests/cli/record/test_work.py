"""Missions, the transit centre, incidents, keys, the ledger at the terminal, on an invented organisation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.files import MILL
from tests.cli.record.conftest import Program


def test_a_mission_from_the_fleet_to_the_closed_door(oe: Program, region: Path) -> None:
    oe("mission", "files", "--region", region / "R", "--situation", region / "situation.toml", "--as", "kateryna")
    fleet = ("mission", "fleet", region / "operation.toml", "--as", "kateryna")
    assert "no crew 'x'" in oe(*fleet, "--crew", "x=stepan", code=2).err
    assert oe(*fleet, "--crew", "crew-1=stepan,sashko", "--json").json["fleet"]["crews"] >= 1
    receipt = oe("request", "add", "--as", "olena", "--place", MILL, "--people", 1, "--no-phone", "--json").json[
        "receipt"
    ]
    for sign, who in (("community_list", "olena"), ("police_or_red_cross", "oksana"), ("call_back", "olena")):
        oe("request", "confirm", receipt, "--sign", sign, "--source", f"office {sign}", "--as", who)
    planned = oe("mission", "plan", "--day", "tomorrow", "--iterations", 50, "--as", "kateryna", "--json", code=None)
    assert '"state": "done"' in planned.out, planned.out + planned.err
    one_yes = oe("mission", "dispatch", "1", "--as", "kateryna", code=2)
    assert "yes" in one_yes.err
    assert "В-1" in oe("mission", "approve", "1", "--as", "kateryna").out
    oe("mission", "accept", "1", "--as", "stepan")
    oe("mission", "sheet", "1", "-o", "crew.pdf", "--as", "kateryna")
    assert (oe.folder / "crew.pdf").read_bytes()[:4] == b"%PDF"
    assert "on the road" in oe("mission", "dispatch", "1", "--as", "kateryna").out
    assert "next word" in oe("mission", "check-in", "1", "--as", "stepan").out
    board = oe("board", "--as", "olena").out
    assert board.index("Alarms are not running") < board.index("В-1")
    wall = oe("board", "--wall", "--as", "olena").out
    assert "crew-1" not in wall
    seen = oe("mission", "show", "1", "--as", "kateryna", "--json").json
    door = seen["trips"][0]["stops"][0]
    person = door["people"][0]["code"]
    refused = oe("mission", "stop", "1", door["code"], "boarded", "--aboard", person, "--as", "stepan", code=2)
    assert "Nobody of this door was recorded aboard" in refused.err
    oe("mission", "yes", "1", door["code"], person, "--as", "stepan")
    oe("mission", "stop", "1", door["code"], "boarded", "--aboard", person, "--as", "stepan")
    assert "2 heads were counted" in oe("mission", "hand-over", "1", 2, "--as", "stepan", code=2).err
    assert "1 person handed over" in oe("mission", "hand-over", "1", 1, "--as", "stepan").out
    shelter = seen["trips"][0]["shelter"]
    assert "registered" in oe("shelter", "arrive", shelter, person, "--as", "raisa").out
    room = oe("shelter", "list", shelter, "--as", "raisa", "--json").json["rooms"][0]["code"]
    assert "sleeps in" in oe("shelter", "bed", person, room, "--as", "raisa").out
    assert "closed" in oe("mission", "close", "1", "--as", "kateryna").out


def test_exports_need_two_people_and_originals_leave_with_their_custody(oe: Program) -> None:
    (oe.folder / "photo.jpg").write_bytes(b"a photograph")
    kept = oe(
        "incident", "add", "shelling", "--at", "05:00", "--known-by", "heard", "--may-use", "prosecutor",
        "--statement", "--as", "dmytro", "--json", typed="Свідомир\nБуло гучно\n",
    ).json  # fmt: skip
    oe("incident", "exhibit", kept["code"], "photo.jpg", "--as", "dmytro")
    asked = oe("export", "ask", "incidents", "--why", "a court asked", "--as", "dmytro", "--json").json["export"]
    out = ("incident", "export", kept["code"], "--export", asked, "-o", "bag")
    assert oe(*out, "--as", "dmytro", code=2).err
    assert not (oe.folder / "bag").exists()
    oe("export", "approve", asked, "--as", "kateryna")
    oe(*out, "--as", "dmytro")
    custody = next((oe.folder / "bag" / "custody").iterdir()).read_text("utf-8")
    assert [line.split()[1] for line in custody.splitlines()] == ["taken", "exported"]
    assert not [path for path in oe.home.rglob("*") if path.is_file() and "Свідомир".encode() in path.read_bytes()]


def test_people_keys_and_devices(oe: Program) -> None:
    token = oe(
        "device", "add", "phone-1", "--person", "stepan", "--kind", "crew_phone", "--as", "liudmyla", "--json"
    ).json
    assert token["token"] not in oe("device", "list", "--as", "liudmyla").out
    assert "shut out" in oe("device", "revoke", "phone-1", "--why", "lost", "--as", "liudmyla").out
    names = oe.folder / "names.txt"
    names.write_text("phones: 0671112233\nname: Ганна Вигаданчук\n", encoding="utf-8")
    add = (
        "request",
        "add",
        "--as",
        "olena",
        "--place",
        "UA63080070000000000",
        "--people",
        1,
        "--names",
        names,
        "--json",
    )
    first = oe(*add).json["receipt"]
    revoked = oe("person", "revoke", "oksana", "--why", "left", "--as", "liudmyla")
    assert "person rotate" in revoked.err
    assert "cannot open the tag key" in oe("person", "rotate", "operator", "--as", "raisa", code=2).err
    assert "epoch 2" in oe("person", "rotate", "operator", "--as", "liudmyla").out
    assert "Вигаданчук" in oe("request", "show", first, "--names", "--as", "olena").out
    assert [one["receipt"] for one in oe(*add).json["similar"]] == [first]
    assert oe("request", "list", "--as", "oksana", code=2).err
    wrong = oe("person", "erase", "--request", first, "--as", "kateryna", typed="К-1\n", code=2)
    assert "Nothing was erased" in wrong.err
    assert "Erased: 1 person" in oe("person", "erase", "--request", first, "--yes", "--as", "kateryna").out
    assert oe("request", "show", first, "--as", "olena", code=2).err


def test_the_ledger_leaves_the_house_and_a_changed_byte_is_found(oe: Program) -> None:
    oe("ledger", "checkpoint", "--as", "liudmyla")
    key = oe("ledger", "state", "--as", "liudmyla", "--json").json["log"]
    oe("ledger", "export", "-o", "log.jsonl", "--as", "liudmyla")
    oe("ledger", "proof", 0, "-o", "one.tlog-proof", "--as", "liudmyla")
    assert oe("ledger", "verify", "log.jsonl", "--log", key, "--json").json["faults"] == []
    whole = (oe.folder / "log.jsonl").read_text("utf-8")
    (oe.folder / "log.jsonl").write_text(whole.replace('"action\\":\\"keep', '"action\\":\\"Keep', 1), encoding="utf-8")
    assert oe("ledger", "verify", "log.jsonl", "--log", key, code=1, language="uk").out
    assert "після --log" in oe("ledger", "verify", "log.jsonl", code=2, language="uk").err
    assert "as they were written" in oe("ledger", "verify").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("danger", "hazard", "strike", "here", "--cause", "mines", "--source", "x", "--as", "kateryna"), "position"),
        (("remaining", "add", "UA1", "5", "--source", "x", "--as", "olena"), "KATOTTG"),
        (("mission", "show", "dragon", "--as", "kateryna"), "not a mission's number"),
        (("shelter", "list", "castle", "--as", "raisa"), "Nothing is known here"),
        (("incident", "exhibit", "I-1", "none.jpg", "--as", "dmytro"), "cannot be read"),
        (("export", "approve", "abc", "--as", "kateryna"), "not the id"),
        (("device", "revoke", "none", "--as", "liudmyla"), "Nothing is known here"),
        (("figures", "yesterday", "--as", "zoia"), "not a day"),
        (("restore", "none.oevbackup"), "record here already"),
        (("drill", "dragons"), "no drill"),
        (("serve", "--host", "192.0.2.1"), "certificate"),
        (("board",), "Nobody is named"),
    ],
)  # fmt: skip
def test_bad_input_of_each_group(oe: Program, arguments: tuple[str, ...], words: str) -> None:
    said = oe(*arguments, code=2)
    assert words in said.err
    assert "Traceback" not in said.err


def test_serve_answers_and_stops_both_of_its_processes(oe: Program) -> None:
    port = 20_000 + os.getpid() % 20_000
    environment = {**os.environ, "OPENEVAC_HOME": str(oe.home), "OPENEVAC_LANG": "en"}
    process = subprocess.Popen(
        [sys.executable, "-m", "openevac", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert answered(port), "nobody answered"
        assert "Alarms are not running" not in oe("board", "--as", "olena").out
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Stopped." in out
    assert not answered(port, tries=1)


def answered(port: int, tries: int = 60) -> bool:
    for _ in range(tries):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.5)
        else:
            return True
    return False
