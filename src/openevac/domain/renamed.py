"""Former names of larger places of Kharkiv oblast, and the names of its raions.

People still say, and old lists still print, the former names. Sources: resolutions of the Verkhovna Rada of Ukraine
on renaming, of 2016 and of 19 September 2024; former names also in OpenStreetMap (tag old_name, ODbL 1.0,
(c) OpenStreetMap contributors). Codes and names of raions: KATOTTG, the codifier of administrative units of Ukraine.
Former names of other places come with the settlement file (see docs/roads.md).
"""

from __future__ import annotations

FORMER_NAMES = {
    "UA63040130010024034": ("Червоний Оскіл", "Красный Оскол"),
    "UA63060050010042407": ("Красноград", "Костянтиноград"),
    "UA63100050040061549": ("Панютине", "Лозова-Азовська"),
    "UA63100090010068250": ("Первомайський", "Лихачове"),
    "UA63120190010022795": ("Южний",),
    "UA63140110010076882": ("Комсомольське",),
    "UA63140150010051841": ("Чкаловське",),
    "UA63140150060066904": ("Коробочкине",),
}
"""Code of a place -> names it bore before."""

RAIONS = {
    "UA6302": "Богодухівський",
    "UA6304": "Ізюмський",
    "UA6306": "Берестинський",
    "UA6308": "Куп’янський",
    "UA6310": "Лозівський",
    "UA6312": "Харківський",
    "UA6314": "Чугуївський",
}
"""First six signs of a code -> name of the raion. Берестинський was called Красноградський until 2024."""


def raion_name(code: str) -> str:
    """Give the name of the raion a place or raion code lies in, empty where this table does not know it."""
    return RAIONS.get(code[:6], "")
