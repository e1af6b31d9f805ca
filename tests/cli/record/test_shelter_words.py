"""What reception and operators read on one organisation: onward travel, word to relatives, searches from two sides."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.record.conftest import Program

HALL = ("--as", "raisa")
LINE = ("--as", "olena")
NUMBER = "0671112233"
ASKED = "Марія\nВигаданчук\n0509998877\nсестра\n\n"


@pytest.fixture(scope="module")
def hall(
    zygote: subprocess.Popen[str], founded: Path, region: Path, tmp_path_factory: pytest.TempPathFactory
) -> Program:
    """Give one organisation whose transit centre has two people."""
    folder = tmp_path_factory.mktemp("hall")
    shutil.copytree(founded, folder / "home")
    oe = Program(zygote, folder / "home", folder)
    oe("mission", "files", "--region", region / "R", "--situation", region / "situation.toml", "--as", "kateryna")
    oe("mission", "fleet", region / "operation.toml", "--crew", "crew-1=stepan,sashko", "--as", "kateryna")
    oe("shelter", "arrive", "transit", "--without-code", 2, "--by", "army", *HALL)
    return oe


def codes(oe: Program) -> list[str]:
    return [one["code"] for one in oe("shelter", "list", "transit", *HALL, "--json").json["arrivals"]]


def test_a_relative_is_named_rung_and_told(hall: Program) -> None:
    first, _ = codes(hall)
    tell = ("shelter", "tell", first, *HALL)
    wrong = hall(*tell, typed="06711\n", language="uk", code=2)
    assert "поле phone" in wrong.err
    assert "06711" not in wrong.err
    named = hall(*tell, typed=f"{NUMBER}\n", language="uk").out
    assert "У черзі на звістку: " in named
    waiting = named.split()[-1]
    assert "role" not in hall("shelter", "ring", waiting, *HALL, language="uk", code=2).err
    rung = hall("shelter", "ring", waiting, *LINE, language="uk").out
    assert f"Дзвоніть +38{NUMBER}" in rung
    assert "Скажіть: Добрий день" in rung
    assert "Якщо відповість хтось чужий: " in rung
    assert f"`openevac shelter told {waiting} by_voice`" in hall("shelter", "ring", waiting, *LINE).out
    told = ("shelter", "told", waiting)
    assert "Не додзвонилися; спроб: 1." in hall(*told, "not_reached", *LINE, language="uk").out
    assert "Told." in hall(*told, "by_voice", *LINE).out
    assert "Скопіюйте зі списку" in hall(*told, "by_voice", *LINE, language="uk", code=2).err


def test_onward_and_back(hall: Program) -> None:
    first, second = codes(hall)
    address = hall("shelter", "leave", first, "вул. Київська 5", *HALL, language="uk", code=2).err
    assert "Назвіть область або країну" in address
    gone = hall("shelter", "leave", first, "Львівська область", *HALL, language="uk").out
    assert f"{first}: поїхали далі; місце вільне." in gone
    assert "has left already" in hall("shelter", "leave", first, "Poland", *HALL, code=2).err
    assert "нарівні з іншими" in hall("shelter", "back", second, *HALL, language="uk").out
    assert "stands like any other" in hall("shelter", "back", first, *HALL).out


def test_two_sides_of_a_search_are_matched_by_tags(hall: Program) -> None:
    refused = hall("shelter", "trace", "searches", *HALL, typed=ASKED, language="uk", code=2).err
    assert "Хай пошук відкриє оператор" in refused
    assert "Пошук відкрито: " in hall("shelter", "trace", "searches", *LINE, typed=ASKED, language="uk").out
    found = hall("shelter", "trace", "wants_to_be_found", *LINE, typed=ASKED, language="uk").out
    assert "можливий збіг" in found
    assert "Вигаданчук" not in found
    match = next(line.split()[0] for line in found.splitlines() if "можливий збіг" in line)
    early = hall("shelter", "match", match, "told", *LINE, language="uk", code=2).err
    assert "ще не дала згоди" in early
    assert f"{match}: погодилися повідомити" in hall("shelter", "match", match, "agreed", *LINE, language="uk").out
    assert f"{match}: " in hall("shelter", "match", match, "told", *LINE).out
    assert "Copy it from the list" in hall("shelter", "match", "zz", "agreed", *LINE, code=2).err
