"""Keyed tags of a request: kept as they came, compared inside one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openevac.domain.records import TagKind
from openevac.services.kernel.command import Doing
from openevac.store.models import EvacuationRequest, RequestTag


def keep_first_tags(doing: Doing, request: EvacuationRequest, tags: Mapping[TagKind, Iterable[str]]) -> None:
    """Give a request that is being written down all its tags at once."""
    rows = [_row(doing, request, kind, tag) for kind, some in tags.items() for tag in dict.fromkeys(some)]
    RequestTag.objects.bulk_create(rows)


def keep_tags(doing: Doing, request: EvacuationRequest, kind: TagKind, tags: Iterable[str]) -> None:
    """Add tags of one kind to a request; one that is there already is not doubled."""
    here = set(RequestTag.objects.filter(request=request, kind=kind.value).values_list("tag", flat=True))
    RequestTag.objects.bulk_create([_row(doing, request, kind, tag) for tag in dict.fromkeys(tags) if tag not in here])


def replace_tags(doing: Doing, request: EvacuationRequest, kind: TagKind, tags: Iterable[str]) -> None:
    """Let these be all tags of one kind that a request has."""
    wanted = tuple(tags)
    RequestTag.objects.filter(request=request, kind=kind.value).exclude(tag__in=wanted).delete()
    keep_tags(doing, request, kind, wanted)


def _row(doing: Doing, request: EvacuationRequest, kind: TagKind, tag: str) -> RequestTag:
    return RequestTag(request=request, organisation=doing.organisation.id, kind=kind.value, tag=tag)
