"""Keeping the call: the request and its number, and in the same breath what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.receipts import parse_receipt
from openevac.services.danger.record_remaining import RecordRemaining, record_remaining
from openevac.services.kernel.command import Order
from openevac.services.kernel.refusals import NotAllowed
from openevac.services.requests.keep_apart import KeepApart, keep_apart
from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
from openevac.services.requests.register_request import Registered, register_request
from openevac.services.requests.ring_again import RingAgain, ring_again_at
from openevac.services.requests.see_plain_lines import see_by_number
from openevac.services.requests.see_request import see_line
from openevac.services.requests.similar import Alike
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.call.spelled import spelled
from openevac.web.desk.call.typed import CallTyped, request_of, ring_at
from openevac.web.hands import hands
from openevac.web.showing import shown
from openevac.web.typed import read_form

SAID_BY = "caller, by phone"
_APART = "told apart while the call was taken"


@dataclass(slots=True)
class _Followed:
    """What followed from the call beside the request itself, and what of it was refused."""

    linked_to: str = ""
    apart_from: tuple[str, ...] = ()
    rings_at: Any = None
    remaining: int | None = None
    refused: tuple[InputError, ...] = ()


@signed_in
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Keep the request and show its number; what cannot follow is said beside it, the request stays kept."""
    typed = read_form(request, CallTyped)
    given = order(request)
    kept = register_request(given, request_of(typed))
    followed = _follow(given, typed, kept)
    asked = asking(request)
    alike = [one for one in kept.similar if not one.weak]
    alike = [one for one in alike if one.receipt not in {followed.linked_to, *followed.apart_from}]
    # Read again: the answer to a form that is sent twice is the first one, and a request may have changed since.
    lines = see_by_number(asked, [one.receipt for one in alike])
    facts = {
        "kept": kept,
        "codes": ", ".join(kept.evacuees),
        "spelled": spelled(kept.receipt),
        "followed": followed,
        "first": see_line(asked, followed.linked_to) if followed.linked_to else None,
        "candidates": [Alike(found=one, line=lines[one.receipt]) for one in alike],
        "typed": typed,
    }
    return shown(request, "call/kept.html", facts)


def _follow(given: Order, typed: CallTyped, kept: Registered) -> _Followed:
    """Do what the form asks beside the request, each by a command of its own: sent again, it does nothing twice."""
    followed = _Followed()
    for fault in _followed(given, typed, kept, followed):
        followed.refused = (*followed.refused, fault)
    return followed


def _followed(given: Order, typed: CallTyped, kept: Registered, followed: _Followed) -> Iterator[InputError]:
    for step in (_tell_apart, _link, _ring_again, _count_who_remains):
        try:
            step(given, typed, kept, followed)
        except NotAllowed:
            raise
        except InputError as fault:
            yield fault


def _part(given: Order, name: str) -> Order:
    return replace(given, command_id=uuid5(given.command_id, name))


def _tell_apart(given: Order, typed: CallTyped, kept: Registered, followed: _Followed) -> None:
    for receipt in dict.fromkeys(map(parse_receipt, typed.apart_from.split())):
        keep_apart(_part(given, f"apart {receipt}"), KeepApart(one=kept.receipt, other=receipt, reason=_APART))
        followed.apart_from = (*followed.apart_from, receipt)


def _link(given: Order, typed: CallTyped, kept: Registered, followed: _Followed) -> None:
    if typed.repeat_of:
        linked = link_duplicate(_part(given, "link"), LinkDuplicate(first=typed.repeat_of, repeat=kept.receipt))
        followed.linked_to = linked.first


def _ring_again(given: Order, typed: CallTyped, kept: Registered, followed: _Followed) -> None:
    if typed.ring_in_min is not None:
        at = ring_at(hands.clock.now(), typed.ring_in_min)
        ringing = followed.linked_to or kept.receipt
        followed.rings_at = ring_again_at(_part(given, "ring"), RingAgain(receipt=ringing, at=at)).at


def _count_who_remains(given: Order, typed: CallTyped, kept: Registered, followed: _Followed) -> None:
    if typed.remaining is not None and typed.katottg:
        asked = RecordRemaining(katottg=typed.katottg, number=typed.remaining, source=f"{SAID_BY}, {kept.receipt}")
        followed.remaining = record_remaining(_part(given, "remaining"), asked).number
