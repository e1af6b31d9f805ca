"""Valhalla as a peer: its programs from a wheel of the package registry, run apart on the same roads.

The wheel of `pyvalhalla` is built for Python 3.12, but the programs in it need no Python. Its matrices know no cost of
a single road: what it can be told about danger is polygons to stay out of, of 100 vertices together at most.
"""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.osrm_peer import PLATFORMS, PeerMissingError

WHEEL = "pyvalhalla==3.9.1"
LONGEST_M = 1_000_000.0
MOST_PAIRS = 1_000_000


def fetch_valhalla(folder: Path) -> Path:
    """Download the wheel into `folder`, unpack it, and give the folder of its programs."""
    programs = folder / "valhalla" / "bin"
    if programs.exists():
        return programs
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", "3.12", *(f"--platform={name}" for name in PLATFORMS), "-d", str(folder)]
    done = subprocess.run([*command, WHEEL], capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob("pyvalhalla-*.whl"))
    if not wheels:
        raise PeerMissingError(f"Valhalla could not be downloaded: {done.stderr.strip().splitlines()[-1:]}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(folder)
    for program in programs.iterdir():
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return programs


@dataclass
class Valhalla:
    """One Valhalla data set in `folder`."""

    programs: Path
    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "valhalla.json"

    def prepare(self, roads: Path) -> None:
        """Build the tiles of an extract, with limits wide enough for hundreds of places."""
        script = self.programs.parent / "valhalla_build_config.py"
        tiles = self.folder / "tiles"
        written = self._run(sys.executable, str(script), "--mjolnir-tile-dir", str(tiles))
        settings: dict[str, Any] = json.loads(written)
        settings["mjolnir"].pop("tile_extract", None)
        settings["mjolnir"]["logging"] = settings["loki"]["logging"] = {"type": ""}
        settings["service_limits"]["auto"] |= {
            "max_matrix_distance": LONGEST_M,
            "max_matrix_location_pairs": MOST_PAIRS,
        }
        self.settings.write_text(json.dumps(settings), encoding="utf-8")
        self._run(str(self.programs / "valhalla_build_tiles"), "-c", str(self.settings), "-j", "2", str(roads))

    def table_s(self, points: np.ndarray, away_from: np.ndarray) -> np.ndarray:
        """Give seconds between points (n, 2) in degrees that stay out of one polygon (m, 2)."""
        places = [{"lon": lon, "lat": lat} for lon, lat in points.tolist()]
        asked = {
            "sources": places,
            "targets": places,
            "costing": "auto",
            "exclude_polygons": [away_from.tolist()],
            "verbose": False,
        }
        request = self.folder / "asked.json"
        request.write_text(json.dumps(asked), encoding="utf-8")
        told = self._run(
            str(self.programs / "valhalla_service"), str(self.settings), "sources_to_targets", str(request)
        )
        answer = json.loads(told[told.index("{") :])
        if "sources_to_targets" not in answer:
            raise PeerMissingError(f"Valhalla gave no table: {str(answer)[:200]}")
        return np.array(answer["sources_to_targets"]["durations"], dtype=float)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PeerMissingError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout)[-400:]}")
        return done.stdout
