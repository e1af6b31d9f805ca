"""The same days told plainly: one future, one event after another, every departure tried. Shares no code with ours."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

from openevac.outlook.futures import Setup, VanSetup

SLOT_S = 600


@dataclass
class Told:
    """What one future came to."""

    left: list[int] = field(default_factory=list)
    person_exposure: float = 0.0
    trips: int = 0
    crew_s: float = 0.0
    idle_days: int = 0


def at_slot(row, moment_s: float) -> float:
    return float(row[min(int(moment_s // SLOT_S), len(row) - 1)]) if math.isfinite(moment_s) else float(row[-1])


def outside(row, moment_s: float) -> float:
    hour = min(int(moment_s // 3600), len(row) - 2)
    return float(row[hour] + (moment_s / 3600 - hour) * (row[hour + 1] - row[hour]))


def trips_of(van: VanSetup, future: int, day: int, weather: int, ceiling: float) -> list[dict[str, float]]:
    """Drive a van's day by trying every departure of every trip."""
    table, made = van.table, []
    ready = max(table.work.early, table.leave_depot.early)
    for number in range(van.trips):
        inward = table.from_depot if number == 0 else table.from_shelter
        last = min(table.work.late, table.leave_depot.late) if number == 0 else table.work.late
        best = None
        slot = math.ceil(ready / SLOT_S)
        while slot * SLOT_S <= last:
            there = slot * SLOT_S + float(inward.time_s[weather, min(slot, inward.time_s.shape[1] - 1)])
            leaves = there + float(van.scene_s[future, day, number])
            handed = max(leaves + at_slot(table.out.time_s[weather], leaves), table.shelter_open.early)
            done = handed + table.unloading_s
            home = done + at_slot(table.home.time_s[weather], done)
            possible = math.isfinite(home) and home <= table.work.late and handed <= table.shelter_open.late
            possible = possible and leaves <= at_slot(van.enter_until[day], there)
            if possible:
                inward_e = float(inward.exposure[weather, slot])
                scene_e = outside(table.dwelt[weather], leaves) - outside(table.dwelt[weather], there)
                out_e = at_slot(table.out.exposure[weather], leaves)
                if inward_e + scene_e + out_e <= ceiling and (best is None or done < best["done"]):
                    home_e = at_slot(table.home.exposure[weather], done)
                    best = {
                        "leaves": slot * SLOT_S, "done": done, "home": home, "in": inward_e, "scene": scene_e,
                        "out": out_e, "homeward": home_e,
                    }  # fmt: skip
            slot += 1
        if best is None:
            break
        made.append(best)
        ready = best["done"]
    return made


def tell(setup: Setup, weather: list[int], future: int, days: int) -> Told:
    """Live through one future."""
    told, there = Told(left=[sum(setup.heads)]), list(setup.heads)
    before = [list(there)]
    for day in range(days):
        if not sum(there):
            break
        events: list[tuple[int, int, dict[str, float]]] = []
        for place, van in enumerate(setup.vans):
            if van.works[day]:
                for number, trip in enumerate(trips_of(van, future, day, weather[day], setup.ceiling)):
                    heapq.heappush(events, (number, place, trip))
        since = 0 if setup.nights is None else max(0, day + 1 - setup.nights)
        stay = [max(0, people - beds) for people, beds in zip(before[since], setup.beds, strict=True)]
        spans: dict[int, list[float]] = {}
        driven = 0
        while events:
            _, place, trip = heapq.heappop(events)
            van = setup.vans[place]
            lying = min(max(0, there[2] - stay[2]), van.room.stretchers)
            rolling = min(max(0, there[1] - stay[1]), van.room.wheelchairs)
            free = van.room.seats - lying * van.room.seats_per_stretcher - rolling * van.room.seats_per_wheelchair
            seated = min(max(0, there[0] - stay[0]), free)
            aboard = seated + rolling + lying
            if not aboard:
                continue
            driven += 1
            there = [there[0] - seated, there[1] - rolling, there[2] - lying]
            told.person_exposure += trip["in"] * van.crew + (trip["scene"] + trip["out"]) * (van.crew + aboard)
            first, _, _ = spans.get(place, [trip["leaves"], 0.0, 0.0])
            spans[place] = [first, trip["home"], trip["homeward"]]
        for place, (first, home, homeward) in spans.items():
            told.crew_s += setup.vans[place].crew * (home - first)
            told.person_exposure += setup.vans[place].crew * homeward
        told.trips += driven
        told.idle_days += driven == 0
        told.left.append(sum(there))
        before.append(list(there))
    return told
