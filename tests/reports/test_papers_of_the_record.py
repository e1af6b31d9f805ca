"""Recovery envelope, day badges, "crew does not answer": one page, right words, nothing that must not stand there."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.reports.badge import BadgePrint, day_badges
from openevac.reports.codes_square import square_code
from openevac.reports.envelope import EnvelopePrint, recovery_envelope
from openevac.reports.material import BANNER
from openevac.reports.no_answer_sheet import NoAnswer, no_answer_sheet
from openevac.reports.words import Words
from tests.reports.paper import fonts, needs_poppler, pages

pytestmark = needs_poppler

NOW = datetime(2025, 10, 12, 9, tzinfo=UTC)
SEVEN = ("калина", "вітряк", "сорока", "човен", "полудень", "шпориш", "глечик")
RECIPIENT = "age1" + "qyqszqgp" * 7 + "qs"
STEPS = tuple(Remark(text="Mission {mission} turns back: it would drive the same way.", facts={"mission": f"В-{n}"})
              for n in range(7))  # fmt: skip
MISSING = NoAnswer(
    mission="В-12-1", vehicle="bus-1", crew="Е-3", crew_size=2, people_aboard=5, last_point="п4",
    next_point="К-417-286", heard_at=NOW, due_at=NOW, steps=STEPS,
    ring=("Е-3-1", "102", "101", "транзит"), others=("В-12-2", "В-12-3"),
)  # fmt: skip


def envelope(*, invented: bool = False) -> EnvelopePrint:
    return EnvelopePrint(
        organisation="vyhadana", letter="B", seven=SEVEN, check_word="дерево", recipient=RECIPIENT, mark="3f2a-91bc",
        made_at=NOW, invented=invented,
    )  # fmt: skip


def words_in(pdf: bytes, top_mm: float, bottom_mm: float) -> str:
    """Give the words printed between two heights of the first page."""
    box = ["-r", "25.4", "-x", "0", "-W", "210", "-y", str(round(top_mm)), "-H", str(round(bottom_mm - top_mm))]
    done = subprocess.run(
        ["pdftotext", "-f", "1", "-l", "1", *box, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_no_word_lies_on_the_outside_of_the_folded_envelope(language: str) -> None:
    pdf = recovery_envelope(Words(language), envelope())
    assert len(pages(pdf)) == 1
    outside, inside = words_in(pdf, 0, 98), words_in(pdf, 101, 197)
    assert all(word in inside for word in (*SEVEN, "дерево"))
    assert not [word for word in (*SEVEN, "дерево") if word in outside]
    assert not [word for word in SEVEN if word in words_in(pdf, 200, 297)]
    assert "vyhadana" in outside
    assert fonts(pdf) <= {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"}


def test_the_words_are_numbered_and_the_second_envelope_says_so() -> None:
    (page,) = pages(recovery_envelope(Words("uk"), envelope()))
    for number, word in enumerate(SEVEN, start=1):
        assert f"{number} {word}" in page
    for said in ("Конверт відновлення B", "2 з 2", "openevac restore", "3f2a-91bc", "Ніколи поряд із ноутбуком"):
        assert said in page
    assert RECIPIENT in page.replace(" ", "")


@pytest.mark.parametrize(("invented", "times"), [(True, 1), (False, 0)])
def test_a_demonstration_says_that_it_is_one(invented: bool, times: int) -> None:  # noqa: FBT001 - a column of the table above
    (page,) = pages(recovery_envelope(Words("en"), envelope(invented=invented)))
    assert page.count("Invented people. For exercises only.") == times


def test_an_envelope_never_prints_its_words_by_accident() -> None:
    assert not [word for word in (*SEVEN, "дерево") if word in repr(envelope())]
    with pytest.raises(InputError, match="seven words, not 6"):
        EnvelopePrint(
            organisation="v", letter="A", seven=SEVEN[:6], check_word="", recipient="r", mark="m", made_at=NOW
        )


def test_the_same_envelope_is_the_same_paper() -> None:
    assert recovery_envelope(Words("uk"), envelope()) == recovery_envelope(Words("uk"), envelope())


def test_badges_have_a_blank_for_the_name_and_a_square_each(tmp_path: Path) -> None:
    badges = [BadgePrint(code=f"Б-{n}", square=f"AGE-SECRET-KEY-{n}", valid_until=NOW) for n in range(9)]
    pdf = day_badges(Words("uk"), badges, organisation="vyhadana", invented=True)
    printed = pages(pdf)
    assert len(printed) == 2
    assert sum(page.count("ім’я, від руки") for page in printed) == 9
    assert all(f"Б-{n}" in "".join(printed) for n in range(9))
    assert "діє до 12 жовтня, 12:00" in printed[0]
    assert "AGE-SECRET" not in "".join(printed)
    assert "AGE-SECRET" not in repr(badges)


def test_squares_differ_and_a_text_too_long_is_refused() -> None:
    assert square_code("a") != square_code("b")
    assert "<svg" in square_code(RECIPIENT)
    for text in ("", "x" * 1201):
        with pytest.raises(InputError, match="holds 1 to 1200 letters"):
            square_code(text)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_sheet_of_a_silent_crew_is_one_page_of_codes(language: str) -> None:
    words = Words(language)
    pdf = no_answer_sheet(words, MISSING, banners=(BANNER,), now=NOW)
    (page,) = pages(pdf)
    for said in ("В-12-1", "п4", "К-417-286", "Е-3-1", "102", "В-12-3", *(words.remark(step) for step in STEPS)):
        assert said in page
    assert (
        words.say("Nobody is sent after them. Only the coordinator and the crews decide about that, together.") in page
    )
    assert words.say(BANNER) in page
