"""Crew sheets: a page a trip, what the crew needs at each door, boxes to tick, no names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from openevac.domain.missions import Plan
from openevac.reports.crew_sheets import crew_sheets
from openevac.reports.words import Words
from tests.reports.paper import fonts, needs_poppler, pages
from tests.reports.sample import WAIVED_BY, material

pytestmark = needs_poppler


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return crew_sheets(material(), Words("uk"))


def test_there_is_one_page_a_trip(pdf: bytes) -> None:
    printed = pages(pdf)
    assert [re.search(r"Рейс (\d-\d)", page)[1] for page in printed] == ["1-1", "1-2", "2-1", "2-2", "3-1"]  # type: ignore[index]  # it is there


@pytest.mark.parametrize(
    "words",
    [
        "субота, 16 серпня",
        "bus-1 · екіпаж Е-1, 2 людини · 80,2 км, 2 год 2 хв",
        "05:30 Схід-кільце",
        "41 хв · 39,2 км",
        "К-417-286 Вигаданівка",
        "1 × ходить сам(а), 1 × ходить з допомогою",
        "поверх без ліфта: 6",
        "06:10 – 06:26",
        "На адресі 16 хв",
        "Якщо не рушили до цього часу, розвертаємося: 12:34",
        "забрали",
        "із 2",
        "не вийшли",
        "передумали",
        "речі лишили",
        "07:17 Транзит-1",
        "передали",
        "висадка до 07:32, далі рейс 1-2 о 07:32",
        "«Ви самі хочете поїхати зараз?»",
        "«Не їдемо»",
        "Не пишіть про військових, техніку, блокпости, службу, погляди.",
        "Нотатки",
        "Список людей під вогнем. Не пересилати. Знищити після рейсу",
        "Навчальна карта. Не для руху",
        "Діє до 16 серпня 2025, 22:22. Потім знищити.",
    ],
)
def test_the_first_sheet_says(pdf: bytes, words: str) -> None:
    assert words in pages(pdf)[0]


def test_kilometres_on_field_tracks_are_said() -> None:
    driven = material().plan.missions[0].trips[0]
    legs = (replace(driven.legs[0], track_m=2400.0), *driven.legs[1:])
    missions = (replace(material().plan.missions[0], trips=(replace(driven, legs=legs),)),)
    plan: Plan = replace(material().plan, missions=missions)
    assert "з них полями: 2,4 км" in pages(crew_sheets(replace(material(), plan=plan), Words("uk")))[0]


def test_a_trip_with_seven_stops_still_fits_on_one_page() -> None:
    trips = [trip for mission in material().plan.missions for trip in mission.trips]
    stops = tuple(stop for trip in trips for stop in trip.stops)[:7]
    legs = (trips[0].legs[0],) * 8
    long = replace(trips[0], stops=stops, legs=legs)
    plan: Plan = replace(material().plan, missions=(replace(material().plan.missions[0], trips=(long,)),))
    printed = pages(crew_sheets(replace(material(), plan=plan), Words("uk")))
    assert len(printed) == 1
    assert all(stop.request in printed[0] for stop in stops)


def test_no_name_is_printed_and_fonts_are_ours(pdf: bytes) -> None:
    assert not [page for page in pages(pdf) if WAIVED_BY in page]
    assert fonts(pdf) <= {"DejaVuSans", "DejaVuSans-Bold"}


def test_the_same_sheets_in_english() -> None:
    first = pages(crew_sheets(material(), Words("en")))[0]
    assert "If not on the way by then, turn back: 12:34" in first
    assert "bus-1 · crew Е-1, 2 people" in first
