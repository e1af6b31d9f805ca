"""Names of records: short codes that are printed on paper, spoken on the phone and never derived from a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from openevac.domain.errors import InputError

_ID = re.compile(r"[\w.:\-]{1,64}")
_KATOTTG = re.compile(r"UA\d{17}")


def require_id(field: str, value: str) -> None:
    """Refuse an id that is empty, longer than 64 characters or holds blanks."""
    if not _ID.fullmatch(value):
        raise InputError(
            "'{value}' is not an id.",
            "Use 1 to 64 letters, digits, or the signs . _ : - without blanks.",
            field=field,
            value=value,
        )


def require_katottg(field: str, value: str) -> None:
    """Refuse a settlement code that is not of the form of the national codifier (UA and 17 digits)."""
    if not _KATOTTG.fullmatch(value):
        raise InputError(
            "'{value}' is not a KATOTTG code.",
            "Write UA and 17 digits, for example UA63080090010026457; `openevac region search` finds the code.",
            field=field,
            value=value,
        )


def require_distinct(field: str, ids: Iterable[str]) -> None:
    """Refuse a list in which one id stands twice: the second record would silently replace the first."""
    twice = sorted(name for name, count in Counter(ids).items() if count > 1)
    if twice:
        raise InputError(
            "The id '{twice}' stands more than once.",
            "Give each record an id of its own.",
            field=field,
            twice="', '".join(twice[:5]),
        )
