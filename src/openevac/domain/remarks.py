"""A sentence for people: an English template and its facts, put into other languages by the faces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Fact = str | int | float

_FORMS = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")
"""A gap with the English forms of a word: `{n|person|people}`."""

BECAUSE = "because"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence for people: an English template and what fills it, so that faces can translate the template.

    The fact `because` is a template itself, filled with the other facts: the reason is said in the same language.
    """

    text: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def in_english(self) -> str:
        """Give the sentence with its facts filled in, and the form of each word that goes with its number."""
        facts = dict(self.facts)
        if BECAUSE in facts:
            reason = str(facts.pop(BECAUSE))
            facts[BECAUSE] = Remark(text=reason, facts=dict(facts)).in_english()
        chosen = _FORMS.sub(lambda gap: gap[2] if facts[gap[1]] == 1 else gap[3], self.text)
        return chosen.format(**facts)
