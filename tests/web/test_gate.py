"""The gate: languages, sizes, wrong tokens, failures that tell nothing, and a store that does not answer."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.web.asking import API, ask, get, post
from tests.web.house import OWN, House
from tests.web.test_doors import HEADERS, asked


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("uk", "uk"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("de, en;q=0.4, uk;q=0.6", "uk"), ("", "uk"),
        ("de", "uk"), ("en;q=0", "uk"), ("en;q=x", "uk"), (",;,;q=", "uk"), ("uk;q=0.2,EN;q=0.3", "en"),
    ],
)  # fmt: skip
def test_refusals_are_said_in_the_asker_s_language(house: House, accepted: str, language: str) -> None:
    said = {"uk": "Тут немає нічого з такою назвою.", "en": "There is nothing here under that name."}
    answer = get("mission/В-77", "phone-sashko", language=accepted)
    assert (answer.json["problem"], answer.headers["content-language"]) == (said[language], language)


def test_every_refusal_is_said_in_ukrainian(house: House) -> None:
    body = {"command_id": "x"}
    answers = [
        get("mission"), get("mission", "desk-raisa"), get("mission/x", "phone-sashko"),
        post("lock", body, "phone-sashko"),
        ask("POST", API + "lock", by="phone-sashko", raw=b"{"), ask("POST", API + "lock", raw=b"x" * 2_000_000),
    ]  # fmt: skip
    assert [one.status for one in answers] == [401, 403, 422, 422, 400, 413]
    answers = [get("mission", language="uk"), get("mission", "desk-raisa", language="uk")]
    answers += [post("lock", body, "phone-sashko", language="uk"), get("mission/x", "phone-sashko", language="uk")]
    answers.append(ask("POST", API + "lock", raw=b"x" * 2_000_000, language="uk"))
    for answer in answers:
        for sentence in (answer.json["problem"], answer.json["todo"]):
            assert any("а" <= letter <= "я" for letter in sentence.lower()), sentence


def test_a_body_over_a_mebibyte_is_not_read(house: House) -> None:
    long = ask("POST", API + "ops", by="phone-sashko", raw=b" " * (1024 * 1024 + 1))
    lied = ask("POST", API + "ops", by="phone-sashko", raw=b" " * (1024 * 1024 + 1), headers={"content-length": "2"})
    claims = ask("POST", API + "ops", by="phone-sashko", raw=b"{}", headers={"content-length": "99999999"})
    assert [one.status for one in (long, lied, claims)] == [413, 413, 413]
    assert HEADERS.items() <= long.headers.items()
    fits = ask("POST", API + "ops", by="phone-sashko", raw=b" " * (1024 * 1024))
    assert fits.status == 400


def test_wrong_tokens_are_slowed_down_and_nobody_else_is(house: House) -> None:
    found = [get("mission", f"wrong-{number}").status for number in range(40)]
    assert found == [401] * 30 + [429] * 10
    slow = get("mission", "wrong", headers={"x-forwarded-for": "198.51.100.9"})
    assert slow.status == 429, "what a client says of its own address does not count"
    assert int(slow.headers["retry-after"]) >= 1
    assert get("mission", "phone-sashko").status == 200, "a right token from the same address"
    assert get("mission", "phone-sashko", address="198.51.100.9").status == 200
    assert get("mission", "wrong", address="198.51.100.9").status == 401


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"[]", b"[" * 60_000, b'{"command_id": NaN}', b'"\\ud800"', b"\xff\xfe{}"]
)
def test_what_is_no_json_of_ours_is_refused(house: House, raw: bytes) -> None:
    assert ask("POST", API + "lock", by="phone-sashko", raw=raw).status in {400, 422}


def test_a_failure_tells_neither_the_asker_nor_the_log_what_was_sent(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    from openevac.web.api import devices

    def fail(*_: Any) -> None:
        raise RuntimeError("Голка Вигаданівна, вул. Садова, 7")

    monkeypatch.setattr(devices, "record_check_in", fail)
    with caplog.at_level(logging.DEBUG):
        answer = asked(house, "check-in", "phone-sashko", query="name=Голка")
        get("mission/Голка", "phone-sashko")
        get("Голка", "phone-sashko")
    assert answer.status == 500
    assert "same command id" in answer.json["todo"]
    shown = capfd.readouterr()
    written = caplog.text + shown.out + shown.err + answer.body.decode()
    assert "RuntimeError in devices.py" in caplog.text
    for secret in ("Голка", "Садова", "Traceback", OWN, "phone-sashko"):
        assert secret not in written


def test_a_failure_outside_django_is_caught_at_the_gate(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.web.asking import in_this_thread

    async def fail(*_: Any) -> None:
        raise ValueError("Голка")

    monkeypatch.setattr(in_this_thread(), "_inside", fail)
    answer = get("pulse")
    assert answer.status == 500
    assert "Голка" not in answer.body.decode()
    assert HEADERS.items() <= answer.headers.items()


STORE = {"database_locked": 503, "database_busy": 503, "disk_full": 507, "store_replaced": 503, "disk_errors": 503}


@pytest.mark.parametrize("kind", STORE)
def test_a_store_that_does_not_answer_is_said(house: House, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    from openevac.store.sqlcipher import refusals
    from openevac.web.api import token

    def refuse(_token: str) -> None:
        fault: Exception = getattr(refusals, kind)()
        raise fault

    monkeypatch.setattr(token, "who_shows", refuse)
    answer = get("mission", "phone-sashko")
    assert answer.status == STORE[kind]
    assert answer.json["todo"]
    assert answer.headers["retry-after"] == "5"


def test_a_database_out_of_reach_is_said_without_its_own_words(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import InterfaceError, OperationalError

    from openevac.web.api import token

    for kind in (OperationalError, InterfaceError):

        def refuse(_token: str, kind: type[Exception] = kind) -> None:
            raise kind("connection to server at 10.0.0.5 failed for user olena")

        monkeypatch.setattr(token, "who_shows", refuse)
        answer = get("mission", "phone-sashko")
        assert answer.status == 503
        assert b"10.0.0.5" not in answer.body
