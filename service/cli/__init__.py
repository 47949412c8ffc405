"""In: a command line. Out: text for a person, and an exit code. One file a command, found by its name.

Exit codes: 0 all well, 1 something failed, 2 the command, the settings or the content need mending, 130 stopped.
"""

from __future__ import annotations

import argparse
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from service.errors import ContentError, LecternError, SettingsError, UnknownName


def get_command_names() -> tuple[str, ...]:
    """Names of all commands: the files of this folder."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def get_parser(only: str = "") -> argparse.ArgumentParser:
    """The parser of all commands, or of one: the others need not be loaded, which takes longer than some run."""
    parser = argparse.ArgumentParser(prog="python -m service", description="Lectern: a glossary, read and heard.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name in (only,) if only else get_command_names():
        module = import_module(f"{__name__}.{name}")
        command = commands.add_parser(
            name,
            help=str(module.__doc__).split("\n", 1)[0],
            description=module.__doc__,
            epilog=f"Example: {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. No traceback for anything that a person can mend."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = get_parser(given[0] if given and given[0] in get_command_names() else "").parse_args(given)
    try:
        return int(options.run(options, Path.cwd()))
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"{len(error.problems)} problem(s) in the content.", file=sys.stderr)
        return 2
    except (SettingsError, UnknownName) as error:
        print(error, file=sys.stderr)
        return 2
    except LecternError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; there is nobody to tell
        return 1
