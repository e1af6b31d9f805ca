"""Pasting a chat or a sheet: the browser reads and seals it, and hands over one request after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from openevac.domain.errors import InputError
from openevac.domain.renamed import FORMER_NAMES
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.feeds.chat_places import bent_endings
from openevac.feeds.intake_columns import reading_words
from openevac.feeds.sheet_cells import read_cell
from openevac.feeds.sheet_columns import Kind
from openevac.reports.words import Words
from openevac.services.kernel.question import allow_question
from openevac.services.requests.import_requests import ImportedRow, ImportRow, import_requests
from openevac.services.requests.new_request import RegisterRequest
from openevac.web.asking import asking, order, signed_in, who_sits
from openevac.web.desk.call.typed import CallTyped, request_of
from openevac.web.places import places_of
from openevac.web.showing import shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form

LOCAL = ZoneInfo("Europe/Kyiv")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedRow(CallTyped):
    """One row as the browser read it. `key`: the keyed tag of its words; the same row again is known by it."""

    number: int
    key: str
    received_at: str = ""
    carry_floors: int | None = None


@signed_in
@require_GET
def paste_page(request: HttpRequest) -> HttpResponse:
    """Show the box to paste into."""
    _require_desk(request)
    words = {"sheet": reading_words(), "endings": bent_endings()}
    return shown(request, "call/paste.html", {"reading": words})


@signed_in
@require_GET
def all_places(request: HttpRequest) -> HttpResponse:
    """Give all names of places, so that no word of a message leaves the browser to be looked up."""
    _require_desk(request)
    places = places_of(who_sits(request).organisation).by_code.values()
    names = {one.katottg: [one.name_uk, *one.other_names, *FORMER_NAMES.get(one.katottg, ())] for one in places}
    return JsonResponse({"places": names})


@signed_in
@require_POST
def keep_pasted(request: HttpRequest) -> HttpResponse:
    """Register one row by a command whose id follows from its words: pasted again, it is there already."""
    row = read_form(request, PastedRow)
    organisation = who_sits(request).organisation
    given = replace(order(request), command_id=uuid5(NAMESPACE_OID, f"openevac import {organisation}"))
    words = words_for(request)
    try:
        asked = _request_of(row)
    except InputError as fault:
        return JsonResponse({"number": row.number, "fault": _said(fault, words)})
    (done,) = import_requests(given, [ImportRow(number=row.number, request=asked, key=row.key)])
    return JsonResponse(_told(done, words))


def _require_desk(request: HttpRequest) -> None:
    resource = Resource(kind=ResourceKind.REQUEST, organisation=who_sits(request).organisation)
    allow_question(asking(request), Action.SEE_REQUESTS, resource)


def _request_of(row: PastedRow) -> RegisterRequest:
    asked = request_of(row)
    if row.carry_floors is not None:
        asked = replace(asked, needs=replace(asked.needs, carry_floors=row.carry_floors))
    if row.received_at:
        asked = replace(asked, received_at=cast("datetime", read_cell(row.received_at, Kind.DAY_OR_MOMENT, LOCAL)))
    return asked


def _told(done: ImportedRow, words: Words) -> dict[str, Any]:
    told: dict[str, Any] = {"number": done.number}
    if done.registered is not None:
        similar = [one.receipt for one in done.registered.similar if not one.weak]
        return {**told, "receipt": done.registered.receipt, "similar": similar}
    if done.fault is not None and done.fault.field == "command_id":
        return {**told, "again": True}
    return {**told, "fault": _said(done.fault, words) if done.fault else ""}


def _said(fault: InputError, words: Words) -> str:
    return f"{words.say(fault.problem, **fault.facts)} {words.say(fault.todo, **fault.facts)}"
