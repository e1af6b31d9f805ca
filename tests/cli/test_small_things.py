"""Moments and positions as typed, files written whole, the page server, schemas, the doctor."""

from __future__ import annotations

import http.client
import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.cli import doctor
from openevac.cli.given import read_moment, read_position, require_position
from openevac.cli.pages import open_page_server
from openevac.cli.written import write_file, write_folder
from openevac.domain.errors import InputError
from tests.cli.conftest import Run


def test_moments_come_to_utc() -> None:
    assert read_moment("2025-10-15T05:00:00+03:00") == datetime(2025, 10, 15, 2, tzinfo=UTC)
    assert read_moment("2025-10-15T02:00Z") == datetime(2025, 10, 15, 2, tzinfo=UTC)
    assert read_moment("").tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "position"),
    [("36.43,49.96", (36.43, 49.96)), (" 36.43; 49.96 ", (36.43, 49.96)), ("-1 2", (-1.0, 2.0)), ("Млинок", None)],
)
def test_positions_as_people_type_them(text: str, position: tuple[float, float] | None) -> None:
    assert read_position(text) == position


@pytest.mark.parametrize(
    ("text", "says"), [("x", "'x' is not a position."), ("236,49", "is not a position in degrees")]
)
def test_what_is_no_position(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        require_position(text, "--home")


def test_a_file_is_written_whole_or_not(tmp_path: Path) -> None:
    write_file(tmp_path / "new" / "a.txt", b"one")
    write_file(tmp_path / "new" / "a.txt", b"two")
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"two"
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="Nothing could be written here"):
        write_file(tmp_path / "folder", b"three")
    assert {path.name for path in tmp_path.iterdir()} == {"new", "folder"}


def test_a_folder_that_fails_half_way_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "plan"
    write_folder(out, {"plan.json": b"old", "trips/1.gpx": b"old"})
    written = Path.write_bytes

    def full_disk(self: Path, data: bytes) -> int:
        if self.name == "brief.pdf":
            raise OSError(28, "No space left on device")
        return written(self, data)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(InputError, match="No space left on device"):
        write_folder(out, {"plan.json": b"new", "brief.pdf": b"new"})
    assert (out / "plan.json").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_folder_that_cannot_take_its_name_gives_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "plan"
    write_folder(out, {"plan.json": b"old"})
    renamed = Path.rename

    def stuck(self: Path, to: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError(13, "Permission denied")
        return renamed(self, to)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(InputError, match="Permission denied"):
        write_folder(out, {"plan.json": b"new"})
    assert (out / "plan.json").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("x")
    with pytest.raises(InputError, match="A file stands where the folder should be"):
        write_folder(tmp_path / "plan", {"plan.json": b"new"})


def ask(port: int, path: str, host: str = "127.0.0.1", method: str = "GET") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, headers={"Host": f"{host}:{port}"})
    response = connection.getresponse()
    response.body = response.read()  # type: ignore[attr-defined]  # kept beside the answer for the test
    connection.close()
    return response


def test_pages_are_shown_to_this_computer_only(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>plan</p>")
    (tmp_path / "may").mkdir()
    with open_page_server(tmp_path, 0) as server:
        host, port = server.server_address[0], server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        assert host == "127.0.0.1"
        page = ask(port, "/")
        assert page.status == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert ask(port, "/may/").status == 404  # never a listing
        assert ask(port, "/../secret").status == 404
        assert ask(port, "/", host="evil.example").status == 403
        assert ask(port, "/", host="evil.example", method="HEAD").status == 403
        assert ask(port, "/", method="HEAD").status == 200
        server.shutdown()
        thread.join(timeout=5)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with open_page_server(tmp_path, 0) as server:
        port = server.server_address[1]
        with pytest.raises(InputError, match=f"Port {port} cannot be used"):
            open_page_server(tmp_path, port)


@pytest.mark.parametrize("record", ["situation", "operation", "request", "place", "plan"])
def test_schemas_allow_no_unknown_key(run: Run, record: str) -> None:
    tree = json.loads(run("schema", record).stdout)
    assert tree["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    objects = [part for part in tree["$defs"].values() if "properties" in part]
    assert objects
    assert all(part["additionalProperties"] is False for part in objects)


def test_the_list_of_schemas(run: Run) -> None:
    said = run("schema").stdout
    assert all(record in said for record in ("situation", "operation", "request", "place", "plan"))


def test_the_doctor_finds_this_computer_fit(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    for part in ("Python", "libraries", "paper", "time zones", "memory", "disk", "browser", "regions"):
        assert part in result.stdout
    assert "This computer has what OpenEvac needs." in result.stdout


def test_the_doctor_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LIBRARIES", ("numpy", "no-such-library"))
    result = run("doctor")
    assert result.exit_code == 1
    assert "Missing: no-such-library. Run `pip install openevac` again in this environment." in result.stdout
    assert "To mend: 1." in result.stdout


def test_the_doctor_for_machines_and_a_damaged_region(run: Run, tmp_path: Path) -> None:
    pack = tmp_path / "home" / "regions" / "old"
    pack.mkdir(parents=True)
    (pack / "region.json").write_text("{}")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    bad = [finding for finding in json.loads(result.stdout) if finding["health"] == "bad"]
    assert [finding["part"] for finding in bad] == ["region"]


def test_the_schema_of_an_operation_knows_relays(run: Run) -> None:
    tree = json.loads(run("schema", "operation").stdout)["$defs"]
    assert set(tree["Relay"]["properties"]) == {"id", "position", "katottg", "unloading_s", "tw_early", "tw_late"}
    assert tree["Relay"]["required"] == ["id", "position"]
    assert {"relays", "max_relay_wait_s"} <= set(tree["Policy"]["properties"])
