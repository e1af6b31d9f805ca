"""Positions in what people paste: links of maps, geo:, plain numbers, degrees with minutes. Nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from openevac.domain.errors import InputError
from openevac.domain.places import UKRAINE, LonLat

_LINK = re.compile(
    r"(?:https?://|geo:|om://|comgooglemaps://|maps:)\S+|\b(?:www\.)?(?:maps\.app\.goo\.gl|goo\.gl/maps"
    r"|osm\.org/go)/\S+",
    re.IGNORECASE,
)
_NUMBER = r"[-+]?\d{1,3}[.,]\d{2,}"
_PLAIN = re.compile(
    rf"(?<![\w.,/@=])(?:[NnСс]\s?)?(?P<first>{_NUMBER})\s*(?:°\s*)?(?P<a>[NSnsЕEen]|пн\.?\s?ш\.?"
    rf"|с\.?\s?ш\.?)?\s*[,;\s]\s*"
    rf"(?:[EeВв]\s?)?(?P<second>{_NUMBER})\s*(?:°\s*)?(?:[EeNn]|сх\.?\s?д\.?|в\.?\s?д\.?)?(?![\w/])"
)
_WHOLE_DEGREES = re.compile(
    r"(?P<d1>\d{1,2})\s*°\s*(?P<m1>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*(?:(?P<s1>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”"
    r"|''))?\s*[NnСсП]?\w{0,2}"
    r"[\s,;]*(?P<d2>\d{1,2})\s*°\s*(?P<m2>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*(?:(?P<s2>\d{1,2}(?:[.,]\d+)?)\s*(?:\""
    r"|″|”|''))?\s*[EeВвСс]?"
)  # fmt: skip
_PAIR = r"([-+]?\d{1,3}(?:\.\d+)?)[,;\s+]+([-+]?\d{1,3}(?:\.\d+)?)"
# In this order: a pin that somebody set says more than the middle of the picture they looked at.
_IN_LINK = (
    re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)"),
    re.compile(r"mlat=(-?\d+\.\d+)&(?:amp;)?mlon=(-?\d+\.\d+)", re.IGNORECASE),
    re.compile(r"[?&](?:q|query|destination|daddr|coordinate|pt|text)=(?:loc:)?\s*" + _PAIR, re.IGNORECASE),
    re.compile(r"^geo:" + _PAIR, re.IGNORECASE),
    re.compile(r"/(?:place|search|dir)/(?:[^/@]*/)?" + _PAIR),
    re.compile(r"[?&](?:ll|sll|center|cp|v)=" + _PAIR, re.IGNORECASE),
    re.compile(r"@(-?\d+\.\d+),(-?\d+\.\d+)"),
    re.compile(r"#map=[\d.]+/(-?\d+\.\d+)/(-?\d+\.\d+)"),
)
_SHORT_OSM = re.compile(r"(?:osm\.org|openstreetmap\.org)/go/([A-Za-z0-9_@~-]+)")
_SHORT_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"
_OF_MAPS = re.compile(
    r"goo\.gl|google\.[a-z.]+/maps|maps\.google|maps\.apple|openstreetmap|osm\.org|waze|omaps|ge0|yandex|visicom"
    r"|^geo:|^om:|2gis",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PositionFound:
    """One piece of text that says a position: where it stands, and the position or why there is none."""

    start: int
    end: int
    position: LonLat | None
    fault: InputError | None = None


def find_positions(text: str) -> list[PositionFound]:
    """Give every position in a text, in order. Latitude and longitude are told apart by where Ukraine lies."""
    found = [_of_link(link) for link in _LINK.finditer(text)]
    taken = [(one.start, one.end) for one in found if one]
    for pattern, read in ((_WHOLE_DEGREES, _degrees), (_PLAIN, _decimals)):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                one = _settle(match.start(), match.end(), *read(match))
                found.append(one)
                taken.append((one.start, one.end))
    return sorted((one for one in found if one), key=lambda one: one.start)


def _of_link(link: re.Match[str]) -> PositionFound | None:
    """Read one link; None for a link that is not of a map."""
    address = link[0].rstrip(").,;!?»\"'")
    start, end = link.start(), link.start() + len(address)
    whole = unquote(address)
    short = _SHORT_OSM.search(whole)
    if short:
        return _settle(start, end, *_unfold(short[1]))
    for pattern in _IN_LINK:
        for match in pattern.finditer(whole):
            first, second = float(match[1]), float(match[2])
            if (first, second) != (0.0, 0.0):
                return _settle(start, end, first, second)
    if not _OF_MAPS.search(whole):
        return None
    return PositionFound(start, end, None, InputError(
        "The link to a map does not say the position itself.",
        "Open it where there is a network, and copy latitude and longitude.", field="lon"))  # fmt: skip


def _settle(start: int, end: int, first: float, second: float) -> PositionFound:
    """Take two numbers for a position in Ukraine in the one order that is possible there."""
    west, south, east, north = UKRAINE
    for lat, lon in ((first, second), (second, first)):
        if south <= lat <= north and west <= lon <= east:
            return PositionFound(start, end, LonLat(lon, lat))
    return PositionFound(start, end, None, InputError(
        "The position lies outside Ukraine.", "Ask for it again, or give the place by name.", field="lon"))  # fmt: skip


def _decimals(match: re.Match[str]) -> tuple[float, float]:
    return float(match["first"].replace(",", ".")), float(match["second"].replace(",", "."))


def _degrees(match: re.Match[str]) -> tuple[float, float]:
    first, second = (
        sum(float((match[f"{part}{side}"] or "0").replace(",", ".")) / 60**power for power, part in enumerate("dms"))
        for side in "12"
    )
    return first, second


def _unfold(code: str) -> tuple[float, float]:
    """Unfold OpenStreetMap's short link: bits of longitude and latitude in turn, six to a letter."""
    lon = lat = bits = 0
    for sign in code.replace("@", "~"):
        if sign not in _SHORT_SIGNS:
            break
        six = _SHORT_SIGNS.index(sign)
        for shift in (4, 2, 0):
            lon, lat = lon << 1 | six >> shift + 1 & 1, lat << 1 | six >> shift & 1
        bits += 3
    scale = 1 << bits
    half = 0.5 / scale
    return (lat / scale + half) * 180 - 90, (lon / scale + half) * 360 - 180
