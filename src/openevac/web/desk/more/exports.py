"""Exports: one person asks with a reason, another approves; what then leaves is made by the command line."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from openevac.services.records.exports import AnswerExport, AskExport, WhatLeaves, approve_export, ask_export
from openevac.services.records.see_exports import see_exports
from openevac.web.asking import asking, order, signed_in, who_sits
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form

ADDRESS = "/more/exports/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTyped:
    """What shall leave, and why."""

    what: WhatLeaves
    reason: str


@signed_in
@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """Show exports and how far they are, or ask for one."""
    if request.method == "POST":
        typed = read_form(request, ExportTyped)
        ask_export(order(request), AskExport(what=typed.what, reason=typed.reason))
        messages.success(request, words_for(request).say("Asked for. Another person has to approve it."))
        return go(ADDRESS)
    facts = {"exports": see_exports(asking(request)), "kinds": tuple(WhatLeaves), "me": who_sits(request).code}
    return shown(request, "more/exports.html", facts)


@signed_in
@require_POST
def approve(request: HttpRequest, export: UUID) -> HttpResponse:
    """Approve what somebody else asked for."""
    approve_export(order(request), AnswerExport(export=export))
    messages.success(request, words_for(request).say("Approved; whoever asked can make the export now."))
    return go(ADDRESS)
