"""`openevac demo`: two invented days on the training region, planned, summed up and shown as a page."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openevac.cli.given import Json
from openevac.cli.session import Progress, Session, session_of
from openevac.cli.written import write_file, write_folder
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.cli.demo_days.days import DemoDay
    from openevac.planning.replan import Replanned
    from openevac.reports.material import PlanMaterial
    from openevac.roads.region import Region

DAY_NAMES = {
    "may": "May: rain, a seventh floor, a fridge, dog food, a full van",
    "october": "October: a closed town, armoured only, a field track driven yesterday, silence",
}
PORT = 8460


class InventedDay(StrEnum):
    """The days a desk can open on."""

    MAY = "may"
    OCTOBER = "october"


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Print the summaries, see the desk answer, and stop.")] = False,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65534, help="Port of the desk on this computer only.")
    ] = PORT,
    story: Annotated[
        bool, typer.Option("--story", help="Live through two invented days instead, from the first call to the ledger.")
    ] = False,
    day: Annotated[
        InventedDay, typer.Option("--day", help="The invented day on which the desk opens.")
    ] = InventedDay.MAY,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FOLDER", help="Keep the record of the story in this new folder.")
    ] = None,
    phone: Annotated[
        str,
        typer.Option(
            "--phone", metavar="NAME", help="Let phones on the local network in: this computer's name or address there."
        ),
    ] = "",
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the story's plan.")] = 1,
    machine: Json = False,
) -> None:
    """Plan two invented days on the training region, then open the desk in the middle of a third."""
    from openevac.cli.demo_days.days import DEMO_DAYS
    from openevac.cli.demo_replan import change_day, tell_change

    session = session_of(context, machine=machine)
    if story:
        _tell_story(session, keep, seed)
        return
    folder = session.config.home / "demo"
    with session.progress() as progress:
        region = training_region(session.config.home, progress)
    told = []
    for planned in DEMO_DAYS:
        with session.progress() as progress:
            material = _plan_day(session, region, planned, folder, progress)
        if not machine:
            _tell_day(session, planned, material, folder)
        with session.progress() as progress:
            found = change_day(session, region, material, planned, folder / f"{planned.key}-later", progress)
        if not machine:
            tell_change(session, planned, found, folder / f"{planned.key}-later")
        told.append(_facts(planned, material, found, folder))
    write_file(folder / "index.html", _index(session, [day.key for day in DEMO_DAYS]))
    if machine:
        session.print_json(told)
        return
    with TemporaryDirectory(prefix="openevac-demo-") as home:
        opened = _Opened(day=day, port=port, phone=phone, plans=None if once else folder)
        _open_desk(session, region, Path(home) / "record", opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """How the desk is opened. `phone`: the name phones reach it by; without `plans` it is only seen to answer."""

    day: InventedDay
    port: int
    phone: str
    plans: Path | None


def _open_desk(session: Session, region: Region, home: Path, opened: _Opened) -> None:
    """Live into an invented day and serve its desk, and the plans beside it; the record is gone when it ends."""
    from openevac.cli.demo_desk import (
        let_phones_reach,
        plans_beside,
        prepare_desk,
        show_desk,
        start_desk,
        stop_desk,
        tell_phones,
    )

    prepare_desk(session, region, home, opened.day)
    if opened.phone:
        let_phones_reach(session, home, opened.phone)
    process, address = start_desk(session, home, opened.port, opened.phone)
    if opened.plans is None:
        stop_desk(process)
        session.say("The desk answered at {address}; without --once it stays open.", address=address)
        return
    with plans_beside(session, opened.plans, opened.port + 1):
        if opened.phone:
            tell_phones(session)
        show_desk(session, process, address)


def _tell_story(session: Session, keep: Path | None, seed: int) -> None:
    """Tell the story in a folder that is gone afterwards, or in the one that is to be kept."""
    from openevac.cli.story.folder import take_folder

    with session.progress() as progress:
        region = training_region(session.config.home, progress)
    with ExitStack() as stack:
        home = take_folder(
            keep.resolve() if keep else Path(stack.enter_context(TemporaryDirectory(prefix="openevac-story-")))
        )
        from openevac.cli.story.run import StoryChoices, tell_story  # it reads at its start where the record lies

        choices = StoryChoices(home=home, region=session.config.home / "regions" / "training", seed=seed)
        told = tell_story(session, region, choices)
    if session.machine:
        session.print_json(told.codes)


def training_region(home: Path, progress: Progress) -> Region:
    """Open the training region kept under `home`, or draw it where it is missing, damaged or of another version."""
    from openevac.cli.region import draw_training_region
    from openevac.roads.region import open_region, write_region
    from openevac.roads.training.region import DRAWN_ON

    folder = home / "regions" / "training"
    try:
        region = open_region(folder)
    except InputError:
        region = None  # missing or unusable: it is drawn again, always the same
    if region is None or region.extract_date != DRAWN_ON:
        progress("Drawing the training region", 0.0)
        region = draw_training_region(progress)
        write_region(region, folder)
    return region


def _plan_day(session: Session, region: Region, day: DemoDay, folder: Path, progress: Progress) -> PlanMaterial:
    from openevac.cli.plan import make_plan
    from openevac.cli.plan_files import plan_files
    from openevac.cli.world import World
    from openevac.feeds.operation_file import read_operation
    from openevac.feeds.situation_file import read_situation

    world = World(region, read_situation(day.situation, day.at))
    operation = read_operation(day.operation, world.ground).operation
    material = make_plan(world, operation, day.at, day.seed, progress)
    write_folder(folder / day.key, plan_files(material, session.words, progress))
    return material


def _facts(day: DemoDay, material: PlanMaterial, found: Replanned, folder: Path) -> dict[str, Any]:
    """Give for machines what a day came to, before and after it was planned again."""
    return {
        "day": day.key,
        "folder": str(folder / day.key),
        "totals": material.plan.totals,
        "waves": len(material.plan.waves),
        "later": {
            "folder": str(folder / f"{day.key}-later"),
            "changes": len(found.changes),
            "promises": len(found.promises),
            "kept": len(found.promises) - len(found.broken),
        },
    }


def _tell_day(session: Session, day: DemoDay, material: PlanMaterial, folder: Path) -> None:
    from openevac.cli.plan_summary import tell_plan_summary

    session.say("")
    session.out.rule(session.words.say(DAY_NAMES[day.key]), align="left")
    tell_plan_summary(session, material)
    session.say("Written to {folder}", folder=str(folder / day.key))


def _index(session: Session, days: Sequence[str]) -> bytes:
    """Write the page that leads to the two plans; it asks no other computer for anything."""
    say = session.words.say
    later = escape(say("The same day, planned again after something happened"))
    links = "".join(
        f'<li><a href="{day}/plan.html">{escape(say(DAY_NAMES[day]))}</a>'
        f' · <a href="{day}-later/plan.html">{later}</a></li>'
        for day in days
    )
    title = escape(say("Two invented days"))
    return (
        f'<!doctype html><html lang="{session.words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>OpenEvac</title></head>'
        f"<body><h1>{title}</h1><p>{escape(say('Training map. Not for travel'))}</p><ul>{links}</ul></body></html>\n"
    ).encode()
