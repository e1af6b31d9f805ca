from __future__ import annotations

import pytest

from openevac.roads.tag_numbers import read_metres, read_speed_kmh, read_tonnes


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50), ("50 km/h", 50), ("30 mph", 48), ("20mph", 32), ("UA:urban", 50), ("UA:rural", 90), ("none", 0),
        ("walk", 7), ("DE:zone:30", 30), ("zone30", 30), ("50;30", 30), ("90; none", 90), ("signals", 0),
        ("RU:living_street", 20), ("999", 255), ("7", 7), ("2.5", 2), ("fast", None), ("", None), ("50;slow", None),
        ("-5", None), ("30 kg", None),
    ],
)  # fmt: skip
def test_speeds(text, kmh):
    assert read_speed_kmh(text) == kmh


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.5", 3.5), ("3,5 m", 3.5), ("350 cm", 3.5), ("11'6\"", 3.505), ("11 ft 6 in", 3.505), ("12'", 3.658),
        ("default", 0.0), ("none", 0.0), ("below_default", 0.0), ("high", None), ("3.5 t", None),
    ],
)  # fmt: skip
def test_heights(text, metres):
    assert read_metres(text) == (metres if metres is None else pytest.approx(metres, abs=0.001))


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("7.5", 7.5), ("3,5 t", 3.5), ("7500 kg", 7.5), ("10 st", 9.07), ("8000 lbs", 3.63), ("none", 0.0),
        ("heavy", None), ("3.5 m", None),
    ],
)  # fmt: skip
def test_weights(text, tonnes):
    assert read_tonnes(text) == (tonnes if tonnes is None else pytest.approx(tonnes, abs=0.01))
