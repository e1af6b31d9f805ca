"""`openevac doctor`: whether this computer has what OpenEvac needs, each line with what to do."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.session import Session, session_of
from openevac.domain.errors import InputError
from openevac.rules.health import Health

LEAST_FREE_MB = 500
LEAST_MEMORY_MB = 1500
LIBRARIES = (
    "numpy", "scipy", "shapely", "pyproj", "osmium", "routingkit-cch", "pyvrp", "numba", "msgspec", "astral",
    "rapidfuzz", "translitua", "openpyxl", "gpxpy", "typst", "matplotlib", "typer", "rich", "Babel", "tzdata",
)  # fmt: skip
OPTIONAL = {"pymetis": "Regions are ordered a few seconds slower; nothing else changes."}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: what was looked at, what was found, what to do (English templates with facts)."""

    part: str
    health: Health
    found: str
    todo: str = ""
    facts: dict[str, Any] | None = None


def doctor(
    context: typer.Context,
    record: Annotated[
        bool, typer.Option("--record", help="Also the record: encryption, alarms, ledger, backup, keys, certificate.")
    ] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Look whether this computer has what OpenEvac needs."""
    session = session_of(context, machine=machine)
    findings = list(examine(session.config.home))
    if record:
        findings += _of_the_record(context, code, machine=machine)
    if machine:
        session.print_json(findings)
    else:
        _tell(session, findings)
    if any(finding.health is Health.BAD for finding in findings):
        raise typer.Exit(1)


def _of_the_record(context: typer.Context, code: str, *, machine: bool) -> list[Finding]:
    """Ask the record how it is, as the page behind "more" does."""
    from openevac.cli.record.places import RecordPlaces
    from openevac.reports.record_words import RECORD_WORDS
    from openevac.rules.health import Part
    from openevac.services.work.see_health import House, see_health

    with acting(context, code, machine=machine) as me:
        places = RecordPlaces(me.session.config)
        signs = see_health(me.asking(), House(home=me.session.config.home, certificate=places.certificate))
    return [
        Finding(
            part=RECORD_WORDS[Part][sign.part],
            health=sign.health,
            found=sign.found.text,
            todo=sign.todo.text if sign.todo else "",
            facts={**sign.found.facts, **(sign.todo.facts if sign.todo else {})},
        )
        for sign in signs
    ]


def examine(home: Path) -> Iterator[Finding]:
    """Look at every part in turn."""
    yield _python()
    yield from _libraries()
    yield _paper()
    yield _time_zones()
    yield _terminal()
    yield _memory()
    yield _disk(home)
    yield Finding("browser", Health.GOOD, "Any browser shows the plan page; none is needed to plan.")
    yield from _regions(home)


def _python() -> Finding:
    # An older Python does not get this far: the package refuses to be installed on it.
    return Finding("Python", Health.GOOD, "{version}", facts={"version": ".".join(map(str, sys.version_info[:3]))})


def _libraries() -> Iterator[Finding]:
    missing = [name for name in LIBRARIES if _version(name) is None]
    if missing:
        yield Finding(
            "libraries", Health.BAD, "Missing: {missing}.", "Run `pip install openevac` again in this environment.",
            {"missing": ", ".join(missing)},
        )  # fmt: skip
    else:
        yield Finding("libraries", Health.GOOD, "All {count} are there.", facts={"count": len(LIBRARIES)})
    for name, loss in OPTIONAL.items():
        if _version(name) is None:
            yield Finding(name, Health.NOTE, "Not here (it is optional). " + loss)


def _version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _paper() -> Finding:
    if importlib.util.find_spec("typst") is None:
        return Finding("paper", Health.BAD, "Typst is missing: no PDF can be made.", "Run `pip install typst`.")
    return Finding("paper", Health.GOOD, "Typst brings its own fonts with Cyrillic letters.")


def _time_zones() -> Finding:
    try:
        ZoneInfo("Europe/Kyiv")
    except ZoneInfoNotFoundError:
        return Finding("time zones", Health.BAD, "Europe/Kyiv is not known here.", "Run `pip install tzdata`.")
    return Finding("time zones", Health.GOOD, "Europe/Kyiv is known.")


def _terminal() -> Finding:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding == "utf8":
        return Finding("terminal", Health.GOOD, "It writes UTF-8.")
    return Finding(
        "terminal", Health.NOTE, "It writes {encoding}: Ukrainian letters may be lost.", "Set PYTHONUTF8=1.",
        {"encoding": encoding or "?"},
    )  # fmt: skip


def _memory() -> Finding:
    memory_mb = memory_of_this_computer_mb()
    if memory_mb is None:
        return Finding("memory", Health.NOTE, "Its size is not known here.", "OpenEvac needs about 1 GB for an oblast.")
    health = Health.GOOD if memory_mb >= LEAST_MEMORY_MB else Health.NOTE
    todo = "" if health is Health.GOOD else "Close other programs; large regions may not fit."
    return Finding("memory", health, "{gb:.1f} GB", todo, {"gb": memory_mb / 1000})


def memory_of_this_computer_mb() -> float | None:
    """Give the size of the memory; None where the system does not tell (Windows)."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    except (AttributeError, ValueError, OSError):
        return None


def _disk(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free_mb = shutil.disk_usage(there).free / 1e6
    facts = {"gb": free_mb / 1000, "folder": str(home)}
    if not os.access(there, os.W_OK):
        return Finding(
            "disk", Health.BAD, "{folder} cannot be written.", "Set OPENEVAC_HOME to a folder of yours.", facts
        )
    if free_mb < LEAST_FREE_MB:
        return Finding("disk", Health.BAD, "{gb:.1f} GB free at {folder}", "Free 500 MB, or set OPENEVAC_HOME.", facts)
    return Finding("disk", Health.GOOD, "{gb:.1f} GB free at {folder}", facts=facts)


def _regions(home: Path) -> Iterator[Finding]:
    packs = sorted(path.parent for path in home.glob("regions/*/region.json"))
    if not packs:
        yield Finding(
            "regions", Health.NOTE, "None in {folder} yet.",
            "`openevac demo` makes the training region, `openevac region build` one of yours.",
            {"folder": str(home / "regions")},
        )  # fmt: skip
    for folder in packs:
        yield _region(folder)


def _region(folder: Path) -> Finding:
    from openevac.roads.region import open_region

    try:
        region = open_region(folder)
    except InputError as fault:
        return Finding("region", Health.BAD, "{folder}: {why}", "Make it again.",
                       {"folder": folder.name, "why": str(fault)})  # fmt: skip
    return Finding(
        "region", Health.GOOD, "{name}: {nodes} crossings and ends, {places} places, extract of {date}",
        facts={
            "name": region.name, "nodes": region.graph.num_nodes, "places": len(region.places),
            "date": region.extract_date or "–",
        },
    )  # fmt: skip


def _tell(session: Session, findings: list[Finding]) -> None:
    say = session.words.say
    marks = {Health.GOOD: say("good"), Health.NOTE: say("note"), Health.BAD: say("BAD")}
    rows = []
    for finding in findings:
        facts = finding.facts or {}
        told = " ".join(part for part in (say(finding.found, **facts), say(finding.todo, **facts)) if part)
        rows.append((marks[finding.health], say(finding.part), told))
    session.table(("", "", ""), rows)
    bad = sum(finding.health is Health.BAD for finding in findings)
    session.say("")
    if bad:
        session.say("To mend: {count}.", style="bold red", count=bad)
    else:
        session.say("This computer has what OpenEvac needs.", style="bold")
