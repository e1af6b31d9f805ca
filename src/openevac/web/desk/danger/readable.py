"""Remarks of the core about reports, as people know them: the hour and the kind in words, not a code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from openevac.domain.hazards import HazardReport
from openevac.domain.remarks import Remark
from openevac.reports.words import Words
from openevac.web.desk.danger.kinds import KINDS

CODE_LENGTH = 32
"""Reports written down here have a code of so many signs; those of a file have the name their file gave them."""


def readable(remark: Remark, reports: Iterable[HazardReport], words: Words) -> Remark:
    """Give a remark with the hour of a report in place of its code, and its kind in words."""
    facts = dict(remark.facts)
    code, kind = facts.get("report"), facts.get("kind")
    if isinstance(code, str) and len(code) == CODE_LENGTH:
        found = next((one for one in reports if one.id == code), None)
        if found is not None:
            facts["report"] = words.moment(found.happened_at)
    if kind in KINDS:
        facts["kind"] = words.say(KINDS[str(kind)])
    return replace(remark, facts=facts)
