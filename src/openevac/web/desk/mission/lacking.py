"""What a mission still lacks before it may leave: the sentence of the rules, as it came in an answer."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.reports.words import Words


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence of the rules that came in an answer; its template stands where the rule is."""

    text: str


def lacking(text: str, words: Words) -> str:
    """Say what lacks, or that nothing does."""
    return words.say(Passed(text).text) if text else words.say("Both yeses are there: the van may leave.")
