"""Each contract of .importlinter is shown to fail when somebody breaks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED_FAULTS = {
    "floors": ("roads/planted.py", "from openevac.routing import engine"),
    "floors-siblings": ("hazards/planted.py", "from openevac.roads import graph"),
    "floors-exhaustive": ("helpers/__init__.py", '"""A room nobody gave a floor."""'),
    "core": ("planning/planted.py", "import socket"),
    "referee": ("planning/check/planted.py", "from openevac.routing import engine"),
    "circles": ("domain/errors.py", "from openevac.domain import units"),
    "lib-osmium": ("feeds/planted.py", "import osmium"),
    "lib-hierarchy": ("planning/planted.py", "import routingkit_cch"),
    "lib-solver": ("planning/plan.py", "import pyvrp"),
    "lib-light": ("hazards/field.py", "import astral"),
    "lib-spelling": ("roads/planted.py", "import rapidfuzz"),
    "lib-paper": ("cli/planted.py", "import typst"),
    "lib-sheets": ("cli/planted.py", "import openpyxl"),
    "lib-terminal": ("reports/planted.py", "import rich"),
    "core-vault": ("rules/planted.py", "from openevac.vault import keys"),
    "face": ("web/planted.py", "from openevac.store import models"),
    "settings": ("services/planted.py", "from openevac import settings"),
    "lib-phones": ("feeds/planted.py", "import phonenumbers"),
    "lib-seals": ("services/planted.py", "import pyrage"),
    "lib-keys": ("services/planted.py", "import cryptography"),
    "lib-cipher": ("services/planted.py", "import sqlcipher3"),
    "lib-framework": ("vault/planted.py", "import django"),
    "lib-api": ("services/planted.py", "import ninja"),
    "lib-server": ("web/planted.py", "import uvicorn"),
    "floors-outlook-planning": ("outlook/planted.py", "from openevac.planning import plan"),
    "floors-outlook-reports": ("outlook/planted.py", "from openevac.reports import words"),
    "floors-planning-outlook": ("planning/planted.py", "from openevac.outlook import clearing"),
    "core-outlook": ("outlook/planted.py", "import sqlite3"),
    "lib-solver-outlook": ("outlook/planted.py", "import pyvrp"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache", "--no-logo", "--config", ".importlinter"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src" / "openevac", tmp_path / "openevac", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


def test_the_house_as_it_stands_keeps_every_contract(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout
    assert ", 0 broken" in result.stdout


@pytest.mark.parametrize("contract", PLANTED_FAULTS)
def test_a_planted_fault_breaks_its_contract(house: Path, contract: str) -> None:
    name, line = PLANTED_FAULTS[contract]
    planted = house / "openevac" / name
    planted.parent.mkdir(exist_ok=True)
    before = planted.read_text() if planted.exists() else '"""Planted."""\n'
    planted.write_text(before.replace("from __future__ import annotations\n", "") + f"\n{line}\n")
    result = lint(house)
    assert result.returncode != 0, f"{line!r} in {name} was not noticed"
    broken = [part for part in result.stdout.splitlines() if " BROKEN" in part]
    if contract == "floors-exhaustive":
        assert "helpers" in result.stdout
    else:
        assert broken, result.stdout


def test_every_contract_has_a_planted_fault() -> None:
    contracts = {
        line.removeprefix("[importlinter:contract:").rstrip("]\n")
        for line in (ROOT / ".importlinter").read_text().splitlines()
        if line.startswith("[importlinter:contract:")
    }
    assert contracts <= set(PLANTED_FAULTS)
