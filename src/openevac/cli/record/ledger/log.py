"""`openevac ledger state|checkpoint|proof|export|add-witness`: the ledger, and what leaves it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, headed, moment
from openevac.cli.record.places import RecordPlaces
from openevac.cli.written import write_file
from openevac.domain.errors import InputError

Out = Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write.")]


def state(context: typer.Context, code: As = "", machine: Json = False) -> None:
    """Show how the ledger stands: entries, the newest checkpoint, and what no witness has seen yet."""
    from openevac.services.log.export_log import log_key
    from openevac.services.log.see_log import see_log

    with acting(context, code, machine=machine) as me:
        seen = see_log(datetime.now(UTC))
        session, say = me.session, me.session.words.say
        if machine:
            session.print_json({"log": log_key(), "state": seen})
            return
        session.say(
            "{size} {size|entry|entries}; the newest checkpoint covers {covered}; witnesses have seen {witnessed}.",
            size=seen.size, covered=seen.checkpoint_size, witnessed=seen.witnessed_size,
        )  # fmt: skip
        session.say("Public key of the log: {key}", key=log_key())
        rows = [[one.name, str(one.size), moment(session, one.signed_at)] for one in seen.witnesses]
        headed(session, [say("ledger witness"), say("has seen"), say("signed")], rows, (1,))
        if seen.warning is not None:
            session.warn(seen.warning.text, **seen.warning.facts)


def checkpoint(context: typer.Context, code: As = "", machine: Json = False) -> None:
    """Sign the ledger as it stands, take what witnesses answered, and ask them about the new checkpoint."""
    from openevac.services.kernel.clock import SystemClock
    from openevac.services.kernel.who import worker_of
    from openevac.services.log.sign_checkpoint import sign_checkpoint
    from openevac.services.work.witness_folder import ask_witnesses, take_answers

    with acting(context, code, machine=machine) as me:
        folder = RecordPlaces(me.session.config).witnesses
        refused = take_answers(folder, SystemClock())
        signed = sign_checkpoint(worker_of(me.organisation), SystemClock())
        asked = ask_witnesses(folder, signed.size)
        for name in refused:
            me.session.warn("The ledger witness {name} refused to sign. Its answer lies in the folder.", name=name)
        facts = {"size": signed.size, "root": signed.root.hex(), "asked": asked, "note": signed.note}
        if answer(
            me.session, facts, "Signed: {size} entries. Witnesses asked: {asked}.", size=signed.size, asked=asked
        ):
            me.session.out.print(signed.note, soft_wrap=True)


def proof(
    context: typer.Context,
    index: Annotated[int, typer.Argument(metavar="ENTRY", min=0, help="The number of the entry.")],
    out: Out,
    code: As = "",
    machine: Json = False,
) -> None:
    """Write the proof of one entry for a stranger, and the body it commits to beside it."""
    from openevac.services.records.see_audit import prove_entry

    with acting(context, code, machine=machine) as me:
        found = prove_entry(me.asking(), index)
        write_file(out, found.proof.encode())
        body = out.with_name(out.name + ".body.json")
        if found.body:
            write_file(body, found.body)
        facts = {"entry": index, "proof": str(out), "body": str(body) if found.body else ""}
        answer(me.session, facts, "Written to {folder}", folder=str(out))


def export(context: typer.Context, out: Out, code: As = "", machine: Json = False) -> None:
    """Write the whole log as one file a stranger can check without us; names are not in it."""
    from openevac.services.log.export_log import export_log

    with acting(context, code, machine=machine) as me:
        size, lines = export_log(me.asking())
        with me.session.progress() as progress:
            content = bytearray()
            for number, line in enumerate(lines):
                content += line
                progress("Writing the ledger", number / (size + 1))
        write_file(out, bytes(content))
        facts = {"file": str(out), "entries": size, "bytes": len(content)}
        answer(me.session, facts, "Written to {folder}: {size} entries.", folder=str(out), size=size)


def add_witness(
    context: typer.Context,
    vkey: Annotated[str, typer.Argument(metavar="KEY", help="The public key, as the witness shows it.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Keep somebody outside as a ledger witness, by their public key."""
    from openevac.services.log.witnesses import NewWitness, keep_witness
    from openevac.services.work.witness_folder import folder_of

    with acting(context, code, machine=machine) as me:
        kept = keep_witness(me.order(), NewWitness(vkey=vkey))
        folder = folder_of(RecordPlaces(me.session.config).witnesses, kept.name)
        folder.mkdir(parents=True, exist_ok=True)
        answer(
            me.session, kept, "{name} is a ledger witness now. Requests lie in {folder}.",
            name=kept.name, folder=str(folder),
        )  # fmt: skip


def read_texts(paths: list[Path] | None) -> list[str]:
    """Read small text files: checkpoints that a witness itself holds."""
    try:
        return [path.read_text(encoding="utf-8") for path in paths or ()]
    except (OSError, UnicodeDecodeError):
        raise InputError("The file cannot be read.", "Check the path and your rights.", field="--held") from None
