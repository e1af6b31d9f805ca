"""One invented mission as a phone holds it: two trips, a meeting point, a relay, dangers. Nobody in it exists."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Drive = dict[str, Any]

MISSION = "В-12"
NOW = "2025-05-08T05:10:00.000Z"
"""Ten past eight in Kyiv: the van is on its way to the first door."""
FIRST, SECOND, MET, AT_RELAY = "В-12.1.1", "В-12.1.2", "В-12.1.3", "В-12.2.1"
HANNA, PETRO, CHILD = "К-417-1", "К-417-2", "К-417-3"
LYING = "К-286-1"
FROM = (37.2100, 49.7400)
BRIDGE, FORK = (37.2950, 49.7150), (37.3600, 49.7230)
DOORS = {FIRST: (37.4200, 49.7010), SECOND: (37.4310, 49.7060), MET: (37.4050, 49.7120), AT_RELAY: (37.3010, 49.7190)}
SHELTER = (37.1500, 49.7700)
NAMES = {HANNA: "Ганна", PETRO: "Петро", CHILD: "Марійка", LYING: "Степан"}
"""Call names as the people pages give them; none of them may stand on a drive page."""


def drive_part() -> Drive:
    """Give the drive part: codes, places, times; no person, no house."""
    return deepcopy(_DRIVE)


def people_of(stop: str) -> dict[str, Any]:
    """Give the opened people page of one stop."""
    codes = [
        one["code"]
        for trip in _DRIVE["trips"]
        for door in trip["stops"]
        if door["code"] == stop
        for one in door["people"]
    ]
    return {
        "v": 1,
        "stop": stop,
        "request": "К-417",
        "door": {"house": "вул. Лісова 7", "flat": "31", "note": "другий під'їзд"},
        "phone_contact": "",
        "people": [{"code": code, "call_name": NAMES.get(code, "Олена")} for code in codes],
        "note": "стукати тричі",
    }


def _door(code: str, request: str, at: str, people: list[dict[str, str]], **more: Any) -> Drive:
    return {
        "code": code,
        "request": request,
        "kind": "door",
        "place": "Лісове",
        "position": list(DOORS[code]),
        "arrives_at": at,
        "service_s": 720,
        "walk_up": False,
        "before": [],
        "point": "",
        "party": len(people),
        "check_address_only": False,
        "floors": 0,
        "lift": None,
        "people": people,
        "belongings": {"kg": 40, "l": 160, "bulky": 1, "left_behind": [{"kind": "bulky", "amount": 1}]},
        "pets": 0,
        "carriers": 0,
        **more,
    }


def _person(code: str, mobility: str = "walks", age_band: str = "60+", bed: str = "ordinary") -> dict[str, str]:
    return {"code": code, "mobility": mobility, "age_band": age_band, "bed": bed}


def _leg(number: int, to: str, minutes: int, km: float, *line: tuple[float, float], **more: Any) -> Drive:
    return {
        "number": number,
        "to": to,
        "minutes": minutes,
        "km": km,
        "line": [list(at) for at in line],
        "tracks_km": 0,
        "last_coverage": None,
        "silent": None,
        "turn_back": [],
        "fallback": None,
        **more,
    }


_OUT = _leg(
    1,
    FIRST,
    26,
    17.4,
    FROM,
    (37.2500, 49.7330),
    BRIDGE,
    (37.3300, 49.7180),
    FORK,
    (37.3900, 49.7120),
    DOORS[FIRST],
    last_coverage={"position": list(FORK), "at": "2025-05-08T05:20:00Z"},
    silent={"from": "2025-05-08T05:20:00Z", "until": "2025-05-08T06:40:00Z"},
    turn_back=[
        {"position": list(BRIDGE), "at": "2025-05-08T05:12:00Z", "until": "2025-05-08T05:35:00Z"},
        {"position": list(FORK), "at": "2025-05-08T05:20:00Z", "until": "2025-05-08T05:45:00Z"},
    ],
    fallback={"shelter": "Дім-2", "minutes": 18},
)

_DRIVE: Drive = {
    "v": 1,
    "mission": MISSION,
    "version": 1,
    "made_at": "2025-05-08T04:00:00Z",
    "training": True,
    "vehicle": "bus-1",
    "crew": "crew-3",
    "departs_at": "2025-05-08T04:45:00Z",
    "returns_at": "2025-05-08T09:30:00Z",
    "trips": [
        {
            "number": 1,
            "shelter": {"code": "Дім-1", "name": "Дім культури", "position": list(SHELTER)},
            "relay": "",
            "hand_over_at": None,
            "departs_at": "2025-05-08T04:45:00Z",
            "arrives_at": "2025-05-08T06:50:00Z",
            "stops": [
                _door(
                    FIRST,
                    "К-417",
                    "2025-05-08T05:26:00Z",
                    [_person(HANNA), _person(PETRO, "walks_with_help"), _person(CHILD, age_band="5-17")],
                    floors=7,
                    lift=False,
                    pets=1,
                ),
                _door(
                    SECOND,
                    "К-286",
                    "2025-05-08T05:44:00Z",
                    [_person(LYING, "lying", bed="care")],
                    floors=2,
                    lift=False,
                    carriers=2,
                    belongings={"kg": 10, "l": 30, "bulky": 0, "left_behind": []},
                ),
                _door(
                    MET,
                    "К-300",
                    "2025-05-08T06:02:00Z",
                    [_person("К-300-1", age_band="18-59"), _person("К-300-2", age_band="0-4")],
                    kind="meeting_point",
                    belongings={"kg": 20, "l": 60, "bulky": 0, "left_behind": []},
                ),
            ],
            "legs": [
                _OUT,
                _leg(2, SECOND, 4, 1.3, DOORS[FIRST], (37.4260, 49.7030), DOORS[SECOND]),
                _leg(3, MET, 6, 2.4, DOORS[SECOND], (37.4180, 49.7100), DOORS[MET]),
                _leg(4, "shelter", 42, 26.0, DOORS[MET], FORK, BRIDGE, FROM, (37.1800, 49.7560), SHELTER),
            ],
        },
        {
            "number": 2,
            "shelter": {"code": "Дім-1", "name": "Дім культури", "position": list(SHELTER)},
            "relay": "",
            "hand_over_at": None,
            "departs_at": "2025-05-08T07:10:00Z",
            "arrives_at": "2025-05-08T08:50:00Z",
            "stops": [
                _door(AT_RELAY, "К-511", "2025-05-08T07:50:00Z", [_person("К-511-1", "wheelchair")], kind="relay")
            ],
            "legs": [
                _leg(5, AT_RELAY, 24, 14.1, SHELTER, FROM, (37.2500, 49.7330), DOORS[AT_RELAY]),
                _leg(6, "shelter", 24, 14.1, DOORS[AT_RELAY], (37.2500, 49.7330), FROM, SHELTER),
                _leg(7, "base", 8, 5.5, SHELTER, FROM),
            ],
        },
    ],
    "hazards": [
        {
            "code": "Н-1",
            "cause": "drone",
            "kind": "drone_seen",
            "position": [37.3350, 49.7195],
            "radius_m": None,
            "seen_at": "2025-05-08T04:30:00Z",
            "verified": False,
            "blocks": False,
        },
        {
            "code": "Н-2",
            "cause": "shelling",
            "kind": "crater",
            "position": [37.3905, 49.7118],
            "radius_m": 50,
            "seen_at": "2025-05-07T16:00:00Z",
            "verified": True,
            "blocks": True,
        },
    ],
    "places": [{"name": "Лісове", "access": "open"}],
    "contacts": [{"code": "kateryna", "role": "coordinator"}],
    "weather": None,
}
