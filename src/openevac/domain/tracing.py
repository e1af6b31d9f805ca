"""Looking for relatives, from both sides: who searches, who may be found, and only then a match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.ids import require_id
from openevac.domain.units import require_aware


class TraceSide(StrEnum):
    """Which side opened a trace: somebody who searches, or somebody who wants to be found."""

    SEARCHES = "searches"
    WANTS_TO_BE_FOUND = "wants_to_be_found"


class MatchState(StrEnum):
    """How far a potential match is. Nothing is told to the searching side before the other side agreed.

    `LATER`: they were asked and want to be asked again; `NOT_THEM`: they are somebody else than who is looked for.
    """

    PROPOSED = "proposed"
    LATER = "later"
    AGREED = "agreed"
    DECLINED = "declined"
    NOT_THEM = "not_them"
    TOLD = "told"


TO_BE_ASKED = frozenset({MatchState.PROPOSED, MatchState.LATER})
ASK_AGAIN_AFTER = timedelta(days=1)
"""Who said "later" is asked again the next day: a question an hour later would be pressure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One side of a search: keyed tags to match on, never a name, never a list to browse.

    `tags`: keyed tags of what both sides would know (phone, house, sounds of the name), made by a client.
    """

    id: str
    side: TraceSide
    opened_at: datetime
    tags: frozenset[str]
    agreed_to_be_told: bool = False

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_aware("opened_at", self.opened_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PotentialMatch:
    """Two traces of opposite sides that share tags, and how many."""

    searches: str
    wants_to_be_found: str
    shared_tags: int
    state: MatchState = MatchState.PROPOSED
