"""What every command is handed: words in the chosen language, where to say them, settings, a bar of progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from openevac.config import Config
from openevac.domain.errors import InputError, InputErrors
from openevac.domain.remarks import Remark
from openevac.reports.words import Words

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command. With `machine` only JSON goes to standard output and people's words to standard error."""

    words: Words
    config: Config
    out: Console
    err: Console
    machine: bool = False

    def say(self, template: str, /, style: str = "", **facts: Any) -> None:
        """Say one sentence to the person at the terminal."""
        self.out.print(Text(self.words.say(template, **facts), style=style), soft_wrap=False)

    def warn(self, template: str, /, **facts: Any) -> None:
        """Say on standard error what a person should look at though the command goes on."""
        self.err.print(Text(self.words.say(template, **facts), style="yellow"))

    def remark(self, remark: Remark, style: str = "") -> None:
        """Say a remark of the core."""
        self.out.print(Text(self.words.remark(remark), style=style))

    def refuse(self, fault: InputError | InputErrors) -> None:
        """Say on standard error what is wrong with an input, each fault on a line of its own."""
        faults = fault.errors if isinstance(fault, InputErrors) else (fault,)
        if len(faults) > 1:
            self.err.print(
                Text(self.words.say("{count} {count|fault|faults} to mend:", count=len(faults)), style="bold")
            )
        for one in faults:
            self.err.print(Text(self.words.error(one), style="red"))

    def table(
        self,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        numbers: Sequence[int] = (),
        whole: Sequence[int] = (),
    ) -> None:
        """Print a table; `headings` are said already, `numbers` stand right, columns in `whole` never break."""
        grid = Table(box=None, pad_edge=False, header_style="bold", show_header=any(headings))
        for column, heading in enumerate(headings):
            grid.add_column(
                heading, justify="right" if column in numbers else "left", overflow="fold", no_wrap=column in whole
            )
        for row in rows:
            grid.add_row(*(Text(cell) for cell in row))
        self.out.print(grid)

    def print_json(self, value: Any) -> None:
        """Print a value for machines on standard output: JSON, UTF-8, two blanks of indent."""
        import msgspec

        sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Give a callback of words and share that moves a bar on standard error; silent where nobody watches."""
        if not self.err.is_terminal:
            yield _nobody_watches
            return
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        with Bar(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
            console=self.err, transient=True,
        ) as bar:  # fmt: skip
            task = bar.add_task("", total=1.0)

            def tell(template: str, share: float) -> None:
                bar.update(task, description=self.words.say(template), completed=min(1.0, share))

            yield tell


def _nobody_watches(_words: str, _share: float) -> None:
    """Take progress without showing it."""


def session_of(context: typer.Context, *, machine: bool = False) -> Session:
    """Give the session of a running command; in machine mode people's words move to standard error."""
    session: Session = context.obj
    return replace(session, machine=True, out=session.err) if machine else session


def open_session(words: Words, config: Config) -> Session:
    """Open the session of one run on the present standard output and error."""
    return Session(words, config, _console(stderr=False), _console(stderr=True))


def _console(*, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)
