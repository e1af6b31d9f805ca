"""Which invented days there are, where their files lie and for which moment each is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DemoDay:
    """One invented day: `at` is the evening before, when the plan is made; `seed` makes it the same every time.

    `changes_at`: the moment on the day itself at which what its event file tells is known.
    """

    key: str
    at: datetime
    changes_at: datetime
    seed: int = 1

    @property
    def situation(self) -> Path:
        """Give the path of the situation file."""
        return FOLDER / self.key / "situation.toml"

    @property
    def operation(self) -> Path:
        """Give the path of the operation file; its sheet of requests lies beside it."""
        return FOLDER / self.key / "operation.toml"

    @property
    def event(self) -> Path:
        """Give the path of the file that tells what happens on the day."""
        return FOLDER / self.key / "event.toml"


DEMO_DAYS = (
    DemoDay("may", datetime(2025, 5, 19, 15, tzinfo=UTC), datetime(2025, 5, 20, 4, 10, tzinfo=UTC)),
    DemoDay("october", datetime(2025, 10, 11, 15, tzinfo=UTC), datetime(2025, 10, 12, 6, 30, tzinfo=UTC)),
)
