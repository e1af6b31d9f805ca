"""Requests at the terminal: a conversation, a file, a sheet, a paste; and nothing of a person where it must not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.record.conftest import Program

PLACE = "UA63080070000000000"
NAME = "Ганна Вигаданчук"
PHONE = "0671112233"
STREET = "Вишневосадівська"
ANSWERS = (PLACE, "2", "", "", "1", PHONE, "родич", "Петро Неіснуючий", NAME, STREET, "5", "", "", "1", "", "терміново")
CONVERSATION = "".join(f"{answer}\n" for answer in (*ANSWERS, "", ""))


def hunted(oe: Program, *needles: str) -> list[str]:
    """Give the files of the home that hold a needle, as UTF-8 or UTF-16."""
    found = []
    for path in oe.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [
                f"{path.name}: {n}" for n in needles for kind in ("utf-8", "utf-16-le") if n.encode(kind) in content
            ]
    return found


def test_a_conversation_becomes_a_request_and_no_name_lies_anywhere(oe: Program) -> None:
    said = oe("request", "add", "--as", "olena", typed=CONVERSATION)
    assert "Kept as К-" in said.out
    assert "Codes for the cardboard" in said.out
    receipt = oe("request", "list", "--as", "olena", "--json").json["lines"][0]["receipt"]
    listed = oe("request", "list", "--as", "olena", language="uk").out
    assert receipt in listed
    assert "терміново" in listed
    needles = (NAME, "Вигаданчук", PHONE, "671112233", STREET, "Неіснуючий")
    assert not any(needle in listed + said.out + said.err for needle in needles)
    assert hunted(oe, *needles) == []
    seen = oe("request", "show", receipt, "--as", "olena").out
    assert not any(needle in seen for needle in needles)
    opened = oe("request", "show", receipt, "--as", "olena", "--names", "--json").json
    assert opened["names"]["household"]["phones"] == ["+380671112233"]
    assert STREET in opened["names"]["household"]["street"]
    assert "open_identities" in [one["action"] for one in opened["request"]["history"]]


def test_a_wrong_answer_is_asked_again_and_an_early_end_keeps_nothing(oe: Program) -> None:
    again = CONVERSATION.replace(f"{PHONE}\n", f"06711\n{PHONE}\n", 1)
    assert "phone" in oe("request", "add", "--as", "olena", typed=again).err
    early = oe("request", "add", "--as", "olena", typed=f"{PLACE}\n2\n", code=2)
    assert "nothing was kept" in early.err
    assert len(oe("request", "list", "--as", "olena", "--json").json["lines"]) == 1


def test_flags_and_a_file_are_enough_and_a_door_among_the_flags_is_refused(oe: Program) -> None:
    names = oe.folder / "names.txt"
    names.write_text(f"phones: {PHONE}\nname: {NAME}\nhealth: після операції\n", encoding="utf-8")
    kept = oe(
        "request", "add", "--as", "olena", "--place", PLACE, "--people", 1, "--lying", 1, "--names", names, "--json"
    ).json
    opened = oe("request", "show", kept["receipt"], "--as", "olena", "--names", "--json").json
    (person,) = opened["names"]["people"].values()
    assert person == {"name": NAME, "health": "після операції"}
    repeat = oe("request", "add", "--as", "olena", "--place", PLACE, "--people", 1, "--names", names, "--json").json
    assert [one["receipt"] for one in repeat["similar"]] == [kept["receipt"]]
    door = oe("request", "add", "--as", "olena", "--place", "36.43211,49.96123", "--people", 1, "--no-phone", code=2)
    assert "history of the shell" in door.err
    assert hunted(oe, NAME, "після операції", "671112233") == []


def test_holds_signs_links_and_the_end(oe: Program) -> None:
    one, two = (
        oe("request", "add", "--as", "olena", "--place", PLACE, "--people", 2, "--no-phone", "--json").json["receipt"]
        for _ in range(2)
    )
    held = oe("request", "hold", one, "--reason", "address_unclear", "--why", "street unclear", "--as", "olena")
    assert "on hold: address unclear" in held.out
    assert "на уточненні" in oe("request", "show", one, "--as", "olena", language="uk").err.lower()
    assert (
        "released"
        in oe("request", "release", one, "--reason", "address_unclear", "--why", "street is known", "--as", "olena").out
    )
    judged = oe("request", "confirm", one, "--sign", "call_back", "--source", "desk", "--as", "olena", "--json").json
    assert judged["verdict"] == "needs"
    assert "repeat of" in oe("request", "link", one, two, "--as", "olena").out
    assert "kept apart" in oe("request", "apart", one, two, "--why", "other house", "--as", "olena").out
    assert "rung again" in oe("request", "ring-again", one, "23:59", "--as", "olena").out
    closed = oe("request", "close", one, "--end", "refused", "--why", "they stay", "--as", "olena", "--json").json
    assert closed["status"] == "refused"
    assert closed["ring_again_at"]
    assert oe("request", "close", one, "--end", "refused", "--why", "again", "--as", "olena", code=2).err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "К-100-008"), "wrong or swapped digit"),
        (("confirm", "К-100-009"), "no sign to add"),
        (("ring-again", "К-100-009", "25:99"), "not a moment"),
        (("list", "--days", "-4"), "no number of days"),
        (("hold", "К-100-009", "--reason", "boredom"), "does not take 'boredom'"),
        (("import", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_bad_input_is_told_in_one_sentence(oe: Program, arguments: tuple[str, ...], words: str) -> None:
    said = oe("request", *arguments, "--as", "olena", code=2)
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_reporter_may_not_take_requests(oe: Program) -> None:
    said = oe("request", "list", "--as", "zoia", code=2, language="uk")
    assert "оператор" in said.err.lower()


def test_a_sheet_is_looked_at_then_kept_and_a_second_run_doubles_nothing(oe: Program) -> None:
    sheet = oe.folder / "people.csv"
    rows = [f"{PLACE},{n},+38067111{n:04},Вигадана Особа{n}" for n in range(1, 5)]
    rows.append(f"{PLACE},,+380671110009,Без Числа")
    sheet.write_text("katottg,people,phone,name\n" + "\n".join(rows) + "\n", encoding="utf-8")
    looked = oe("request", "import", sheet, "--as", "olena", "--json", code=1)
    assert '"good": [' in looked.out
    assert "Особа" not in looked.out + looked.err
    assert oe("request", "list", "--as", "olena", "--json").json["lines"] == []
    kept = oe("request", "import", sheet, "--keep", "--as", "olena", code=1)
    assert "4 requests registered" in kept.out
    assert "row 6" in kept.err
    sheet.write_text("katottg,people,phone,name\n" + "\n".join(rows[::-1]) + "\n", encoding="utf-8")
    again = oe("request", "import", sheet, "--keep", "--as", "olena", code=1)
    assert "0 requests registered; 4 were here" in again.out
    assert len(oe("request", "list", "--as", "olena", "--json").json["lines"]) == 4
    assert hunted(oe, "Особа1", "380671110001") == []


def test_a_pasted_chat_is_read_with_the_places_of_the_region(oe: Program, region: Path) -> None:
    oe("mission", "files", "--region", region / "R", "--situation", region / "situation.toml", "--as", "kateryna")
    paste = "Допоможіть вивезти, село Млинок, 3 людей, одна лежача, тел 067 111 22 44\n"
    looked = oe("request", "import", "-", "--as", "olena", typed=paste)
    assert "Млинок" in looked.out
    assert "1 request can be taken" in looked.out
    kept = oe("request", "import", "-", "--keep", "--as", "olena", "--json", typed=paste).json
    assert len(kept["registered"]) == 1


def test_the_form_needs_no_record(oe: Program) -> None:
    oe("request", "form", "-o", "form.xlsx")
    assert (oe.folder / "form.xlsx").read_bytes()[:2] == b"PK"
