"""Relays: the points where people change from one vehicle into another, listed, added and closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.places import Access
from openevac.reports.words import Words
from openevac.services.danger.keep_relay import CloseRelay, KeepRelay, close_relay, keep_relay
from openevac.services.danger.see_ways_out import RelaySeen, WaysOutSeen
from openevac.web.asking import order, signed_in, who_sits
from openevac.web.desk.danger.known import Known
from openevac.web.desk.danger.naming import Names, names_here
from openevac.web.desk.danger.telling import done
from openevac.web.desk.danger.ways_out import NameForm, PointForm, hour_of, where_of
from openevac.web.typed import local_moment, read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayRow:
    """One relay, where it lies, its hours, how long getting out takes.

    `rules`: the place whose entry and curfew hold there; `shut`: who may enter that now, where not everybody may.
    """

    relay: RelaySeen
    near: str
    rules: str
    shut: Access | None
    hours: str
    unloading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayForm(PointForm):
    """What stands in the form of a relay: what a point has, on whose word, until when, minutes to get out.

    `rules_of`: the place whose entry and curfew hold there, in any spelling; "" for the chosen, else the nearest one.
    """

    source: str = ""
    valid_until: str = ""
    unloading_min: float = 5.0
    rules_of: str = ""


def relay_rows(seen: WaysOutSeen, names: Names, words: Words, known: Known) -> list[RelayRow]:
    """Give the relays as the page lists them."""
    return [_row(one, names, words, known) for one in seen.relays]


def _row(one: RelaySeen, names: Names, words: Words, known: Known) -> RelayRow:
    rules = one.katottg or names.nearest(one.position)
    entry = known.situation.access_of(rules, known.now) if known.situation is not None and rules else None
    return RelayRow(
        relay=one,
        near=names.near(one.position, words),
        rules=names.of(rules),
        shut=entry.access if entry is not None and entry.access is not Access.OPEN else None,
        hours=f"{one.opens:%H:%M} – {one.closes:%H:%M}" if one.opens and one.closes else "",
        unloading=words.minutes(one.unloading_s),
    )


@require_POST
@signed_in
def keep_relay_page(request: HttpRequest) -> HttpResponse:
    """Keep a relay."""
    form = read_form(request, RelayForm)
    if not form.code:
        raise InputError(
            "The relay has no name.", "Name it as people there call it: the bridge, the petrol station.", field="code"
        )
    names = names_here(who_sits(request).organisation)
    asked = KeepRelay(
        code=form.code,
        position=where_of(form, names),
        source=form.source,
        katottg=names.typed(form.rules_of) or form.katottg,
        unloading_min=form.unloading_min,
        opens=hour_of("opens", form.opens),
        closes=hour_of("closes", form.closes),
        valid_until=local_moment(request, "valid_until", form.valid_until),
    )
    kept = keep_relay(order(request), asked)
    return done(request, "/danger/", "People can change vehicles at {point}. The next plan knows it.", point=kept.code)


@require_POST
@signed_in
def close_relay_page(request: HttpRequest) -> HttpResponse:
    """Close a relay."""
    kept = close_relay(order(request), CloseRelay(code=read_form(request, NameForm).name))
    return done(
        request, "/danger/", "Nobody changes vehicles at {point} any more. Missions that meet there: build them again.",
        point=kept.code,
    )  # fmt: skip
