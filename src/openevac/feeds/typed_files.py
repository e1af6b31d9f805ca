"""TOML and JSON files into checked types: unknown keys, wrong types and broken rules, each with its place."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from openevac.domain.errors import InputError, InputErrors

Built = TypeVar("Built")
_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_EXPECTED = re.compile(r"^Expected `(?P<expected>[^`]*)`(?:.*), got (?:`(?P<got>[^`]*)`|(?P<count>\d+))")
_MISSING = re.compile(r"^Object missing required field `(?P<name>[^`]*)`")
_TOML_LINE = re.compile(r"\(at line (\d+)")


def read_tree(path: Path) -> dict[str, Any]:
    """Read a .toml or .json file into plain values; InputError says the line where it stops making sense."""
    text = read_text(path)
    try:
        tree = json.loads(text, object_pairs_hook=_once) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except InputError as fault:
        raise fault.at(file=path.name) from None
    except json.JSONDecodeError as fault:
        raise InputError(
            "The file is not sound JSON: {fault}.",
            "Correct this line; a missing comma or quotation mark stands there or just before.",
            file=path.name,
            row=fault.lineno,
            fault=fault.msg,
        ) from None
    except tomllib.TOMLDecodeError as fault:
        line = _TOML_LINE.search(str(fault))
        raise InputError(
            "The file is not sound TOML: {fault}.",
            "Correct this line; text stands in quotation marks, a list of records begins with [[name]].",
            file=path.name,
            row=int(line[1]) if line else len(text.splitlines()),
            fault=str(fault).split(" (at")[0],
        ) from None
    if not isinstance(tree, dict):
        raise InputError(
            "The file does not hold named values.", "Begin with {brace} and give keys.", file=path.name, brace="{"
        )
    return tree


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice in one JSON object: the second value would silently replace the first."""
    tree: dict[str, Any] = {}
    for key, value in pairs:
        if key in tree:
            raise InputError("The key '{key}' stands twice in one record.", "Keep one of the two.", key=key)
        tree[key] = value
    return tree


def read_text(path: Path) -> str:
    """Read a text file in UTF-8, with or without a byte order mark; InputError where it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError(
            "The file is not UTF-8 text (byte {position}).",
            "Save it again as UTF-8 (in Excel: Save as, CSV UTF-8).",
            file=path.name,
            position=fault.start + 1,
        ) from None
    except OSError as fault:
        raise unreadable(path, fault) from None


def unreadable(path: Path, fault: OSError) -> InputError:
    """Word an operating system's refusal to open a file."""
    return InputError(
        "The file cannot be read: {fault}.",
        "Check the path {path} and that you may read it.",
        file=path.name,
        fault=fault.strerror or str(fault),
        path=str(path),
    )


def build(tree: Mapping[str, Any], kind: type[Built], *, file: str) -> Built:
    """Make a checked record of plain values, collecting every fault of every record before refusing.

    Unknown keys are faults, with the nearest known key. Times become UTC; "15:00" is taken for a time of day.
    Raises InputError (one fault) or InputErrors (several).
    """
    faults: list[InputError] = []
    fitted = _fit(tree, msgspec.inspect.type_info(kind), "", faults)
    if not faults:
        _try_records(fitted, kind, faults)
    if not faults:
        try:
            return msgspec.convert(fitted, kind)
        except msgspec.ValidationError as fault:
            faults.append(_word(fault, fitted))
    raise one_or_many([fault.at(file=file) for fault in faults])


def one_or_many(faults: list[InputError]) -> InputError | InputErrors:
    """Give the only fault itself, or several as one."""
    return faults[0] if len(faults) == 1 else InputErrors(faults)


def nearest(text: str, known: list[str], likeness: float = 0.6) -> str:
    """Give the known words closest to a text, quoted and comma separated; empty where none is close."""
    return ", ".join(f"'{word}'" for word in difflib.get_close_matches(text, known, n=3, cutoff=likeness))


def _fit(value: Any, kind: msgspec.inspect.Type, path: str, faults: list[InputError]) -> Any:
    """Walk a value beside its type: note unknown keys, bring times into the one form that types take."""
    kind = _the_one_that_fits(value, kind)
    if isinstance(value, dict) and isinstance(kind, msgspec.inspect.DataclassType):
        known = {field.encode_name: field.type for field in kind.fields}
        faults.extend(_unknown_key(path, key, list(known)) for key in value if key not in known)
        return {key: _fit(part, known[key], _step(path, key), faults) for key, part in value.items() if key in known}
    if isinstance(value, dict) and isinstance(kind, msgspec.inspect.DictType):
        return {key: _fit(part, kind.value_type, _step(path, key), faults) for key, part in value.items()}
    if isinstance(value, list) and isinstance(kind, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        return [_fit(part, kind.item_type, f"{path}[{_name(part, n)}]", faults) for n, part in enumerate(value)]
    try:
        return _fit_one(value, kind)
    except InputError as fault:
        faults.append(fault.at(field=path))
        return value


def _fit_one(value: Any, kind: msgspec.inspect.Type) -> Any:
    """Bring a time, a time of day or a word of a list into the form the type takes; other values stay."""
    if isinstance(kind, msgspec.inspect.DateTimeType):
        return _moment(value)
    if isinstance(kind, msgspec.inspect.TimeType) and isinstance(value, str):
        return _time_of_day(value)
    if isinstance(kind, msgspec.inspect.EnumType):
        known = [str(member.value) for member in kind.cls]
        if value not in known:
            raise InputError("'{given}' is not a word known here.", "Write one of: {known}.",
                             given=value, known=", ".join(known))  # fmt: skip
    return value


def _the_one_that_fits(value: Any, kind: msgspec.inspect.Type) -> msgspec.inspect.Type:
    """Pick from `X | None`, `str | list` and the like the member that a plain value belongs to."""
    if not isinstance(kind, msgspec.inspect.UnionType):
        return kind
    wanted: dict[type, tuple[type, ...]] = {
        dict: (msgspec.inspect.DataclassType, msgspec.inspect.DictType),
        list: (msgspec.inspect.VarTupleType, msgspec.inspect.ListType),
    }
    plain = (msgspec.inspect.DateTimeType, msgspec.inspect.TimeType, msgspec.inspect.EnumType)
    fitting = [member for member in kind.types if isinstance(member, wanted.get(type(value), plain))]
    return fitting[0] if fitting and value is not None else kind


def _moment(value: Any) -> Any:
    """Bring a time that names its zone into UTC; anything else stays for the type to refuse."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise InputError(
                "'{given}' is not a time.",
                "Write day, hour and zone, for example 2025-08-16T05:00:00+03:00.",
                given=value,
            ) from None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value


def _time_of_day(value: str) -> time:
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise InputError("'{given}' is not a time of day.", "Write it like 21:00.", given=value) from None


def _unknown_key(path: str, key: str, known: list[str]) -> InputError:
    near = nearest(key, known)
    if near:
        return InputError("The key '{key}' is not known.", "Did you mean {near}?", field=path, key=key, near=near)
    return InputError(
        "The key '{key}' is not known.",
        "Known here are: {known}. Remove it, or see docs/formats.md.",
        field=path,
        key=key,
        known=", ".join(known),
    )


def _try_records(tree: dict[str, Any], kind: type[Any], faults: list[InputError]) -> None:
    """Make the records of every list one by one, so that a file shows all its faults at once."""
    info = msgspec.inspect.type_info(kind)
    if not isinstance(info, msgspec.inspect.DataclassType):
        return
    for field in info.fields:
        value = tree.get(field.encode_name)
        member = _the_one_that_fits(value, field.type)
        item = getattr(member, "item_type", None)
        if not isinstance(value, list) or not isinstance(item, msgspec.inspect.DataclassType):
            continue
        for number, record in enumerate(value):
            try:
                msgspec.convert(record, item.cls)
            except msgspec.ValidationError as fault:
                faults.append(_word(fault, record, f"{field.encode_name}[{_name(record, number)}]"))


def _word(fault: msgspec.ValidationError, tree: Any, path: str = "") -> InputError:
    """Word a refusal of msgspec, or pass on the one a domain type raised, with its place in the file."""
    match = _PLACE.match(str(fault))
    what, inner = (match["what"], match["path"] or "") if match else (str(fault), "")
    place = _step(path, _named_path(inner, tree))
    if isinstance(fault.__cause__, InputError):
        cause = fault.__cause__
        # A record that refuses as a whole names itself; its key must not stand twice.
        field = place if place.split(".")[-1] == cause.field else _step(place, cause.field)
        return InputError(cause.problem, cause.todo, field=field, **cause.facts)
    if missing := _MISSING.match(what):
        return InputError("The value '{name}' is missing.", "Add it; docs/formats.md shows an example.",
                          field=place, name=missing["name"])  # fmt: skip
    if expected := _EXPECTED.match(what):
        return InputError(
            "{expected} is expected here, but {got} was given.",
            "Correct the value; docs/formats.md shows an example.",
            field=place,
            expected=expected["expected"],
            got=expected["got"] or expected["count"],
        )
    return InputError("The value does not fit: {what}.", "Correct the value; docs/formats.md shows an example.",
                      field=place, what=what)  # fmt: skip


def _named_path(path: str, tree: Any) -> str:
    """Turn `requests[0].needs` into `requests[K-1].needs`: people know their records by id, not from zero."""
    named = ""
    for step in re.findall(r"[^.\[\]]+|\[\d+\]|\[\.\.\.\]", path):
        if step.startswith("[") and step != "[...]":
            number = int(step[1:-1])
            tree = tree[number] if isinstance(tree, list) and number < len(tree) else None
            named += f"[{_name(tree, number)}]"
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
            named = _step(named, step)
    return named


def _name(record: Any, number: int) -> str:
    """Name a record of a list as people find it: by id, place or source; otherwise by its number from one on."""
    names = [record.get(key) for key in ("id", "katottg", "source")] if isinstance(record, dict) else []
    return next((name for name in names if isinstance(name, str) and name), f"{number + 1}")


def _step(path: str, key: str) -> str:
    if not path or not key:
        return path or key
    return f"{path}{key}" if key.startswith("[") else f"{path}.{key}"
