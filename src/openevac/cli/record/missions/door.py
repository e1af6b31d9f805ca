"""`openevac mission yes|guardian|child|stop|leave|hand-over`: what happens at a door, and at the transit centre."""

from __future__ import annotations

from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, word
from openevac.cli.record.given import MissionNumber, Said, hour_or_none
from openevac.domain.errors import InputError
from openevac.domain.events import StopOutcome
from openevac.domain.people import DecidedBy, GuardianKind

Stop = Annotated[str, typer.Argument(metavar="STOP", help="The door by its number on the sheet, like В-12.1.2.")]
Person = Annotated[str, typer.Argument(metavar="CODE", help="The person by the code on the cardboard.")]
Named = Annotated[
    str, typer.Option("--named", metavar="WORDS", help="An office or call sign, never the name of a private person.")
]
Told = Annotated[bool, typer.Option("--services-told", help="102 and the service for children were told.")]


def yes(
    context: typer.Context,
    mission: MissionNumber,
    stop: Stop,
    person: Person,
    no: Annotated[bool, typer.Option("--no", help="They said no. A no costs nothing.")] = False,
    at: Said = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record what one person answered when asked whether they themselves want to go now."""
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes

    with acting(context, code, machine=machine) as me:
        asked = RecordOwnYes(mission=mission, stop=stop, evacuee=person, yes=not no, at=hour_or_none(at, "--at"))
        kept = record_own_yes(me.order(), asked)
        if no:
            answer(me.session, kept, "{person} said no.", person=kept.evacuee)
        else:
            answer(me.session, kept, "{person} said yes.", person=kept.evacuee)


def guardian(
    context: typer.Context,
    mission: MissionNumber,
    stop: Stop,
    person: Person,
    guardian_code: Annotated[
        str, typer.Option("--guardian", metavar="CODE", help="The parent or guardian in the same van, by code.")
    ] = "",
    kind: Annotated[
        GuardianKind | None,
        typer.Option("--kind", metavar="WORD", help="parent, guardian, police or child_service."),
    ] = None,
    decided_by: Annotated[
        DecidedBy | None,
        typer.Option("--decided-by", metavar="WORD", help="For who cannot decide: second_adult, doctor or service."),
    ] = None,
    named: Named = "",
    danger: Annotated[str, typer.Option("--danger", metavar="WORDS", help="Danger to life, in a few words.")] = "",
    told: Told = False,
    at: Said = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record on whose word somebody goes who cannot say yes alone."""
    from openevac.services.missions.record_guardian import RecordGuardian, record_guardian

    if not (guardian_code or kind or decided_by or named or danger):
        raise InputError(
            "It is not said on whose word they go.",
            "A child: --guardian and --kind, or --named. Who cannot decide: --decided-by. Danger to life: --danger.",
            field="guardian",
        )
    with acting(context, code, machine=machine) as me:
        asked = RecordGuardian(
            mission=mission, stop=stop, evacuee=person, guardian=guardian_code, guardian_kind=kind,
            decided_by=decided_by, named=named, danger=danger, services_told=told, at=hour_or_none(at, "--at"),
        )  # fmt: skip
        kept = record_guardian(me.order(), asked)
        answer(me.session, kept, "Kept who answers for {person}.", person=kept.evacuee)


def child(
    context: typer.Context,
    mission: MissionNumber,
    stop: Stop,
    person: Person,
    named: Named,
    told: Told = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Give a child nobody answers for into the care of a service; the calls still to be made are queued."""
    from openevac.services.missions.record_guardian import ReferChild, refer_child

    with acting(context, code, machine=machine) as me:
        asked = ReferChild(mission=mission, stop=stop, evacuee=person, named=named, services_told=told)
        kept = refer_child(me.order(), asked)
        if answer(
            me.session, kept, "{person}: {status}.",
            person=kept.evacuee, status=me.session.words.word(kept.status),
        ) and not told:  # fmt: skip
            for duty in ("ring_102", "ring_child_service"):
                me.session.warn(DUTIES[duty])


def stop(
    context: typer.Context,
    mission: MissionNumber,
    door: Stop,
    outcome: Annotated[
        StopOutcome,
        typer.Argument(
            metavar="OUTCOME",
            help=(
                "boarded, refused, not_at_home, walk_up, wrong_address, left_by_themselves, taken_by_another, referred."
            ),
        ),
    ],
    aboard: Annotated[
        list[str] | None, typer.Option("--aboard", metavar="CODE", help="Who boarded; may repeat.")
    ] = None,
    stayed: Annotated[
        list[str] | None, typer.Option("--stayed", metavar="CODE=OUTCOME", help="Who did not, and why; may repeat.")
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="WORDS", help="A word, without names.")] = "",
    again: Annotated[str, typer.Option("--ring-again", metavar="TIME", help="When to ask again, after a no.")] = "",
    instead: Annotated[
        StopOutcome | None, typer.Option("--instead-of", metavar="OUTCOME", help="What is corrected.")
    ] = None,
    at: Said = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record what happened at a door; nobody boards without the rules of care."""
    from openevac.services.missions.record_stop import RecordStop, record_stop

    with acting(context, code, machine=machine) as me:
        asked = RecordStop(
            mission=mission, stop=door, outcome=outcome, aboard=tuple(aboard or ()),
            stayed=dict(_stayed(one) for one in stayed or ()), reason=why,
            ask_again=hour_or_none(again, "--ring-again", ahead=True), at=hour_or_none(at, "--at"), instead_of=instead,
        )  # fmt: skip
        done = record_stop(me.order(), asked)
        words = me.session.words
        if not answer(
            me.session, done, "{stop}: {outcome}. Aboard from here: {count}.", "bold",
            stop=done.stop, outcome=words.word(done.outcome), count=len(done.aboard),
        ):  # fmt: skip
            return
        for person, what in (asked.stayed or {}).items():
            me.session.say("{person} stays: {outcome}.", person=person, outcome=words.word(what))
        if done.request_status is not None:
            me.session.say("The request: {status}.", status=word(me.session, done.request_status))
        if again and done.ring_again_at is None:
            me.session.warn("The hour to ask again was not kept: it goes with a no of the whole door.")
        if done.ring_again_at is not None:
            me.session.say("They are rung again {at}.", at=done.ring_again_at)
        for duty in done.duties:
            me.session.warn(DUTIES[duty.value])


def leave(
    context: typer.Context,
    mission: MissionNumber,
    door: Stop,
    pieces: Annotated[int, typer.Argument(metavar="N", min=0, help="How many pieces stayed; 0 takes it back.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Record belongings that stayed at a door, so that nobody waits for them at the transit centre."""
    from openevac.services.missions.leave_belongings import LeaveBelongings, leave_belongings

    with acting(context, code, machine=machine) as me:
        kept = leave_belongings(me.order(), LeaveBelongings(mission=mission, stop=door, pieces=pieces))
        answer(
            me.session, kept, "{stop}: {count} {count|piece|pieces} stayed.", stop=kept.stop, count=kept.pieces
        )  # fmt: skip


def hand_over(
    context: typer.Context,
    mission: MissionNumber,
    heads: Annotated[int, typer.Argument(metavar="HEADS", min=0, help="Heads counted at the transit centre.")],
    people: Annotated[
        list[str] | None, typer.Option("--person", metavar="CODE", help="Only this one; may repeat.")
    ] = None,
    shelter: Annotated[str, typer.Option("--shelter", metavar="CODE", help="Where, if not where planned.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="Why the heads are not as recorded.")] = "",
    at: Said = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Hand people over at the transit centre: heads are counted against who is recorded aboard."""
    from openevac.services.missions.hand_over import HandOver
    from openevac.services.missions.hand_over import hand_over as hand

    with acting(context, code, machine=machine) as me:
        asked = HandOver(
            mission=mission, heads=heads, people=tuple(people or ()), shelter=shelter, note=note,
            at=hour_or_none(at, "--at"),
        )  # fmt: skip
        done = hand(me.order(), asked)
        if not answer(
            me.session, done, "{mission}: {count} {count|person|people} handed over.", "bold",
            mission=done.mission, count=len(done.people),
        ):  # fmt: skip
            return
        if done.still_aboard:
            me.session.warn("Still aboard: {codes}", codes=", ".join(done.still_aboard))


def _stayed(text: str) -> tuple[str, StopOutcome]:
    code, equals, outcome = text.partition("=")
    if not equals or outcome not in set(StopOutcome):
        raise InputError(
            "The option does not say what happened with whom.", "Write it like {example}.",
            field="--stayed", example="47К-2Н9=refused",
        )  # fmt: skip
    return code, StopOutcome(outcome)


DUTIES = {
    "ring_102": "Ring 102 now.",
    "ring_child_service": "Ring the service for children now.",
    "ask_when_out": "Ask them for their own yes as soon as they are out of danger.",
    "find_care_bed": "Find a bed with care now.",
    "tell_coordinator": "Tell the coordinator now.",
    "no_photo": "No photo of them is taken or sent.",
}
"""What the rules of care ask for at once, by their word."""
