from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border
from openevac.domain.places import LonLat, Place
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadClass, RoadGraph
from openevac.roads.region import ARRAYS, META, Region, open_region, write_region
from tests.roads.drawing import SQUARE, draw, way

BUILT_AT = datetime(2025, 10, 15, 4, 0, tzinfo=UTC)


def square_region(**changes: object) -> Region:
    graph, _ = build_graph(draw(SQUARE, [way(1, "a n m b c d a"), way(2, "m d", RoadClass.TRACK)]))
    region = Region(
        name="square",
        graph=graph,
        order=np.arange(graph.num_nodes, dtype=np.int32)[::-1].copy(),
        places=(Place(katottg="UA63080090010026457", name_uk="Куп’янськ", position=LonLat(37.6, 49.7), population=5),),
        border=Border(lines=(((36.0, 50.3), (37.0, 50.4)),), home=LonLat(36.2, 50.0), source="by hand"),
        source="drawn",
        licence="none",
        extract_date="2025-10-01",
        built_at=BUILT_AT,
    )
    return replace(region, **changes)  # type: ignore[arg-type]  # a test may change any field


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "square"
    write_region(square_region(), folder)
    return folder


def test_a_region_comes_back_as_it_was_written(pack):
    written, found = square_region(), open_region(pack)
    for name in ARRAYS:
        array = getattr(found.graph, name)
        assert np.array_equal(array, getattr(written.graph, name)), name
        assert not array.flags.writeable, name
    assert np.array_equal(found.order, written.order)
    for name in (
        "name",
        "places",
        "border",
        "source",
        "licence",
        "extract_date",
        "built_at",
        "training",
        "fingerprint",
    ):
        assert getattr(found, name) == getattr(written, name), name
    assert found.graph.crs == written.graph.crs


def test_arrays_are_memory_maps(pack):
    base = open_region(pack).graph.shape_lon.base
    assert isinstance(base, np.memmap)


def test_the_fingerprint_names_the_graph_and_the_order():
    region = square_region()
    assert len(region.fingerprint) == 64
    assert square_region().fingerprint == region.fingerprint
    assert square_region(name="other", training=True).fingerprint == region.fingerprint
    moved = replace(region.graph, node_lon=region.graph.node_lon + 1e-9)
    assert replace(region, graph=moved, fingerprint="").fingerprint != region.fingerprint
    assert replace(region, order=region.order[::-1].copy(), fingerprint="").fingerprint != region.fingerprint


def test_a_region_without_border_or_places_is_a_region(tmp_path):
    write_region(square_region(border=None, places=(), training=True), tmp_path / "bare")
    found = open_region(tmp_path / "bare")
    assert (found.border, found.places, found.training) == (None, (), True)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(InputError, match="has no time zone"):
        square_region(built_at=datetime(2025, 10, 15))  # noqa: DTZ001  # that is the point


def test_writing_again_replaces_the_pack_and_leaves_nothing_beside_it(pack):
    write_region(square_region(name="second"), pack)
    assert open_region(pack).name == "second"
    assert [path.name for path in pack.parent.iterdir()] == ["square"]


def test_the_folder_one_stands_in_is_taken(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_region(square_region(), Path())
    assert open_region(tmp_path / "here").name == "square"


def test_a_folder_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"The region pack cannot be written: Not a directory\."):
        write_region(square_region(), tmp_path / "file" / "pack")


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "new").mkdir()
    write_region(square_region(), tmp_path / "new")
    assert open_region(tmp_path / "new").name == "square"


@pytest.mark.parametrize("what", ["folder", "file"])
def test_something_else_is_never_overwritten(tmp_path, what):
    place = tmp_path / "photos"
    if what == "folder":
        place.mkdir()
        (place / "album.txt").write_text("mine", encoding="utf-8")
    else:
        place.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"photos: Something else stands there already, and it is not a region pack\."):
        write_region(square_region(), place)
    assert (place if what == "file" else place / "album.txt").read_text(encoding="utf-8") == "mine"


def test_a_write_that_fails_leaves_the_old_pack_and_nothing_half_written(pack, monkeypatch):
    def full_disk(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full_disk)
    with pytest.raises(InputError, match=r"cannot be written: No space left on device\. Check that there is room"):
        write_region(square_region(name="second"), pack)
    assert [path.name for path in pack.parent.iterdir()] == ["square"]
    monkeypatch.undo()
    assert open_region(pack).name == "square"


def test_a_rename_that_fails_puts_the_old_pack_back(pack, monkeypatch):
    real = Path.rename

    def refuse_new(path: Path, target: Path) -> Path:
        if path.name.endswith(".part"):
            raise OSError(13, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        write_region(square_region(name="second"), pack)
    monkeypatch.undo()
    assert [path.name for path in pack.parent.iterdir()] == ["square"]
    assert open_region(pack).name == "square"


def test_a_folder_without_a_pack_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"This is not a region pack: it holds no region\.json\. Make one with"):
        open_region(tmp_path)


def change_meta(pack: Path, **changes: object) -> None:
    meta = json.loads((pack / META).read_text(encoding="utf-8"))
    (pack / META).write_text(json.dumps(meta | changes), encoding="utf-8")


def test_a_pack_of_another_version_is_refused(pack):
    change_meta(pack, openevac_region=99)
    with pytest.raises(InputError, match=r"region\.json, field openevac_region: The region pack has version 99; this"):
        open_region(pack)


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"openevac_region": 1}', '{"openevac_region": 1, "extra": 2}'])
def test_a_broken_description_is_refused(pack, text):
    (pack / META).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"region\.json.*(The region pack is damaged|has version None)"):
        open_region(pack)


@pytest.mark.parametrize("name", ["graph/node_lon.npy", "graph/arc_twin.npy", "graph/way_ids.npy", "order.npy"])
def test_an_array_that_is_gone_cut_short_or_changed_is_noticed(pack, name):
    array = pack / name
    whole = array.read_bytes()
    for spoilt in (b"", whole[:40], whole[:-1], whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:]):
        array.write_bytes(spoilt)
        with pytest.raises(InputError, match=r"The region pack is damaged|The road graph cannot be used"):
            open_region(pack)
    array.unlink()
    with pytest.raises(
        InputError, match=rf"{Path(name).name}: The region pack is damaged: the array is missing or cut"
    ):
        open_region(pack)


def test_arrays_of_another_size_or_kind_are_noticed(pack):
    wide = np.load(pack / "graph" / "node_lon.npy")
    np.save(pack / "graph" / "node_lon.npy", wide.astype(np.float32))
    with pytest.raises(InputError, match=r"the array has not the size that region\.json says"):
        open_region(pack)
    np.save(pack / "graph" / "node_lon.npy", np.append(wide, 36.0))
    with pytest.raises(InputError, match=r"the array has not the size that region\.json says"):
        open_region(pack)


@pytest.mark.parametrize(("name", "text"), [
    ("places.json", "["), ("places.json", '[{"katottg": "UA1", "name_uk": "x"}]'), ("border.json", '{"lines": []}'),
])  # fmt: skip
def test_broken_places_and_borders_are_noticed(pack, name, text):
    (pack / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"{name}: The region pack is damaged"):
        open_region(pack)
    (pack / name).unlink()
    with pytest.raises(InputError, match=rf"{name}: The region pack is damaged"):
        open_region(pack)


def test_a_graph_that_breaks_its_contract_is_refused(tmp_path):
    region = square_region()
    bad = replace(region.graph, stretch_length_m=np.zeros_like(region.graph.stretch_length_m))
    write_region(replace(region, graph=bad, fingerprint=""), tmp_path / "bad")
    with pytest.raises(InputError, match="bad: The road graph cannot be used: a stretch has no length"):
        open_region(tmp_path / "bad")


def test_a_pack_can_be_moved(pack, tmp_path):
    shutil.move(pack, tmp_path / "elsewhere")
    assert open_region(tmp_path / "elsewhere").name == "square"


def repeated(graph: RoadGraph, times: int) -> RoadGraph:
    """Give a graph of many copies that do not touch, each array as large as a real one."""
    changed: dict[str, Any] = {}
    for name in ARRAYS:
        array = getattr(graph, name)
        steps = {"arc_tail": graph.num_nodes, "arc_head": graph.num_nodes, "arc_stretch": graph.num_stretches}
        if name == "arc_twin":
            shifted = [np.where(array >= 0, array + copy * graph.num_arcs, -1) for copy in range(times)]
        elif name.endswith("_start"):
            shifted = [np.zeros(1, dtype=array.dtype), *(array[1:] + copy * array[-1] for copy in range(times))]
        else:
            shifted = [array + copy * steps[name] if name in steps else array for copy in range(times)]
        changed[name] = np.concatenate(shifted).astype(array.dtype)
    return replace(graph, **changed)


def test_a_graph_of_300_000_nodes_opens_in_half_a_second(tmp_path):
    graph = repeated(square_region().graph, 150_000)
    assert graph.num_nodes >= 300_000
    order = np.arange(graph.num_nodes, dtype=np.int32)
    write_region(Region(name="large", graph=graph, order=order, built_at=BUILT_AT), tmp_path / "large")
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        open_region(tmp_path / "large")
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.5
