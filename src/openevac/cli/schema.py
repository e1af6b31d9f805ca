"""`openevac schema`: the JSON Schema of every file, made from the dataclasses that check it."""

from __future__ import annotations

import inspect
import json
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from openevac.cli.session import session_of


class Record(StrEnum):
    """What has a schema."""

    SITUATION = "situation"
    OPERATION = "operation"
    REQUEST = "request"
    PLACE = "place"
    PLAN = "plan"
    EVENT = "event"


def schema(
    context: typer.Context,
    record: Annotated[Record | None, typer.Argument(help="Which file or record; without it all are listed.")] = None,
) -> None:
    """Print the JSON Schema of a file or record."""
    if record is None:
        session = session_of(context)
        session.table(
            ("", ""), [(name, (inspect.getdoc(kind) or "").split(". ")[0]) for name, kind in _kinds().items()]
        )
        return
    sys.stdout.write(json.dumps(schema_of(_kinds()[record]), ensure_ascii=False, indent=2) + "\n")


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a record; keys that are not named are not allowed."""
    import msgspec

    tree = msgspec.json.schema(kind)
    for definition in tree.get("$defs", {}).values():
        if "properties" in definition:
            definition["additionalProperties"] = False
        if "description" in definition:
            definition["description"] = inspect.cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **tree}


def _kinds() -> dict[Record, type[Any]]:
    from openevac.domain.missions import Plan
    from openevac.domain.places import Place
    from openevac.domain.replanning import DayEvents
    from openevac.domain.requests import EvacuationRequest
    from openevac.feeds.operation_file import OperationFile
    from openevac.feeds.situation_file import SituationFile

    return {
        Record.SITUATION: SituationFile,
        Record.OPERATION: OperationFile,
        Record.REQUEST: EvacuationRequest,
        Record.PLACE: Place,
        Record.PLAN: Plan,
        Record.EVENT: DayEvents,
    }
