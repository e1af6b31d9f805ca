"""Reading what was typed into a form: one frozen dataclass a form, the field named where it cannot be read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TypeVar

import msgspec
from django.http import HttpRequest, QueryDict

from openevac.domain.errors import InputError
from openevac.web.speaking import words_for

Form = TypeVar("Form")
FIRST_YEAR, LAST_YEAR = 2000, 2100
_WHERE = re.compile(r"\$\.(\w+)|field `(\w+)`")


def read_form(request: HttpRequest, form: type[Form]) -> Form:
    """Read a posted form; fields left empty count as not given. InputError names the first field that is wrong."""
    return _read(request.POST, form)


def read_query(request: HttpRequest, form: type[Form]) -> Form:
    """Read what stands behind the address, in the same way."""
    return _read(request.GET, form)


def local_moment(request: HttpRequest, field: str, text: str) -> datetime | None:
    """Read a day and hour as a browser's field gives them ("2025-05-15T08:30"), on the local clock."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError("This is no day and hour.", "Choose them from the calendar.", field=field) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InputError("This is no day and hour.", "Choose them from the calendar.", field=field)
    return moment.replace(tzinfo=words_for(request).zone) if moment.tzinfo is None else moment


def _read(given: QueryDict, form: type[Form]) -> Form:
    typed = {name: str(text).strip() for name, text in given.items() if str(text).strip()}
    try:
        return msgspec.convert(typed, form, strict=False)
    except msgspec.ValidationError as fault:
        if isinstance(fault.__cause__, InputError):
            raise fault.__cause__ from None
        found = _WHERE.search(str(fault))
        raise InputError(
            "A field is missing, or it cannot be read.",
            "Correct the field that is marked and send the form again.",
            field=next(filter(None, found.groups()), "") if found else "",
        ) from None
