"""Reading what was typed at the transit centre: one person a prefix ("room.АК7-29М"), sealed names beside them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec
from django.http import HttpRequest

from openevac.domain.errors import InputError
from openevac.services.kernel.sealed import SealedIn
from openevac.services.reception.arriving import Tonight
from openevac.web.desk.reception.hall import NEEDS_TONIGHT
from openevac.web.sealed_forms import sealed_in
from openevac.web.typed import read_form

__all__ = ["by_person", "household_of", "read_count", "read_form", "sealed_or_none", "tonight_of"]


def by_person(request: HttpRequest, field: str) -> dict[str, str]:
    """Give the values of "field.CODE" by code, empty ones left out."""
    start = f"{field}."
    return {
        name.removeprefix(start): value.strip()
        for name, value in request.POST.items()
        if name.startswith(start) and isinstance(value, str) and value.strip()
    }


def tonight_of(request: HttpRequest, code: str) -> Tonight:
    """Give the ticks of one person for tonight."""
    ticked = request.POST.getlist(f"tonight.{code}")
    return Tonight(**{need: need in ticked for need in NEEDS_TONIGHT})


def sealed_or_none(text: str) -> SealedIn | None:
    """Give what the keeper sealed, or None where nothing was typed."""
    return sealed_in(text) if text.strip() else None


def household_of(source: Mapping[str, str]) -> UUID | None:
    """Read the household in hand from a form or an address; None without one."""
    text = source.get("household", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InputError(
            "There is nothing here under that name.", "Check the number and the organisation.", field="household"
        ) from None


def read_count(text: str, field: str, most: int) -> int:
    """Read a small number of people; empty is none."""
    try:
        count = msgspec.convert(text.strip() or "0", int, strict=False)
    except msgspec.ValidationError:
        count = -1
    if not 0 <= count <= most:
        raise InputError("A number of people is missing or wrong.", "Type 0 to {most}.", field=field, most=most)
    return count
