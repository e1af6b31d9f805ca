"""The docs are tests: what the program has, the docs describe; what the docs link, exists."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
PAGES += sorted(DOCS.rglob("*.md"))

# The words of the plan: each has one meaning, and a row in the glossary. A paragraph reads better than a list.
WORDS = """
EvacuationRequest Household Evacuee Needs party_size seats wheelchairs stretchers carry_floors belongings_kg
belongings_l bulky pets MobilityClass walks walks_with_help wheelchair lying MeetingPoint Relay Access open
armoured_only police_and_army_only closed Mission Trip Stop Vehicle VehicleType Crew Depot Profile tw_early tw_late
service_duration release_time required prize unserved RoadGraph node arc length_m travel_time_s snap HazardReport
HazardLayer HazardField exposure person_exposure valid_from valid_until source confidence WeatherWindow go no_go
turn_back check_in overdue silent_until Shelter ShelterUnit Registration available_capacity TracingRequest Trace
PotentialMatch Consent Incident Testimony Exhibit custody Seal actor action resource reason
"""


def headings(page: Path) -> str:
    return "\n".join(line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#"))


def commands() -> list[str]:
    """Give every command of the program, groups joined with a blank, as the program itself lists them."""
    script = (
        "from openevac.cli.main import build_app; import typer\n"
        "def walk(c, path):\n"
        "    subs = getattr(c, 'commands', None)\n"
        "    if subs is None: print(' '.join(path)); return\n"
        "    for name, sub in subs.items(): walk(sub, [*path, name])\n"
        "walk(typer.main.get_command(build_app('en')), [])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]


def test_every_command_has_a_heading() -> None:
    found = commands()
    assert {"plan", "check", "way", "windows", "schema", "demo", "doctor", "region build", "field explain"} <= set(
        found
    )
    told = headings(DOCS / "commands.md")
    missing = [name for name in found if f"openevac {name}" not in told]
    assert not missing, f"docs/commands.md has no heading for {missing}"


def test_every_setting_has_a_heading() -> None:
    keys = set(re.findall(r"OPENEVAC_[A-Z_]+", (ROOT / "src" / "openevac" / "config.py").read_text(encoding="utf-8")))
    assert keys
    told = headings(DOCS / "configuration.md")
    assert not [key for key in keys if key not in told]


def test_every_number_of_the_profile_is_explained() -> None:
    told = (DOCS / "exposure.md").read_text(encoding="utf-8")
    for preset in sorted((ROOT / "src" / "openevac" / "feeds" / "presets").glob("*.toml")):
        keys = dotted(tomllib.loads(preset.read_text(encoding="utf-8")))
        assert len(keys) > 40
        assert not [key for key in keys if f"`{key}`" not in told], preset.name


def dotted(table: dict[str, object], before: str = "") -> list[str]:
    keys: list[str] = []
    for name, value in table.items():
        if isinstance(value, dict):
            key = f"{before}{name}"
            keys += [key] if "value" in value and "unit" in value else dotted(value, f"{key}.")
    return keys


def test_the_glossary_has_every_word() -> None:
    told = (DOCS / "concepts.md").read_text(encoding="utf-8")
    assert not [word for word in WORDS.split() if f"`{word}`" not in told]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"https?:|mailto:", link):
            assert (page.parent / link).exists(), f"{page.name} links {link}, which does not exist"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_promises_safety(page: Path) -> None:
    text = page.read_text(encoding="utf-8").lower()
    for promise in ("safe route", "safest", "safe way", "безпечний маршрут", "guarantees safety"):
        assert promise not in text, f"{page.name} says {promise!r}"
