"""Why a command was not carried out, in words a tired person can read, and a kind that faces turn into a code."""

from __future__ import annotations

from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark


class Refused(InputError):  # noqa: N818 - a refusal is an answer, and reads as one where it is raised
    """A rule says no. Nothing was changed."""


class NotAllowed(Refused):
    """Who asked may not do this."""


class NotFound(Refused):
    """There is no such thing, or who asked may not know of it."""


class Conflict(Refused):
    """Somebody else was quicker, or the same command id was used for something else."""


def refuse(reason: Remark, todo: str, kind: type[Refused] = Refused) -> Refused:
    """Make a refusal from a rule's reason and what to do next."""
    facts: dict[str, Any] = dict(reason.facts)
    return kind(reason.text, todo, **facts)


def not_found(what: str, code: str) -> NotFound:
    """Say that nothing of this code is known here."""
    return NotFound(
        "Nothing is known here under '{code}'.",
        "Check the number; read it back aloud if it came by phone.",
        field=what,
        code=code,
    )


def changed_meanwhile() -> Conflict:
    """Say that somebody else changed the record since it was read."""
    return Conflict(
        "Somebody else changed this since you read it.",
        "Look at it again and decide again; nothing of yours was saved.",
    )
