"""The shell around every command: language, help, exit codes, colour, speed, nothing heavy at the start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from openevac.cli import doctor
from openevac.cli.main import build_app
from openevac.cli.shell import take_language
from openevac.reports.words import read_catalog
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def commands(language: str) -> list[Any]:
    """Give every command and group as the parser sees them."""

    def walk(command: Any) -> list[Any]:
        return [command, *(found for part in getattr(command, "commands", {}).values() for found in walk(part))]

    return walk(typer.main.get_command(build_app(language)))


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "openevac", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "language", "rest"),
    [
        (["plan", "x"], {}, "uk", ["plan", "x"]),
        (["plan", "--lang", "en", "x"], {}, "en", ["plan", "x"]),
        (["--lang=en", "plan"], {"OPENEVAC_LANG": "uk"}, "en", ["plan"]),
        (["plan"], {"OPENEVAC_LANG": "en"}, "en", ["plan"]),
        (["search", "--", "--lang", "en"], {}, "uk", ["search", "--", "--lang", "en"]),
        (["plan", "--lang"], {}, "", ["plan"]),
    ],
)
def test_the_language_is_taken_from_anywhere(
    arguments: list[str], environment: dict[str, str], language: str, rest: list[str]
) -> None:
    assert take_language(arguments, environment) == (language, rest)


def test_a_language_we_do_not_have_is_refused() -> None:
    done = shell("doctor", "--lang", "de")
    assert done.returncode == 2
    assert "de" in done.stderr
    assert "--lang" in done.stderr
    assert "Traceback" not in done.stderr


def test_ukrainian_is_the_default() -> None:
    done = shell("--help", OPENEVAC_LANG="")
    assert done.returncode == 0
    assert "виїзд" in done.stdout or "рейс" in done.stdout or "евакуац" in done.stdout.lower()
    assert "Commands" not in done.stdout


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_command_and_option_has_help(language: str) -> None:
    for command in commands(language):
        assert command.help, command.name
        for parameter in command.params:
            assert parameter.help, (command.name, parameter.name)


def test_every_help_is_translated() -> None:
    known = read_catalog("uk")
    texts = {" ".join(part.help.split()) for command in commands("en") for part in (command, *command.params)}
    assert not sorted(text for text in texts if text not in known)


def test_no_word_of_help_promises_safety() -> None:
    for command in commands("en"):
        for text in (command.help, *(parameter.help for parameter in command.params)):
            assert "safe" not in text.lower()


def test_help_is_there_at_once() -> None:
    """Under 0.5 s of work, the best of five runs, or under three times what its libraries alone take on this machine.

    Beside others, a processor does less in a second that is counted as ours: that is not the program's fault.
    """
    libraries = work_of([sys.executable, "-c", "import typer, rich.table, babel.dates, babel.messages.pofile"])
    took = work_of([sys.executable, "-m", "openevac", "--help"])
    assert took < max(0.5, 3.0 * libraries), f"openevac --help took {took:.2f} s, its libraries {libraries:.2f} s"


def work_of(command: list[str]) -> float:
    """Give the seconds of processor time of a command, the best of five runs."""
    resource = pytest.importorskip("resource", reason="this system does not say what a child process used")
    took: list[float] = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(took)


def test_the_start_loads_nothing_heavy_and_no_framework() -> None:
    script = (
        "import sys\nfrom openevac.cli.main import build_app\nbuild_app('uk')\n"
        "print(sorted(set(sys.modules) & {'numpy', 'scipy', 'shapely', 'pyproj', 'osmium', 'pyvrp', 'numba',"
        " 'matplotlib', 'typst', 'openpyxl', 'django', 'rapidfuzz'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_file_commands_never_import_django(country: Path, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom openevac.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    assert end.code == 0, end.code\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
    )
    world = [
        "--region",
        str(country / "R"),
        "--situation",
        str(country / "situation.toml"),
        "--at",
        "2025-10-14T18:00Z",
    ]
    for arguments in (
        ["schema", "plan"],
        ["region", "info", str(country / "R")],
        ["field", "explain", "Млинок", *world],
    ):
        done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plann"], "There is no command 'plann'. Did you mean 'plan'?"),
        (["zzzz"], "There is no command 'zzzz'. `openevac --help` shows what it takes."),
        ([], "A command is missing."),
        (["region"], "A command is missing. `openevac region --help` shows what it takes."),
        (["way", "a"], "B is missing. `openevac way --help` shows what it takes."),
        (["way", "a", "b", "--region", "x"], "--situation is missing."),
        (["doctor", "--foo"], "There is no option --foo."),
        (["demo", "--port", "x"], "The value of --port does not fit."),
        (["demo", "--port", "99999999"], "The value of --port does not fit."),
        (["doctor", "extra"], "The command does not take 'extra'."),
        (
            ["way", "a", "b", "--region", "x", "--situation", "y", "--profile", "z"],
            "--profile does not take 'z'. It takes one of: paved, 4x4.",
        ),
    ],
)
def test_a_mistyped_command_is_told_in_one_sentence(run: Run, arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_a_fault_of_the_program_is_told_apart(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def broken(_home: Path) -> None:
        raise PanicException("the hierarchy lost its head")

    monkeypatch.setattr(doctor, "examine", broken)
    result = run("doctor")
    assert result.exit_code == 3
    assert "OpenEvac itself has failed; your files are as they were." in result.stderr
    assert "the hierarchy lost its head" in result.stderr
    assert result.stdout == ""


def test_the_version(run: Run) -> None:
    assert run("--version").stdout.startswith("openevac ")


def test_no_colour_where_nobody_wants_it(country: Path) -> None:
    plain = shell("region", "info", str(country / "R"), NO_COLOR="1", FORCE_COLOR="1", TERM="xterm-256color")
    assert plain.returncode == 0
    assert "\x1b[3" not in plain.stdout
    coloured = shell("region", "info", str(country / "R"), FORCE_COLOR="1", TERM="xterm-256color", NO_COLOR="")
    assert "\x1b[" in coloured.stdout


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_help_fits_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, language: str, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for arguments in (["--help"], ["plan", "--help"], ["region", "build", "--help"], ["windows", "--help"]):
        result = run(*arguments, language=language)
        assert result.exit_code == 0
        assert max(len(line) for line in result.stdout.splitlines()) <= columns
