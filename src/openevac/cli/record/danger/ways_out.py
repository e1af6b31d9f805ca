"""`openevac danger point|close-point|service|close-service|ways-out`: where people are met, and who takes them over."""

from __future__ import annotations

from datetime import time
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, headed
from openevac.cli.record.given import read_place
from openevac.cli.record.requests.ground import places_of
from openevac.domain.errors import InputError

PointName = Annotated[str, typer.Argument(metavar="NAME", help="What the point is called: the school, the bus stop.")]
ServiceName = Annotated[
    str, typer.Argument(metavar="NAME", help="The organisation and how it is reached; never a private person.")
]


def point(
    context: typer.Context,
    name: PointName,
    where: Annotated[str, typer.Argument(metavar="POSITION", help="Longitude,latitude or a link to a map.")],
    katottg: Annotated[
        str, typer.Option("--katottg", metavar="CODE", help="The place whose entry and curfew hold there.")
    ] = "",
    opens: Annotated[str, typer.Option("--from", metavar="HH:MM", help="People may be there from then on.")] = "",
    closes: Annotated[str, typer.Option("--until", metavar="HH:MM", help="People may be there until then.")] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Keep a point where people on foot are met; the next plan knows it."""
    from openevac.services.danger.keep_meeting_point import KeepMeetingPoint, keep_meeting_point

    with acting(context, code, machine=machine) as me:
        position = read_place(where, "POSITION")
        if position is None:
            raise InputError("There is no position.", "Write longitude,latitude.", field="POSITION")
        asked = KeepMeetingPoint(
            code=name, position=position, katottg=katottg.upper(), opens=hour_of(opens, "--from"),
            closes=hour_of(closes, "--until"),
        )  # fmt: skip
        kept = keep_meeting_point(me.order(), asked)
        answer(me.session, kept, "People can be met at {point}. The next plan knows it.", point=kept.code)


def close_point(context: typer.Context, name: PointName, code: As = "", machine: Json = False) -> None:
    """Close a point where people were met."""
    from openevac.services.danger.keep_meeting_point import CloseMeetingPoint, close_meeting_point

    with acting(context, code, machine=machine) as me:
        kept = close_meeting_point(me.order(), CloseMeetingPoint(code=name))
        answer(
            me.session, kept,
            "Nobody is met at {point} any more. Missions that meet people there: build them again.", point=kept.code,
        )  # fmt: skip


def service(
    context: typer.Context,
    name: ServiceName,
    place: Annotated[
        list[str] | None, typer.Option("--place", metavar="CODE", help="A place it serves; may repeat. None: every.")
    ] = None,
    code: As = "",
    machine: Json = False,
) -> None:
    """Keep an organisation that takes requests over where we may not go."""
    from openevac.services.danger.keep_service import KeepService, keep_service

    with acting(context, code, machine=machine) as me:
        asked = KeepService(name=name, places=tuple(one.upper() for one in place or ()))
        kept = keep_service(me.order(), asked)
        answer(me.session, kept, "{name} takes requests over where we may not go.", name=kept.name)


def close_service(context: typer.Context, name: ServiceName, code: As = "", machine: Json = False) -> None:
    """Take an organisation off the list."""
    from openevac.services.danger.keep_service import CloseService
    from openevac.services.danger.keep_service import close_service as close

    with acting(context, code, machine=machine) as me:
        kept = close(me.order(), CloseService(name=name))
        answer(me.session, kept, "{name} is off the list.", name=kept.name)


def ways_out(context: typer.Context, code: As = "", machine: Json = False) -> None:
    """Show where people are met, where they change vehicles, and who takes requests over in closed places."""
    from openevac.services.danger.see_ways_out import see_ways_out

    with acting(context, code, machine=machine) as me:
        seen = see_ways_out(me.asking())
        if machine:
            me.session.print_json(seen)
            return
        session, say, places = me.session, me.session.words.say, places_of(me)
        rows = [
            [one.code, places.name(one.katottg) if one.katottg else "", f"{one.position.lon}, {one.position.lat}"]
            for one in seen.points
        ]
        headed(session, [say("point"), say("place"), say("where")], rows)
        ends = [
            session.words.moment(one.valid_until) if one.valid_until else say("no end named") for one in seen.relays
        ]
        relays = [
            [one.code, places.name(one.katottg) if one.katottg else "", f"{one.position.lon}, {one.position.lat}",
             end if one.in_force else say("ran out")]
            for one, end in zip(seen.relays, ends, strict=True)
        ]  # fmt: skip
        headed(session, [say("relay"), say("place"), say("where"), say("until")], relays)
        served = [[one.name, ", ".join(map(places.name, one.places)) or say("every place")] for one in seen.services]
        headed(session, [say("takes over"), say("place")], served)


def hour_of(text: str, option: str) -> time | None:
    """Read an hour of the day; None where none is given."""
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise InputError("This is no time of day.", "Write it like 05:30.", field=option) from None
