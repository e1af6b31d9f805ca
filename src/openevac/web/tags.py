"""What templates say: sentences from the catalogue, words of the domain, times on the local clock.

`{% say "Requests" %}` · `{% say "{count} {count|request|requests}" count=n %}` · `{% say "Cancel" as word %}`
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.reports.statistics import FigureRow, FigureTable
from openevac.reports.words import Words
from openevac.services.records.exports import WhatLeaves
from openevac.web.places import places_here, places_of
from openevac.web.static_files import static_address

register = template.Library()


def _words(context: Mapping[str, Any]) -> Words:
    words = context["words"]
    if not isinstance(words, Words):
        raise TypeError("a page is told with words of a language: render it with `shown`")
    return words


@register.simple_tag(takes_context=True)
def say(context: Mapping[str, Any], english: str, /, **facts: Any) -> str:
    """Say an English template in the reader's language."""
    return _words(context).say(english, **facts)


@register.simple_tag(takes_context=True)
def word(context: Mapping[str, Any], member: StrEnum) -> str:
    """Say a member of one of the lists of the domain."""
    return _words(context).word(member)


@register.simple_tag(takes_context=True)
def remark(context: Mapping[str, Any], said: Remark) -> str:
    """Say a remark of the rules."""
    return _words(context).remark(said)


@register.simple_tag(takes_context=True)
def fault(context: Mapping[str, Any], error: InputError) -> str:
    """Say what is wrong and what to do next."""
    words = _words(context)
    return f"{words.say(error.problem, **error.facts)} {words.say(error.todo, **error.facts)}"


@register.simple_tag(takes_context=True)
def clock(context: Mapping[str, Any], moment: datetime) -> str:
    """Say the time of day: 05:40."""
    return _words(context).clock(moment)


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], at: datetime) -> str:
    """Say day and time: 16 August, 05:40."""
    return _words(context).moment(at)


@register.simple_tag(takes_context=True)
def number(context: Mapping[str, Any], value: float, digits: int | None = None) -> str:
    """Say a number as it is written here."""
    return _words(context).number(value, digits)


@register.simple_tag(takes_context=True)
def days(context: Mapping[str, Any], count: float | None) -> str:
    """Say a count of days."""
    return _words(context).days(count)


@register.simple_tag(takes_context=True)
def place(context: Mapping[str, Any], katottg: str) -> str:
    """Say the name of a place by its code."""
    if not katottg:
        return "–"
    # Which region an organisation has is asked for once a page: a list of requests names fifty places.
    # The question stands beside the facts of a page, not among them.
    asked, organisation = getattr(context, "request", None), str(context["organisation"])
    places = places_of(organisation) if asked is None else places_here(asked, organisation)
    return places.name(katottg)


@register.simple_tag
def static(name: str) -> str:
    """Give the address of a file of the pages."""
    return static_address(name)


@register.filter
def as_json(value: Any) -> SafeString:
    """Give data for a script, in an attribute: `data-rows="{{ rows|as_json }}"` escapes it."""
    return mark_safe(  # noqa: S308 - every sign that could end the attribute is escaped in the line below
        json.dumps(value, ensure_ascii=False, default=str)
        .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#39;")
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def command_id(context: Mapping[str, Any]) -> SafeString:
    """Put a fresh command id into a form: sent twice, it does nothing twice.

    On what is drawn `for_many_screens` it stays empty, and each screen makes its own.
    """
    fresh = "" if context.get("for_many_screens") else uuid4()
    return format_html('<input type="hidden" name="command_id" value="{}">', fresh)


@register.simple_tag(takes_context=True)
def figure_label(context: Mapping[str, Any], table: FigureTable, row: FigureRow) -> str:
    """Say whom a row of the figures counts."""
    return table.said(row, _words(context))


@register.simple_tag(takes_context=True)
def device_kind(context: Mapping[str, Any], kind: str) -> str:
    """Say the kind of a device; another organisation is listed among them."""
    return _words(context).say(DEVICE_WORDS.get(kind, kind))


@register.simple_tag(takes_context=True)
def export_kind(context: Mapping[str, Any], what: WhatLeaves) -> str:
    """Say what an export holds."""
    return _words(context).say(EXPORT_WORDS[what])


DEVICE_WORDS = {
    "crew_phone": "crew phone",
    "workstation": "workstation",
    "tracker": "tracker",
    "partner": "partner organisation",
}
EXPORT_WORDS = {
    WhatLeaves.INCIDENTS: "incidents with proofs",
    WhatLeaves.REQUESTS: "requests, planning layer only",
    WhatLeaves.FIGURES: "figures",
}
