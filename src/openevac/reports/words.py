"""Sentences for people: English templates looked up in a catalogue, facts filled in, numbers said as people say them.

A template's gap `{name}` takes a fact. `{n|one|few|many|other}` takes the form of a word that goes with the number
`n`, in the order of the language's plural forms (English: one, other; Ukrainian: one, few, many, other).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.remarks import BECAUSE, Remark
from openevac.domain.units import HOURS_PER_DAY, METRES_PER_KM, SECONDS_PER_MINUTE

LANGUAGES = ("uk", "en")
PLURAL_ORDER = {"uk": ("one", "few", "many", "other"), "en": ("one", "other")}
POSITION_FACTS = frozenset({"lon", "lat"})
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@lru_cache(maxsize=4)
def read_catalog(language: str) -> Mapping[str, str]:
    """Read the translations of one language: English template -> sentence; empty where there is no catalogue.

    A language has one file for the main job and one for each part that came later: uk.po, uk.rules.po and so on.
    """
    folder = files("openevac.reports").joinpath("locale")
    catalog: dict[str, str] = {}
    for source in sorted(folder.iterdir(), key=lambda found: found.name):
        if source.name.startswith(f"{language}.") and source.name.endswith(".po"):
            with source.open("rb") as stream:
                messages = read_po(stream, locale=language)
            catalog |= {str(message.id): str(message.string) for message in messages if message.id and message.string}
    return catalog


class Words:
    """Says things in one language and one local time zone. A template without translation is said in English."""

    def __init__(self, language: str = "uk", zone: str = "Europe/Kyiv") -> None:
        if language not in LANGUAGES:
            raise InputError(
                "'{language}' is not a language of OpenEvac.",
                "Choose uk or en, by --lang or by OPENEVAC_LANG.",
                field="lang",
                language=language,
            )
        self.language = language
        self.zone = ZoneInfo(zone)
        self._catalog = read_catalog(language)
        self._locale = Locale.parse(language)
        self._filler = _Filler(self)

    def say(self, template: str, /, **facts: Any) -> str:
        """Say one English template in this language with its gaps filled."""
        sentence = self._catalog.get(template, template)
        # Most sentences of a page have no gap; looking for one takes longer than everything else.
        return self._filler.vformat(sentence, (), facts) if "{" in sentence or "}" in sentence else sentence

    def remark(self, remark: Remark) -> str:
        """Say a remark of the core."""
        return self.say(remark.text, **remark.facts)

    def error(self, error: InputError | InputErrors) -> str:
        """Say what is wrong with an input, where, and what to do next; several faults on a line each."""
        if isinstance(error, InputErrors):
            return "\n".join(self.error(one) for one in error.errors)
        where = [error.file] if error.file else []
        where += [self.say("row {row}", row=str(error.row))] if error.row is not None else []
        where += [self.say("field {field}", field=error.field)] if error.field else []
        said = f"{self.say(error.problem, **error.facts)} {self.say(error.todo, **error.facts)}"
        return f"{', '.join(where)}: {said}" if where else said

    def word(self, member: StrEnum) -> str:
        """Say a member of one of the lists of the domain."""
        from openevac.reports.vocabulary import ENUM_WORDS  # noqa: PLC0415 - help must be there at once

        return self.say(ENUM_WORDS[type(member)][member])

    def group(self, group: str) -> str:
        """Say a group of the fairness table; a group nobody named is shown as it was given."""
        from openevac.reports.vocabulary import GROUP_WORDS  # noqa: PLC0415 - as above

        return self.say(GROUP_WORDS[group]) if group in GROUP_WORDS else group

    def source(self, kind: str) -> str:
        """Say a kind of source; a kind nobody named is shown as it was given."""
        from openevac.reports.vocabulary import SOURCE_WORDS  # noqa: PLC0415 - as above

        return self.say(SOURCE_WORDS[kind]) if kind in SOURCE_WORDS else kind

    def number(self, value: float, digits: int | None = None) -> str:
        """Say a number; without `digits` with three figures that count, and no more than it has."""
        if not math.isfinite(value):
            return "–"
        pattern = "#,##0" if abs(value) >= 10_000 else "0"
        if digits is None:
            digits = 0 if value == 0 or isinstance(value, int) else max(0, 2 - math.floor(math.log10(abs(value))))
            pattern += "." + "#" * digits if digits else ""
        elif digits:
            pattern += "." + "0" * digits
        return str(format_decimal(value, format=pattern, locale=self._locale))

    def times(self, ratio: float) -> str:
        """Say a ratio: "2.1×"; two figures below ten, none after the point above."""
        digits = 0 if ratio >= 10 else 2 if ratio < 0.1 else 1
        return f"{self.number(ratio, digits)}×"

    def plural(self, count: float) -> str:
        """Name the plural form that goes with a number."""
        return str(self._locale.plural_form(count))

    def form(self, count: float, forms: list[str]) -> str:
        """Choose the form of a word that goes with a number; the last one given serves for those that miss."""
        place = PLURAL_ORDER[self.language].index(self.plural(count))
        return forms[min(place, len(forms) - 1)]

    def clock(self, moment: datetime) -> str:
        """Say the time of day on the local clock: "05:40"."""
        return str(format_time(moment.astimezone(self.zone), "HH:mm", locale=self._locale))

    def day(self, moment: datetime) -> str:
        """Say the local day: "Saturday 16 August"."""
        local = moment.astimezone(self.zone)
        return str(format_date(local, "EEEE, d MMMM" if self.language == "uk" else "EEEE d MMMM", locale=self._locale))

    def moment(self, moment: datetime) -> str:
        """Say a local day and time: "16 August, 05:40"."""
        return f"{format_date(moment.astimezone(self.zone), 'd MMMM', locale=self._locale)}, {self.clock(moment)}"

    def dated(self, moment: datetime) -> str:
        """Say a local day with its year, and the time; for what is read long after."""
        return f"{format_date(moment.astimezone(self.zone), 'd MMMM y', locale=self._locale)}, {self.clock(moment)}"

    def date(self, day: str) -> str:
        """Say a day given as "2025-10-15": "15 October 2025"."""
        return str(format_date(date.fromisoformat(day), "d MMMM y", locale=self._locale))

    def minutes(self, seconds: float) -> str:
        """Say a short time in whole minutes, rounded up: a crew that is told 5 must not need 5 and a half."""
        return self.say("{count} min", count=math.ceil(seconds / SECONDS_PER_MINUTE - 1e-6))

    def duration(self, seconds: float) -> str:
        """Say a time in hours and minutes."""
        hours, minutes = divmod(round(seconds / SECONDS_PER_MINUTE), 60)
        if hours == 0:
            return self.say("{count} min", count=minutes)
        if minutes == 0:
            return self.say("{hours} h", hours=hours)
        return self.say("{hours} h {minutes} min", hours=hours, minutes=minutes)

    def km(self, length_m: float) -> str:
        """Say a length in kilometres, with one figure after the point below 100 where it is not nought."""
        km = round(length_m / METRES_PER_KM, 1)
        return self.say("{km} km", km=self.number(km, 0 if km >= 100 or km == int(km) else 1))

    def age(self, age_h: float | None) -> str:
        """Say how old something is; unknown where nobody knows."""
        if age_h is None:
            return self.say("age unknown")
        if age_h < 1:
            return self.say("under an hour old")
        if age_h < 2 * HOURS_PER_DAY:
            return self.say("{hours} h old", hours=round(age_h))
        days = round(age_h / HOURS_PER_DAY)
        return self.say("{days} {days|day|days} old", days=days)

    def days(self, days: float | None) -> str:
        """Say a count of days, halves kept; a dash where there is none."""
        if days is None:
            return "–"
        shown = round(days * 2) / 2
        shown = int(shown) if shown == int(shown) else shown
        return self.say("{days} {days|day|days}", days=shown)


class _Filler(Formatter):
    """Fills gaps: picks plural forms, says enum values in words, times on the local clock, numbers as read aloud."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        from openevac.reports.vocabulary import FACT_ENUMS, FACT_LISTS  # noqa: PLC0415 - as above

        name, *forms = field_name.split("|")
        value = self.get_value(name, args, kwargs)
        if forms:
            return self._words.form(value, forms), name
        if name == BECAUSE:
            return self._words.say(str(value), **{key: fact for key, fact in kwargs.items() if key != BECAUSE}), name
        if name in FACT_ENUMS and value in list(FACT_ENUMS[name]):
            return self._words.word(FACT_ENUMS[name](value)), name
        if name in FACT_LISTS and isinstance(value, str):
            return ", ".join(self._listed(FACT_LISTS[name], one) for one in value.split(", ")), name
        if name in POSITION_FACTS:
            return f"{value:.5f}", name
        return value, name

    def _listed(self, members: type[StrEnum], value: str) -> str:
        return self._words.word(members(value)) if value in list(members) else value

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float | str | datetime):
            return format(value, format_spec)
        if isinstance(value, datetime):
            return self._words.moment(value)
        if isinstance(value, str):
            return self._text(value)
        fixed = re.fullmatch(r",?\.(\d)f", format_spec)
        return self._words.number(value, int(fixed.group(1)) if fixed else None)

    def _text(self, text: str) -> str:
        """Say a day or a moment on the local clock, and other text as it is: what somebody typed may only look so."""
        try:
            if _ISO_DAY.fullmatch(text):
                return self._words.date(text)
            return self._words.moment(datetime.fromisoformat(text)) if _ISO_MOMENT.fullmatch(text) else text
        except (ValueError, OverflowError):
            return text
