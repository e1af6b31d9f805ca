"""What tests of the encrypted file share: when they run, and a second program that opens the same file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from openevac.config import Config
from tests.databases import chosen_kind

ROOT = Path(__file__).parents[2]
ONLY_SQLCIPHER = pytest.mark.skipif(chosen_kind() != "sqlcipher", reason="about the encrypted file")

OPENING = """
import sys
from pathlib import Path
from tests.databases import set_up_django
from openevac.config import Config
set_up_django(Config(home=Path(sys.argv[1]), language="en"))
from django.db import connection, transaction
from openevac.store.models import LogHead
"""


def start_second_program(config: Config, script: str) -> subprocess.Popen[str]:
    """Start another Python on the same database; it talks through its standard input and output."""
    return subprocess.Popen(
        [sys.executable, "-c", OPENING + script, str(config.home)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
