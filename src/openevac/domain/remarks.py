"""A sentence for people: an English template and its facts, put into other languages by the faces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Fact = str | int | float

_FORMS = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")
"""A gap with the English forms of a word: `{n|person|people}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence for people: an English template and what fills it, so that faces can translate the template."""

    text: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def in_english(self) -> str:
        """Give the sentence with its facts filled in, and the form of each word that goes with its number."""
        chosen = _FORMS.sub(lambda gap: gap[2] if self.facts[gap[1]] == 1 else gap[3], self.text)
        return chosen.format(**self.facts)
