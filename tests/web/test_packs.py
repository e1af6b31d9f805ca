"""The pack over HTTP: the way in parts that fit together again, the people sealed, a key named."""

from __future__ import annotations

import json
from base64 import b64decode
from uuid import uuid4

import pytest

from openevac.vault.age import OpenedIdentity, identity_from_raw, seal
from tests.web.asking import get, post
from tests.web.house import OWN, RECIPIENT, SEED, House

PHONE = "phone-sashko"
DRIVE = f"mission/{OWN}/drive"


def test_a_download_that_was_cut_goes_on_where_it_stopped(house: House) -> None:
    house.lay_ground()
    whole = get(DRIVE, PHONE, headers={"accept-encoding": "gzip"})
    assert (whole.status, whole.headers["accept-ranges"]) == (200, "bytes")
    assert whole.headers["content-encoding"] == "identity", "a part of something compressed fits nothing"
    assert json.loads(whole.body)["mission"] == OWN
    mark, size, got = whole.headers["etag"], len(whole.body), b""
    while len(got) < size:
        answer = get(DRIVE, PHONE, headers={"range": f"bytes={len(got)}-{len(got) + 299}", "if-range": mark})
        assert answer.status == 206
        last = min(len(got) + 299, size - 1)
        assert answer.headers["content-range"] == f"bytes {len(got)}-{last}/{size}"
        assert answer.headers["etag"] == mark
        got += answer.body
    assert got == whole.body


@pytest.mark.parametrize(
    ("wanted", "first", "last"), [("bytes=0-0", 0, 0), ("bytes=10-", 10, None), ("bytes=-7", -7, None)]
)
def test_every_form_of_one_range_is_heard(house: House, wanted: str, first: int, last: int | None) -> None:
    house.lay_ground()
    whole = get(DRIVE, PHONE).body
    answer = get(DRIVE, PHONE, headers={"range": wanted})
    assert answer.status == 206
    assert answer.body == (whole[first:] if last is None else whole[first : last + 1])


@pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "lines=0-1", "bytes=-", "bytes=x-1"])
def test_what_is_no_single_range_gives_the_whole(house: House, wanted: str) -> None:
    house.lay_ground()
    answer = get(DRIVE, PHONE, headers={"range": wanted})
    assert (answer.status, answer.body) == (200, get(DRIVE, PHONE).body)


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=9-3", "bytes=-0"])
def test_what_lies_behind_the_end_is_refused_with_the_size(house: House, wanted: str) -> None:
    house.lay_ground()
    size = len(get(DRIVE, PHONE).body)
    answer = get(DRIVE, PHONE, headers={"range": wanted})
    assert (answer.status, answer.body, answer.headers["content-range"]) == (416, b"", f"bytes */{size}")


def test_an_older_part_is_never_joined_to_a_newer_answer(house: House) -> None:
    house.lay_ground()
    whole = get(DRIVE, PHONE)
    answer = get(DRIVE, PHONE, headers={"range": "bytes=5-9", "if-range": '"of-yesterday"'})
    assert (answer.status, answer.body) == (200, whole.body)
    known = get(DRIVE, PHONE, headers={"if-none-match": whole.headers["etag"]})
    assert (known.status, known.body) == (304, b"")


def test_the_people_come_sealed_and_a_fresh_key_ends_the_old_bytes(house: House) -> None:
    from openevac.store.models import Device, Household, Mission, PackStop, Stop

    def name(recipient: str, holds: list[str]) -> int:
        asked = {"command_id": str(uuid4()), "recipient": recipient, "holds": holds}
        answer = post("recipient", asked, PHONE)
        assert answer.status == 200, answer.body
        return int(answer.json["holds"])

    stop = Stop.objects.select_related("trip__mission", "request").get(trip__mission__code=OWN)
    assert stop.request is not None
    assert get(f"mission/{OWN}/people", PHONE).json == {
        "mission": OWN, "version": 1, "stops": [], "missing": [stop.code], "served": [],
    }  # fmt: skip
    name(RECIPIENT, [])
    mission = Mission.objects.get(code=OWN)
    PackStop.objects.create(
        organisation_id="dopomoha", mission=mission, stop=stop, device=Device.objects.get(code=PHONE),
        household=Household.objects.get(id=stop.request.household_id), recipient=RECIPIENT,
        sealed=seal(b"{}", (RECIPIENT,)), sealed_at=house.world.clock.now(), sealed_by="kateryna",
        ends_at=mission.returns_at,
    )  # fmt: skip
    (one,) = get(f"mission/{OWN}/people", PHONE).json["stops"]
    assert (one["stop"], one["request"]) == (stop.code, stop.request.receipt)
    assert one["sealed_at"].endswith("Z")
    assert OpenedIdentity(identity_from_raw(SEED)).open(b64decode(one["sealed"])) == b"{}"
    fresh = OpenedIdentity(identity_from_raw(bytes(range(1, 33)))).recipient
    assert name(fresh, [stop.code]) == 1
    answer = get(f"mission/{OWN}/people", PHONE).json
    assert (answer["stops"], answer["missing"]) == ([], [])
    Stop.objects.filter(id=stop.id).update(outcome="boarded")
    assert get(f"mission/{OWN}/people", PHONE).json["served"] == [stop.code]
    Stop.objects.filter(id=stop.id).update(outcome="")


def test_what_is_no_key_is_refused_in_words(house: House) -> None:
    answer = post("recipient", {"command_id": str(uuid4()), "recipient": "age1nonsense"}, PHONE)
    assert (answer.status, answer.json["problem"]) == (422, "This is not a public key of age.")
