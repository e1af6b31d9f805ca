"""A request's row as the planner sees it. Its id there is the row's random code, so that plans carry no receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.store import models

NEEDS_COLUMNS = tuple(one.name for one in fields(Needs))
"""The columns of a request that say what the household needs, named as in Needs: for who reads only these."""


def request_to_domain(row: models.EvacuationRequest) -> EvacuationRequest:
    """Give the planning layer of one request; InputError where the row says neither people nor place."""
    return EvacuationRequest(
        id=planning_id(row),
        needs=needs_to_domain(row),
        received_at=row.received_at,
        katottg=row.katottg,
        position=None if row.lon is None or row.lat is None else LonLat(row.lon, row.lat),
        priority=Priority(row.priority),
        required=row.required,
        tw_early=row.tw_early,
        tw_late=row.tw_late,
        release_time=row.release_time,
        care_bed_waived_by=row.care_bed_waived_by,
    )


def needs_to_domain(row: models.EvacuationRequest) -> Needs:
    """Give what the household needs of a van, a crew and a bed."""
    return Needs(
        walks=row.walks,
        walks_with_help=row.walks_with_help,
        wheelchairs=row.wheelchairs,
        stretchers=row.stretchers,
        over_100_kg=row.over_100_kg,
        needs_care=row.needs_care,
        needs_no_stairs=row.needs_no_stairs,
        carry_floors=row.carry_floors,
        belongings_kg=row.belongings_kg,
        belongings_l=row.belongings_l,
        bulky=row.bulky,
        pets=row.pets,
    )


def planning_id(row: models.EvacuationRequest) -> str:
    """Give the name a request has inside plans: random, and gone with the row."""
    return row.id.hex


def receipts_of(rows: Iterable[models.EvacuationRequest]) -> Mapping[str, str]:
    """Give the receipt of each planning id, to speak of a plan with people."""
    return {planning_id(row): row.receipt for row in rows}
