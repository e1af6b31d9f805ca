"""docs/first-day.md and docs/first-drive.md as their tests read them: steps, what is pressed, read, and typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "first-day.md"
DRIVE = PAGE.with_name("first-drive.md")
_STEP = re.compile(r"^## \d+\. (.+?)$", re.MULTILINE)
_BLOCK = re.compile(r"```\n(.*?)```", re.DOTALL)
_PRESSED = re.compile(r"\*\*([^*]+)\*\* \(([^()]+)\)")
_READ = re.compile(r"“([^“”]+)” \(([^()]+)\)")


@dataclass
class Step:
    """One step of the page. `pressed` and `read`: the English words of a button or a sentence -> the Ukrainian ones."""

    title: str
    pressed: dict[str, str]
    read: dict[str, str]
    blocks: tuple[str, ...]
    played: set[str] = field(default_factory=set)

    def press(self, english: str) -> str:
        """Give the Ukrainian words of what this step says is pressed."""
        self.played.add(english)
        return self.pressed[english]

    def reads(self, english: str) -> str:
        """Give the Ukrainian words of what this step says is read."""
        self.played.add(english)
        return self.read[english]

    @property
    def left(self) -> set[str]:
        """Give what the page says and nobody has played yet."""
        return {*self.pressed, *self.read} - self.played


def steps(page: Path = PAGE) -> list[Step]:
    """Read a page."""
    _, *parts = _STEP.split(page.read_text(encoding="utf-8"))
    return [_step(title, text) for title, text in zip(parts[::2], parts[1::2], strict=True)]


def _step(title: str, text: str) -> Step:
    plain = " ".join(_BLOCK.sub("", text).split())
    return Step(
        title=title,
        pressed=dict(_PRESSED.findall(plain)),
        read=dict(_READ.findall(plain)),
        blocks=tuple(_BLOCK.findall(text)),
    )
