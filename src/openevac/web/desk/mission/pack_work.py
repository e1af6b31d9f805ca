"""What a browser must open and seal so that the phones of a crew have everybody."""

from __future__ import annotations

from openevac.services.missions.see_mission import MissionSeen
from openevac.services.missions.see_pack import PackState


def work_of(packs: PackState, seen: MissionSeen) -> list[dict[str, object]]:
    """Give what the browser must seal: each stop with its people's codes, and the phones that lack it."""
    codes = {stop.code: [one.code for one in stop.people] for trip in seen.trips for stop in trip.stops}
    return [
        {
            "stop": line.stop,
            "request": line.request,
            "codes": codes.get(line.stop, []),
            "phones": [{"device": phone.device, "recipient": phone.recipient} for phone in phones],
        }
        for line, phones in packs.to_seal
    ]
