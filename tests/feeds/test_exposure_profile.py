from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from openevac.domain.errors import InputError
from openevac.domain.weather import Sky
from openevac.feeds.exposure_profile import PRESETS, preset_path, read_profile
from openevac.feeds.profile_keys import KEY_RULES, REPORT_KINDS

TEXT = preset_path("2025-10").read_text(encoding="utf-8")
DAY = "judged_on = 2025-10-15"


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(folder: Path, old: str, new: str) -> Path:
    assert TEXT.count(old) == 1, old
    return written(folder, TEXT.replace(old, new))


def refused(path: Path, words: str, field: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_profile(path)
    assert caught.value.file == path.name
    assert caught.value.field == field


def test_the_presets_hold_the_same_keys_and_carry_their_dates():
    profiles = [read_profile(name) for name in PRESETS]
    assert [profile.name for profile in profiles] == ["2025-05", "2025-10", "2026"]
    assert [profile.judged_on for profile in profiles] == [date(2025, 5, 15), date(2025, 10, 15), date(2026, 6, 1)]
    assert [profile.value("drone.half_distance_km") for profile in profiles] == [5.0, 15.0, 22.0]
    for profile in profiles:
        assert profile.numbers.keys() == KEY_RULES.keys()


def test_presets_differ_only_where_the_dates_do():
    first, second, third = (read_profile(name) for name in PRESETS)
    differ = {key for key in KEY_RULES if len({profile.value(key) for profile in (first, second, third)}) > 1}
    assert differ == {
        "drone.half_distance_km", "front.speed_km_per_day", "light.night_factor", "light.twilight_factor"
    }  # fmt: skip


def test_the_numbers_the_design_fixes_are_those():
    numbers = read_profile("2025-10")
    fixed = {
        "drone.rate_per_h": 1, "drone.fade_km": 3, "shelling.rate_per_h": 4, "shelling.half_distance_km": 5,
        "shelling.fade_km": 1.5, "held.margin_km": 1, "report.unverified_share": 1, "report.unverified_hours": 6,
        "mines.opening_days": 7, "mines.opening_near_hours": 24, "mines.near_km": 10, "armour.mines": 1,
        "dial.quick_s": 1800, "dial.middle_s": 7200, "dial.careful_s": 28800,
        "service.carriers_ordinary": 2, "service.carriers_heavy": 4,
    }  # fmt: skip
    assert {key: numbers.value(key) for key in fixed} == fixed


def test_every_sky_and_every_kind_of_report_has_its_numbers():
    numbers = read_profile("2026").numbers
    assert all(f"weather.{sky}_factor" in numbers for sky in Sky)
    assert all(f"report.{kind}.reach_m" in numbers for kind in REPORT_KINDS)


def test_every_number_says_why_and_where_it_comes_from():
    for preset in PRESETS:
        for key, number in read_profile(preset).numbers.items():
            assert len(number.reason) > 10, key
            assert len(number.source) > 10, key
            assert number.low <= number.value <= number.high, key


def test_an_own_file_is_read_by_its_path(tmp_path: Path):
    own = read_profile(changed(tmp_path, 'name = "2025-10"', 'name = "our town"'))
    assert own.name == "our town"
    assert read_profile(str(tmp_path / "own.toml")) == own


def test_a_missing_key_is_named(tmp_path: Path):
    line = next(line for line in TEXT.splitlines() if line.startswith("wheelchair_s"))
    refused(changed(tmp_path, line + "\n", ""), "lacks 'service.wheelchair_s'", "service.wheelchair_s")


def test_an_unknown_key_is_named(tmp_path: Path):
    refused(
        changed(tmp_path, "wheelchair_s =", "wheelchiar_s ="), "holds 'service.wheelchiar_s'", "service.wheelchiar_s"
    )
    refused(written(tmp_path, TEXT + "\n[jammer]\ncredit = 0.5\n"), "holds 'jammer.credit'", "jammer.credit")


WHEELCHAIR = "wheelchair_s = { value = 420.0"


@pytest.mark.parametrize("given", ['"420"', "nan", "true"])
def test_a_value_that_is_no_number_is_refused(tmp_path: Path, given: str):
    path = changed(tmp_path, WHEELCHAIR, f"wheelchair_s = {{ value = {given}")
    refused(path, "'service.wheelchair_s' holds '.*', which is not a number", "service.wheelchair_s")


def test_a_value_outside_its_own_range_is_refused(tmp_path: Path):
    path = changed(tmp_path, WHEELCHAIR, "wheelchair_s = { value = 20.0")
    refused(path, "lies outside its own range 240.0 to 900.0", "service.wheelchair_s")


def test_a_line_without_its_parts_is_refused(tmp_path: Path):
    path = changed(tmp_path, WHEELCHAIR, "wheelchair_s = { valeu = 420.0")
    refused(path, "must hold exactly value, unit, low, high, reason and source", "service.wheelchair_s")


def test_a_number_in_another_unit_is_refused(tmp_path: Path):
    path = changed(tmp_path, 'fade_km = { value = 3.0, unit = "km"', 'fade_km = { value = 3.0, unit = "m"')
    refused(path, "'drone.fade_km' is given in 'm', but it is counted in 'km'", "drone.fade_km")


def test_a_range_beyond_the_limits_of_the_model_is_refused(tmp_path: Path):
    line = 'rain_factor = { value = 0.6, unit = "share", low = '
    path = changed(tmp_path, f"\n{line}0.5", f"\n{line}0.2")
    refused(path, "'weather.rain_factor' or its range leaves 0.5 to 1, the limits of the model", "weather.rain_factor")


@pytest.mark.parametrize(
    ("old", "new", "words", "field"),
    [
        (DAY, "judged_on = 2025-10-15T12:00:00Z", "does not say when", "judged_on"),
        (DAY, 'judged_on = "2025-10-15"', "does not say when", "judged_on"),
        (DAY + "\n", "", "does not say when", "judged_on"),
        ('name = "2025-10"', 'name = " "', "has no name", "name"),
        ('name = "2025-10"', "name =", "not valid TOML", "profile"),
    ],
)
def test_a_profile_says_its_name_and_its_day(tmp_path: Path, old: str, new: str, words: str, field: str):
    refused(changed(tmp_path, old, new), words, field)


def test_the_limits_of_the_model_cannot_be_talked_away():
    assert KEY_RULES["armour.mines"].least == 1.0
    assert KEY_RULES["held.margin_km"].least == 1.0
    assert KEY_RULES["weather.unknown_factor"].least == 1.0
    assert KEY_RULES["report.unverified_share"].most == 1.0
    assert KEY_RULES["report.unverified_hours"].most == 6.0
    assert KEY_RULES["mines.opening_days"].most == 7.0
    assert KEY_RULES["mines.opening_near_hours"].most == 24.0
    assert all(KEY_RULES[f"weather.{sky}_factor"].least == 0.5 for sky in Sky if sky is not Sky.UNKNOWN)


def test_a_file_that_is_not_there_names_the_presets(tmp_path: Path):
    refused(tmp_path / "none.toml", "Name one of 2025-05, 2025-10, 2026", "profile")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_bytes(TEXT.replace("2025-10", "Куп'янськ").encode("cp1251"))
    refused(path, "not UTF-8", "profile")


def test_a_table_of_six_values_in_long_form_reads_alike(tmp_path: Path):
    tree = tomllib.loads(TEXT)
    drone = tree["drone"].pop("rate_per_h")
    line = next(
        line
        for line in TEXT.splitlines()
        if line.startswith("rate_per_h = { value = 1.0") and "unit of the index" in line
    )
    long_form = "[drone.rate_per_h]\n" + "\n".join(f"{key} = {value!r}" for key, value in drone.items())
    path = written(tmp_path, TEXT.replace(line + "\n", "") + "\n" + long_form + "\n")
    assert read_profile(path).numbers == read_profile("2025-10").numbers
