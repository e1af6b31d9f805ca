"""A computer is lost: seven words from paper bring the record back, and a ledger witness tells what lacks."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.record.conftest import Program

WORDS_OF = {"lida": "весняний дощ над тихим старим садом", "olena": "синій вагон їде до далекого моря"}
DATABASE = "пісок вода камінь вогонь вітер зоря"
NEW = "новий ноутбук новий ключ нова шафа"
PLACE = "UA63080070000000000"


def pin(code: str) -> str:
    return {"lida": "402917", "olena": "582640"}[code]


@pytest.fixture(scope="module")
def real(zygote: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Found an organisation as for real: typed passphrases, envelopes on paper."""
    oe = Program(zygote, tmp_path_factory.mktemp("real") / "home", tmp_path_factory.mktemp("desk"))
    typed = "".join(f"{words}\n{words}\n{pin(code)}\n{pin(code)}\n" for code, words in WORDS_OF.items())
    oe(
        "init", "--organisation", "dopomoha", "--title", "Допомога", "--lead", "lida", "--operator", "olena",
        typed=f"{typed}{DATABASE}\n{DATABASE}\n",
    )  # fmt: skip
    return oe


def words_on_paper(envelope: Path) -> str:
    """Read the seven words and the check word off the printed envelope."""
    text = subprocess.run(["pdftotext", "-layout", envelope, "-"], capture_output=True, check=True, text=True).stdout
    words = dict(re.findall(r"(?:^|\s)([1-7+])\s+([а-щьюяґєії]{3,})", text))
    assert len(words) == 8, "seven words and one to compare"
    return " ".join(words[mark] for mark in "1234567+")


def test_a_lost_computer_comes_back_with_the_words_of_an_envelope(real: Program) -> None:
    as_olena, as_lida = (f"{DATABASE}\n{WORDS_OF[code]}\n" for code in ("olena", "lida"))
    add = ("request", "add", "--as", "olena", "--place", PLACE, "--people", 1, "--no-phone", "--json")
    log = real("ledger", "state", "--as", "lida", "--json", typed=as_lida).json["log"]
    shared = real.home / "witnesses" / "witness.example_anna"
    shared.mkdir(parents=True)
    watching = ("ledger", "witness", shared, "--state", "state.json", "--key", "witness.key", "--once")
    told = real(*watching, "--name", "witness.example/anna", "--log", log).out
    key = next(word for word in told.split() if word.startswith("witness.example/anna+"))
    real("ledger", "add-witness", key, "--as", "lida", typed=as_lida)
    kept = real(*add, typed=as_olena).json["receipt"]
    real("backup", "--as", "lida", typed=as_lida)
    lost = real(*add, typed=as_olena).json["receipt"]
    real("ledger", "checkpoint", "--as", "lida", typed=as_lida)
    real(*watching)
    assert list(shared.glob("cosigned-*")), "the ledger witness has seen what the backup does not have"

    envelopes = {letter: words_on_paper(real.folder / "envelopes" / f"envelope-{letter}.pdf") for letter in "AB"}
    carried = real.folder / "stick"
    shutil.copytree(real.home / "backups", carried)
    (backup,) = carried.glob("*.oevbackup")
    new = Program(real.zygote, real.folder / "new", real.folder)
    restore = ("restore", backup, "--witness", "state.json")
    wrong = new(*restore, typed=f"{envelopes['B']}\n{NEW}\n{NEW}\n", code=2)
    assert "Traceback" not in wrong.err
    assert not (new.home / "record.db").exists(), "wrong words leave nothing behind"
    shutil.rmtree(new.home, ignore_errors=True)

    back = new(*restore, "--json", typed=f"{envelopes['A']}\n{NEW}\n{NEW}\n").json
    assert (back["organisation"], back["faults"]) == ("dopomoha", [])
    assert back["beyond"] == 1, "the request that came after the backup"
    listed = new("request", "list", "--as", "olena", "--json", typed=f"{NEW}\n{WORDS_OF['olena']}\n").out
    assert kept in listed
    assert lost not in listed

    other = Program(real.zygote, real.folder / "other", real.folder)
    said = other(*restore, "--envelope", "B", typed=f"{envelopes['B']}\n{NEW}\n{NEW}\n")
    assert "A ledger witness has seen 1 entries that this backup does not have: they are lost." in said.err


def test_a_witness_of_another_ledger_is_refused_before_anything_is_made(real: Program) -> None:
    """Comparing with a memory that does not know this ledger would find nothing and look like all is well."""
    (real.folder / "strange.json").write_text('{"v":1,"logs":[]}', encoding="utf-8")
    new = Program(real.zygote, real.folder / "strange", real.folder)
    (backup,) = (real.folder / "stick").glob("*.oevbackup")
    said = new("restore", backup, "--witness", "strange.json", typed="\n", code=2)
    assert "does not know the ledger of dopomoha" in said.err
    assert not new.home.exists()
