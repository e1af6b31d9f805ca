"""The brief on paper: what people read on it, on every page, in both languages."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from openevac.domain.missions import Plan
from openevac.reports.brief import brief_pdf
from openevac.reports.chart import make_chart
from openevac.reports.drawing import draw_map
from openevac.reports.press import paper_style
from openevac.reports.words import Words
from tests.reports.paper import fonts, needs_poppler, pages
from tests.reports.sample import WAIVED_BY, material, real_material

pytestmark = needs_poppler


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return brief_pdf(material(), Words("uk"))


@pytest.fixture(scope="module")
def said(pdf: bytes) -> str:
    return " ".join(pages(pdf))


@pytest.mark.parametrize(
    "words",
    [
        "Виїзд 16 серпня",
        "людей з 8 родин можна забрати",
        "0,6×",
        "Лежачі люди чекають понад у півтора раза довше",
        "Рейс 1-1 · bus-1 · Е-1",
        "проти найменш небезпечного рейсу плану",
        "К-417-286 Вигаданівка 06:10 06:26 16 хв",
        "поверх без ліфта: 6 · 60 кг речей · 2 великі речі",
        "ноші 1 / 1",
        "Не ввійшли у виїзд К-418-071 Вигаданівка · терміново · чекає 11 днів Місць із доглядом немає",
        "Доведено: Якби в кожному прихистку було ще 1 місце з доглядом",
        "Можна забрати: 17 серпня, 09:00",
        "лежача людина",
        "12 год тому",
        "Погода невідома для 2 з наступних 24 год",
        "Заявки мають коди, а не імена",
    ],
)
def test_the_brief_says(said: str, words: str) -> None:
    assert words in said


def test_every_page_carries_banners_expiry_and_its_number(pdf: bytes) -> None:
    printed = pages(pdf)
    assert 2 <= len(printed) <= 6
    for number, page in enumerate(printed, 1):
        assert "Список людей під вогнем. Не пересилати. Знищити після рейсу" in page
        assert "Навчальна карта. Не для руху" in page
        assert "Діє до 16 серпня 2025, 22:22. Потім знищити." in page
        assert f"{number} / {len(printed)}" in page


def test_places_stand_on_the_map_as_words(said: str) -> None:
    assert "Старе Заріччя" in said
    assert "державний кордон" in said
    assert "10 км" in said


def test_stops_close_together_are_shown_from_near_with_their_codes(said: str) -> None:
    assert "Зблизька Вигаданівка" in said
    assert said.count("К-417-290") >= 2


def test_the_brief_says_how_routine_a_mission_is_where_earlier_ones_are_known(said: str) -> None:
    assert "звичність" not in said
    first, *others = material().plan.missions
    plan = replace(material().plan, missions=(replace(first, routineness=0.31, routineness_usual=0.8), *others))
    routine = replace(material(), plan=plan)
    assert "звичність 0,8 → 0,3" in " ".join(pages(brief_pdf(routine, Words("uk"))))
    assert "routineness 0.8 → 0.3" in " ".join(pages(brief_pdf(routine, Words("en"))))


def test_the_brief_in_english() -> None:
    said = " ".join(pages(brief_pdf(real_material(), Words("en"))))
    assert "List of people under fire. Do not forward. Destroy after the trip" in said
    assert "Training map" not in said
    assert "Not in the plan" in said
    assert "2 big pieces" in said
    assert "0.6×" in said


def test_the_same_plan_prints_the_same_bytes(pdf: bytes) -> None:
    assert brief_pdf(material(), Words("uk")) == pdf


def test_it_is_printed_in_a_font_that_every_machine_has(pdf: bytes) -> None:
    assert fonts(pdf) <= {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"}


def test_no_name_is_printed(pdf: bytes, said: str) -> None:
    assert WAIVED_BY not in said
    assert WAIVED_BY.encode() not in pdf


def test_a_plan_that_drives_nothing_is_printed_too() -> None:
    plan: Plan = replace(material().plan, missions=(), unserved=())
    assert "Усі заявки ввійшли у виїзд." in " ".join(pages(brief_pdf(replace(material(), plan=plan), Words("uk"))))


def test_the_map_for_paper_is_sound_and_carries_its_style() -> None:
    chart = make_chart(material(), width_px=820, aspect=1.5, room=10**6, levels=1)
    style = paper_style(chart.unit_px)
    root = ET.fromstring(draw_map(chart, Words("uk"), label="карта", paper_style=style))  # noqa: S314 - our own
    assert "var(" not in style
    assert "px" not in style
    classes = {one for element in root.iter() for one in (element.get("class") or "").split()}
    assert not {"lv1", "lv2", "lv3", "lv4"} & classes, "paper does not come nearer"
    assert {"wide", "border", "scale", "edge"} <= classes
