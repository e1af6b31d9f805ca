"""What a coordinator reads while a mission is on the road: each command in Ukrainian and English, on one organisation.

The tests of this file follow each other: the mission of the first is on the road in the next.
"""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from openevac.cli.record.given import LOCAL
from tests.cli.files import HILL, MILL
from tests.cli.record.conftest import Program
from tests.torture import examples

DESK = ("--as", "kateryna")
CREW = ("--as", "stepan")


@pytest.fixture(scope="module")
def road(
    zygote: subprocess.Popen[str], founded: Path, region: Path, tmp_path_factory: pytest.TempPathFactory
) -> Program:
    """Give one organisation whose mission В-1 fetches two households tomorrow."""
    folder = tmp_path_factory.mktemp("road")
    shutil.copytree(founded, folder / "home")
    oe = Program(zygote, folder / "home", folder)
    oe("mission", "files", "--region", region / "R", "--situation", region / "situation.toml", *DESK)
    oe("mission", "fleet", region / "operation.toml", "--crew", "crew-1=stepan,sashko", *DESK)
    ask(oe, 2, MILL)
    ask(oe, 1, HILL)
    planned = oe("mission", "plan", "--day", "tomorrow", "--iterations", 30, *DESK, language="uk")
    assert "Виїзди: В-1. Заберуть людей: 3." in planned.out
    return oe


def ask(oe: Program, people: int, place: str) -> None:
    """Take a request down and confirm it."""
    add = ("request", "add", "--as", "olena", "--place", place, "--people", people, "--no-phone", "--json")
    receipt = oe(*add).json["receipt"]
    for sign, who in (("community_list", "olena"), ("police_or_red_cross", "oksana"), ("call_back", "olena")):
        oe("request", "confirm", receipt, "--sign", sign, "--source", f"office {sign}", "--as", who)


def doors(oe: Program) -> list[dict[str, Any]]:
    seen = oe("mission", "show", "1", *DESK, "--json").json
    return [door for trip in seen["trips"] for door in trip["stops"]]


def pair(oe: Program) -> dict[str, Any]:
    """Give the door behind which two people live."""
    return max(doors(oe), key=lambda door: len(door["people"]))


def both(oe: Program, *arguments: object, uk: str, en: str, code: int = 0) -> None:
    """Run a command that may be repeated and look for its words: in Ukrainian, in `make torture` in English too."""
    for language, words in (("uk", uk), ("en", en))[: examples(1, 2)]:
        said = oe(*arguments, language=language, code=code)
        assert words in said.out + said.err, said.out + said.err


def test_a_relay_is_kept_on_a_word_listed_and_closed(road: Program) -> None:
    keep = ("danger", "relay", "міст", "37.1,49.5", *DESK)
    both(road, *keep, code=2, uk="--source", en="--source")
    both(
        road, *keep, "--source", "ОВА", "--unloading", 4,
        uk="Тут можна пересісти з машини в машину: міст.", en="People can change vehicles at міст.",
    )  # fmt: skip
    both(road, "danger", "point", "міст", "37.1,49.5", *DESK, code=2, uk="інше місце", en="another point already")
    listed = road("danger", "ways-out", *DESK, "--json").json["relays"]
    assert [(one["code"], one["source"], one["unloading_s"]) for one in listed] == [("міст", "ОВА", 240.0)]
    assert "міст" in road("danger", "ways-out", *DESK, language="uk").out
    assert "Nobody changes vehicles at міст any more." in road("danger", "close-relay", "міст", *DESK).out
    assert "міст" not in road("danger", "ways-out", *DESK).out


def test_a_danger_is_vouched_for_and_gone(road: Program) -> None:
    where = ("danger", "hazard", "mine", "37.12,49.45", "--cause", "mines", "--blocks", "--source", "сусіди", *DESK)
    assert "не підтверджено" in road(*where, language="uk").out
    report = road("danger", "list", *DESK, "--json").json["reports"][0]["report"][:8]
    both(road, "danger", "vouch", report, *DESK, code=2, uk="поле --source", en="field --source")
    both(road, "danger", "vouch", "zzz", *DESK, code=2, uk="Скопіюйте зі списку", en="Copy it from the list")
    both(
        road, "danger", "vouch", report, "--source", "поліція", *DESK,
        uk=f"Повідомлення {report}: підтверджено.", en=f"Report {report}: confirmed.",
    )  # fmt: skip
    listed = road("danger", "list", *DESK, language="uk").out
    assert f"{report} · міни: mine" in listed
    assert "джерело: сусіди, поліція\n" in listed
    assert "не проїхати" in listed
    one = road("danger", "clear", report, "--source", "військові", *DESK, language="uk").out
    assert "Одного слова замало" in one
    assert "This danger counts as gone until" in road("danger", "clear", report, "--drove", "crew-1", *DESK).out
    assert "gone" in road("danger", "list", *DESK).out


def test_a_source_is_set_aside_and_heard_again(road: Program) -> None:
    mute = ("danger", "mute", "сусіди", *DESK)
    both(road, *mute, code=2, uk="поле --why", en="field --why")
    both(road, *mute, "--why", "invents", uk="сусіди відкладено: kateryna", en="сусіди is set aside by kateryna")
    assert "причина: invents" in road("danger", "list", *DESK, language="uk").err
    again = (*mute, "--hear-again", "--why", "checked")
    assert "На сусіди знову зважаємо" in road(*again, language="uk").out
    both(road, *again, code=2, uk="тут нічого не відомо", en="Nothing is known here")


def test_tracks_and_entry(road: Program) -> None:
    both(road, "danger", "track", "--by", "crew-1", *DESK, code=2, uk="поле --way", en="field --way")
    both(road, "danger", "track", "--by", "crew-1", "--way", 17, *DESK, uk="Відкрито з ", en="Open since ")
    access = ("danger", "access", HILL, "open", "--source", "ОВА", *DESK)
    both(road, *access, uk="Горбок: ", en="Requests judged anew: ")
    both(road, "remaining", "add", HILL, 12, "--source", "x", *DESK, uk="Горбок: 12 людей", en="Горбок: 12 people")


def test_a_mission_is_built_again_and_the_job_is_found(road: Program) -> None:
    replan = ("mission", "replan", "1", "--iterations", 20)
    both(road, *replan, "--vehicle", "van-9", *DESK, code=2, uk="Під «van-9»", en="under 'van-9'")
    assert "дві згоди на цю версію" in road(*replan, *DESK, language="uk").out
    queued = road(*replan, "--queue", *DESK).out
    job = queued.split()[1].rstrip(".")
    assert f"`openevac mission jobs {job}`" in queued
    both(road, "mission", "jobs", job, *DESK, uk=f"Завдання {job}: чекає", en=f"Job {job}: waiting")
    both(road, "mission", "jobs", *DESK, uk=job, en=job)
    both(road, "mission", "jobs", "zzz", *DESK, code=2, uk="Скопіюйте зі списку", en="Copy it from the list")


def test_a_crew_that_did_not_leave_is_not_heard(road: Program) -> None:
    for words in (("turn-back", "1"), ("silence", "1", "23:59"), ("last-coverage", "1")):
        both(road, "mission", *words, *CREW, code=2, uk="Виїзд ще не вирушив", en="has not left")


def test_silence_and_coverage(road: Program) -> None:
    road("mission", "approve", "1", *DESK)
    road("mission", "accept", "1", *CREW)
    road("mission", "dispatch", "1", *DESK)
    soon = (datetime.now(UTC) + timedelta(hours=3)).astimezone(LOCAL).strftime("%H:%M")
    both(road, "mission", "silence", "1", soon, *CREW, uk="Домовлено про тишу до ", en="Silence is agreed until ")
    far = (datetime.now(UTC) + timedelta(hours=9)).isoformat()
    both(road, "mission", "silence", "1", far, *CREW, code=2, uk="4 годин", en="longer than 4 hours")
    both(road, "mission", "last-coverage", "1", *CREW, uk="Доки, не сказано", en="How long was not said")
    both(
        road, "mission", "last-coverage", "1", "--until", soon, "--where", "37.05,49.5", *CREW,
        uk="Домовлено про тишу до ", en="Silence is agreed until ",
    )  # fmt: skip


def test_who_answers_for_somebody(road: Program) -> None:
    door = pair(road)
    first, second = (one["code"] for one in door["people"])
    guardian = ("mission", "guardian", "1", door["code"], first)
    both(road, *guardian, *CREW, code=2, uk="за чиїм словом людина їде", en="on whose word they go")
    both(
        road, *guardian, "--kind", "parent", "--guardian", second, *CREW,
        uk=f"Записано, хто відповідає за {first}", en=f"Kept who answers for {first}",
    )  # fmt: skip
    child = ("mission", "child", "1", door["code"], first, "--named", "ССД", *CREW)
    both(road, *child, uk="Негайно дзвоніть 102", en="Ring 102 now")
    assert "102" not in road(*child, "--services-told").err
    leave = ("mission", "leave", "1", door["code"])
    both(road, *leave, 3, *CREW, uk="лишилося 3 речі", en="3 pieces stayed")


def test_what_befell_the_crew_and_who_has_the_alarm(road: Program) -> None:
    event = ("mission", "event", "1")
    both(road, *event, "wounded", "--people", 2, *CREW, uk="до якої лікарні", en="Ask which hospital")
    both(road, *event, "dead", "--hospital", "ЦРЛ", *CREW, uk="повідомляють", en="are being told")
    noted = road(*event, "vehicle_hit", "--note", *CREW, typed="уламки в колесі\n")
    assert "vehicle hit" in noted.out
    shown = road("mission", "show", "1", *DESK, language="uk")
    assert "поранення, 2 людини." in shown.err
    assert "Куди везуть: ЦРЛ." in shown.err
    assert "уламки" not in shown.out + shown.err
    alarm = ("mission", "take-alarm", "1", *DESK)
    both(road, *alarm, code=2, uk="немає відкритої тривоги", en="No alarm of this mission is open")
    assert "SOS" in road("mission", "check-in", "1", "--word", "sos", *CREW, language="uk").out
    both(road, *alarm, uk="Тривога В-1 на вас", en="You have the alarm of В-1")
    assert "kateryna" in road("board", *DESK).out


def test_a_door_where_one_stays_and_the_way_home(road: Program) -> None:
    door = pair(road)
    first, second = (one["code"] for one in door["people"])
    road("mission", "yes", "1", door["code"], second, *CREW)
    said = road(
        "mission", "stop", "1", door["code"], "boarded", "--aboard", second, "--stayed", f"{first}=refused",
        "--ring-again", "09:00", *CREW, language="uk",
    )  # fmt: skip
    assert f"{first} лишається: передумали." in said.out
    assert "не збережено" in said.err
    both(road, "mission", "turn-back", "1", *CREW, uk="знову чекають", en="They come home")
    road("mission", "hand-over", "1", 1, *CREW)
    assert "Знову чекають: К-" in road("mission", "close", "1", *DESK, language="uk").out
    refused = road("mission", "refuse", "1", *CREW, language="uk", code=2)
    assert refused.err.strip()


def test_a_no_of_the_crew_stops_a_mission_and_keeps_nobody(road: Program) -> None:
    ask(road, 1, MILL)
    planned = road("mission", "plan", "--day", "tomorrow", "--iterations", 30, *DESK, "--json").json
    (mission,) = planned["plan"]["missions"]
    said = road("mission", "refuse", mission, *CREW, language="uk")
    assert f"{mission} зупинено" in said.out
    assert "stepan" not in said.out
