"""`openevac request list` and `request similar`: who waits, and what may be the same request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.given import Number
from openevac.cli.record.requests.ground import Places, places_of
from openevac.cli.record.requests.telling import tell_lines, tell_similar
from openevac.domain.events import Channel, RequestStatus
from openevac.domain.needs import MobilityClass
from openevac.domain.requests import Priority
from openevac.rules.confirmation import VerdictKind

if TYPE_CHECKING:
    from openevac.services.requests.similar import Similar


def list_requests(
    context: typer.Context,
    status: Annotated[
        list[RequestStatus] | None, typer.Option("--status", metavar="WORD", help="Where they stand; open by default.")
    ] = None,
    place: Annotated[str, typer.Option("--place", metavar="PLACE", help="One village or town, or its code.")] = "",
    priority: Annotated[Priority | None, typer.Option("--priority", metavar="TURN", help="Only this turn.")] = None,
    verdict: Annotated[
        VerdictKind | None, typer.Option("--ladder", metavar="WORD", help="What the ladder says of them.")
    ] = None,
    channel: Annotated[Channel | None, typer.Option("--channel", metavar="HOW", help="How they reached us.")] = None,
    mobility: Annotated[
        MobilityClass | None, typer.Option("--mobility", metavar="WORD", help="Somebody of them moves like this.")
    ] = None,
    held: Annotated[bool | None, typer.Option("--held/--not-held", help="On hold, or not.")] = None,
    days: Annotated[float | None, typer.Option("--days", metavar="N", help="Waiting at least so many days.")] = None,
    ring: Annotated[bool, typer.Option("--ring", help="To be rung again by now.")] = False,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, max=200, help="How many at once.")] = 50,
    after: Annotated[str, typer.Option("--after", metavar="MARK", help="Go on where the last list ended.")] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """List requests, longest waiting first; no names."""
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    with acting(context, code, machine=machine) as me:
        places = places_of(me)
        wanted = RequestFilter(
            status=tuple(status or (RequestStatus.OPEN,)), katottg=_code(places, place), priority=priority,
            verdict=verdict, channel=channel, mobility=mobility, held=held, waiting_days=days, ring_again=ring,
        )  # fmt: skip
        page = see_requests(me.asking(), wanted, after, most)
        if machine:
            me.session.print_json(page)
            return
        tell_lines(me.session, places, page.lines)
        if not page.lines:
            me.session.say("No request is like this.")
        if page.after:
            me.session.say("There are more: --after {mark}", mark=page.after)


def similar(context: typer.Context, number: Number, code: As = "", machine: Json = False) -> None:
    """Show requests that may be the same as this one, with the reasons."""
    with acting(context, code, machine=machine) as me:
        found = _similar_to(me, number)
        if machine:
            me.session.print_json(found)
            return
        tell_similar(me.session, places_of(me), [one for one in found if not one.weak] or found)
        if not found:
            me.session.say("No other request is like this one.")


def _similar_to(me: Acting, number: str) -> tuple[Similar, ...]:
    from openevac.domain.receipts import parse_receipt
    from openevac.services.requests.find_similar import TypedSoFar, find_similar
    from openevac.services.requests.see_request import see_request

    line = see_request(me.asking(), number).line
    typed = TypedSoFar(
        katottg=line.katottg,
        position=line.position,
        people=line.needs.party_size,
        mobility={kind: line.needs.count(kind) for kind in MobilityClass},
        receipts_named=(line.receipt,),
    )
    return tuple(one for one in find_similar(me.asking(), typed) if one.receipt != parse_receipt(number))


def _code(places: Places, place: str) -> str:
    """Give the code of a place as it was typed: a code as it is, a name looked up in the region."""
    if not place or place.upper().startswith("UA") or places.ground is None:
        return place.upper()
    return places.ground.find(place).katottg
