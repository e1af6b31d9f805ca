"""The region pack: one folder that holds a region's graph, order, places and border, opened by memory map.

Inside: region.json (what it is, written last), graph/*.npy (one file an array of RoadGraph), order.npy,
places.json and border.json. docs/roads.md describes each.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border
from openevac.domain.places import Place
from openevac.domain.units import require_aware
from openevac.roads.graph import IntArray, RoadGraph, validate_graph

PACK_VERSION = 1
"""Rises whenever an array or a field changes its meaning; packs of another version are refused."""

META = "region.json"
ARRAYS = tuple(field.name for field in fields(RoadGraph) if field.name != "crs")
ARRAY_TYPES = {
    **dict.fromkeys(("node_lon", "node_lat", "node_x", "node_y", "shape_lon", "shape_lat"), "<f8"),
    **dict.fromkeys(("stretch_length_m", "stretch_max_height_m", "stretch_max_weight_t"), "<f4"),
    **dict.fromkeys(("stretch_class", "stretch_surface", "stretch_tracktype", "stretch_cover"), "|u1"),
    **dict.fromkeys(("stretch_flags", "stretch_max_speed_kmh"), "|u1"),
    **dict.fromkeys(("shape_start", "way_start", "way_ids", "sample_start"), "<i8"),
    **dict.fromkeys(("sample_x", "sample_y"), "<f4"),
    **dict.fromkeys(("arc_tail", "arc_head", "arc_stretch", "arc_twin"), "<i4"),
    "arc_forward": "|b1",
    "order": "<i4",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Region:
    """Everything about the ground that does not change from day to day.

    `order` (N): order[i] is the node of rank i, for the contraction hierarchy. `border` is None where nobody gave
    one; such a region refuses to compute danger. `training`: made for exercises, not for navigation.
    `fingerprint`: names the graph exactly; plans carry it. `extract_date`: the day of the source, as it says it.
    """

    name: str
    graph: RoadGraph
    order: IntArray
    places: tuple[Place, ...] = ()
    border: Border | None = None
    source: str = ""
    licence: str = ""
    extract_date: str = ""
    built_at: datetime
    training: bool = False
    fingerprint: str = ""

    def __post_init__(self) -> None:
        require_aware("built_at", self.built_at)
        if not self.fingerprint:
            object.__setattr__(self, "fingerprint", fingerprint_of(self.graph, self.order))


class _Meta(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    openevac_region: int
    name: str
    crs: str
    source: str
    licence: str
    extract_date: str
    built_at: datetime
    training: bool
    fingerprint: str
    shapes: dict[str, int]


def fingerprint_of(graph: RoadGraph, order: IntArray) -> str:
    """Give the SHA-256 over all arrays of the graph and the order, as 64 hexadecimal digits."""
    digest = hashlib.sha256(graph.crs.encode())
    for name in (*ARRAYS, "order"):
        array = order if name == "order" else getattr(graph, name)
        digest.update(f"{name}:{array.shape[0]};".encode())
        digest.update(np.ascontiguousarray(array, dtype=ARRAY_TYPES[name]).data)
    return digest.hexdigest()


def write_region(region: Region, folder: Path) -> None:
    """Write the pack as a whole: into a sibling folder first, which then takes the name of the old one.

    Raises InputError when something that is not a region pack stands at `folder`, or when the disk refuses.
    """
    folder = folder.resolve()  # "." has a name only then
    _refuse_to_overwrite(folder)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _write_files(region, part)
        _swap_in(part, folder)
    except OSError as fault:
        raise InputError(
            "The region pack cannot be written: {fault}.",
            "Check that there is room on the disk and that you may write there.",
            file=str(folder),
            fault=fault.strerror or str(fault),
        ) from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _refuse_to_overwrite(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or (folder / META).is_file())):
        return
    raise InputError(
        "Something else stands there already, and it is not a region pack.",
        "Choose another folder with --out, or move what is there away.",
        file=str(folder),
    )


def _write_files(region: Region, part: Path) -> None:
    (part / "graph").mkdir(parents=True)
    shapes = {}
    for name in (*ARRAYS, "order"):
        array = np.ascontiguousarray(
            region.order if name == "order" else getattr(region.graph, name), dtype=ARRAY_TYPES[name]
        )
        np.save(_array_path(part, name), array, allow_pickle=False)
        shapes[name] = int(array.shape[0])
    (part / "places.json").write_bytes(_json(region.places))
    (part / "border.json").write_bytes(_json(region.border))
    meta = _Meta(
        openevac_region=PACK_VERSION,
        name=region.name,
        crs=region.graph.crs,
        source=region.source,
        licence=region.licence,
        extract_date=region.extract_date,
        built_at=region.built_at,
        training=region.training,
        fingerprint=region.fingerprint,
        shapes=shapes,
    )
    (part / META).write_bytes(_json(meta))


def _swap_in(part: Path, folder: Path) -> None:
    """Put the finished folder in place; the old one is gone only once the new one stands."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        part.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def open_region(folder: Path) -> Region:
    """Open a pack; arrays are memory-mapped and read-only.

    Checks the version, every size, the contract of the graph and the fingerprint of all bytes. Raises InputError
    for a folder that is not a pack, was damaged or cut short, or was written by another version.
    """
    meta = _read_meta(folder)
    arrays = {name: _read_array(folder, name, meta) for name in (*ARRAYS, "order")}
    order: IntArray = arrays.pop("order")
    graph = RoadGraph(crs=meta.crs, **arrays)
    try:
        validate_graph(graph)
    except InputError as error:
        raise error.at(file=str(folder)) from error
    if order.shape[0] != graph.num_nodes or fingerprint_of(graph, order) != meta.fingerprint:
        raise _damaged(folder, "the fingerprint does not fit the arrays")
    return Region(
        name=meta.name,
        graph=graph,
        order=order,
        places=_read_json(folder / "places.json", tuple[Place, ...]),
        border=_read_json(folder / "border.json", Border | None),
        source=meta.source,
        licence=meta.licence,
        extract_date=meta.extract_date,
        built_at=meta.built_at,
        training=meta.training,
        fingerprint=meta.fingerprint,
    )


def _read_meta(folder: Path) -> _Meta:
    path = folder / META
    if not path.is_file():
        raise InputError(
            "This is not a region pack: it holds no region.json.",
            "Make one with `openevac region build`, `openevac region lines` or `openevac region training`.",
            file=str(folder),
        )
    try:
        version = msgspec.json.decode(path.read_bytes()).get("openevac_region")
    except (msgspec.DecodeError, AttributeError, UnicodeDecodeError) as error:
        raise _damaged(path, "it is not the JSON object of a region pack") from error
    if version != PACK_VERSION:
        raise InputError(
            "The region pack has version {found}; this program reads version {known}.",
            "Build the region again with this version of OpenEvac.",
            file=str(path),
            field="openevac_region",
            found=str(version),
            known=PACK_VERSION,
        )
    found: _Meta = _read_json(path, _Meta)
    return found


def _read_json(path: Path, kind: Any) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError, InputError) as error:
        raise _damaged(path, str(error)) from error


def _read_array(folder: Path, name: str, meta: _Meta) -> npt.NDArray[Any]:
    path = _array_path(folder, name)
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path, "the array is missing or cut short") from error
    if array.shape != (meta.shapes.get(name),) or array.dtype != np.dtype(ARRAY_TYPES[name]):
        raise _damaged(path, "the array has not the size that region.json says")
    return np.asarray(array)


def _array_path(folder: Path, name: str) -> Path:
    return folder / "order.npy" if name == "order" else folder / "graph" / f"{name}.npy"


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        "The region pack is damaged: {why}.",
        "Build the region again, or copy the pack anew from where it came.",
        file=str(path),
        why=why,
    )
