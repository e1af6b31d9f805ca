"""`openevac field`: how dangerous a place is at a moment, and a picture of danger over the region."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import At, Json, RegionFolder, SituationPath, read_moment
from openevac.cli.session import Session, session_of
from openevac.cli.written import write_file
from openevac.domain.units import METRES_PER_KM

if TYPE_CHECKING:
    from datetime import datetime

    from openevac.cli.world import Found, World
    from openevac.domain.missions import RestsOn
    from openevac.hazards.explain import Explanation


def explain(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place's name or code, or LON,LAT.")],
    region: RegionFolder,
    situation: SituationPath,
    at: At = "",
    machine: Json = False,
) -> None:
    """Say how dangerous a place is at a moment: what contributes, largest first, with source and age."""
    from openevac.cli.world import open_world
    from openevac.hazards.explain import explain as explain_danger
    from openevac.hazards.rests_on import rests_on, warnings

    session = session_of(context, machine=machine)
    moment = read_moment(at)
    world = open_world(region, situation, moment)
    found = world.find(place, "PLACE")
    field = world.field(moment, 1, [found.position])
    explanation = explain_danger(field, found.position, moment)
    rests = rests_on(world.situation, moment)
    if machine:
        session.print_json({
            "at": moment, "position": found.position, "katottg": found.place.katottg if found.place else "",
            "explanation": explanation, "rests_on": rests,
        })  # fmt: skip
        return
    session.say("{place}, {at}", style="bold", place=found.name, at=session.words.dated(moment))
    tell_access(session, world, found, moment)
    _tell(session, explanation)
    tell_rests_on(session, rests)
    for remark in warnings(world.situation, moment, 1):
        session.remark(remark, style="yellow")


def render(
    context: typer.Context,
    region: RegionFolder,
    situation: SituationPath,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The picture to write (PNG).")],
    at: At = "",
    armoured: Annotated[bool, typer.Option("--armoured", help="As it reaches through armour.")] = False,
    machine: Json = False,
) -> None:
    """Draw danger over the region at one hour, with roads, lines and border."""
    from openevac.cli.world import open_world
    from openevac.reports.field_picture import field_picture

    session = session_of(context, machine=machine)
    moment = read_moment(at)
    world = open_world(region, situation, moment)
    with session.progress() as progress:
        progress("Computing danger", 0.1)
        danger = world.field(moment, 1)
        progress("Drawing", 0.5)
        picture = field_picture(danger, world.region, world.situation, moment, session.words, armoured=armoured)
    write_file(out, picture)
    tell_written(session, [out])


def tell_written(session: Session, files: list[Path]) -> None:
    """Say which files were written."""
    if session.machine:
        session.print_json({"written": [str(file) for file in files]})
        return
    for file in files:
        session.say("Written to {folder}", folder=str(file))


def tell_access(session: Session, world: World, found: Found, now: datetime) -> None:
    """Say that the authorities let nobody or only some into a place: danger and ways do not know it."""
    rule = world.situation.access_of(found.place.katottg, now) if found.place else None
    if rule is not None and rule.access.value != "open":
        session.say(
            "Entry to {place}: {access}, by word of {source}, since {since}.", style="bold red",
            place=found.name, access=session.words.word(rule.access), source=rule.source, since=rule.since,
        )  # fmt: skip


def tell_rests_on(session: Session, rests: tuple[RestsOn, ...]) -> None:
    """Show each source with its age."""
    rows = [(session.words.remark(row.remark), session.words.age(row.age_h)) for row in rests]
    session.say("")
    session.table((session.words.say("rests on"), session.words.say("age")), rows)


def _tell(session: Session, explanation: Explanation) -> None:
    words = session.words
    session.say("Danger in the open, without armour: index {rate} per hour", rate=explanation.rate_per_h)
    session.say("An index to compare places and hours with; it is no probability.", style="dim")
    for closed in explanation.closed:
        session.remark(closed, style="bold red")
    session.say("")
    session.table(
        (words.say("line"), words.say("as drawn"), words.say("may have come nearer by"), words.say("age"), ""),
        [
            (
                front.source,
                words.km(front.drawn_km * METRES_PER_KM),
                words.km(front.advance_km * METRES_PER_KM),
                words.age(front.age_h) if front.age_h is not None else "–",
                words.say("the nearest") if front.decides else "",
            )
            for front in explanation.fronts
        ],
        numbers=(1, 2),
    )
    session.say("")
    _tell_contributions(session, explanation)
    session.say(
        "Weather and light leave {share} % of the danger from drones.", share=round(100 * explanation.drone_factor)
    )


def _tell_contributions(session: Session, explanation: Explanation) -> None:
    """Show what contributes, largest first; causes that come from one origin stand under its sentence."""
    origins: dict[str, list[str]] = {}
    for part in explanation.contributions:
        share = _share(session, part.rate_per_h, explanation.rate_per_h)
        said = f"{session.words.word(part.cause)} {share}"
        origins.setdefault(session.words.remark(part.remark), []).append(said)
    for origin, causes in origins.items():
        session.out.print(origin)
        session.out.print(f"  {', '.join(causes)}", style="cyan")


def _share(session: Session, part: float, whole: float) -> str:
    share = 100 * part / whole if whole else 0.0
    return session.words.say("under 1 %") if share < 1 else session.words.say("{share} %", share=round(share))
