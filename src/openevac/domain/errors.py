"""The errors a person can mend: each says where the fault is, what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from openevac.domain.remarks import BECAUSE


class InputError(ValueError):
    """Something a person gave us cannot be used.

    `problem` and `todo` are English templates; faces translate the template first and fill `facts` in
    afterwards, so one wording serves both languages. `file`, `row` (1-based, as a spreadsheet counts) and
    `field` say where to look. Never put a name, a phone or an exact address into `facts`.
    """

    def __init__(
        self,
        problem: str,
        todo: str,
        *,
        file: str = "",
        row: int | None = None,
        field: str = "",
        **facts: Any,
    ) -> None:
        self.problem = problem
        self.todo = todo
        self.file = file
        self.row = row
        self.field = field
        self.facts = facts
        super().__init__(self._in_english())

    def at(self, *, file: str = "", row: int | None = None, field: str = "") -> Self:
        """Give the same error with more of its place filled in; what was already said stays."""
        return type(self)(
            self.problem,
            self.todo,
            file=self.file or file,
            row=self.row if self.row is not None else row,
            field=self.field or field,
            **self.facts,
        )

    def _in_english(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                f"field {self.field}" if self.field else "",
            )
            if part
        )
        facts = dict(self.facts)
        if BECAUSE in facts:
            facts[BECAUSE] = str(facts.pop(BECAUSE)).format(**facts)
        said = f"{self.problem.format(**facts)} {self.todo.format(**facts)}"
        return f"{where}: {said}" if where else said


class InputErrors(ValueError):  # noqa: N818 - it is a list of InputError, not one more kind of error
    """Several faults found in one reading, so that a sheet is mended in one go instead of line by line."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))
