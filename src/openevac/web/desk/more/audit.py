"""Who did what, when and why: the newest entries of the ledger, of one person or one thing if asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from openevac.services.records.see_audit import MOST, see_audit
from openevac.web.asking import asking, signed_in
from openevac.web.showing import shown
from openevac.web.typed import read_query


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is looked for: a code as it stands in the list, a person's code word, entries before an index."""

    subject: str = ""
    actor: str = ""
    before: int | None = None


@signed_in
def audit(request: HttpRequest) -> HttpResponse:
    """Show a page of entries."""
    looked = read_query(request, Looked)
    lines = see_audit(asking(request), subject=looked.subject, actor=looked.actor, before=looked.before)
    more = lines[-1].index if len(lines) == MOST else None
    return shown(request, "more/audit.html", {"lines": lines, "looked": looked, "more": more})
