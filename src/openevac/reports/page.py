"""The plan as one page that needs nothing else: no server, no request, no font, no library."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from openevac.reports.chart import Chart, make_chart
from openevac.reports.drawing import draw_map
from openevac.reports.map_legend import map_legend
from openevac.reports.markup import Markup, tag
from openevac.reports.material import PlanMaterial
from openevac.reports.page_parts import (
    bullet_list,
    fairness_table,
    figures,
    source_table,
    trip_cards,
    unplaced_list,
    unserved_list,
)
from openevac.reports.palette import DARK, LIGHT
from openevac.reports.summary import Summary, tell_plan
from openevac.reports.telling import tell_trips, tell_unplaced, tell_unserved
from openevac.reports.timeline import draw_timeline
from openevac.reports.words import Words

MAP_PX = 780.0
MAP_ASPECT = 1.3
MAP_ROOM = 1_500_000
LEVELS = 5
TOOLS_PX = (62.0, 225.0)


def plan_html(material: PlanMaterial, words: Words) -> bytes:
    """Write the page in UTF-8. A Content-Security-Policy lets nothing run or load but what stands in it."""
    chart = make_chart(material, width_px=MAP_PX, aspect=MAP_ASPECT, room=MAP_ROOM, levels=LEVELS, tools_px=TOOLS_PX)
    trips = tell_trips(material, words)
    summary = tell_plan(material, words, trips)
    style, script = _style(), _read("page.js")
    main = tag(
        "main",
        figures(summary.figures),
        tag("p", summary.alarm, class_="alarm", role="note") if summary.alarm else Markup(""),
        tag(
            "div",
            tag("div", _map_card(words, chart, summary), class_="stay"),
            tag("section", tag("h2", words.say("Trips")), trip_cards(words, trips), aria_label=words.say("Trips")),
            class_="half",
        ),
        _card(words.say("The day by the clock"), _timeline(material, words)),
        _card(
            words.say("Not in the plan"),
            unserved_list(words, tell_unserved(material, words)),
            unplaced_list(words, tell_unplaced(material, words)),
        ),
        tag(
            "div",
            _card(words.say("Who is taken and who waits (households)"), fairness_table(words, summary.fairness)),
            _card(words.say("What this rests on"), source_table(words, summary.sources)),
            class_="half even",
        ),
        _card(words.say("Remarks"), bullet_list(summary.remarks)) if summary.remarks else Markup(""),
        _card(words.say("Codes and signs"), bullet_list(summary.codes)),
    )
    page = tag(
        "html",
        _head(summary.title, style, script),
        tag("body", _top(words, material, summary), main, _foot(summary), tag("script", Markup(script))),
        lang=words.language,
    )
    return f"<!doctype html>\n{page}\n".encode()


def content_hash(text: str) -> str:
    """Give what a Content-Security-Policy calls the hash of an inline script or style."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _head(title: str, style: str, script: str) -> Markup:
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {content_hash(style)}",
            f"script-src {content_hash(script)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex, nofollow, noarchive"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("link", rel="icon", href="data:,"),
        tag("title", title),
        tag("style", Markup(style)),
    )


def _top(words: Words, material: PlanMaterial, summary: Summary) -> Markup:
    banner = tag("div", *(tag("p", line) for line in summary.banners), class_="banner", role="note")
    expired = tag(
        "p",
        words.say("The time of this page is over. Do not use it. Destroy it."),
        class_="expired",
        id="expired",
        hidden=True,
        data_at=None if material.region.training else material.ends_at.isoformat(timespec="seconds"),
        role="alert",
    )
    titles = tag(
        "div",
        tag("h1", summary.title),
        tag("p", summary.subtitle, class_="soft"),
        tag("p", summary.expiry, class_="soft"),
    )
    switch = tag("button", words.say("dark page"), type="button", id="theme", aria_pressed="false", hidden=True)
    return tag("header", banner, expired, tag("div", titles, switch, class_="top"))


def _foot(summary: Summary) -> Markup:
    banner = tag("div", *(tag("p", line) for line in summary.banners), class_="banner")
    return tag("footer", tag("p", f"{summary.expiry} {summary.roads} {summary.comparison}", class_="soft"), banner)


def _card(title: str, *content: Markup) -> Markup:
    return tag("section", tag("h2", title), *content, class_="card", aria_label=title)


def _map_card(words: Words, chart: Chart, summary: Summary) -> Markup:
    help_text = words.say("Map of the trips. Arrow keys move it, plus and minus bring it nearer, zero shows all.")
    svg = draw_map(chart, words, label=help_text)
    buttons = [
        ("nearer", "+", words.say("nearer")),
        ("farther", "−", words.say("farther")),
        ("whole", "⌂", words.say("whole map")),
        ("large", "⤢", words.say("map over the whole window")),
    ]
    tools = tag(
        "div",
        *(tag("button", sign, type="button", id=name, aria_label=said, title=said) for name, sign, said in buttons),
        class_="tools",
        id="tools",
        hidden=True,
    )
    hint = tag(
        "div",
        words.say("Click the map first, or turn the wheel with Ctrl"),
        class_="hint",
        id="hint",
        aria_hidden="true",
    )
    scale = tag(
        "div",
        tag("span"),
        tag("i"),
        class_="bar-of-km",
        id="km",
        hidden=True,
        data_km=words.say("km"),
        data_m=words.say("m"),
    )
    return _card(
        words.say("Map"),
        tag("div", svg, tools, hint, scale, class_="mapbox"),
        map_legend(words, chart),
        tag("p", f"{summary.roads} {summary.comparison}", class_="soft"),
    )


def _timeline(material: PlanMaterial, words: Words) -> Markup:
    label = words.say("Drives, doors and unloading of each van by the clock; the trips above say the same in words.")
    drawn = draw_timeline(material, words, label=label)
    if not drawn:
        return tag("p", words.say("Nothing is driven."))
    key = words.say("Line: drive. Filled: at a door. Outlined: unloading. Dotted: way home, empty. Hatched: curfew.")
    return Markup(tag("div", drawn, class_="scroll", tabindex="0", role="group", aria_label=label)) + tag(
        "p", key, class_="soft"
    )


def _style() -> str:
    """Put the colours before the style sheets: light, dark where the machine asks for it, and both by the switch."""
    light, dark = (_variables(colours) for colours in (LIGHT, DARK))
    return "\n".join(
        (
            f":root{{color-scheme:light;{light}}}",
            f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}",
            f":root[data-theme=dark]{{color-scheme:dark;{dark}}}",
            _read("map.css"),
            _read("page.css"),
        )
    )


def _variables(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colours.items())


def _read(name: str) -> str:
    return files("openevac.reports").joinpath(name).read_text(encoding="utf-8")
