"""`openevac request close` and `request ring-again`: ending a request without a van, and the call-back queue."""

from __future__ import annotations

from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import Number, Why, hour_or_none, read_hour
from openevac.domain.events import RequestStatus

Again = Annotated[
    str, typer.Option("--ring-again", metavar="TIME", help="After a no: when they asked to be rung again.")
]


def close(
    context: typer.Context,
    number: Number,
    end: Annotated[
        RequestStatus,
        typer.Option(
            "--end",
            metavar="WORD",
            help="refused, left_by_themselves, taken_by_another, wrong_address or referred.",
        ),
    ],
    why: Why = "",
    again: Again = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """End a request that no van brings out. A no costs nothing, and they are rung again."""
    from openevac.services.requests.close_request import CloseRequest, close_request

    with acting(context, code, machine=machine) as me:
        at = hour_or_none(again, "--ring-again", ahead=True)
        closed = close_request(me.order(), CloseRequest(receipt=number, end=end, reason=why, ring_again_at=at))
        words = me.session.words
        if answer(
            me.session, closed, "{receipt}: {status}.", receipt=closed.receipt, status=words.word(closed.status)
        ) and closed.ring_again_at:  # fmt: skip
            me.session.say("They are rung again {at}.", at=closed.ring_again_at)


def ring_again(
    context: typer.Context,
    number: Number,
    when: Annotated[
        str, typer.Argument(metavar="TIME", help="When: 18:30, or with day and zone. Without it: not any more.")
    ] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Put a request into the call-back queue, move it there, or take it out."""
    from openevac.services.requests.ring_again import RingAgain, ring_again_at

    with acting(context, code, machine=machine) as me:
        at = read_hour(when, "TIME", ahead=True) if when else None
        queued = ring_again_at(me.order(), RingAgain(receipt=number, at=at))
        if queued.at is None:
            answer(me.session, queued, "{receipt} is not rung again.", receipt=queued.receipt)
        else:
            answer(me.session, queued, "{receipt} is rung again {at}.", receipt=queued.receipt, at=queued.at)
