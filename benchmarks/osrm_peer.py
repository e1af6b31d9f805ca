"""OSRM as a peer: its programs from a wheel of the package registry, run apart on loopback on the same roads.

The wheel of `osrm-bindings` is built for Python 3.12, but the programs in it need no Python at all.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

PORT = 5917
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64")


class PeerMissingError(RuntimeError):
    """The peer cannot be had on this machine; the reason is in the words."""


def fetch_osrm(folder: Path) -> Path:
    """Download the wheel into `folder`, unpack it, and give the folder of its programs."""
    programs = folder / "osrm" / "bin"
    if programs.exists():
        return programs
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", "3.12", *(f"--platform={name}" for name in PLATFORMS), "-d", str(folder)]
    done = subprocess.run([*command, "osrm-bindings==26.10.0"], capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob("osrm_bindings-*.whl"))
    if not wheels:
        raise PeerMissingError(f"OSRM could not be downloaded: {done.stderr.strip().splitlines()[-1:]}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(folder)
    for program in programs.iterdir():
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return programs


@dataclass
class Osrm:
    """One OSRM data set in `folder`, customised and served again for every change of danger."""

    programs: Path
    folder: Path
    server: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "roads.osrm"

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PeerMissingError(f"{program} failed: {(done.stderr or done.stdout)[-400:]}")

    def prepare(self) -> None:
        profile = self.programs.parent / "share" / "profiles" / "car.lua"
        self.run("osrm-extract", "-p", str(profile), str(self.folder / "roads.osm.pbf"))
        self.run("osrm-partition", str(self.data))
        self.run("osrm-customize", str(self.data))

    def apply_speeds(self, speeds_csv: Path) -> None:
        self.run("osrm-customize", "--segment-speed-file", str(speeds_csv), str(self.data))

    def __enter__(self) -> Self:
        program = str(self.programs / "osrm-routed")
        options = ["--algorithm", "mld", "-i", "127.0.0.1", "-p", str(PORT), "--max-table-size", "2000", "-t", "2"]
        self.server = subprocess.Popen(
            [program, *options, str(self.data)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait_until_it_answers()
        return self

    def __exit__(self, *_: object) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=20)
            self.server = None

    def _wait_until_it_answers(self) -> None:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/nearest/v1/driving/0,0", timeout=1).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise PeerMissingError("osrm-routed did not answer within 30 s")

    def table_s(self, sources: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Give durations (seconds) between points (n, 2) and (m, 2) in degrees."""
        points = np.vstack((sources, targets))
        path = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points.tolist())
        first = ";".join(str(number) for number in range(len(sources)))
        last = ";".join(str(number) for number in range(len(sources), len(points)))
        address = f"http://127.0.0.1:{PORT}/table/v1/driving/{path}?sources={first}&destinations={last}"
        with urllib.request.urlopen(address, timeout=600) as answer:
            return np.array(json.load(answer)["durations"], dtype=float)


def write_speeds(path: Path, tails: np.ndarray, heads: np.ndarray, speed_kmh: np.ndarray) -> None:
    """Write a segment speed file: from node, to node, km/h."""
    table = np.column_stack((tails, heads))
    with path.open("w", encoding="ascii") as file:
        for (tail, head), speed in zip(table.tolist(), speed_kmh.tolist(), strict=True):
            file.write(f"{tail},{head},{speed:.2f}{os.linesep}")
