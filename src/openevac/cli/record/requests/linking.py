"""`openevac request link` and `request apart`: two calls are one request, or look alike and are not."""

from __future__ import annotations

from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, remarks
from openevac.cli.record.given import Why

First = Annotated[str, typer.Argument(metavar="NUMBER", help="The earlier request; its number stays.")]
Second = Annotated[str, typer.Argument(metavar="NUMBER", help="The repeated call; its number stays good too.")]
Other = Annotated[str, typer.Argument(metavar="NUMBER", help="The other request.")]


def link(context: typer.Context, first: First, repeat: Second, code: As = "", machine: Json = False) -> None:
    """Say that a later call is a repeat of an earlier request; nothing is dropped."""
    from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate

    with acting(context, code, machine=machine) as me:
        linked = link_duplicate(me.order(), LinkDuplicate(first=first, repeat=repeat))
        if answer(
            me.session, linked, "{repeat} is a repeat of {first}: {verdict}.",
            repeat=linked.repeat, first=linked.first, verdict=me.session.words.word(linked.verdict),
        ):  # fmt: skip
            remarks(me.session, linked.say, "yellow")


def apart(
    context: typer.Context, one: First, other: Other, why: Why = "", code: As = "", machine: Json = False
) -> None:
    """Say that two requests that look alike are different; a wrong link is undone by it."""
    from openevac.services.requests.keep_apart import KeepApart, keep_apart

    with acting(context, code, machine=machine) as me:
        kept = keep_apart(me.order(), KeepApart(one=one, other=other, reason=why))
        told = answer(me.session, kept, "{one} and {other} are kept apart.", one=kept.one, other=kept.other)
        if told and kept.unlinked:
            me.session.say("They had been linked; both are open now.")
