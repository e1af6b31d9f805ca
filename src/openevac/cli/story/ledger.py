"""Chapter eight: the checkpoint, the signature of a witness in another process, and three ways to check the log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from openevac.cli.story.beside import LONGEST_S, WITNESS, WitnessBeside
from openevac.cli.story.scene import Scene
from openevac.cli.story.telling import WentWrongError


def found_witness(scene: Scene) -> None:
    """Let the organisation next door make a witness; its public key is typed in from its screen."""
    from openevac.services.log.export_log import log_key
    from openevac.services.log.witnesses import NewWitness, keep_witness
    from openevac.services.work.witness_folder import folder_of

    exchange = folder_of(scene.home / "witnesses", WITNESS)
    scene.witness = WitnessBeside(own=scene.home / "next-door", exchange=exchange)
    vkey = scene.witness.found(log_key())
    keep_witness(scene.cast.order("liudmyla"), NewWitness(vkey=vkey))
    scene.tell.say("A ledger witness is made, another process with its own key and memory: {name}.", name=WITNESS)
    ask_witness(scene)


def ask_witness(scene: Scene) -> None:
    """Sign the log as it stands, let the witness answer, and take its signature in."""
    from openevac.services.kernel.who import worker_of
    from openevac.services.log.sign_checkpoint import sign_checkpoint
    from openevac.services.log.witnesses import see_witnesses
    from openevac.services.work.witness_folder import ask_witnesses

    if scene.witness is None:
        raise AssertionError("there is no witness yet")
    signed = sign_checkpoint(worker_of(scene.cast.organisation), scene.clock)
    ask_witnesses(scene.home / "witnesses", signed.size)
    scene.witness.answer()
    scene.wait(minutes=1)
    (state,) = see_witnesses()
    scene.require("the witness has signed the checkpoint", holds=state.size == signed.size)


def check(scene: Scene) -> None:
    """Sign, witness, and check the ledger as it is stored, as it is exported, and as a stranger does."""
    scene.tell.chapter("The ledger")
    ask_witness(scene)
    path = scene.home / "ledger.jsonl"
    note = _export(scene, path)
    scene.tell.say("The checkpoint, signed by the log and by its witness:")
    for line in note.splitlines():
        scene.tell.literally(line)
    _as_stored(scene)
    _as_exported(scene, path)
    _as_a_stranger(scene, path)


def _export(scene: Scene, path: Path) -> str:
    """Write the export and give its newest checkpoint with the signatures under it."""
    from openevac.ledger.audit_export import read_export
    from openevac.services.log.export_log import export_log

    _, lines = export_log(scene.cast.asking("kateryna"))
    path.write_bytes(b"".join(lines))
    export = read_export(path)
    note = export.notes[-1]
    scene.tell.codes["checkpoint"] = {"size": export.size, "note": note}
    scene.tell.codes["witness"] = next(line for line in note.splitlines() if line.startswith(f"— {WITNESS} "))
    return note


def _as_stored(scene: Scene) -> None:
    from openevac.services.log.look_after import faults_of_ledger

    faults = faults_of_ledger()
    scene.tell.remarks(faults, "bold red")
    scene.require("the stored ledger holds together", holds=not faults)
    scene.tell.say("1. As it is stored: every leaf, node, body and signature fits.")


def _as_exported(scene: Scene, path: Path) -> None:
    from openevac.ledger.audit_export import read_export
    from openevac.ledger.note import parse_verifier_key
    from openevac.ledger.verify import verify_export

    witness = _witness(scene)
    export = read_export(path)
    held = [witness.newest.read_text("utf-8")]
    report = verify_export(export, export.log_key, [parse_verifier_key(witness.vkey)], held)
    scene.tell.remarks([fault.remark for fault in report.faults], "bold red")
    scene.require("the export holds", holds=not report.faults and report.unwitnessed == 0)
    scene.tell.say(
        "2. As it is exported: {size} entries, {erased} of them erased, all up to {witnessed} seen by the witness.",
        size=report.size, erased=report.erased, witnessed=report.witnessed,
    )  # fmt: skip
    scene.tell.codes["ledger"] = {
        "size": report.size, "erased": report.erased, "witnessed": report.witnessed,
    }  # fmt: skip


def _as_a_stranger(scene: Scene, path: Path) -> None:
    """Run the one readable file that a stranger checks with, on nothing but the export and what the witness holds."""
    from openevac.ledger import offline

    witness = _witness(scene)
    command = [sys.executable, str(Path(offline.__file__)), str(path), "--witness", witness.vkey]
    command += ["--witnessed", str(witness.newest)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=LONGEST_S, check=False)  # noqa: S603 - our own file
    if done.returncode != 0:
        raise WentWrongError(f"the one-file check says: {done.stdout}{done.stderr}")
    scene.tell.say("3. As a stranger checks it, with one readable file and no OpenEvac:")
    for line in done.stdout.splitlines():
        scene.tell.literally(line)
    scene.tell.codes["offline"] = done.stdout.splitlines()


def _witness(scene: Scene) -> WitnessBeside:
    if scene.witness is None:
        raise AssertionError("there is no witness yet")
    return scene.witness
