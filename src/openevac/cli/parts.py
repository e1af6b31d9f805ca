"""Every command's name and function, group by group; a group is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Commands = dict[str, Callable[..., Any]]


def region() -> Commands:
    """Give the commands of `openevac region`."""
    from openevac.cli import region as own

    return {
        "build": own.build, "lines": own.lines, "training": own.training, "info": own.info, "search": own.search,
    }  # fmt: skip


def field() -> Commands:
    """Give the commands of `openevac field`."""
    from openevac.cli import field as own

    return {"explain": own.explain, "render": own.render}


def shift() -> Commands:
    """Give the commands of `openevac shift`."""
    from openevac.cli.record import shift as own

    return {"start": own.start, "wake": own.wake, "end": own.end, "lock": own.lock, "state": own.state}


def request() -> Commands:
    """Give the commands of `openevac request`."""
    from openevac.cli.record.requests import (
        add,
        changing,
        confirming,
        ending,
        form,
        holding,
        importing,
        linking,
        listing,
        showing,
    )

    return {
        "add": add.add,
        "list": listing.list_requests,
        "show": showing.show,
        "similar": listing.similar,
        "change": changing.change,
        "confirm": confirming.confirm,
        "hold": holding.hold,
        "release": holding.release,
        "link": linking.link,
        "apart": linking.apart,
        "ring-again": ending.ring_again,
        "close": ending.close,
        "import": importing.import_,
        "form": form.form,
    }


def claim() -> Commands:
    """Give the commands of `openevac claim`."""
    from openevac.cli.record.requests import claims

    return {
        "key": claims.key,
        "offer": claims.offer,
        "list": claims.list_claims,
        "take": claims.take,
        "release": claims.release,
    }


def danger() -> Commands:
    """Give the commands of `openevac danger`."""
    from openevac.cli.record.danger import listing, relays, saying, ways_out

    return {
        "list": listing.list_danger,
        "access": saying.access,
        "hazard": saying.hazard,
        "vouch": saying.vouch,
        "clear": saying.clear,
        "mute": saying.mute,
        "track": saying.track,
        "point": ways_out.point,
        "close-point": ways_out.close_point,
        "relay": relays.relay,
        "close-relay": relays.close_relay,
        "service": ways_out.service,
        "close-service": ways_out.close_service,
        "ways-out": ways_out.ways_out,
    }


def remaining() -> Commands:
    """Give the commands of `openevac remaining`."""
    from openevac.cli.record.danger import listing

    return {"add": listing.add_remaining, "list": listing.list_remaining}


def mission() -> Commands:
    """Give the commands of `openevac mission`."""
    from openevac.cli.record.missions import door, fleet, planning, road, sheet, showing, yeses

    return {
        "fleet": fleet.fleet,
        "files": fleet.files,
        "plan": planning.plan,
        "jobs": planning.jobs,
        "show": showing.show,
        "approve": yeses.approve,
        "accept": yeses.accept,
        "refuse": yeses.refuse,
        "dispatch": yeses.dispatch,
        "check-in": road.check_in,
        "silence": road.silence,
        "last-coverage": road.last_coverage,
        "turn-back": road.turn_back,
        "aboard-again": road.aboard_again,
        "take-alarm": road.take_alarm,
        "event": road.event,
        "yes": door.yes,
        "guardian": door.guardian,
        "child": door.child,
        "stop": door.stop,
        "leave": door.leave,
        "hand-over": door.hand_over,
        "replan": planning.replan,
        "close": yeses.close,
        "sheet": sheet.sheet,
    }


def shelter() -> Commands:
    """Give the commands of `openevac shelter`."""
    from openevac.cli.record.reception import arriving, listing, telling, tracing

    return {
        "list": listing.list_arrivals,
        "arrive": arriving.arrive,
        "bed": arriving.bed,
        "leave": arriving.leave,
        "back": arriving.back,
        "tell": telling.tell,
        "ring": telling.ring,
        "told": telling.told,
        "trace": tracing.trace,
        "match": tracing.match,
    }


def incident() -> Commands:
    """Give the commands of `openevac incident`."""
    from openevac.cli.record.records import exporting, incidents

    return {
        "add": incidents.add,
        "exhibit": incidents.exhibit,
        "list": incidents.list_incidents,
        "export": exporting.export_incidents,
    }


def export() -> Commands:
    """Give the commands of `openevac export`."""
    from openevac.cli.record.records import exporting

    return {"ask": exporting.ask, "approve": exporting.approve}


def person() -> Commands:
    """Give the commands of `openevac person`."""
    from openevac.cli.record.people import persons

    return {
        "list": persons.list_people,
        "add": persons.add,
        "revoke": persons.revoke,
        "rotate": persons.rotate,
        "erase": persons.erase,
    }


def device() -> Commands:
    """Give the commands of `openevac device`."""
    from openevac.cli.record.people import carried, phone

    return {
        "list": carried.list_devices,
        "offer": phone.offer_device,
        "add": carried.add_device,
        "revoke": carried.revoke_device,
    }


def partner() -> Commands:
    """Give the commands of `openevac partner`."""
    from openevac.cli.record.people import carried

    return {"add": carried.add_partner}


def badge() -> Commands:
    """Give the commands of `openevac badge`."""
    from openevac.cli.record.people import carried

    return {"issue": carried.issue_badge, "take-back": carried.take_back_badge}


def ledger() -> Commands:
    """Give the commands of `openevac ledger`."""
    from openevac.cli import ledger_witness
    from openevac.cli.record.ledger import log, verify

    return {
        "state": log.state,
        "checkpoint": log.checkpoint,
        "proof": log.proof,
        "verify": verify.verify,
        "export": log.export,
        "add-witness": log.add_witness,
        "witness": ledger_witness.witness,
    }


def alone() -> Commands:
    """Give the commands that stand alone."""
    from openevac.cli import check, clearing, demo, doctor, plan, replan, schema, way, windows
    from openevac.cli.record import backups, board, drill, init, serving, tls, work
    from openevac.cli.record.records import looking

    return {
        "init": init.init,
        "serve": serving.serve,
        "tls": tls.tls,
        "work": work.work,
        "board": board.board,
        "figures": looking.figures,
        "audit": looking.audit,
        "backup": backups.backup,
        "restore": backups.restore,
        "drill": drill.drill,
        "way": way.way,
        "windows": windows.windows,
        "clearing": clearing.clearing,
        "plan": plan.plan,
        "replan": replan.replan,
        "check": check.check,
        "schema": schema.schema,
        "demo": demo.demo,
        "doctor": doctor.doctor,
    }
