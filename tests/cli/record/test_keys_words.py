"""What people read about keys: a changed role key, phones a coordinator cannot compare, claims, a new colleague."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openevac.cli.record.demo_keys import read_demo_keys
from tests.cli.files import MILL
from tests.cli.record.conftest import Program

LEAD = ("--as", "liudmyla")
DESK = ("--as", "kateryna")
LINE = ("--as", "olena")
PHONE, SECOND = "0671112233", "0671112244"
SENTENCE = "довге речення яке ніхто не знає"
PIN = "483920"


@pytest.fixture(scope="module")
def house(zygote: subprocess.Popen[str], founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(founded, folder / "home")
    return Program(zygote, folder / "home", folder)


def ask(oe: Program, who: tuple[str, str], phone: str = "") -> str:
    (oe.folder / "names.txt").write_text(f"phones: {phone}\n" if phone else "street: Вишнева\nhouse: 5\n", "utf-8")
    rest = ("--names", oe.folder / "names.txt") if phone else ("--no-phone",)
    return str(oe("request", "add", "--place", MILL, "--people", 1, *rest, *who, "--json").json["receipt"])


def test_a_coordinator_leaves_the_phone_to_an_operator(house: Program) -> None:
    names = house.folder / "names.txt"
    names.write_text(f"phones: {PHONE}\n", encoding="utf-8")
    flags = ("request", "add", "--place", MILL, "--people", 1, "--names", names, *DESK)
    for language, words in (("uk", "Подзвоніть оператору"), ("en", "Ring an operator")):
        refused = house(*flags, language=language, code=2)
        assert words in refused.err
        assert "openevac request change" in refused.err
        assert PHONE not in refused.err
    receipt = ask(house, DESK)
    change = ("request", "change", receipt, "--phone")
    assert "оператори" in house(*change, *DESK, typed=f"{PHONE}\n", language="uk", code=2).err
    assert f"{receipt} змінено." in house(*change, *LINE, typed=f"{PHONE}\n", language="uk").out
    house(*change, *LINE, typed=f"{SECOND}\n")
    opened = house("request", "show", receipt, "--names", *LINE, "--json").json
    assert opened["names"]["household"]["phones"] == [f"+38{PHONE}", f"+38{SECOND}"]
    names.write_text(f"phones: {PHONE}\n", encoding="utf-8")
    similar = house("request", "add", "--place", MILL, "--people", 1, "--names", names, *LINE, "--json").json["similar"]
    assert receipt in [one["receipt"] for one in similar]
    assert "Нічого змінювати" in house("request", "change", receipt, *LINE, language="uk", code=2).err


def test_a_conversation_of_a_coordinator_goes_on_without_the_phone(house: Program) -> None:
    typed = "".join(f"{one}\n" for one in (MILL, "2", "", "", "", SECOND, *[""] * 12))
    said = house("request", "add", *DESK, typed=typed, language="uk")
    assert "Заявку записуємо далі без телефону." in said.err
    assert "Збережено як К-" in said.out


def test_one_person_may_hold_both_roles(house: Program) -> None:
    add = ("person", "add", "halyna", "--role", "operator", "--role", "coordinator", *LEAD)
    secrets = (SENTENCE, SENTENCE, PIN, PIN)
    short = house(*add, typed="коротка\nкоротка\n", language="uk", code=2)
    assert "щонайменше з 20 знаків" in short.err
    twice = house(*add, typed=f"{SENTENCE}\n{SENTENCE}!\n", language="uk", code=2)
    assert "Наберіть ще раз" in twice.err
    assert SENTENCE not in twice.err
    pin = house(*add, typed="".join(f"{one}\n" for one in (*secrets[:2], "12", "12")), language="uk", code=2)
    assert "шість цифр" in pin.err
    typed = "".join(f"{one}\n" for one in secrets)
    assert "halyna тепер працює тут: " in house(*add, typed=typed, language="uk").out
    assert "taken" in house(*add, typed=typed, code=2).err
    keys = {one["code"]: one["keys"] for one in house("person", "list", *LEAD, "--json").json}
    assert {"operator", "coordinator"} <= set(keys["halyna"])


def test_a_shift_of_both_roles_registers_with_a_phone(house: Program) -> None:
    """Alone at night: the coordinator of the shift is its operator too, and takes calls down with numbers."""
    names, phone = house.folder / "names.txt", "0671115566"
    names.write_text(f"phones: {phone}\n", encoding="utf-8")
    demo = read_demo_keys(house.home / "demo-keys.json")
    assert demo is not None
    secrets = f"{demo.passphrase}\n" * 2 + f"{PIN}\n" * 2
    house(
        "person",
        "add",
        "solomiia",
        "--role",
        "shift_lead",
        "--role",
        "operator",
        "--role",
        "coordinator",
        *LEAD,
        typed=secrets,
    )
    house("shift", "start", "--as", "solomiia")
    try:
        add = ("request", "add", "--place", MILL, "--people", 1, "--names", names)
        first = house(*add, "--json").json
        assert house("request", "show", first["receipt"], "--names", "--json").json["names"]["household"]["phones"] == [
            f"+38{phone}"
        ]
        again = house(*add, "--json").json["similar"]
        assert first["receipt"] in [one["receipt"] for one in again], "the phone left no tag"
        hold = ("request", "hold", first["receipt"], "--reason", "address_unclear", "--why", "no such house")
        assert first["receipt"] in house(*hold).out
    finally:
        house("shift", "end", code=None)


def test_claims_of_two_organisations_bear_the_same_tag(
    house: Program, zygote: subprocess.Popen[str], founded: Path, region: Path, tmp_path: Path
) -> None:
    shutil.copytree(founded, tmp_path / "home")
    other = Program(zygote, tmp_path / "home", tmp_path)
    key = tmp_path / "coalition.key"
    assert "флешці" in house("claim", "key", key, language="uk").out
    assert key.stat().st_mode & 0o077 == 0
    assert "Тут уже є файл" in house("claim", "key", key, language="uk", code=2).err
    lines = []
    for oe in (house, other):
        oe("mission", "files", "--region", region / "R", "--situation", region / "situation.toml", *DESK)
        receipt = ask(oe, LINE, "0671119999")
        assert "--key" in oe("claim", "offer", receipt, *DESK, code=2).err
        assert "координатори" in oe("claim", "offer", receipt, "--key", key, *LINE, language="uk", code=2).err
        assert (
            f"Заявкою {receipt} поділилися: " in oe("claim", "offer", receipt, "--key", key, *DESK, language="uk").out
        )
        lines.append(oe("claim", "list", *DESK, "--json").json[-1])
    assert lines[0]["tag"] == lines[1]["tag"]
    assert lines[0]["cell"] == lines[1]["cell"]
    tag = lines[0]["tag"]
    assert "Взято на 48 годин" in house("claim", "take", tag, *DESK, language="uk").out
    assert "взято" in house("claim", "list", *DESK, language="uk").out
    assert "given back" in house("claim", "release", tag, *DESK).out
    assert "тут нічого не відомо" in house("claim", "take", "0" * 32, *DESK, language="uk", code=2).err
    assert PHONE not in str(lines)


def test_a_witness_is_kept(house: Program) -> None:
    assert "Скопіюйте весь рядок" in house("ledger", "add-witness", "junk", *LEAD, language="uk", code=2).err
    (house.folder / "between").mkdir()
    log = house("ledger", "state", *LEAD, "--json").json["log"]
    made = house(
        "ledger", "witness", "between", "--state", "w.state", "--key", "w.key", "--name", "sribne.org", "--log", log,
        "--once",
    )  # fmt: skip
    key = next(line for line in made.out.splitlines() if line.startswith("sribne.org+"))
    assert "sribne.org тепер контрольна копія" in house("ledger", "add-witness", key, *LEAD, language="uk").out
    assert "sribne.org is a ledger witness now" in house("ledger", "add-witness", key, *LEAD).out
    assert (house.home / "witnesses" / "sribne.org").is_dir()


def test_a_running_shift_is_told_that_a_key_was_changed(house: Program) -> None:
    receipt = ask(house, LINE, "0671118888")
    house("shift", "start", *LEAD)
    try:
        house("request", "show", receipt, "--names")
        rotated = house("person", "rotate", "operator", *LEAD, language="uk").err
        assert "`openevac shift end`, потім" in rotated
        stale = house("request", "show", receipt, "--names", language="uk", code=2).err
        assert "змінили ключ ролі: оператор гарячої лінії" in stale
        assert "`openevac shift start`" in stale
        house("shift", "end")
        house("shift", "start", *LEAD)
        assert "0671118888"[1:] in house("request", "show", receipt, "--names").out
    finally:
        house("shift", "end", code=None)


def test_the_board_is_drawn_again_until_somebody_stops_it(house: Program) -> None:
    terminal, inside = pty.openpty()
    environment = {**os.environ, "OPENEVAC_HOME": str(house.home), "TERM": "xterm", "NO_COLOR": "1"}
    # Tests that run in the background ignore Ctrl+C, and what they start would too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "openevac", "--lang", "uk", "board", "--watch", *DESK],
        stdin=inside, stdout=inside, stderr=inside, env=environment, start_new_session=True,
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    os.close(inside)
    seen = b""
    until = time.monotonic() + 60
    while seen.count("Показано".encode()) < 2 and time.monotonic() < until:
        seen += os.read(terminal, 65536)
    process.send_signal(2)
    code = process.wait(20)
    os.close(terminal)
    text = seen.decode("utf-8", "replace")
    assert text.count("Тривоги не працюють") >= 2
    assert "Жодного виїзду" in text
    assert "Traceback" not in text
    assert code == 0
