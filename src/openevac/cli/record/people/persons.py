"""`openevac person list|add|revoke|rotate|erase`: our people, their keys, and erasing who wishes to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer, headed
from openevac.cli.record.given import Why
from openevac.cli.record.typing_in import ask_line, ask_secret
from openevac.domain.errors import InputError
from openevac.domain.roles import KEY_ROLES, Role

if TYPE_CHECKING:
    from openevac.vault.keys import RoleKey

Person = Annotated[str, typer.Argument(metavar="CODE", help="The code word, never a name.")]


def list_people(context: typer.Context, code: As = "", machine: Json = False) -> None:
    """List our people by code word, with their roles and the keys they can open."""
    from openevac.services.keys.people import see_people

    with acting(context, code, machine=machine) as me:
        people = see_people(me.organisation)
        session, say = me.session, me.session.words.say
        if machine:
            session.print_json(people)
            return
        rows = [
            [
                one.code, ", ".join(session.words.word(role) for role in one.roles),
                ", ".join(session.words.word(role) for role in one.keys), say("left") if one.revoked else "",
            ]
            for one in people
        ]  # fmt: skip
        headed(session, [say("code word"), say("roles"), say("keys of"), ""], rows)


def add(
    context: typer.Context,
    person: Person,
    role: Annotated[list[Role], typer.Option("--role", metavar="ROLE", help="operator, coordinator ...; may repeat.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Add one of our people: they type a passphrase and six digits themselves; a shift lead wraps the keys."""
    from openevac.cli.client.colleague import draw_colleague
    from openevac.cli.record.people.role_keys import held_keys, newest
    from openevac.services.keys.people import add_person
    from openevac.vault.passphrases import require_strong

    with acting(context, code, machine=machine) as me:
        keys = newest(held_keys(me))
        passphrase = ask_secret(me.session, "New passphrase of {person}", person=person, twice=True)
        require_strong(passphrase)
        pin = ask_secret(me.session, "New six digits of {person}", person=person, twice=True)
        roles = tuple(dict.fromkeys((*role, Role.CREW) if Role.CREW_LEADER in role else tuple(role)))
        kept = add_person(me.order(), draw_colleague(me.organisation, person, roles, passphrase, pin, keys))
        answer(
            me.session, kept, "{person} works here now: {roles}.",
            person=kept.code, roles=", ".join(me.session.words.word(one) for one in kept.roles),
        )  # fmt: skip


def revoke(context: typer.Context, person: Person, why: Why = "", code: As = "", machine: Json = False) -> None:
    """Take everything back from somebody who leaves: rights, keys and devices, at once."""
    from openevac.services.keys.people import Leaving, revoke_person

    with acting(context, code, machine=machine) as me:
        left = revoke_person(me.order(), Leaving(code=person, reason=why))
        if answer(me.session, left, "{person} has no access any more.", "bold", person=left.code) and left.rotate:
            me.session.warn(
                "They could open the keys of: {roles}. Change each: `openevac person rotate ROLE`.",
                roles=", ".join(role.value for role in left.rotate),
            )


def rotate(
    context: typer.Context,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="Whose key: operator, coordinator, reception ...")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Change the key of a role after somebody left. Every record stays readable; killed anywhere, run it again."""
    from openevac.cli.client.rotation import exchange_all, let_old_key_go
    from openevac.cli.record.people.role_keys import held_keys
    from openevac.services.keys.rotation_plan import rotation_plan

    if role not in KEY_ROLES:
        raise InputError(
            "This role has no key.", "Choose one of: {roles}.", field="ROLE",
            roles=", ".join(one.value for one in KEY_ROLES),
        )  # fmt: skip
    with acting(context, code, machine=machine) as me:
        plan = rotation_plan(me.organisation, role)
        keys = {key.epoch: key for key in held_keys(me) if key.role is role}
        new = _new_key(me, role, keys) if not plan.open_epochs else keys.get(plan.epoch)
        if new is None:
            raise InputError(
                "This shift does not hold the newest key of the role.",
                "End the shift and start it again, then rotate.", field="ROLE",
            )  # fmt: skip
        with me.session.progress() as progress:
            progress("Exchanging keys of records", 0.2)
            state = None
            for epoch in plan.open_epochs or (new.epoch - 1,):
                done = exchange_all(me.order, me.asking(), _old(keys, epoch), new)
                state = let_old_key_go(me.order(), done)
        if answer(
            me.session, state, "The key of the role {role} is changed (epoch {epoch}). Old copies open nothing new.",
            role=role.value, epoch=new.epoch,
        ):  # fmt: skip
            me.session.warn(
                "Shifts that run hold the old key and are refused. On every workstation: "
                "`openevac shift end`, then `openevac shift start`."
            )


def erase(
    context: typer.Context,
    request: Annotated[str, typer.Option("--request", metavar="NUMBER", help="Their request.")] = "",
    cardboard: Annotated[str, typer.Option("--code", metavar="CODE", help="Or the code on their cardboard.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Erase a household at its wish: rows, keys and salts; what stays in the ledger tells nobody anything."""
    from openevac.services.records.erase_person import ErasePerson, erase_person

    with acting(context, code, machine=machine) as me:
        named = request or cardboard
        if not yes and ask_line(me.session, "Type {number} once more to erase for good", number=named) != named:
            raise InputError("The two are not the same.", "Nothing was erased.", field="request")
        gone = erase_person(me.order(), ErasePerson(receipt=request, code=cardboard))
        answer(
            me.session, gone, "Erased: {people} {people|person|people}, {sealed} sealed {sealed|record|records}.",
            people=gone.people, sealed=gone.sealed,
        )  # fmt: skip


def _new_key(me: Acting, role: Role, keys: dict[int, RoleKey]) -> RoleKey:
    """Draw the next key and store it for those who stay. Operators and the notifier need the tag key with it."""
    from openevac.cli.client.rotation import begin_epoch
    from openevac.cli.record.people.role_keys import tag_key_of
    from openevac.services.keys.rotation_plan import rotation_plan
    from openevac.vault.tags import TAG_KEY_ROLES

    plan = rotation_plan(me.organisation, role)
    tag_key = tag_key_of(me) if role in TAG_KEY_ROLES else None
    if role in TAG_KEY_ROLES and tag_key is None:
        raise InputError(
            "You cannot open the tag key, which goes with the key of this role.",
            "Let a shift lead who holds the keys of the operators rotate: else phones could not be compared any more.",
            field="ROLE",
        )
    begun = begin_epoch(me.order(), _old(keys, plan.epoch), plan.people, plan.envelopes, tag_key)
    return begun.key


def _old(keys: dict[int, RoleKey], epoch: int) -> RoleKey:
    if epoch not in keys:
        raise InputError(
            "You do not hold the key of this role at epoch {epoch}.", "Let a shift lead rotate it.",
            field="ROLE", epoch=epoch,
        )  # fmt: skip
    return keys[epoch]
