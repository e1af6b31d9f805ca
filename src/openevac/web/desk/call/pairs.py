"""Saying of two kept requests that they are one, or that they are not."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.requests.keep_apart import KeepApart, keep_apart
from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
from openevac.web.asking import order, signed_in
from openevac.web.showing import shown
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The earlier request, and the one just kept."""

    first: str
    repeat: str


@signed_in
@require_POST
def same(request: HttpRequest) -> HttpResponse:
    """Link the request just kept to the earlier one."""
    pair = read_form(request, Pair)
    linked = link_duplicate(order(request), LinkDuplicate(first=pair.first, repeat=pair.repeat))
    return shown(request, "call/linked.html", {"linked": linked})


@signed_in
@require_POST
def different(request: HttpRequest) -> HttpResponse:
    """Remember that the two are different, so that nobody is asked again."""
    pair = read_form(request, Pair)
    reason = "told apart after the call was taken"
    apart = keep_apart(order(request), KeepApart(one=pair.first, other=pair.repeat, reason=reason))
    return shown(request, "call/apart.html", {"apart": apart})
