"""Names of hromadas and raions by their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from openevac.domain.renamed import raion_name

_RAION = re.compile(r"UA\d{4}0{8}\d{5}")
_AREA = re.compile(r"^.*?(громада|район|область)\b")


def area_name(code_or_name: str, area_names: Mapping[str, str]) -> str:
    """Give the name of an area: from `area_names`, from the built-in table of raions, else what was given."""
    if code_or_name in area_names:
        return area_names[code_or_name]
    named = raion_name(code_or_name) if _RAION.fullmatch(code_or_name) else ""
    return named or code_or_name


def without_additions(name: str) -> str:
    """Cut what lists write behind the name of an area, such as "... громада за винятком с. ..."; "" if no area."""
    match = _AREA.match(name)
    return match[0] if match else ""
