"""What every command shares: the application, its options, errors that become one line and an exit code."""

import json
import os
import sys
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

if TYPE_CHECKING:
    from goodpractice.catalogue import Catalogue
    from pipeline.settings import Settings

EXIT_ERROR, EXIT_SOME_FAILED, EXIT_STOPPED = 1, 3, 130
DEBUG = "GOODPRACTICE_DEBUG"

app = typer.Typer(
    name="goodpractice",
    help="Turns documents of European programmes into a catalogue of good practices, every value with its source.",
    epilog="Start with `goodpractice ingest FOLDER`, then `goodpractice search 'what you look for'`. "
    "`--debug` behind any command shows the full error.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

P = ParamSpec("P")
CatalogueOption = Annotated[
    Path, typer.Option("--catalogue", "-c", envvar="GOODPRACTICE_CATALOGUE", help="Folder of the catalogue.")
]
SettingsOption = Annotated[
    Path | None, typer.Option("--settings", envvar="GOODPRACTICE_SETTINGS", help="TOML file with settings.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", help="TOML file: which column of a table is which field, one practice a row."),
]
CATALOGUE = Path("catalogue")
_ENVIRONMENT = {"catalogue": "GOODPRACTICE_CATALOGUE", "settings": "GOODPRACTICE_SETTINGS"}


@app.callback()
def before_any_command(
    context: typer.Context,
    catalogue: Annotated[
        Path | None, typer.Option("--catalogue", "-c", help="Folder of the catalogue, here or behind the command.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML file with settings, here or behind the command.")
    ] = None,
) -> None:
    """Options that people also write in front of the command."""
    for name, value in (("catalogue", catalogue), ("settings", settings)):
        if value is not None:
            variable = _ENVIRONMENT[name]
            context.call_on_close(partial(_restore, variable, os.environ.get(variable)))
            os.environ[variable] = str(value)


def _restore(variable: str, earlier: str | None) -> None:
    if earlier is None:
        del os.environ[variable]
    else:
        os.environ[variable] = earlier


def command(
    name: str | None = None, group: typer.Typer | None = None
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a command, of the application or of a group, whose errors become one clear line and an exit code."""

    def register(function: Callable[P, None]) -> Callable[P, None]:
        @wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            from models import GoodPracticeError

            try:
                function(*args, **kwargs)
            except KeyboardInterrupt:
                say("Stopped. What was finished is in the catalogue; the same command goes on with the rest.")
                raise typer.Exit(EXIT_STOPPED) from None
            except GoodPracticeError as error:
                if os.environ.get(DEBUG):
                    raise
                say(f"Error: {error}")
                raise typer.Exit(EXIT_ERROR) from None
            except BrokenPipeError:
                # The reader of our output (head, less) is gone: nothing is wrong.
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            except (typer.Exit, typer.Abort):
                raise
            except Exception as error:
                if os.environ.get(DEBUG):
                    raise
                say(
                    f"Error: {type(error).__name__}: {error}. This is a fault of the program: "
                    "run the same command with --debug and report what it prints."
                )
                raise typer.Exit(EXIT_ERROR) from None

        return (group or app).command(name, no_args_is_help=False)(guarded)

    return register


def say(text: str) -> None:
    """A message for people, on standard error."""
    print(text, file=sys.stderr)


def print_json(value: object) -> None:
    """The value as JSON on standard output."""
    from pydantic_core import to_jsonable_python

    print(json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=1))


def open_catalogue(catalogue: Path, settings: "Settings") -> "Catalogue":
    """The catalogue in that folder."""
    from goodpractice.catalogue import Catalogue

    return Catalogue.open(catalogue, settings)


def settings_of(path: Path | None, one_practice: bool = False, mapping: Path | None = None) -> "Settings":
    """The settings of file and environment, with what the command changes in them."""
    from dataclasses import replace

    from pipeline.settings import load_settings

    settings = load_settings(path)
    chosen = settings.extract
    named = str(mapping.absolute()) if mapping else chosen.mapping
    return replace(settings, extract=replace(chosen, one_practice=one_practice or chosen.one_practice, mapping=named))
