"""The filters of the list as links: every one stands in the address, so that a view can be kept and passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest

from openevac.domain.errors import InputError
from openevac.domain.events import RequestStatus
from openevac.domain.needs import MobilityClass
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, Priority
from openevac.reports.words import Words
from openevac.rules.confirmation import VerdictKind
from openevac.services.requests.count_requests import RequestCounts
from openevac.services.requests.see_requests import RequestFilter

KEYS = ("status", "step", "priority", "mobility", "held", "waiting", "ring", "place")
ANY = "any"
WAITING_DAYS = (1, 3, 7, 14)
MOST_PLACES = 12
_ALL = tuple(status for status in RequestStatus if status is not RequestStatus.ERASED)
Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterLink:
    """One link: what it says, where it leads, how many it would show (None: not counted).

    `chosen`: it is what is shown; `is_set`: somebody chose it, and it can be taken away.
    """

    label: str
    query: str
    chosen: bool
    is_set: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterGroup:
    """Links that belong together; `name` is their key in the address."""

    name: str
    title: str
    links: tuple[FilterLink, ...]

    @property
    def set(self) -> tuple[FilterLink, ...]:
        """Give the links somebody chose."""
        return tuple(link for link in self.links if link.is_set)


def asked_for(request: HttpRequest) -> dict[str, str]:
    """Give the filters that stand in the address, and nothing else of it."""
    return {key: request.GET[key] for key in KEYS if request.GET.get(key)}


def query_of(asked: Mapping[str, str], **change: str) -> str:
    """Give the address of the list with filters changed; an empty value takes one away."""
    kept = {key: value for key in KEYS if (value := (dict(asked) | change).get(key, ""))}
    return f"?{urlencode(kept)}" if kept else "?"


def filter_of(asked: Mapping[str, str]) -> RequestFilter:
    """Read the filters of an address; InputError names the one that cannot be read."""
    return RequestFilter(
        status=_ALL if asked.get("status") == ANY else (_member("status", asked, RequestStatus) or RequestStatus.OPEN,),
        katottg=asked.get("place", ""),
        priority=_member("priority", asked, Priority),
        verdict=_member("step", asked, VerdictKind),
        mobility=_member("mobility", asked, MobilityClass),
        held=_yes_or_no("held", asked),
        waiting_days=_days(asked),
        ring_again=bool(_yes_or_no("ring", asked)),
    )


def groups_of(
    asked: Mapping[str, str], counts: RequestCounts, words: Words, place_name: Callable[[str], str]
) -> tuple[FilterGroup, ...]:
    """Give all filters as links, each with its count where counting is cheap."""
    some = _Group(asked, words)
    return (
        some.of_status(counts),
        some.of_list("step", words.say("Next step"), ((kind, counts.verdict.get(kind, 0)) for kind in VerdictKind)),
        some.of_list(
            "priority", words.say("Turn"), ((one, counts.priority.get(one, 0)) for one in PRIORITIES_HIGH_FIRST)
        ),
        some.of_list(
            "mobility", words.say("How they move"), ((one, counts.mobility.get(one, 0)) for one in MobilityClass)
        ),
        some.of_flags(counts),
        some.of_waiting(),
        some.of_places(counts, place_name),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Makes groups of links from what stands in the address."""

    asked: Mapping[str, str]
    words: Words

    def link(self, name: str, value: str, label: str, count: int | None = None) -> FilterLink:
        chosen = self.asked.get(name, "") == value
        return FilterLink(
            label=label,
            query=query_of(self.asked, **{name: "" if chosen and value else value}),
            chosen=chosen,
            is_set=chosen and bool(value),
            count=count,
        )

    def of_status(self, counts: RequestCounts) -> FilterGroup:
        links = [
            self.link("status", "" if one is RequestStatus.OPEN else one.value, self.words.word(one), count)
            for one in _ALL
            if (count := counts.status.get(one, 0)) or one is RequestStatus.OPEN or self.asked.get("status") == one
        ]
        everything = self.link("status", ANY, self.words.say("all requests"), sum(counts.status.values()))
        return FilterGroup(name="status", title=self.words.say("Where it stands"), links=(*links, everything))

    def of_list(self, name: str, title: str, members: Iterable[tuple[StrEnum, int]]) -> FilterGroup:
        links = (self.link(name, one.value, self.words.word(one), count) for one, count in members)
        return FilterGroup(name=name, title=title, links=tuple(links))

    def of_flags(self, counts: RequestCounts) -> FilterGroup:
        say = self.words.say
        links = (
            self.link("held", "yes", say("on hold"), counts.held),
            self.link(
                "held", "no", say("not on hold"), counts.total - counts.held if "held" not in self.asked else None
            ),
            self.link("ring", "yes", say("to be rung again"), counts.ring_again),
        )
        return FilterGroup(name="flags", title=self.words.say("Waits for somebody"), links=links)

    def of_waiting(self) -> FilterGroup:
        links = (
            self.link("waiting", str(days), self.words.say("{days} {days|day|days} or longer", days=days))
            for days in WAITING_DAYS
        )
        return FilterGroup(name="waiting", title=self.words.say("Waiting"), links=tuple(links))

    def of_places(self, counts: RequestCounts, place_name: Callable[[str], str]) -> FilterGroup:
        here = self.asked.get("place", "")
        shown = [pair for pair in counts.places if pair[0]][:MOST_PLACES]
        if here and here not in dict(shown):
            shown.append((here, dict(counts.places).get(here, 0)))
        links = (self.link("place", code, place_name(code), count) for code, count in shown)
        return FilterGroup(name="place", title=self.words.say("Place"), links=tuple(links))


def _member(name: str, asked: Mapping[str, str], kind: type[Member]) -> Member | None:
    if not asked.get(name):
        return None
    try:
        return kind(asked[name])
    except ValueError:
        raise _unknown(name) from None


def _yes_or_no(name: str, asked: Mapping[str, str]) -> bool | None:
    if asked.get(name, "") not in {"", "yes", "no"}:
        raise _unknown(name)
    return {"yes": True, "no": False}.get(asked.get(name, ""))


def _days(asked: Mapping[str, str]) -> float | None:
    if not asked.get("waiting"):
        return None
    try:
        return float(asked["waiting"])
    except ValueError:
        raise _unknown("waiting") from None


def _unknown(name: str) -> InputError:
    return InputError("This filter of the list cannot be read.", "Choose the filters on the page instead.", field=name)
