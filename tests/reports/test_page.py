"""plan.html as a file: everything in it, nothing asked for from outside, policy with matching hashes, no names."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from openevac.domain.missions import Plan
from openevac.domain.places import LonLat
from openevac.reports.markup import Markup, join, tag, text
from openevac.reports.material import PlanMaterial
from openevac.reports.page import content_hash, plan_html
from openevac.reports.words import Words
from tests.reports.sample import WAIVED_BY, material, real_material, region
from tests.reports.sample_ground import wide_graph


class Page(HTMLParser):
    """Reads a page into its elements, its words and its inline script and style."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inline: dict[str, str] = {}
        self._within = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = tag if tag in {"script", "style"} else ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.inline[self._within] = self.inline.get(self._within, "") + data
        else:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within if self._within != tag else ""

    def said(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]


@pytest.fixture(scope="module")
def html() -> bytes:
    return plan_html(material(), Words("uk"))


@pytest.fixture(scope="module")
def page(html: bytes) -> Page:
    return Page(html)


def test_the_page_says_the_plan_in_ukrainian(page: Page) -> None:
    said = page.said()
    assert page.all("html", lang="uk")
    for words in (
        "Виїзд 16 серпня", "людей з 8 родин можна забрати", "Рейс 2-2", "К-417-286", "2 великі речі",
        "Не ввійшли у виїзд", "Місць із доглядом немає.", "Кого забираємо і хто чекає", "12 год тому",
        "проти найменш небезпечного рейсу плану", "Погода невідома для 2 з наступних 24 год",
    ):  # fmt: skip
        assert words in said, words


def test_the_same_page_in_english(html: bytes) -> None:
    said = Page(plan_html(material(), Words("en"))).said()
    assert "Not in the plan" in said
    assert "List of people under fire. Do not forward. Destroy after the trip" in said
    assert not re.search(r"[А-Яа-яІіЇїЄє]{4,} (не|можна|через)\b", said), "no Ukrainian sentence is left"


def test_banners_stand_at_the_top_and_at_the_foot(page: Page) -> None:
    said = page.said()
    for banner in ("Список людей під вогнем. Не пересилати. Знищити після рейсу", "Навчальна карта. Не для руху"):
        assert said.count(banner) == 2
    assert "Діє до 16 серпня 2025" in said


def test_real_ground_has_no_training_banner_and_expires() -> None:
    page = Page(plan_html(real_material(), Words("uk")))
    assert "Навчальна карта" not in page.said()
    assert page.all("p", id="expired")[0]["data-at"] == real_material().ends_at.isoformat(timespec="seconds")


def test_an_exercise_page_does_not_expire_on_screen(page: Page) -> None:
    assert "data-at" not in page.all("p", id="expired")[0]


def test_the_policy_allows_only_what_stands_in_the_page(page: Page) -> None:
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"] or ""
    assert policy.startswith("default-src 'none'")
    assert f"script-src {content_hash(page.inline['script'])};" in policy
    assert f"style-src {content_hash(page.inline['style'])};" in policy
    assert "unsafe" not in policy


def test_nothing_is_asked_for_from_outside(html: bytes, page: Page) -> None:
    for name, attributes in page.elements:
        for key, value in attributes.items():
            assert key not in {"src", "srcset", "action", "style", "ping"}, (name, key)
            assert not key.startswith("on"), (name, key)
            if key == "href":
                assert value == "data:,"
    outside = re.findall(r"(?:https?:)?//[\w.-]+", html.decode())
    assert set(outside) <= {"http://www.w3.org"}, "the namespace of SVG names, and asks for, nothing"
    assert "@import" not in page.inline["style"]
    assert not re.search(r"url\((?!#)", page.inline["style"])
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|localStorage|eval\(", page.inline["script"])


def test_every_id_stands_once_and_every_reference_has_its_id(html: bytes, page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([\w-]+)\)", html.decode())) <= set(ids)


def test_every_style_class_of_the_map_is_in_the_style_sheet(page: Page) -> None:
    used = {one for _, attributes in page.elements for one in (attributes.get("class") or "").split()}
    bare = {one for one in used if f".{one}" not in page.inline["style"] and f'"{one}"' not in page.inline["script"]}
    assert bare <= {
        "roads", "areas", "trips", "names", "signs", "reports", "captions", "tripnames", "held-caption", "line", "lv0",
        "dash-1", "drive",
    } | {one for one in bare if one.startswith("sign-")}  # fmt: skip


def test_trips_differ_by_dash_and_label_not_only_by_colour(html: bytes, page: Page) -> None:
    lines = set(re.findall(r'class="line (van-\d dash-\d)"', html.decode()))
    assert lines == {"van-1 dash-1", "van-1 dash-2", "van-2 dash-1", "van-2 dash-2", "van-3 dash-1"}
    assert {found["data-trip"] for found in page.all("g", **{"class": "tripname"})} == {
        "1-1",
        "1-2",
        "2-1",
        "2-2",
        "3-1",
    }


def test_no_name_stands_in_it(html: bytes) -> None:
    assert WAIVED_BY not in html.decode()


def test_words_of_others_cannot_become_markup() -> None:
    plan: Plan = replace(material().plan, operation='<script>alert("1")</script>')
    content = plan_html(replace(material(), plan=plan), Words("uk")).decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(&quot;1&quot;)" in content


def across(columns: int, rows: int) -> PlanMaterial:
    """Give a plan of one trip that crosses a wide grid of roads east and then north."""
    graph = wide_graph(columns, rows)
    mission = material().plan.missions[2]
    trip = mission.trips[0]
    east = tuple(i * rows + rows // 2 for i in range(columns - 1))
    north = tuple((columns - 1) * rows + (columns - 1) * (rows - 1) + j for j in range(rows // 2, rows - 1))
    corner = int(graph.arc_head[east[-1]])
    at = replace(trip.stops[0].at, lon=float(graph.node_lon[corner]), lat=float(graph.node_lat[corner]))
    legs = (replace(trip.legs[0], arcs=east), replace(trip.legs[1], arcs=north))
    driven = replace(trip, stops=(replace(trip.stops[0], at=at),), legs=legs)
    day = replace(mission, trips=(driven,), way_home=replace(mission.way_home, arcs=north[:2]))
    shelters = tuple(
        replace(shelter, position=LonLat(float(graph.node_lon[-1]), float(graph.node_lat[-1])))
        for shelter in material().operation.shelters
    )
    operation = replace(material().operation, shelters=shelters)
    large = replace(region(), graph=graph, places=())
    return replace(
        material(), region=large, operation=operation, closed=None, plan=replace(material().plan, missions=(day,))
    )


def test_a_page_of_a_large_region_stays_below_two_and_a_half_megabytes() -> None:
    content = plan_html(across(180, 170), Words("uk"))
    assert 700_000 < len(content) < 2_500_000


def test_a_plan_in_which_nobody_stays_and_nothing_is_driven_has_a_page() -> None:
    plan: Plan = replace(material().plan, missions=(), unserved=(), remarks=())
    said = Page(plan_html(replace(material(), plan=plan), Words("uk"))).said()
    assert "Усі заявки ввійшли у виїзд." in said
    assert "Ніхто нікуди не їде." in said


def test_markup_escapes_text_but_not_markup() -> None:
    assert tag("p", "a < b & c", Markup("<b>d</b>"), class_="x", title='"q"') == (
        '<p class="x" title="&quot;q&quot;">a &lt; b &amp; c<b>d</b></p>'
    )
    assert tag("br") == "<br>"
    assert tag("input", disabled=True, checked=False, value=None) == "<input disabled>"
    assert join(["<", Markup("<i>")], " & ") == "&lt; &amp; <i>"
    assert text("x") + "<" == "x&lt;"
