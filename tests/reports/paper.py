"""Reads printed papers again, as a person would see them."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext here (apt-get install poppler-utils)"
)


def pages(pdf: bytes) -> list[str]:
    """Give the words of each page; runs of blanks become one."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return [re.sub(r"\s+", " ", page) for page in done.stdout.decode().split("\f") if page.strip()]


def fonts(pdf: bytes) -> set[str]:
    """Give the fonts a paper is printed in."""
    done = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)
    return {line.split()[0].partition("+")[2] for line in done.stdout.decode().splitlines()[2:]}
