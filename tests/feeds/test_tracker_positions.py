"""What the three tracking apps send, as they send it; the sources of each form stand in docs/trackers.md."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.places import LonLat
from openevac.feeds.tracker_positions import TrackerWord, read_tracker
from tests.torture import examples

AT = datetime(2025, 11, 16, 10, 41, 7, tzinfo=UTC)
TOKEN = "k7"  # noqa: S105 - invented for this test
SEEN = TrackerWord(token=TOKEN, at=AT, position=LonLat(36.8021, 49.6113))
TRACCAR = {
    "location": {
        "timestamp": "2025-11-16T10:41:07.000Z",
        "coords": {
            "latitude": 49.6113, "longitude": 36.8021, "accuracy": 4.7, "speed": 13.2, "heading": 91.5,
            "altitude": 112.4,
        },
        "is_moving": True, "odometer": 1200.5, "event": "motionchange",
        "battery": {"level": 0.61, "is_charging": False}, "activity": {"type": "in_vehicle"},
    },
    "device_id": "k7",
}  # fmt: skip
OWNTRACKS = {
    "_type": "location", "tid": "k7", "lat": 49.6113, "lon": 36.8021, "tst": int(AT.timestamp()), "acc": 12, "vel": 40,
    "batt": 61, "conn": "m", "t": "u", "topic": "owntracks/crew/phone",
}  # fmt: skip
OSMAND = {
    "id": "k7", "lat": "49.6113", "lon": "36.8021", "timestamp": str(int(AT.timestamp() * 1000)), "hdop": "4.7",
    "altitude": "112.4", "speed": "13.2", "bearing": "91.5",
}  # fmt: skip
TRACCAR_BEFORE = {
    "id": "k7", "timestamp": str(int(AT.timestamp())), "lat": "49.6113", "lon": "36.8021", "speed": "25.6",
    "bearing": "91.5", "altitude": "112.4", "accuracy": "4.7", "batt": "61.0",
}  # fmt: skip


def body(told: Any) -> bytes:
    return json.dumps(told).encode()


@pytest.mark.parametrize(("query", "sent"), [
    ({}, body(TRACCAR)),
    ({"id": "k7"}, body({"location": TRACCAR["location"]})),
    (TRACCAR_BEFORE, b""),
    (OSMAND, b""),
    ({"id": "k7"}, body(OWNTRACKS)),
    (TRACCAR_BEFORE, b"id=k7&lat=1"),
])  # fmt: skip
def test_each_app_tells_the_same_place_and_time(query: dict[str, str], sent: bytes) -> None:
    assert read_tracker(query, sent) == SEEN


def test_what_an_app_tells_of_itself_has_no_place() -> None:
    told = read_tracker({"id": "k7"}, body({"_type": "lwt", "tst": 1}))
    assert told == TrackerWord(token=TOKEN, at=None, position=None)


@pytest.mark.parametrize(("query", "sent"), [
    ({}, b""),
    ({"id": "k7"}, b""),
    ({**OSMAND, "id": ""}, b""),
    ({**OSMAND, "id": "k" * 101}, b""),
    ({**OSMAND, "lat": "91"}, b""),
    ({**OSMAND, "lon": "-180.1"}, b""),
    ({**OSMAND, "lat": "nan"}, b""),
    ({**OSMAND, "lat": "1e999"}, b""),
    ({**OSMAND, "timestamp": "yesterday"}, b""),
    ({**OSMAND, "timestamp": "9" * 39}, b""),
    ({"id": "k7"}, b"{"),
    ({"id": "k7"}, b"{" * 5000),
    ({}, body({**TRACCAR, "device_id": 7})),
    ({}, body({**TRACCAR, "location": []})),
    ({}, body({**TRACCAR, "location": {"coords": None}})),
    ({}, body({**TRACCAR, "location": {**TRACCAR["location"], "timestamp": "2025-11-16T10:41:07"}})),  # type: ignore[dict-item]  # a dict above
    ({"id": "k7"}, body({**OWNTRACKS, "lat": True})),
])  # fmt: skip
def test_what_is_of_none_of_them_is_not_read(query: dict[str, str], sent: bytes) -> None:
    assert read_tracker(query, sent) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from([
        "location", "coords", "latitude", "longitude", "timestamp", "device_id", "_type", "tst", "lat", "lon", "id",
    ]), inside, max_size=6),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=examples(300, 20_000), deadline=None)
@given(
    query=st.dictionaries(st.sampled_from([*OSMAND, "deviceid"]), st.text(max_size=40)), told=ANYTHING, raw=st.binary()
)
def test_whatever_comes_is_read_or_not_and_never_fails(query: dict[str, str], told: Any, raw: bytes) -> None:
    for sent in (json.dumps(told).encode(), raw, b"{" + raw):
        found = read_tracker(query, sent)
        if found is not None and found.position is not None:
            assert -180 <= found.position.lon <= 180
            assert -90 <= found.position.lat <= 90
