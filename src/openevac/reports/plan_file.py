"""The plan as a file: what the planner writes and the referee reads again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.missions import PLAN_FORMAT, Plan
from openevac.domain.operation import Operation

_NUMBERS_ONLY = re.compile(rb"\[\s+(-?\d+(?:,\s+-?\d+)*)\s+\]")
_GAPS = re.compile(rb",\s+")


class _Header(msgspec.Struct):
    format: int


def plan_json(plan: Plan) -> bytes:
    """Write a plan as JSON in UTF-8: keys in the order of the type, two blanks of indent, arcs on one line."""
    text = msgspec.json.format(msgspec.json.encode(plan), indent=2)
    return _NUMBERS_ONLY.sub(lambda found: b"[" + _GAPS.sub(b", ", found.group(1)) + b"]", text) + b"\n"


def records_json(records: Mapping[str, object]) -> bytes:
    """Write records by name as a file that the program reads again, for example the events that still hold."""
    return msgspec.json.format(msgspec.json.encode(dict(records)), indent=2) + b"\n"


def operation_json(operation: Operation, timezone: str) -> bytes:
    """Write an operation as a file that `openevac plan` reads again."""
    tree = msgspec.to_builtins(operation, builtin_types=(datetime,))
    return msgspec.json.format(msgspec.json.encode({**tree, "timezone": timezone}), indent=2) + b"\n"


def read_plan(data: bytes, *, file: str = "plan.json") -> Plan:
    """Read a plan; InputError where it is damaged or was written in another form."""
    try:
        header = msgspec.json.decode(data, type=_Header)
        if header.format == PLAN_FORMAT:
            return msgspec.json.decode(data, type=Plan)
    except msgspec.ValidationError as fault:
        raise InputError(
            "This is not a plan of OpenEvac: {fault}.",
            "Make it again with `openevac plan`; a plan is not edited by hand.",
            file=file,
            fault=str(fault),
        ) from fault
    except msgspec.DecodeError as fault:
        raise InputError(
            "The plan is damaged: {fault}.",
            "Copy the file again, or make the plan again with `openevac plan`.",
            file=file,
            fault=str(fault),
        ) from fault
    raise InputError(
        "The plan is of format {found}, this program reads format {known}.",
        "Read it with the OpenEvac that wrote it, or make the plan again with `openevac plan`.",
        file=file,
        found=header.format,
        known=PLAN_FORMAT,
    )
