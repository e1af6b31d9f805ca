"""`openevac demo`: two invented days on the training region, planned, summed up and shown as a page."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.session import Progress, Session, session_of
from openevac.cli.written import write_file, write_folder
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.cli.demo_days.days import DemoDay
    from openevac.reports.material import PlanMaterial
    from openevac.roads.region import Region

DAY_NAMES = {
    "may": "May: rain, a seventh floor, a fridge, dog food, a full van",
    "october": "October: a closed town, armoured only, a field track driven yesterday, silence",
}
PORT = 8470


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Print the summaries and stop; show no page.")] = False,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port of the page on this computer only.")
    ] = PORT,
    story: Annotated[
        bool, typer.Option("--story", help="Live through two invented days instead, from the first call to the ledger.")
    ] = False,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FOLDER", help="Keep the record of the story in this new folder.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the story's plan.")] = 1,
    machine: Json = False,
) -> None:
    """Plan two invented days on the training region with three vans each, and show the plans."""
    from openevac.cli.demo_days.days import DEMO_DAYS

    session = session_of(context, machine=machine)
    if story:
        _tell_story(session, keep, seed)
        return
    folder = session.config.home / "demo"
    with session.progress() as progress:
        region = training_region(session.config.home, progress)
    told = []
    for day in DEMO_DAYS:
        with session.progress() as progress:
            material = _plan_day(session, region, day, folder, progress)
        if not machine:
            _tell_day(session, day, material, folder)
        told.append({"day": day.key, "folder": str(folder / day.key), "totals": material.plan.totals})
    write_file(folder / "index.html", _index(session, [day.key for day in DEMO_DAYS]))
    if machine:
        session.print_json(told)
    if not once:
        serve_pages(session, folder, port)


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


def _tell_day(session: Session, day: DemoDay, material: PlanMaterial, folder: Path) -> None:
    from openevac.cli.plan_summary import tell_plan_summary

    session.say("")
    session.out.rule(session.words.say(DAY_NAMES[day.key]), align="left")
    tell_plan_summary(session, material)
    session.say("Written to {folder}", folder=str(folder / day.key))


def _index(session: Session, days: Sequence[str]) -> bytes:
    """Write the page that leads to the two plans; it asks no other computer for anything."""
    say = session.words.say
    links = "".join(f'<li><a href="{day}/plan.html">{escape(say(DAY_NAMES[day]))}</a></li>' for day in days)
    title = escape(say("Two invented days"))
    return (
        f'<!doctype html><html lang="{session.words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>OpenEvac</title></head>'
        f"<body><h1>{title}</h1><p>{escape(say('Training map. Not for travel'))}</p><ul>{links}</ul></body></html>\n"
    ).encode()


def serve_pages(session: Session, folder: Path, port: int) -> None:
    """Show the pages on 127.0.0.1 until the person presses Ctrl+C."""
    from openevac.cli.pages import open_page_server

    with open_page_server(folder, port) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        session.say("")
        session.say("The plans stand at {address}; Ctrl+C ends this.", style="bold", address=address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            session.say("Ended.")
