"""Typer in our words: help in the chosen language, faults as one sentence, exit codes that mean something."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from openevac.cli.help import say_help
from openevac.cli.session import Session, open_session
from openevac.config import Config
from openevac.domain.errors import InputError, InputErrors
from openevac.reports.words import Words

EXIT_NO = 1
EXIT_BAD_INPUT = 2
EXIT_INTERNAL = 3

# How the command parser words its complaints; whatever is not recognised is passed on in its own English.
_UNKNOWN_COMMAND = re.compile(r"No such command '?([^'.]+)'?")
_TOO_MANY = re.compile(r"Got unexpected extra argument\S* \((.*)\)")
_NOT_ONE_OF = re.compile(r"'(.*?)' is not one of (.*)")

OPTION_OF_LANGUAGE = "--lang"


def take_language(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> tuple[str, list[str]]:
    """Give the language a run speaks and the arguments without it: --lang, else OPENEVAC_LANG, else Ukrainian.

    Help texts are said before arguments are parsed, so the option is taken out here, wherever it stands.
    """
    language = environment.get("OPENEVAC_LANG") or "uk"
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == OPTION_OF_LANGUAGE:
            language = next(waiting, "")
        elif argument.startswith(f"{OPTION_OF_LANGUAGE}="):
            language = argument.partition("=")[2]
        else:
            rest.append(argument)
    return language, rest


def spoken(words: Words, config: Config) -> tuple[type[TyperCommand], type[TyperGroup]]:
    """Give the classes of commands and groups that speak one language; the English in the source is the template."""
    return _command_class(words, config), _group_class(words, config)


def _command_class(words: Words, config: Config) -> type[TyperCommand]:
    class Command(TyperCommand):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            _translate(self, words)

        def get_help_option(self, ctx: Any) -> Any:
            return _translate_help_option(super().get_help_option(ctx), words)

        def get_usage(self, ctx: Any) -> str:
            return _translate_usage(super().get_usage(ctx), words)

        def get_help(self, ctx: Any) -> str:
            return _show_help(self, ctx, words, config)

    return Command


def _group_class(words: Words, config: Config) -> type[TyperGroup]:
    class Group(TyperGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            _translate(self, words)
            self.subcommand_metavar = words.say("COMMAND ...")

        def get_help_option(self, ctx: Any) -> Any:
            return _translate_help_option(super().get_help_option(ctx), words)

        def get_usage(self, ctx: Any) -> str:
            return _translate_usage(super().get_usage(ctx), words)

        def get_help(self, ctx: Any) -> str:
            return _show_help(self, ctx, words, config)

        def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
            """Run the command line and leave with its exit code; tracebacks are for faults of the program only."""
            settings["standalone_mode"] = False
            session = settings.setdefault("obj", open_session(words, config))
            _, given = take_language(sys.argv[1:] if args is None else args)
            try:
                code = super().main(given, *rest, **settings)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as fault:  # noqa: BLE001 - the last word of the program: PanicException is no Exception
                sys.exit(_tell_of(session, fault))
            sys.exit(code if isinstance(code, int) else 0)

    return Group


def _translate(command: Any, words: Words) -> None:
    """Say the help of a command and its parameters; line breaks of a docstring are not part of the template."""
    for part in (command, *command.params):
        if getattr(part, "help", None):
            part.help = words.say(" ".join(part.help.split()))
    command.options_metavar = words.say("[OPTIONS]")
    command.epilog = words.say("Everywhere: --lang en or uk. NO_COLOR=1 leaves colours out.")


def _translate_help_option(option: Any, words: Words) -> Any:
    if option is not None:
        option.help = words.say("Show this help and stop.")
    return option


def _translate_usage(usage: str, words: Words) -> str:
    return re.sub(r"\{(.*?)\}", r"\1", usage).replace("Usage:", words.say("Usage:"), 1)


def _show_help(command: Any, context: Any, words: Words, config: Config) -> str:
    """Print the help in our layout; nothing is left to print for the one who asked."""
    session = context.obj if isinstance(context.obj, Session) else open_session(words, config)
    say_help(command, context, words, session.out)
    return ""


def _tell_of(session: Session, fault: BaseException) -> int:
    """Say what was wrong with the input or the command as typed, or that the program itself has failed."""
    if isinstance(fault, InputError | InputErrors):
        session.refuse(fault)
        return EXIT_BAD_INPUT
    if isinstance(fault, typer.Abort):
        return EXIT_NO
    if hasattr(fault, "format_message"):
        session.refuse(_usage(fault))
        return EXIT_BAD_INPUT
    session.err.print(session.words.say("OpenEvac itself has failed; your files are as they were."), style="red")
    session.err.print(session.words.say("Please report the lines below; read them first, they must hold no names."))
    session.err.print("".join(traceback.format_exception(fault)), soft_wrap=True)
    return EXIT_INTERNAL


def _usage(fault: Any) -> InputError:
    """Word a complaint of the command parser; the classes are known by name, they move between its versions."""
    command = fault.ctx.command_path if getattr(fault, "ctx", None) is not None else "openevac"
    todo = "`{command} --help` shows what it takes."
    kind, parameter = type(fault).__name__, getattr(fault, "param", None)
    if kind == "NoArgsIsHelpError":
        return InputError("A command is missing.", todo, command=command)
    if kind == "MissingParameter" and parameter is not None:
        return InputError("{name} is missing.", todo, name=_name_of(parameter), command=command)
    if kind == "NoSuchOption":
        return InputError("There is no option {name}.", todo, name=fault.option_name, command=command)
    if kind == "BadParameter" and parameter is not None:
        return _bad_value(fault.message, _name_of(parameter), todo, command)
    return _not_understood(fault, todo, command)


def _bad_value(complaint: str, name: str, todo: str, command: str) -> InputError:
    """Word a value that an option does not take, with the values it takes where there is a list."""
    choice = _NOT_ONE_OF.search(complaint)
    if choice is None:
        return InputError("The value of {name} does not fit.", todo, name=name, command=command)
    return InputError(
        "{name} does not take '{given}'.", "It takes one of: {known}.",
        name=name, given=choice[1], known=choice[2].replace("'", "").rstrip("."),
    )  # fmt: skip


def _not_understood(fault: Any, todo: str, command: str) -> InputError:
    complaint = fault.format_message()
    if extra := _TOO_MANY.search(complaint):
        return InputError("The command does not take '{extra}'.", todo, extra=extra[1], command=command)
    unknown = _UNKNOWN_COMMAND.search(complaint)
    if unknown is None:
        return InputError("The command cannot be understood: {why}", todo, why=complaint, command=command)
    near = get_close_matches(unknown[1], list(getattr(fault.ctx.command, "commands", {})))
    if near:
        return InputError("There is no command '{name}'.", "Did you mean '{near}'?", name=unknown[1], near=near[0])
    return InputError("There is no command '{name}'.", todo, name=unknown[1], command=command)


def _name_of(parameter: Any) -> str:
    name = str(parameter.opts[0])
    return name if name.startswith("-") else str(parameter.metavar or name.upper())
