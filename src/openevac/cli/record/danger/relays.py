"""`openevac danger relay|close-relay`: where people change from one vehicle into another."""

from __future__ import annotations

from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.danger.ways_out import hour_of
from openevac.cli.record.given import hour_or_none, read_place
from openevac.domain.errors import InputError

RelayName = Annotated[
    str, typer.Argument(metavar="NAME", help="What the relay is called: the bridge, the petrol station.")
]


def relay(
    context: typer.Context,
    name: RelayName,
    where: Annotated[str, typer.Argument(metavar="POSITION", help="Longitude,latitude or a link to a map.")],
    source: Annotated[
        str,
        typer.Option("--source", metavar="WORDS", help="On whose word vehicles may stand there: an office, a code."),
    ],
    katottg: Annotated[
        str, typer.Option("--katottg", metavar="CODE", help="The place whose entry and curfew hold there.")
    ] = "",
    unloading: Annotated[
        float, typer.Option("--unloading", metavar="MINUTES", help="Until everybody is out of the inner vehicle.")
    ] = 5.0,
    opens: Annotated[str, typer.Option("--from", metavar="HH:MM", help="People may be there from then on.")] = "",
    closes: Annotated[str, typer.Option("--until", metavar="HH:MM", help="People may be there until then.")] = "",
    valid_until: Annotated[
        str, typer.Option("--valid-until", metavar="TIME", help="Until when that word holds, with day and zone.")
    ] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Keep a relay, where people change vehicles; the next plan knows it."""
    from openevac.services.danger.keep_relay import KeepRelay, keep_relay

    with acting(context, code, machine=machine) as me:
        position = read_place(where, "POSITION")
        if position is None:
            raise InputError("There is no position.", "Write longitude,latitude.", field="POSITION")
        asked = KeepRelay(
            code=name, position=position, source=source, katottg=katottg.upper(), unloading_min=unloading,
            opens=hour_of(opens, "--from"), closes=hour_of(closes, "--until"),
            valid_until=hour_or_none(valid_until, "--valid-until", ahead=True),
        )  # fmt: skip
        kept = keep_relay(me.order(), asked)
        answer(me.session, kept, "People can change vehicles at {point}. The next plan knows it.", point=kept.code)


def close_relay(context: typer.Context, name: RelayName, code: As = "", machine: Json = False) -> None:
    """Close a relay."""
    from openevac.services.danger.keep_relay import CloseRelay
    from openevac.services.danger.keep_relay import close_relay as close

    with acting(context, code, machine=machine) as me:
        kept = close(me.order(), CloseRelay(code=name))
        answer(
            me.session, kept,
            "Nobody changes vehicles at {point} any more. Missions that meet there: build them again.", point=kept.code,
        )  # fmt: skip
