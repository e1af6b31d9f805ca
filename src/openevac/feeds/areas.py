"""Names of hromadas and raions by their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from openevac.domain.renamed import raion_name

_RAION = re.compile(r"UA\d{4}0{8}\d{5}")
_AREA = re.compile(r"^.*?(громада|район|область)\b")


def area_name(code_or_name: str, area_names: Mapping[str, str]) -> str:
    """Give the name of an area: from the built-in table of raions, from `area_names`, else what was given."""
    known_raion = raion_name(code_or_name) if _RAION.fullmatch(code_or_name) else ""
    return known_raion or area_names.get(code_or_name) or code_or_name


def without_additions(name: str) -> str:
    """Give the bare name of an area out of a list: "Ізюмський район" and "... громада за винятком с. ..." are cut.

    Text that names no area gives "".
    """
    match = _AREA.match(name)
    return match[0].removesuffix(" район") if match else ""
