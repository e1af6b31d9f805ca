"""Thousands of questions thrown quickly: a valid one of each kind, bent in one or two places by dice with a seed."""

from __future__ import annotations

import json
import time
from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from tests.torture import examples
from tests.web.asking import API, ask
from tests.web.house import ASKERS, OTHER, OWN, THEIRS, House
from tests.web.test_fuzz import NASTY

LONGEST_S = 5.0
CALLS = (
    "pulse", "own missions", "one mission", "ops", "check-in", "checkpoint", "cosignature", "lock", "claims", "take",
    "release",
)  # fmt: skip
WHO = (*ASKERS.values(), *(["phone-sashko", "desk-kateryna", "proliska"] * 3))
"""Everybody; those who get furthest ask most."""
FURTHEST = {"lock": "desk-kateryna", "take": "proliska", "release": "proliska"}
"""Whose questions of a kind are answered; a phone's, where nobody stands here."""
STRANGE: tuple[Any, ...] = (
    *NASTY, None, True, 0, -1, 1e308, 2**53, 2**63, 10**40, [], {}, [[]], {"": None}, "A" * 5000, OWN, OTHER, THEIRS,
    "\ud800", {"a": {"a": {"a": [1, 2, "ї"]}}}, "00000000-0000-4000-8000-000000000000",
)  # fmt: skip


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the way to everything inside a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(one for name, part in inner for one in places(part, (*here, name)))]


def strange(dice: Random) -> Any:
    """Give something strange, a new one each time: the next bend may be made inside of it."""
    return deepcopy(dice.choice(STRANGE))


def bent(body: Any, dice: Random) -> Any:
    """Give a body with one or two of its places changed, taken away, doubled, or put somewhere strange."""
    body = json.loads(json.dumps(body))
    for _ in range(dice.choice((0, 1, 1, 2))):
        *way, last = dice.choice(places(body)) or (None,)
        if last is None:
            return strange(dice)
        holder = body
        for name in way:
            holder = holder[name]
        what = dice.random()
        if what < 0.15 and isinstance(holder, dict):
            del holder[last]
        elif what < 0.25 and isinstance(holder, list):
            holder.append(holder[last])
        elif what < 0.3 and isinstance(holder, dict):
            holder[dice.choice([str(one) for one in NASTY])] = strange(dice)
        else:
            holder[last] = strange(dice)
    return body


def question(house: House, dice: Random) -> tuple[str, str, str, bytes]:
    """Give method, path, query and body of one question."""
    method, path, body = house.call(dice.choice(CALLS))
    if dice.random() < 0.15:
        path = "/".join(dice.choice((part, dice.choice(NASTY).replace("/", "-"))) for part in path.split("/"))
        path = path or "nowhere"  # the door itself is no question
    if dice.random() < 0.05:
        method = dice.choice(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"))
    query = "" if dice.random() < 0.8 else f"from={quote(str(dice.choice(STRANGE)), safe='', errors='replace')}"
    raw = b"" if body is None else json.dumps(bent(body, dice)).encode()
    if raw and dice.random() < 0.03:
        raw = raw[: dice.randrange(len(raw))]
    return method, path, query, raw


def test_no_bent_question_of_thousands_makes_the_program_fail_or_hang(
    house: House, record_property: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache
    from django.db import transaction

    dice, seen, slowest = Random(417), Counter[int](), 0.0
    monkeypatch.setattr("tests.web.house.uuid4", lambda: UUID(int=dice.getrandbits(128), version=4))
    count = examples(7_500, 70_000)
    ask("GET", f"{API}nowhere/at/all")  # the first question of a process loads the pages
    for _ in range(count):
        cache.clear()
        method, path, query, raw = question(house, dice)
        began = time.monotonic()
        with transaction.atomic():
            answer = ask(method, API + path, query=query, raw=raw, by=dice.choice(WHO))
            transaction.set_rollback(True)
        slowest = max(slowest, time.monotonic() - began)
        seen[answer.status] += 1
        assert answer.status < 500, (method, path, query, raw, answer.body)
        if answer.status >= 400 and method != "HEAD":
            assert answer.headers["content-type"] == "application/json", (method, path)
            told = json.loads(answer.body)
            assert told["problem"], (method, path, raw)
            assert told["todo"], (method, path, raw)
    assert slowest < LONGEST_S
    assert seen[200] > count / 20, "the questions are so bent that none gets through"
    assert {200, 400, 401, 403, 404, 422} <= set(seen)
    record_property("counted", f"web: {seen.total()} questions bent by dice, answers {dict(sorted(seen.items()))}, "
                    f"slowest {slowest * 1000:.0f} ms")  # fmt: skip


def test_no_place_of_a_question_with_anything_strange_in_it_makes_the_program_fail(house: House) -> None:
    """What dice may miss: every strange thing in every place of every question, one at a time."""
    from django.core.cache import cache
    from django.db import transaction

    for call in CALLS:
        method, path, asked = house.call(call)
        body = json.loads(json.dumps(asked))
        for *way, last in (place for place in places(body) if place and body is not None):
            for thing in STRANGE[:: examples(3, 1)]:
                changed = deepcopy(body)
                holder = changed
                for name in way:
                    holder = holder[name]
                holder[last] = deepcopy(thing)
                cache.clear()
                with transaction.atomic():
                    answer = ask(
                        method, API + path, raw=json.dumps(changed).encode(), by=FURTHEST.get(call, "phone-sashko")
                    )
                    transaction.set_rollback(True)
                assert answer.status < 500, (call, way, last, thing)
