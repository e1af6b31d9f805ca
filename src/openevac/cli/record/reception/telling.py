"""`openevac shelter tell|ring|told`: whom somebody wants told, the one number to ring, and how it went."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import Code, by_short, read_id, short
from openevac.cli.record.typing_in import ask_line

if TYPE_CHECKING:
    from openevac.services.kernel.sealed import SealedIn

Waiting = Annotated[str, typer.Argument(metavar="ID", help="Who waits for word, by the first signs in the list.")]


class How(StrEnum):
    """How a try to tell somebody ended, as it is typed."""

    BY_VOICE = "by_voice"
    BY_MESSAGE = "by_message"
    NOT_REACHED = "not_reached"


def tell(
    context: typer.Context,
    person: Code,
    language: Annotated[str, typer.Option("--language", metavar="XX", help="Two letters; uk by default.")] = "uk",
    code: As = "",
    machine: Json = False,
) -> None:
    """Name a relative to be told, as the one who arrived wishes: one number, asked for and sealed."""
    from openevac.services.reception.notify_relative import NameRelative, name_relative

    with acting(context, code, machine=machine) as me:
        sealed = seal_number(me, "Phone of the relative to be told", language)
        if sealed is None:
            return
        queued = name_relative(me.order(), NameRelative(code=person, contact=sealed))
        answer(me.session, queued, "Queued to be told: {id}", id=short(queued.to_tell))


def ring(context: typer.Context, who: Waiting, code: As = "") -> None:
    """Open the one number to ring, with the words to say; the ledger keeps that you did."""
    from openevac.cli.client.sealing import open_identity
    from openevac.reports.messages import voice_script
    from openevac.services.reception.notify_relative import OpenContact, open_contact
    from openevac.vault.identities import RelativeIdentity

    with acting(context, code) as me:
        keys = me.keys
        sealed = open_contact(me.order(), OpenContact(to_tell=_waiting(me, who)))
        contact = open_identity(keys, sealed, RelativeIdentity)
        me.session.say("Ring {number} ({language})", "bold", number=contact.number, language=contact.language)
        spoken = contact.language if contact.language in {"uk", "en"} else "uk"
        word, goodbye = voice_script(spoken, may_tell=True)
        me.session.say("Say: {words}", words=word)
        me.session.say("If a stranger answers: {words}", words=goodbye)
        me.session.say("Then: `openevac shelter told {id} by_voice`, or not_reached.", id=who)


def told(
    context: typer.Context,
    who: Waiting,
    how: Annotated[How, typer.Argument(metavar="HOW", help="by_voice, by_message or not_reached.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Record how a try to tell somebody ended."""
    from openevac.services.reception.notify_relative import RecordTold, Told, record_told

    with acting(context, code, machine=machine) as me:
        done = record_told(me.order(), RecordTold(to_tell=_waiting(me, who), told=Told(how.value)))
        if done.told:
            answer(me.session, done, "Told.")
        else:
            answer(me.session, done, "Not reached; tries so far: {count}.", count=done.tries)


def seal_number(me: Acting, question: str, language: str = "uk") -> SealedIn | None:
    """Ask for one phone number and seal it; None where there is none."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.domain.phones import phone_number
    from openevac.vault.identities import RelativeIdentity
    from openevac.vault.records import RecordKind

    number = phone_number(ask_line(me.session, question))
    if number is None:
        return None
    return seal_identity(me.keys, RecordKind.RELATIVE, RelativeIdentity(number=number, language=language))


def _waiting(me: Acting, text: str) -> UUID:
    from openevac.services.reception.waiting import who_waits

    return read_id(text, "ID", by_short(who_waits(me.organisation)))
