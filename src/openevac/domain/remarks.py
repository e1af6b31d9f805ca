"""A sentence for people: an English template and its facts, put into other languages by the faces."""

from __future__ import annotations

from dataclasses import dataclass, field

Fact = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence for people: an English template and what fills it, so that faces can translate the template."""

    text: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def in_english(self) -> str:
        """Give the sentence with its facts filled in."""
        return self.text.format(**self.facts)
