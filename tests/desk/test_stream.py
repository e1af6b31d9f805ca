"""The stream of changes: who may listen, when it ends, what it tells, and how many may listen at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.desk.night import Night, night_of
from tests.desk.watchers import Heard, listen
from tests.services.cast import ORGANISATION

pytestmark = pytest.mark.alone

WATCHERS = 200


@pytest.fixture(scope="module")
def night(django_ready: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """Give a night with a real server and no browser."""
    from django.db import connections

    from openevac.web.hands import hands
    from tests.databases import point_at
    from tests.desk.desk import Desk, served
    from tests.services.cast import found_cast

    django_ready.make("stream")
    point_at(django_ready.config_of("stream"))
    cast = found_cast()
    before, hands.clock = hands.clock, cast.clock
    with served() as address:
        yield night_of(Desk(address=address, cast=cast, browser=None), tmp_path_factory.mktemp("w"))  # type: ignore[arg-type] # nobody looks
    hands.clock = before
    cast.lock()
    connections.close_all()
    django_ready.drop("stream")
    point_at(django_ready.config_of("main"))


def session(code: str) -> str:
    from tests.desk.desk import session_of

    return session_of(code)


async def sat_down(night: Night, sessions: list[str], language: str = "uk") -> tuple[list[Heard], list[Any]]:
    """Let watchers listen, and wait until each has heard how things stand."""
    heard = [Heard() for _ in sessions]
    tasks = [
        asyncio.create_task(listen(night.desk.address, one, said, language))
        for one, said in zip(sessions, heard, strict=True)
    ]
    ends = time.monotonic() + 30
    while not all(one.events or one.ended for one in heard):
        assert time.monotonic() < ends, [one.status for one in heard if not one.events][:5]
        await asyncio.sleep(0.02)
    return heard, tasks


async def stood_up(tasks: list[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_a_change_on_the_board_is_told_within_a_second_and_a_half(night: Night) -> None:
    night.call()
    keys = [session("kateryna")]

    async def play() -> list[Heard]:
        heard, tasks = await sat_down(night, keys)
        began = time.monotonic()
        await asyncio.to_thread(in_thread, lambda: later(night))
        while len([one for one in heard[0].kinds() if one == "board"]) < 2:
            assert time.monotonic() - began < 3
            await asyncio.sleep(0.01)
        await stood_up(tasks)
        return heard

    heard = asyncio.run(play())
    assert heard[0].kinds()[0] == "board"
    assert heard[0].events[0][1]["red"] == []


def test_what_does_not_show_on_the_board_wakes_nobody(night: Night) -> None:
    night.call()
    keys = [session("kateryna")]

    async def play() -> list[Heard]:
        heard, tasks = await sat_down(night, keys)
        await asyncio.to_thread(in_thread, lambda: night.town.request("hill", walks=1))
        await asyncio.sleep(2.5)
        await stood_up(tasks)
        return heard

    assert asyncio.run(play())[0].kinds() == ["board"]


def test_red_words_come_in_the_language_of_who_listens(night: Night) -> None:
    night.call()
    keys = [session("olena")]

    async def play(language: str) -> list[str]:
        heard, tasks = await sat_down(night, keys, language)
        night.desk.cast.clock.pass_time(seconds=17)
        began = time.monotonic()
        while not heard[0].events[-1][1]["red"]:
            assert time.monotonic() - began < 3
            await asyncio.sleep(0.02)
        await stood_up(tasks)
        found: list[str] = heard[0].events[-1][1]["red"]
        return found

    assert asyncio.run(play("uk"))[0].startswith("Тривоги мовчать")
    night.call()
    assert asyncio.run(play("en"))[0].startswith("Alarms have been silent")
    night.call()


@pytest.mark.parametrize("code", ["stepan", "sashko", "raisa", "dmytro", "zoia", ""])
def test_the_stream_is_for_those_who_may_see_the_board(night: Night, code: str) -> None:
    heard = Heard()
    asyncio.run(listen(night.desk.address, session(code) if code else "nobody", heard))
    assert (heard.status, heard.events) == (403, [])


def test_a_person_whose_access_is_taken_back_hears_nothing_more(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    from openevac.services.keys.people import Leaving, revoke_person
    from openevac.web import stream

    monkeypatch.setattr(stream, "CHECK_S", 1.0)
    night.call()
    keys = [session("oksana"), session("kateryna")]

    async def play() -> list[Heard]:
        heard, tasks = await sat_down(night, keys)
        leaving = Leaving(code="oksana", reason="left")
        await asyncio.to_thread(in_thread, lambda: revoke_person(night.desk.cast.order("liudmyla"), leaving))
        began = time.monotonic()
        while not heard[0].ended:
            assert time.monotonic() - began < 5
            await asyncio.sleep(0.05)
        assert not heard[1].ended
        await stood_up(tasks)
        return heard

    heard = asyncio.run(play())
    assert heard[0].kinds()[-1] == "ended"


def test_the_beat_stops_with_the_looking(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever hinders the one who looks, nobody is told that all is as it was."""
    from openevac.web import stream

    night.call()
    keys = [session("kateryna")]

    def blind(_watch: Any) -> Any:
        raise OSError("nothing to be seen")

    async def play() -> list[Heard]:
        heard, tasks = await sat_down(night, keys)
        monkeypatch.setattr(stream, "look", blind)
        await asyncio.sleep(stream.STALE_S + stream.BEAT_S + 2)
        await stood_up(tasks)
        return heard

    assert len(asyncio.run(play())[0].events) <= 2


@pytest.mark.slow
def test_two_hundred_watchers_hear_of_a_word_within_a_second(night: Night) -> None:
    """From the command's answer to the last of them; one process, one look a second."""
    night.call()
    key = session("kateryna")

    async def play() -> list[float]:
        began = time.monotonic()
        heard, tasks = await sat_down(night, [key] * WATCHERS)
        seated_s = time.monotonic() - began
        waits: list[float] = []
        for _ in range(5):
            before = [len(one.events) for one in heard]
            await asyncio.to_thread(in_thread, lambda: later(night))
            told = time.monotonic()
            while any(len(one.events) <= count for one, count in zip(heard, before, strict=True)):
                assert time.monotonic() - told < 5
                await asyncio.sleep(0.01)
            waits.append(max(one.events[-1][2] for one in heard) - told)
        await stood_up(tasks)
        said = ", ".join(f"{one:.2f}" for one in waits)
        logging.getLogger(__name__).warning(
            "%s watchers seated in %.2f s; the last heard after %s s", WATCHERS, seated_s, said
        )
        return waits

    waits = asyncio.run(play())
    assert sorted(waits)[len(waits) // 2] < 1.0 + 0.2


def later(night: Night) -> None:
    """Let a minute pass and the crew be heard: the board looks different."""
    night.desk.cast.clock.pass_time(minutes=1)
    night.call()


def in_thread(work: Any) -> None:
    """Do something with the record in another thread, and let its connection go."""
    from django.db import connections

    try:
        work()
    finally:
        connections.close_all()


def test_the_record_is_the_one_of_the_organisation(night: Night) -> None:
    from openevac.services.missions.board_watch import BoardWatch

    now = night.desk.cast.clock.at
    ours, theirs = BoardWatch(organisation=ORGANISATION), BoardWatch(organisation="nobody")
    assert ours.look(now, 0.0) != theirs.look(now, 0.0)


def test_what_is_loud_reaches_few_screens_at_once_and_many_within_a_second() -> None:
    from openevac.web.stream import _Hub

    async def latest(watchers: int) -> float:
        hub = _Hub()
        hub.watching["ours"] = watchers
        return max(hub.spread_s("ours") for _ in range(2_000))

    assert asyncio.run(latest(20)) < 0.1
    assert 0.5 < asyncio.run(latest(200)) < 1.0
