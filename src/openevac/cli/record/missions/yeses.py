"""`openevac mission approve|accept|refuse|dispatch|close`: two yeses, a no that needs no reason, and the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import Passed, answer
from openevac.cli.record.given import MissionNumber, Version, hour_or_none
from openevac.domain.events import YesMethod

if TYPE_CHECKING:
    from openevac.services.missions.approve_mission import YesGiven

SaidBy = Annotated[str, typer.Option("--said-by", metavar="CODE", help="Who said it by call, where you type it.")]
SaidAt = Annotated[str, typer.Option("--said-at", metavar="TIME", help="When it was said by call: 05:40.")]


def approve(
    context: typer.Context,
    mission: MissionNumber,
    version: Version = None,
    said_by: SaidBy = "",
    said_at: SaidAt = "",
    alone: Annotated[
        str, typer.Option("--alone", metavar="WORDS", help="One sentence, where you are alone on shift and say both.")
    ] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Say the coordinator's yes to the version you look at."""
    from openevac.services.missions.approve_mission import ApproveMission, approve_mission

    with acting(context, code, machine=machine) as me:
        asked = ApproveMission(
            mission=mission, version=version or _newest(me, mission),
            method=YesMethod.CALL if said_by else YesMethod.PIN, said_by=said_by,
            said_at=hour_or_none(said_at, "--said-at"), alone=alone,
        )  # fmt: skip
        _tell(me, approve_mission(me.order(), asked))


def accept(
    context: typer.Context,
    mission: MissionNumber,
    version: Version = None,
    said_at: SaidAt = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Say the crew leader's yes; a coordinator types what the leader said by call, with the hour."""
    from openevac.services.missions.accept_mission import AcceptMission, accept_mission

    with acting(context, code, machine=machine) as me:
        asked = AcceptMission(
            mission=mission, version=version or _newest(me, mission),
            method=YesMethod.CALL if said_at else YesMethod.PIN, said_at=hour_or_none(said_at, "--said-at"),
        )  # fmt: skip
        _tell(me, accept_mission(me.order(), asked))


def refuse(context: typer.Context, mission: MissionNumber, code: As = "", machine: Json = False) -> None:
    """Say the crew's no: it stops the mission, needs no reason, and nothing keeps who said it."""
    from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission

    with acting(context, code, machine=machine) as me:
        done = refuse_mission(me.order(), RefuseMission(mission=mission))
        if answer(
            me.session, done, "{mission} is stopped: {status}.",
            mission=done.mission, status=me.session.words.word(done.status),
        ):  # fmt: skip
            _tell_waiting(me, done.waiting_again)


def dispatch(
    context: typer.Context, mission: MissionNumber, version: Version = None, code: As = "", machine: Json = False
) -> None:
    """Let a van leave: two yeses to this version, stops that still stand, places that may still be entered."""
    from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission

    with acting(context, code, machine=machine) as me:
        asked = DispatchMission(mission=mission, version=version or _newest(me, mission))
        out = dispatch_mission(me.order(), asked)
        if not answer(me.session, out, "{mission} is on the road.", "bold", mission=out.mission):
            return
        if out.next_contact_at is not None:
            me.session.say("The next word is due {at}.", at=out.next_contact_at)
        if out.new_reports or out.new_access:
            me.session.warn(
                "New since the plan: {reports} dangers, {access} words about entry. Look at them with the crew.",
                reports=out.new_reports, access=out.new_access,
            )  # fmt: skip


def close(context: typer.Context, mission: MissionNumber, code: As = "", machine: Json = False) -> None:
    """Close a mission that is home: nobody aboard, every door with an outcome or waiting again."""
    from openevac.services.missions.close_mission import CloseMission, close_mission

    with acting(context, code, machine=machine) as me:
        done = close_mission(me.order(), CloseMission(mission=mission))
        if answer(me.session, done, "{mission} is closed.", mission=done.mission):
            _tell_waiting(me, done.waiting_again)


def _newest(me: Acting, mission: str) -> int:
    """Give the newest version: who types no version means the one on the newest paper."""
    from openevac.services.missions.see_mission import see_mission

    return max(see_mission(me.asking(), mission).versions)


def _tell(me: Acting, given: YesGiven) -> None:
    if answer(
        me.session, given, "{mission}, version {version}: {status}.", "bold",
        mission=given.mission, version=given.version, status=me.session.words.word(given.status),
    ) and given.lacks:  # fmt: skip
        me.session.say(Passed(given.lacks).text)


def _tell_waiting(me: Acting, receipts: tuple[str, ...]) -> None:
    if receipts:
        me.session.say("Waiting again: {receipts}", receipts=", ".join(receipts))
