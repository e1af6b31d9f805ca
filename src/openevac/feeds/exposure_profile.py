"""Reads an exposure profile: one of the dated presets by its name, or a file of an organisation's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.exposure_profile import ExposureProfile, ProfileNumber
from openevac.feeds.profile_keys import KEY_RULES, KeyRule

PRESETS = ("2025-05", "2025-10", "2026")
_FOLDER = Path(__file__).parent / "presets"
_ABOUT = frozenset({"name", "judged_on"})
_PARTS = frozenset({"value", "unit", "low", "high", "reason", "source"})


def preset_path(name: str) -> Path:
    """Give the file of a preset, so that a person can copy it and change numbers for their own ground."""
    return _FOLDER / f"{name}.toml"


def read_profile(name_or_path: str | Path) -> ExposureProfile:
    """Read all numbers of a profile; every key must be there and none may be unknown.

    `name_or_path`: one of PRESETS, or the path of a TOML file of the same form. Raises InputError that names
    the key when one is missing, unknown, outside its range or in another unit.
    """
    path = preset_path(str(name_or_path)) if str(name_or_path) in PRESETS else Path(name_or_path)
    try:
        return _profile(_parse(path))
    except InputError as error:
        raise error.at(file=path.name) from None


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError:
        raise InputError(
            "There is no exposure profile '{name}'.",
            "Name one of {presets}, or give the path of a profile file.",
            field="profile",
            name=path.name,
            presets=", ".join(PRESETS),
        ) from None
    except UnicodeDecodeError:
        raise InputError("The file is not UTF-8 text.", "Save it as UTF-8.", field="profile") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            "The file is not valid TOML: {detail}.", "Correct that line.", field="profile", detail=str(error)
        ) from None


def _profile(content: dict[str, Any]) -> ExposureProfile:
    name, judged_on = content.get("name"), content.get("judged_on")
    if not isinstance(name, str) or not name.strip():
        raise InputError("The profile has no name.", 'Write name = "..." on top.', field="name")
    if type(judged_on) is not date:
        raise InputError(
            "The profile does not say when its numbers were judged.",
            "Write judged_on = 2025-10-15 (year-month-day, without quotes) on top.",
            field="judged_on",
        )
    tables = dict(_flat({key: part for key, part in content.items() if key not in _ABOUT}))
    _require_keys(tables)
    numbers = {key: _number(key, tables[key], rule) for key, rule in KEY_RULES.items()}
    return ExposureProfile(name=name, judged_on=judged_on, numbers=numbers)


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, part in tables.items():
        dotted = f"{prefix}{key}"
        if isinstance(part, dict) and not _PARTS & part.keys():
            yield from _flat(part, f"{dotted}.")
        else:
            yield dotted, part


def _require_keys(tables: Mapping[str, Any]) -> None:
    for key in tables:
        if key not in KEY_RULES:
            raise InputError(
                "The profile holds '{key}', which is not a key of a profile.",
                "Correct the spelling or delete it; docs/exposure.md lists every key.",
                field=key,
                key=key,
            )
    for key in KEY_RULES:
        if key not in tables:
            raise InputError(
                "The profile lacks '{key}'.",
                "Copy its line from a preset: no number is filled in silently.",
                field=key,
                key=key,
            )


def _number(key: str, table: Any, rule: KeyRule) -> ProfileNumber:
    if not isinstance(table, dict) or table.keys() != _PARTS:
        raise InputError(
            "'{key}' must hold exactly value, unit, low, high, reason and source.",
            "Write it like the lines of the presets.",
            field=key,
            key=key,
        )
    value, low, high = (_finite(key, table[part]) for part in ("value", "low", "high"))
    if table["unit"] != rule.unit:
        raise InputError(
            "'{key}' is given in '{given}', but it is counted in '{unit}'.",
            "Convert the number and write that unit.",
            field=key,
            key=key,
            given=table["unit"],
            unit=rule.unit,
        )
    if not (rule.least <= low and high <= rule.most):
        raise InputError(
            "'{key}' or its range leaves {least} to {most}, the limits of the model.",
            "Keep value, low and high inside; docs/exposure.md gives the reason.",
            field=key,
            key=key,
            least=rule.least,
            most=rule.most,
        )
    reason, source = str(table["reason"]), str(table["source"])
    try:
        return ProfileNumber(value=value, unit=rule.unit, low=low, high=high, reason=reason, source=source)
    except InputError as error:
        raise InputError(error.problem, error.todo, field=key, **error.facts) from None


def _finite(key: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < float("inf"):
        raise InputError(
            "'{key}' holds '{given}', which is not a number.", "Give a number.", field=key, key=key, given=str(given)
        )
    return float(given)
