"""`openevac shelter trace` and `shelter match`: looking for relatives from both sides, by keyed tags alone."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer, headed, word
from openevac.cli.record.given import by_short, read_id, short
from openevac.cli.record.typing_in import ask_line
from openevac.domain.errors import InputError
from openevac.domain.tracing import MatchState, TraceSide


def trace(
    context: typer.Context,
    side: Annotated[TraceSide, typer.Argument(metavar="SIDE", help="searches or wants_to_be_found.")],
    agreed: Annotated[bool, typer.Option("--agreed", help="They agree that the other side is told of them.")] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Open one side of a search for relatives: names and phones are asked for, sealed, and compared by tags only."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.domain.phones import phone_number
    from openevac.services.reception.tracing import OpenTrace, open_trace
    from openevac.vault.identities import TraceIdentity
    from openevac.vault.records import RecordKind

    with acting(context, code, machine=machine) as me:
        if not me.keys.keyring.has_tag_key:
            raise InputError(
                "Relatives are searched for under a key that operators hold; you do not.",
                "Let an operator open the search while the one who asks is with you.",
                field="keys",
            )
        given = ask_line(me.session, "Given name of the one who is looked for")
        surname = ask_line(me.session, "Surname")
        phone = phone_number(ask_line(me.session, "A phone both sides know. Where there is none, type: none"))
        asked_by = ask_line(me.session, "Who asks. Enter: nobody")
        words = ask_line(me.session, "What else was told. Enter: nothing")
        ring = me.keys.keyring
        tags = (ring.name_sound_tag(surname, given), *((ring.phone_tag(phone),) if phone else ()))
        identity = TraceIdentity(
            side=side, name=f"{given} {surname}", asked_by=asked_by, phones=(phone,) if phone else (), words=words
        )  # fmt: skip
        sealed = seal_identity(me.keys, RecordKind.TRACE, identity)
        opened = open_trace(me.order(), OpenTrace(side=side, tags=tags, identity=sealed, agreed=agreed))
        if not answer(me.session, opened, "The search is open: {id}", id=short(opened.trace)):
            return
        rows = [[short(one.match), str(one.shared_tags), word(me.session, one.state)] for one in opened.matches]
        say = me.session.words.say
        headed(me.session, [say("match"), say("tags shared"), say("stands")], rows, (1,))


def match(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="MATCH", help="The match, by the first signs of its id.")],
    state: Annotated[MatchState, typer.Argument(metavar="WORD", help="agreed, declined, later, not_them or told.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Record what became of a match; nobody is told before the one who may be found agreed."""
    from openevac.services.reception.tracing import MatchTrace, match_trace

    with acting(context, code, machine=machine) as me:
        done = match_trace(me.order(), MatchTrace(match=_match(me, which), state=state))
        answer(
            me.session, done, "{id}: {state}", id=short(done.match), state=me.session.words.word(done.state)
        )  # fmt: skip


def _match(me: Acting, text: str) -> UUID:
    from openevac.services.reception.waiting import open_matches

    return read_id(text, "MATCH", by_short(open_matches(me.organisation)))
