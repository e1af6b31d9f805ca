"""Every question x everybody who may hold a token, against one table written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from openevac.domain.places import LonLat, coarse
from tests.web.asking import API, Answer, ask, get, post
from tests.web.house import ASKERS, OTHER, OWN, THEIRS, House

UNKNOWN = dict.fromkeys(("lost phone", "partner that left", "badge", "wrong token", "nobody"), 401)
CREW = {"rider": 200, "other crew": 404, "coordinator": 200, "reception": 403, "who left": 403, "next door": 404}
AT_WORK = {"rider": 200, "other crew": 200, "coordinator": 200, "reception": 200, "who left": 403, "next door": 200}
CLAIMS = {"rider": 404, "other crew": 404, "reception": 403, "who left": 403, "next door": 404}
TABLE: dict[str, dict[str, int]] = {
    "pulse": dict.fromkeys(ASKERS, 200),
    "enrol": dict.fromkeys(ASKERS, 200),
    "own missions": {**CREW, "other crew": 200, "next door": 200, "partner": 404, **UNKNOWN},
    "one mission": {**CREW, "partner": 404, **UNKNOWN},
    "drive": {**CREW, "coordinator": 403, "partner": 404, **UNKNOWN},
    "people": {**CREW, "coordinator": 403, "partner": 404, **UNKNOWN},
    "recipient": {**AT_WORK, "coordinator": 403, "reception": 403, "partner": 404, **UNKNOWN},
    "ops": {**CREW, "partner": 404, **UNKNOWN},
    "check-in": {**CREW, "partner": 404, **UNKNOWN},
    "checkpoint": {**AT_WORK, "partner": 404, **UNKNOWN},
    "cosignature": {**AT_WORK, "partner": 404, **UNKNOWN},
    "lock": {**AT_WORK, "partner": 404, **UNKNOWN},
    "claims": {**CLAIMS, "coordinator": 200, "partner": 200, **UNKNOWN},
    "take": {**CLAIMS, "coordinator": 200, "partner": 200, **UNKNOWN},
    "release": {**CLAIMS, "coordinator": 404, "partner": 200, **UNKNOWN},
}
HERE = coarse(LonLat(36.8021, 49.6113))
"""The corner where the house of the matrix puts its people, as 100 m let it be known."""
HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "same-origin",
}


def asked(house: House, what: str, token: str | None, **more: Any) -> Answer:
    method, path, body = house.call(what)
    return ask(method, API + path, by=token, body=body, **more)


@pytest.mark.parametrize("what", TABLE)
def test_every_question_by_everybody(house: House, what: str) -> None:
    """A release is tried after the partner has claimed: one's own is given back, another's reads as none."""
    from django.db import transaction

    if what == "release":
        assert asked(house, "take", ASKERS["partner"]).status == 200
    nothing = get("no-such-thing").body
    for name, token in ASKERS.items():
        with transaction.atomic():
            answer = asked(house, what, token)
            transaction.set_rollback(True)
        assert answer.status == TABLE[what][name], (name, answer.body)
        if answer.status == 404:
            assert answer.body == nothing
        assert HEADERS.items() <= answer.headers.items(), name


def test_the_table_has_every_question_and_everybody(house: House) -> None:
    from openevac.web.api.site import api

    found = {
        (method.upper(), path.removeprefix(API))
        for path, methods in api.get_openapi_schema(path_prefix=API)["paths"].items()
        for method in methods
    }
    tried = {(method, path.replace(OWN, "{code}")) for method, path, _ in map(house.call, TABLE)}
    assert tried == found
    assert all(set(row) == set(ASKERS) for row in TABLE.values())


@pytest.mark.parametrize("path", ["/api/", "/api/v2", API, API + "missions", API + "openapi.json", API + "docs"])
def test_unknown_paths_read_like_things_of_others(house: House, path: str) -> None:
    theirs = get(f"mission/{THEIRS}", "phone-sashko")
    answer = ask("GET", path, by="phone-sashko")
    assert (answer.status, answer.body) == (404, theirs.body)
    assert HEADERS.items() <= answer.headers.items()
    assert answer.headers["content-type"] == theirs.headers["content-type"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
def test_other_methods_do_nothing(house: House, method: str) -> None:
    for language, words in (("uk", "Ця адреса"), ("en", "This address does not take that method.")):
        answer = ask(method, API + "lock", by="phone-sashko", body={}, language=language)
        assert answer.status == 405
        assert HEADERS.items() <= answer.headers.items()
        assert answer.headers["allow"] == "POST"
        assert answer.headers["content-type"] == "application/json"
        if method != "HEAD":
            assert answer.json["problem"].startswith(words)
            assert answer.json["todo"]


def test_a_mission_is_shown_without_anybody_s_name(house: House) -> None:
    (mission,) = get("mission", "phone-sashko").json
    assert mission["mission"] == OWN
    assert mission["trips"][0]["stops"][0]["position"] == [HERE.lon, HERE.lat]
    assert get("mission", "phone-roman").json[0]["mission"] == OTHER
    assert get("mission", "desk-kateryna").json == []


def test_ops_are_taken_once_and_each_has_an_outcome(house: House) -> None:
    from openevac.store.models import CheckIn, DeviceOp

    forged = house.op("phone-sashko", 3, value="sos")
    strange = house.op("phone-nobody", 1)
    sent = {"command_id": "7f3c1a52-52b1-4d0e-9f07-3a1d4c1f0b11", "mission": OWN}
    sent["ops"] = [house.op("phone-sashko", 1), house.op("phone-sashko", 2), forged, strange]  # type: ignore[assignment] # one JSON body
    first = post("ops", sent, "phone-sashko")
    assert [one["outcome"] for one in first.json["outcomes"]] == ["new", "new", "refused", "refused"]
    assert "signature" in first.json["outcomes"][2]["reason"]
    assert (DeviceOp.objects.count(), CheckIn.objects.count()) == (2, 2)
    assert post("ops", sent, "phone-sashko").json == first.json, "the same command gives the same answer"
    again = post("ops", {**sent, "command_id": "0a3c1a52-52b1-4d0e-9f07-3a1d4c1f0b11"}, "phone-sashko").json
    assert [one["outcome"] for one in again["outcomes"]] == ["known", "known", "refused", "refused"]
    assert (DeviceOp.objects.count(), CheckIn.objects.count()) == (2, 2)
    other = {**sent, "ops": [house.op("phone-sashko", 9)]}
    assert post("ops", other, "phone-sashko").status == 409


def test_a_phone_s_fault_names_its_row(house: House) -> None:
    good, bad = house.op("phone-sashko", 1), house.op("phone-sashko", 2, id="no spaces please")
    sent = {"command_id": "7f3c1a52-52b1-4d0e-9f07-3a1d4c1f0b11", "mission": OWN, "ops": [good, bad]}
    answer = post("ops", sent, "phone-sashko")
    assert (answer.status, answer.json["row"]) == (422, 2)
    sent["ops"] = [good, {**bad, "id": "x", "counter": "many"}]
    answer = post("ops", sent, "phone-sashko")
    assert (answer.status, answer.json["row"], answer.json["field"]) == (422, 2, "asked.ops.counter")


def test_an_sos_is_heard(house: House) -> None:
    method, path, body = house.call("check-in")
    assert body is not None
    word = {**body, "kind": "sos", "position": {"lon": 36.80213, "lat": 49.61131}}
    answer = ask(method, API + path, by="phone-sashko", body=word)
    assert (answer.status, answer.json["mission"]) == (200, OWN)
    from openevac.store.models import CheckIn

    kept = CheckIn.objects.get()
    assert (kept.kind, kept.lon, kept.lat, kept.recorded_by) == ("sos", HERE.lon, HERE.lat, "phone-sashko")


def test_a_phone_follows_the_ledger_as_a_witness(house: House) -> None:
    from openevac.ledger.checkpoint import cosignatures, open_checkpoint
    from openevac.ledger.log import verify_consistency
    from openevac.ledger.note import from_base64, parse_note, parse_verifier_key
    from openevac.services.kernel.who import worker_of
    from openevac.services.log.sign_checkpoint import sign_checkpoint
    from openevac.store.models import LogKey
    from tests.web.house import witness_key

    first = get("checkpoint", "phone-sashko").json
    assert asked(house, "cosignature", "phone-sashko").json == {"new": True}
    assert asked(house, "cosignature", "phone-sashko").json == {"new": False}
    assert asked(house, "lock", "phone-sashko").status == 200
    sign_checkpoint(worker_of("dopomoha"), house.world.clock)
    second = get("checkpoint", "phone-sashko", query=f"from={first['size']}").json
    key = parse_verifier_key(LogKey.objects.get(id=1).vkey)
    (old, _), (new, _) = (open_checkpoint(one["note"], key) for one in (first, second))
    assert (new.size, second["old"]) == (old.size + 1, old.size)
    proof = [from_base64(one) or b"" for one in second["proof"]]
    assert verify_consistency(old.size, old.root, new.size, new.root, proof)
    assert not cosignatures(parse_note(second["note"]), [witness_key().verifier])
    assert get("checkpoint", "phone-sashko", query="from=99999").status == 409


def test_a_forged_cosignature_is_refused(house: House) -> None:
    good = house.cosignature()
    for line in ("", "x", good["line"] * 2, good["line"][:-9] + "AAAAAAA=\n", "\u2014 a b\n"):
        answer = post("cosignature", {**good, "line": line}, "phone-sashko")
        assert answer.status == 422, line
    assert post("cosignature", {**good, "witness": "nobody.example"}, "phone-sashko").status == 404


def test_a_partner_learns_four_facts(house: House) -> None:
    (shared,) = get("claims", "proliska").json
    assert set(shared) == {"tag", "cell", "party_size", "status"}
    taken = asked(house, "take", "proliska").json
    assert (taken["status"], taken["tag"]) == ("taken", shared["tag"])
    assert taken["say"]


def test_the_pulse_tells_nothing_but_red_lines(house: House) -> None:
    assert get("pulse").json == {"red": []}
    house.world.clock.pass_time(seconds=60)
    try:
        (line,) = get("pulse").json["red"]
    finally:
        house.world.clock.pass_time(seconds=-60)
    assert line["why"] == "no_worker"
    assert "nothing can ring" in line["say"]
