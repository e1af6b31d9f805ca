"""A newer plan of the invented mission: built again on the road, with codes of its second version."""

from __future__ import annotations

from typing import Any

from tests.crew.world import FIRST, MET, SECOND, drive_part

LATER = {"05:44": "06:10", "06:02": "05:40"}
FAR = (37.4700, 49.7600)


def with_dangers(version: int = 1) -> dict[str, Any]:
    """Give the same plan with two new dangers near the way."""
    drive = drive_part()
    drive["version"] = version
    seen = {"radius_m": None, "seen_at": "2025-05-08T05:05:00Z", "verified": True}
    drive["hazards"] = [
        {"code": "Н-9", "cause": "ground", "kind": "obstacle", "position": [37.3, 49.716], "blocks": True, **seen},
        {
            "code": "Н-8",
            "cause": "drone",
            "kind": "drone_waiting",
            "position": [37.33, 49.718],
            "blocks": False,
            **seen,
        },
        *drive["hazards"],
    ]
    return drive


def built_again() -> dict[str, Any]:
    """Give version 2: the second door is out, the point comes first, a new door follows; all codes are new."""
    drive = with_dangers(2)
    drive["returns_at"] = "2025-05-08T10:05:00Z"
    trip = drive["trips"][0]
    first, _, met = trip["stops"]
    added = {**first, "code": "В-12v2.1.3", "request": "К-900", "place": "Гай", "before": [], "people": [], "party": 2,
             "position": list(FAR), "arrives_at": "2025-05-08T06:20:00Z"}  # fmt: skip
    trip["stops"] = [
        {**met, "code": "В-12v2.1.1", "before": [MET], "arrives_at": "2025-05-08T05:40:00Z"},
        {**first, "code": "В-12v2.1.2", "before": [FIRST], "arrives_at": "2025-05-08T06:00:00Z", "party": 4},
        added,
    ]
    lines = {leg["to"]: leg for leg in trip["legs"]}
    trip["legs"] = [
        {**lines[MET], "number": 1, "to": "В-12v2.1.1"},
        {**lines[FIRST], "number": 2, "to": "В-12v2.1.2"},
        {**lines[SECOND], "number": 3, "to": "В-12v2.1.3", "line": [[37.42, 49.701], list(FAR)]},
        {**lines["shelter"], "number": 4},
    ]
    return drive
