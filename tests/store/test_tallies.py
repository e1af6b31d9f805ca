"""What is counted for all web processes together: tries at the door, wrong tokens, used codes."""

from __future__ import annotations

import threading
from typing import Any

from tests.databases import database, django_ready, fresh_database

__all__ = ["database", "django_ready", "fresh_database"]


def another_process() -> Any:
    """Give the cache as a process of its own has it: nothing of it is in anybody's memory."""
    from openevac.store.tallies import Tallies

    return Tallies("", {})


def test_what_one_process_counts_the_next_one_knows(database: Any) -> None:
    one, other = another_process(), another_process()
    one.set("tries", [1.5, 2.5], 60)
    assert other.get("tries") == [1.5, 2.5]
    other.set("tries", [3.5], 60)
    assert one.get("tries") == [3.5]
    assert one.touch("tries", -1)
    assert other.get("tries", "gone") == "gone"
    one.set("tries", [], 60)
    assert (other.delete("tries"), other.delete("tries"), one.get("tries")) == (True, False, None)


def test_an_ended_value_gives_way_and_a_standing_one_does_not(database: Any) -> None:
    one, other = another_process(), another_process()
    assert one.add("code", "used", 60)
    assert not other.add("code", "again", 60)
    assert other.get("code") == "used"
    one.set("code", "used", -1)
    assert other.add("code", "later", 60)
    assert one.get("code") == "later"


def test_of_many_at_once_one_succeeds(fresh_database: Any) -> None:
    from django.db import connections

    won: list[bool] = []
    together = threading.Barrier(6)

    def race() -> None:
        together.wait()
        won.append(another_process().add("code", "used", 60))
        connections.close_all()

    racers = [threading.Thread(target=race) for _ in range(6)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()
    assert sorted(won) == [False] * 5 + [True]


def test_the_table_tells_no_address_and_takes_no_value_from_outside(database: Any) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    one = another_process()
    one.set("wrong-tokens-203.0.113.7", [1.0], 60)
    row = Session.objects.get()
    assert "203.0.113.7" not in f"{row.session_key} {row.session_data}"
    assert SessionStore(row.session_key).load() == {}, "a tally opens no session"
    Session.objects.update(session_data="[9.0]")
    assert one.get("wrong-tokens-203.0.113.7") is None, "nobody signed this"
    session = SessionStore()
    session["kept"] = True
    session.save()
    one.clear()
    assert Session.objects.get().session_key == session.session_key


def test_the_limit_at_the_door_is_one_for_all_processes(database: Any) -> None:
    """The library counts in the default cache, which holds nothing in memory: five wrong tries are five anywhere."""
    from allauth.core import ratelimit
    from django.core.cache import cache, caches
    from django.test import RequestFactory

    assert type(caches["default"]).__name__ == "Tallies"
    assert not {name for name, value in vars(caches["default"]).items() if isinstance(value, dict | list | set)}
    request = RequestFactory().post("/sign-in/")
    allowed = [bool(ratelimit.consume(request, action="login_failed", key="olena")) for _ in range(7)]
    assert allowed == [True] * 5 + [False] * 2
    cache.clear()
    assert ratelimit.consume(request, action="login_failed", key="olena")


def test_what_has_ended_is_let_go(database: Any) -> None:
    from django.contrib.sessions.models import Session

    one = another_process()
    one.set("old", 1, -1)
    one.set("new", 1, 60)
    assert Session.objects.count() == 1
