"""Telling the story: sentences with the story's own time before them, and the codes for who reads them by machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text

from openevac.cli.session import Session
from openevac.cli.story.clock import StoryClock
from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark


class WentWrongError(AssertionError):
    """The story came to another point than it tells of: a rule let something through, or a service said no."""


@dataclass(slots=True)
class Telling:
    """Says what happens and keeps the codes. `codes` is what `--json` prints."""

    session: Session
    clock: StoryClock
    codes: dict[str, Any] = field(default_factory=dict)

    def chapter(self, title: str) -> None:
        """Begin a chapter under the story's day."""
        self.session.say("")
        words = self.session.words
        self.session.out.rule(Text(f"{words.day(self.clock.at)} · {words.say(title)}"), align="left")

    def say(self, template: str, /, style: str = "", **facts: Any) -> None:
        """Say one sentence at the story's present time."""
        self._line(self.session.words.say(template, **facts), style)

    def remark(self, remark: Remark, style: str = "dim") -> None:
        """Say a sentence of the rules, as whoever asked reads it."""
        self._under(self.session.words.remark(remark), style)

    def remarks(self, remarks: Iterable[Remark], style: str = "dim") -> None:
        """Say several."""
        for one in remarks:
            self.remark(one, style)

    def under(self, template: str, /, style: str = "dim", **facts: Any) -> None:
        """Say one sentence under the one before, without a time of its own."""
        self._under(self.session.words.say(template, **facts), style)

    def literally(self, line: str, style: str = "") -> None:
        """Print a line as it is: a signed checkpoint is not translated."""
        self.session.out.print(Text(f"       {line}", style=style), soft_wrap=True)

    def refused(self, name: str, attempt: Callable[[], object]) -> None:
        """Try what the rules forbid and print the words of the refusal; WentWrongError where nobody refused."""
        try:
            attempt()
        except InputError as fault:
            self.codes.setdefault("refusals", {})[name] = fault.problem
            self._under(f"✗ {self.session.words.error(fault)}", "yellow")
            return
        raise WentWrongError(f"nobody refused: {name}")

    def _line(self, words: str, style: str) -> None:
        self.session.out.print(Text(f"{self.session.words.clock(self.clock.at)}  ").append(words, style=style))

    def _under(self, words: str, style: str) -> None:
        self.session.out.print(Text("       ").append(words, style=style))
