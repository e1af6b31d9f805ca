"""Writes keeper/countries.js from the library of phone numbers: `python -m tests.desk.vectors.countries > FILE`."""

from __future__ import annotations

import re
import sys

from phonenumbers import PhoneMetadata
from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE as REGIONS

HEAD = (
    "// How many digits a number has behind each country's code, and the digit dialled before it at home.\n"
    "// Written by tests/desk/vectors/countries.py from the library that reads phones on the Python side.\n"
)


def countries_js() -> str:
    """Give the whole file: code, possible lengths, and the national prefix where it is a plain one."""
    rows = []
    for code, regions in sorted(REGIONS.items()):
        known = PhoneMetadata.metadata_for_region_or_calling_code(code, regions[0])
        if known is None or known.general_desc is None:
            raise AssertionError(f"the library names no lengths for {code}")
        prefix = known.national_prefix_for_parsing or ""
        plain = "0" if re.fullmatch(prefix, "0") else prefix if prefix.isdigit() else ""
        lengths = ",".join(str(one) for one in known.general_desc.possible_length)
        rows.append(f'  {code}: ["{lengths}", "{plain}"],')
    return f"{HEAD}export const COUNTRIES = {{\n" + "\n".join(rows) + "\n};\n"


def codes_with_plain_prefixes() -> list[int]:
    """Give the countries whose home prefix is plain; the others put digits in its place, type those as written."""
    known = ((code, PhoneMetadata.metadata_for_region_or_calling_code(code, REGIONS[code][0])) for code in REGIONS)
    return sorted(
        code for code, one in known if one is not None and re.fullmatch("[0-9]*", one.national_prefix_for_parsing or "")
    )


if __name__ == "__main__":
    sys.stdout.write(countries_js())
