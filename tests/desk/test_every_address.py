"""Every address of the program by everybody: nobody finds what is not theirs, and nothing typed makes it fail."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import MakesDatabases, django_ready, point_at
from tests.desk.crawling import NASTY, Form, Visitor, forms_of, links_of, visiting
from tests.desk.desk import served, session_of
from tests.services.cast import ORGANISATION, PEOPLE
from tests.torture import examples

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.matrix.world import Things

__all__ = ["django_ready"]
LONGEST_S = 5.0
OPEN_TO_ALL = re.compile(r"^/(sign-in/|sign-out/|language/|badge/|demo/|crew/|t/|api/v1/)")
ASKED_BY_SCRIPTS = re.compile(r"^/keys/[\w/-]+$")
"""Answers for scripts alone: a stranger's is told by its number, because a script reads no door."""
ASKS_AGAIN = re.compile(r"^/(now|wall)/(.+/)?(board|watch|job/[^/]+)/$")
"""Parts that a page asks for again and again: whose session ended meanwhile keeps the page and gets nothing new."""
TRACKERS = "/t/"
"""Tracking apps of others speak here with a token of their own; they hold no session, so no mark guards one."""
NEVER = {"/sign-out/", "/keys/lock-everything/"}
"""Addresses that would end the crawl for everybody; each has tests of its own."""
LETS_GO = {"/more/people/leave/"}
"""Forms that take a colleague's session away: they are typed into when everybody's other forms are done."""


@pytest.fixture(scope="module")
def house(django_ready: MakesDatabases) -> Iterator[tuple[str, Any]]:
    """Serve the house of the authorisation matrix: two organisations with everything a page can ask about."""
    from django.db import connections

    from openevac.services.keys.accounts import keep_account
    from openevac.store.models import Person
    from openevac.web.hands import hands
    from tests.services.matrix.world import build

    django_ready.make("crawl")
    point_at(django_ready.config_of("crawl"))
    world = build()
    for person in Person.objects.filter(account=None, revoked_at=None):
        keep_account(person, "0" * 64)
    before, hands.clock = hands.clock, world.clock
    with served() as address:
        yield address, world
    hands.clock = before
    world.cast.lock()
    connections.close_all()
    django_ready.drop("crawl")
    point_at(django_ready.config_of("main"))


def addresses() -> list[str]:
    """Give every address pattern of the program: "requests/<str:receipt>/"."""
    from django.urls import URLPattern, get_resolver

    found = []

    def walk(patterns: Any, before: str) -> None:
        for one in patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLPattern):
                found.append("/" + here)
            else:
                walk(one.url_patterns, here)

    walk(get_resolver().url_patterns, "")
    return found


def filled(pattern: str, things: Things) -> str:
    """Put real codes into a pattern, by the name of each gap, and a code where an address asks for one.

    A gap that names nothing of the house fails here: an address nobody can ask for would pass every test below.
    """
    known = asdict(things) | {"number": things.mission.removeprefix("В-"), "code": things.mission, "pk": 1}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: str(known[gap[1]]), pattern)
    return f"{path}?code={things.registered}" if path.endswith("/find/") else path


def test_a_stranger_finds_the_door_and_nothing_else(house: tuple[str, Any]) -> None:
    address, world = house
    with visiting(address) as visitor:
        for pattern in addresses():
            path = filled(pattern, world.things["own"])
            said = visitor.get(path)
            if OPEN_TO_ALL.match(path):
                assert said.status < 500, path
            elif said.status == 405:
                assert said.headers["allow"] == "POST", path
            elif ASKED_BY_SCRIPTS.match(path):
                assert said.status == 401, (path, said.status)
            elif ASKS_AGAIN.match(path):
                assert (said.status, said.body) == (204, ""), (path, said.status)
            else:
                assert said.status == 302, (path, said.status)
                assert re.match(r"/(sign-in|badge)/", said.headers["location"]), path


def test_things_of_another_organisation_read_like_things_that_are_not(house: tuple[str, Any]) -> None:
    """Who may not ask hears so (403) before anybody looks; to who may, nothing is there (404): the same both times."""
    address, world = house
    given = [pattern for pattern in addresses() if "<" in pattern and not pattern.startswith(("/api/", "/sign-in/"))]
    assert len(given) > 10
    heard: dict[str, set[int]] = {pattern: set() for pattern in given}
    for code in PEOPLE:
        with visiting(address, session_of(code)) as visitor:
            for pattern in given:
                theirs, nowhere = (visitor.get(filled(pattern, world.things[whose])) for whose in ("theirs", "nowhere"))
                assert theirs.status == nowhere.status, (code, pattern, theirs.status, nowhere.status)
                heard[pattern].add(theirs.status)
                assert theirs.status != 405 or theirs.headers["allow"] == "POST", pattern
    wrong = {pattern: statuses for pattern, statuses in heard.items() if not statuses <= {403, 404, 405}}
    assert not wrong
    assert {frozenset(statuses - {403}) for statuses in heard.values()} == {frozenset({404}), frozenset({405})}


def test_a_form_without_its_mark_is_refused(house: tuple[str, Any]) -> None:
    address, world = house
    with visiting(address, session_of("liudmyla")) as visitor:
        for pattern in addresses():
            path = filled(pattern, world.things["own"])
            if path.startswith("/api/") or path == TRACKERS:
                continue
            assert visitor.post(path, {"command_id": "x"}).status in {403, 404, 405}, path


def test_a_file_sent_to_any_form_is_refused_and_leaves_nothing_behind(
    house: tuple[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No form takes a file: one is no field of it, one of many megabytes is not even read."""
    address, world = house
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with visiting(address, session_of("liudmyla")) as visitor:
        forms = forms_of(visitor.get("/").body)
        mark = next(one.fields[MARK] for one in forms if MARK in one.fields)
        for pattern in addresses():
            path = filled(pattern, world.things["own"])
            if path.startswith("/api/") or path in NEVER:
                continue
            said = visitor.ask("POST", path, _with_file(mark, 900_000), UPLOAD)
            assert said.status in {200, 302, 303, 400, 403, 404, 405, 409, 422}, (path, said.status)
        for path in ("/requests/", "/call/register/", "/danger/report/"):
            with visiting(address, session_of("liudmyla")) as another:
                assert another.ask("POST", path, _with_file(mark, 3_000_000), UPLOAD).status == 413, path
    assert [one.name for one in tmp_path.rglob("*")] == []


MARK = "csrfmiddlewaretoken"
UPLOAD = {"Content-Type": "multipart/form-data; boundary=x"}


def _with_file(mark: str, size: int) -> bytes:
    """Write a form with a file in every field that some form has, and a file name that leads elsewhere."""
    parts = [f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{mark}\r\n'.encode()]
    for name in ("name_sealed", "household_sealed", "request", "code"):
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="../../{name}.exe"\r\n\r\n'
        parts.append(head.encode() + b"MZ" * (size // 8) + b"\r\n")
    return b"".join([*parts, b"--x--\r\n"])


def test_another_name_of_this_computer_is_refused(house: tuple[str, Any]) -> None:
    with visiting(house[0]) as visitor:
        assert visitor.ask("GET", "/", headers={"Host": "evil.example"}).status == 400


def test_every_page_carries_the_same_policy(house: tuple[str, Any]) -> None:
    address, world = house
    with visiting(address, session_of("liudmyla")) as visitor:
        for pattern in addresses():
            path = filled(pattern, world.things["own"])
            if path.startswith("/api/"):
                continue
            said = visitor.get(path)
            policy = said.headers["content-security-policy"]
            assert "unsafe" not in policy, path
            assert "default-src 'none'" in policy, path
            assert said.headers["cache-control"] == "no-store", path
            assert said.headers["x-content-type-options"] == "nosniff", path
            assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", said.body), path


def test_whatever_is_typed_nothing_fails_and_nothing_hangs(house: tuple[str, Any], record_property: Any) -> None:
    """Crawl from each person's first page over links and forms; send each form with what nobody should type."""
    address, _ = house
    dice = random.Random(417)
    statuses: Counter[int] = Counter()
    cases = examples(900, 14_000)
    sessions = {code: session_of(code) for code in PEOPLE}
    letting_go: dict[str, list[Form]] = {}
    for code in PEOPLE:
        with visiting(address, sessions[code]) as visitor:
            forms = crawl(visitor, statuses)
            letting_go[code] = [form for form in forms if form.action in LETS_GO]
            others = [form for form in forms if form.action not in LETS_GO]
            type_into(visitor, others, cases // len(PEOPLE), dice, statuses)
            assert visitor.get("/").status == 200, f"{code} is signed in still: the forms were read"
    for code, forms in letting_go.items():
        with visiting(address, sessions[code]) as visitor:
            type_into(visitor, forms, cases // 100 if forms else 0, dice, statuses)
    assert {200, 303, 422} <= set(statuses)
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    record_property("counted", f"pages and forms of the desk: {sum(statuses.values())} questions, {told}")


def type_into(visitor: Visitor, forms: list[Form], cases: int, dice: random.Random, statuses: Counter[int]) -> None:
    """Send forms with what nobody should type; none may make the program fail or keep anybody waiting."""
    for _ in range(cases):
        form = dice.choice(forms)
        began = time.monotonic()
        said = visitor.post(form.action, typed(form, dice), part=dice.random() < 0.5)
        assert said.status < 500, (form.action, said.status)
        assert time.monotonic() - began < LONGEST_S, form.action
        statuses[said.status] += 1


def crawl(visitor: Visitor, statuses: Counter[int]) -> list[Form]:
    """Load every page that can be reached; give the forms found, each address once with all of its fields."""
    waiting, seen = ["/"], {"/"}
    forms: dict[str, Form] = {}
    while waiting and len(seen) < 150:
        path = waiting.pop(0)
        said = visitor.get(path)
        statuses[said.status] += 1
        assert said.status < 500, path
        for form in forms_of(said.body):
            action = form.action or path.partition("?")[0]
            if form.method == "post" and action not in NEVER:
                forms.setdefault(action, Form(action, "post")).fields.update(form.fields)
        fresh = links_of(said.body) - seen - NEVER
        seen |= fresh
        waiting += sorted(fresh)
    assert forms
    return list(forms.values())


def typed(form: Form, dice: random.Random) -> dict[str, str]:
    """Fill a form: mostly with what stood there, partly with nonsense; its mark stays, or it would not be read."""
    return {
        name: value if name == "csrfmiddlewaretoken" or dice.random() < 0.5 else dice.choice(NASTY)
        for name, value in form.fields.items()
        if name == "csrfmiddlewaretoken" or dice.random() < 0.9
    }


def test_the_cast_signs_in_to_its_own_organisation(house: tuple[str, Any]) -> None:
    from django.contrib.auth import get_user_model

    accounts: Any = get_user_model().objects
    assert accounts.filter(username__startswith=f"{ORGANISATION}/").count() >= len(PEOPLE)
