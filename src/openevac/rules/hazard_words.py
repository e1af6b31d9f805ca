"""How far a word about danger may go: unverified words add, verified ones may block, and clearing takes as much."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from openevac.domain.hazards import Confidence

SOURCES_NEEDED = 2


def confidence_of(sources: Iterable[str], seen_by: str, *, vouched: bool, muted: Collection[str] = ()) -> Confidence:
    """Call a word verified when a crew of ours saw it, or two sources say so and a coordinator vouches for them.

    A source that was set aside does not count. Two spellings of one source are one source.
    """
    if seen_by.strip():
        return Confidence.VERIFIED
    if vouched and len(independent_sources(sources, muted)) >= SOURCES_NEEDED:
        return Confidence.VERIFIED
    return Confidence.UNVERIFIED


def clears(sources: Iterable[str], drove_it: str, muted: Collection[str] = ()) -> bool:
    """Tell whether words are enough to clear a report: two different sources, or a crew that drove there."""
    return bool(drove_it.strip()) or len(independent_sources(sources, muted)) >= SOURCES_NEEDED


def independent_sources(sources: Iterable[str], muted: Collection[str] = ()) -> frozenset[str]:
    """Give the different sources that count, in one spelling."""
    aside = {_plain(source) for source in muted}
    return frozenset(_plain(source) for source in sources if source.strip()) - aside


def _plain(source: str) -> str:
    return " ".join(source.casefold().split())
