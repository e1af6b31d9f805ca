"""What only the danger pages say: ages, ratios, kilometres, shares, and the words of a profile's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from openevac.domain.units import METRES_PER_KM
from openevac.reports.words import Words

register = template.Library()


def _words(context: Mapping[str, Any]) -> Words:
    words: Words = context["words"]
    return words


@register.simple_tag(takes_context=True)
def age(context: Mapping[str, Any], age_h: float | None) -> str:
    """Say how old something is."""
    return _words(context).age(age_h)


@register.simple_tag(takes_context=True)
def times(context: Mapping[str, Any], ratio: float) -> str:
    """Say how many times: 2.1×."""
    return _words(context).times(ratio)


@register.simple_tag(takes_context=True)
def km(context: Mapping[str, Any], kilometres: float) -> str:
    """Say kilometres."""
    return _words(context).km(kilometres * METRES_PER_KM)


@register.simple_tag(takes_context=True)
def percent(context: Mapping[str, Any], share: float) -> str:
    """Say a share given in per cent; what is under one is not called nothing."""
    words = _words(context)
    return words.say("under 1 %") if share < 1 else words.say("{share} %", share=round(share))


@register.simple_tag(takes_context=True)
def judged(context: Mapping[str, Any], text: str) -> str:
    """Say a reason, source or unit of a profile: ours are in the catalogue, an organisation's own stay as written."""
    return text if "{" in text else _words(context).say(text)


@register.filter
def unlocal(value: float) -> str:
    """Write a number for a drawing: with a point in every language."""
    return f"{value:g}"
