"""Tags, arrival lists and blank forms: what a stranger reads in the PDF, in both languages."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.reports.arrival_list import HouseholdComing, PersonComing, TripComing, arrival_list
from openevac.reports.material import BANNER
from openevac.reports.request_form import request_form
from openevac.reports.tags import TagsOf, belongings_tags
from openevac.reports.words import Words

PDFTOTEXT = shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext is not installed: apt install poppler-utils")
AT = datetime(2025, 10, 15, 5, 0, tzinfo=UTC)


def read(body: bytes, tmp_path: Path) -> str:
    (tmp_path / "paper.pdf").write_bytes(body)
    done = subprocess.run(
        [str(PDFTOTEXT), "-layout", str(tmp_path / "paper.pdf"), "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_piece_has_a_tag_and_every_person_a_number(language: str, tmp_path: Path) -> None:
    household = TagsOf(request="К-417-286", door="В-1.1.1", shelter="transit", people=("АК7-29М", "ХТ4-56Е"), pieces=7)
    said = read(belongings_tags(Words(language), "В-1", [household], banners=(BANNER,)), tmp_path).split()
    assert [f"{piece}/7" for piece in range(1, 8)] == sorted(one for one in said if one.endswith("/7"))
    # Once on the cardboard, once on each tag.
    assert said.count("АК7-29М") == 8
    assert said.count("К-417-286") == 9


def test_a_mission_without_anybody_prints_a_sentence(tmp_path: Path) -> None:
    assert "Nobody is in this mission." in read(belongings_tags(Words("en"), "В-1", [], banners=()), tmp_path)


def test_the_arrival_list_goes_by_time_and_leaves_room_for_who_was_not_named(tmp_path: Path) -> None:
    def trip(number: int, hour: int, *people: PersonComing) -> TripComing:
        household = HouseholdComing(request=f"К-{number}", door=f"В-1.{number}.1", needs="", things="", people=people)
        return TripComing(
            mission="В-1", number=number, vehicle="van-1", crew="burevisnyk", shelter="transit",
            arrives_at=AT.replace(hour=hour), people=1, households=(household,),
        )  # fmt: skip

    named = PersonComing(code="АК7-29М", said="walks", bed="ordinary bed")
    said = read(
        arrival_list(Words("en"), "Arrivals", [trip(2, 9), trip(1, 6, named)], banners=(BANNER,), expires_at=AT),
        tmp_path,
    )
    assert said.index("В-1, trip 1") < said.index("В-1, trip 2")
    assert "АК7-29М" in said
    assert "2 people in 2 trips" in said
    assert "Came without a request" in said


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_blank_form_asks_for_their_own_yes_twice_on_one_page(language: str, tmp_path: Path) -> None:
    body = request_form(Words(language))
    said = read(body, tmp_path)
    question = Words(language).say("Ask: do you yourself want to go now?")
    assert " ".join(said.split()).count(question) == 2
    assert said.count("\f") == 1, "one page"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert request_form(Words("uk")) == request_form(Words("uk"))
