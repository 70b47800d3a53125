"""The command line: `goodpractice COMMAND --help` shows each command with an example.

Exit codes: 0 done; 1 nothing could be done (the message says why); 2 wrong use of a command;
3 done, but some documents failed (the report says which); 130 stopped with Ctrl-C.
"""

import os
import re
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodpractice.command_line import (
    CATALOGUE,
    DEBUG,
    EXIT_ERROR,
    EXIT_SOME_FAILED,
    CatalogueOption,
    JsonOption,
    MappingOption,
    SettingsOption,
)
from goodpractice.command_line import app as app
from goodpractice.command_line import command as _command
from goodpractice.command_line import open_catalogue as _open
from goodpractice.command_line import print_json as _print_json
from goodpractice.command_line import say as _say
from goodpractice.command_line import settings_of as _settings

if TYPE_CHECKING:
    from models import RunReport

__all__ = ["app", "main"]

_TURNED = re.compile(r"-[a-z]+(?:\[[^\]]*\])?:")


def main() -> None:
    """Entry point of the console script."""
    if "--debug" in sys.argv:
        sys.argv.remove("--debug")
        os.environ[DEBUG] = "1"
    # A filter turned round ("-country:PT") is no option; behind a space it is not taken for one.
    sys.argv[1:] = [f" {part}" if _TURNED.match(part) else part for part in sys.argv[1:]]
    app()


@_command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Documents, or folders of documents.")],
    catalogue: CatalogueOption = CATALOGUE,
    one_practice: Annotated[
        bool, typer.Option("--one-practice", help="Take each document as one practice; look for no boundaries.")
    ] = False,
    mapping: MappingOption = None,
    prefect: Annotated[bool, typer.Option("--prefect", help="Run as a Prefect flow, with its record of runs.")] = False,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring documents into the catalogue. What is there already is left alone.

    Example: `goodpractice ingest reports/ case-study.pdf`

    Exit code 3 says that some documents failed; the others are in the catalogue.
    """
    from goodpractice.progress import watched

    chosen = _settings(settings, one_practice, mapping)
    with watched("Reading documents", quiet=as_json) as (on_scan, on_result), _open(catalogue, chosen) as opened:
        if prefect:
            report = _runner("ingest")(paths, catalogue, chosen, on_scan, on_result)
        else:
            report = opened.ingest(paths, on_scan, on_result)
    _tell(report, as_json)


@_command()
def reprocess(
    outdated: Annotated[
        bool, typer.Option("--outdated/--all", help="Only what an older version or other settings made, or everything.")
    ] = True,
    catalogue: CatalogueOption = CATALOGUE,
    one_practice: Annotated[
        bool, typer.Option("--one-practice", help="Take each document as one practice, as ingest did with this option.")
    ] = False,
    mapping: MappingOption = None,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read documents again, from the bytes kept in the catalogue; practices keep their ids.

    Example: `goodpractice reprocess --outdated`
    """
    from goodpractice.progress import watched

    with (
        watched("Reading documents again", quiet=as_json) as (on_scan, on_result),
        _open(catalogue, _settings(settings, one_practice, mapping)) as opened,
    ):
        _tell(opened.reprocess(not outdated, on_scan, on_result), as_json)


@_command()
def nightly(
    inbox: Annotated[Path, typer.Argument(help="Folder where new documents arrive.")],
    once: Annotated[bool, typer.Option("--once", help="Run now, once. (The schedule is flows/prefect.yaml.)")] = False,
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ingest what is new in an inbox folder and write the morning report.

    Example: `goodpractice nightly --once inbox/`
    """
    if not once:
        _say("The schedule lives in Prefect: see docs/operations.md. To run now: goodpractice nightly --once INBOX")
        raise typer.Exit(2)
    night = _runner("nightly")(inbox, catalogue, _settings(settings))
    if as_json:
        _tell(night.run, as_json)
    else:
        print(night.text)
        _say(f"This report is kept at {night.path}")
        _exit_if_failed(night.run)


@_command("list")
def list_(
    failed: Annotated[bool, typer.Option("--failed", help="List the documents in quarantine instead.")] = False,
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the practices with their ids, or the documents in quarantine.

    Example: `goodpractice list --json`
    """
    from goodpractice import views

    with _open(catalogue, _settings(settings)) as opened:
        if failed:
            quarantine = opened.failed()
            _print_json(quarantine) if as_json else views.console().print(views.quarantine_table(quarantine))
            return
        practices = opened.all()
        if as_json:
            _print_json([views.overview(p) for p in practices])
        elif practices:
            views.console().print(views.practice_table(practices))
        else:
            print("The catalogue holds no practices yet. Bring documents in with: goodpractice ingest FOLDER")


@_command()
def show(
    practice_id: Annotated[str, typer.Argument(help="Id of the practice, or its beginning.")],
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one practice: the form filled, each value with its place, each gap with its reason.

    Example: `goodpractice show gp-1a2b3c4d5e`
    """
    from goodpractice import views
    from goodpractice.export import practice_dict
    from pipeline.template import load_template

    with _open(catalogue, _settings(settings)) as opened:
        practice = opened.get(practice_id)
        documents = {s.doc_id: opened.document(s.doc_id) for s in practice.sources}
        if as_json:
            _print_json(practice_dict(practice, documents, opened.assessment(practice)))
        else:
            views.console().print(
                views.practice_form(practice, documents, load_template(practice.template), opened.assessment(practice))
            )


@_command()
def export(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; without it, standard output.")] = None,
    format_: Annotated[str, typer.Option("--format", "-f", help="json (with every place) or csv.")] = "json",
    catalogue: CatalogueOption = CATALOGUE,
    settings: SettingsOption = None,
) -> None:
    """Take the catalogue away as JSON or CSV. Contact persons are left out.

    Example: `goodpractice export --format csv --out practices.csv`
    """
    from goodpractice.export import as_csv, as_json, write
    from models import SettingsError
    from pipeline.template import load_template

    if format_ not in ("json", "csv"):
        raise SettingsError(f"--format must be json or csv, got {format_!r}")
    chosen = _settings(settings)
    with _open(catalogue, chosen) as opened:
        practices = opened.all()
        documents = {s.doc_id: opened.document(s.doc_id) for p in practices for s in p.sources}
        assessments = {p.practice_id: opened.assessment(p) for p in practices} if format_ == "json" else {}
    form = load_template(chosen.extract.template)
    text = as_json(practices, documents, assessments) if format_ == "json" else as_csv(practices, documents, form)
    # Excel takes a CSV for UTF-8 only with the mark in front.
    write(text, out, "utf-8-sig" if format_ == "csv" else "utf-8")
    if out:
        _say(f"{len(practices)} practices written to {out}")


@_command()
def labels(as_json: JsonOption = False) -> None:
    """The labels of sections, figures and entities, with their meaning.

    Example: `goodpractice labels`
    """
    from goodpractice import views

    if as_json:
        _print_json(views.label_lists())
    else:
        views.console().print(views.label_table())


@_command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Documents to read.")],
    format_: Annotated[
        str, typer.Option("--format", "-f", help="markdown, or json with spans and boxes.")
    ] = "markdown",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write (one document only).")] = None,
    out_dir: Annotated[
        Path | None, typer.Option("--out-dir", help="Folder to write one file for each document.")
    ] = None,
    keep_running_headers: Annotated[
        bool, typer.Option("--keep-running-headers", help="Keep running headers and footers in the markdown.")
    ] = False,
    with_metadata: Annotated[
        bool, typer.Option("--metadata", help="Put title, date and the like, with their sources, before the markdown.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Draw one page of a PDF with coloured boxes into this PNG file.")
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, help="The page to draw.")] = 1,
    settings: SettingsOption = None,
) -> None:
    """Show how documents are understood: headings, paragraphs, lists and tables. Nothing is stored.

    Example: `goodpractice read report.pdf --format markdown`
    """
    from goodpractice.reading import View, draw_file, read_files

    if picture:
        if draw_file(files, page, picture, _settings(settings), _say):
            raise typer.Exit(EXIT_ERROR)
        return
    view = View(format_, keep_running_headers, with_metadata, out, out_dir)
    if read_files(files, view, _settings(settings), _say):
        raise typer.Exit(EXIT_SOME_FAILED if len(files) > 1 else EXIT_ERROR)


@_command()
def doctor(
    catalogue: CatalogueOption = CATALOGUE, settings: SettingsOption = None, as_json: JsonOption = False
) -> None:
    """Check the installation, the models and the catalogue, and say what to do.

    Example: `goodpractice doctor`
    """
    from goodpractice import doctor as checks
    from goodpractice import views

    found = checks.examine(catalogue, _settings(settings))
    if as_json:
        _print_json(found)
    else:
        views.console().print(views.check_table(found))
    if any(check.state == checks.State.PROBLEM for check in found):
        raise typer.Exit(EXIT_ERROR)


def _runner(name: str) -> Callable[..., Any]:
    """A flow, found by its entry point: the packages goodpractice and flows do not import each other."""
    from models import SettingsError

    try:
        (entry,) = metadata.entry_points(group="goodpractice.runners", name=name)
        runner: Callable[..., Any] = entry.load()
    except (ValueError, ImportError) as error:
        raise SettingsError(
            f"The flow {name!r} is not installed. Install it with: pip install 'goodpractice[flows,models]'"
        ) from error
    return runner


def _tell(report: "RunReport", as_json: bool) -> None:
    from goodpractice import views
    from pipeline.report import as_dict

    if as_json:
        _print_json(as_dict(report))
    else:
        views.console().print(views.run_report(report))
    _exit_if_failed(report)


def _exit_if_failed(report: "RunReport") -> None:
    if report.failed:
        raise typer.Exit(EXIT_SOME_FAILED)


# Commands with a file of their own register themselves; last, so that they stand last in the help.
from goodpractice import saved_commands as _saved  # noqa: E402, F401
from goodpractice import search_commands as _search  # noqa: E402, F401
from goodpractice.explain import command as _explain  # noqa: E402, F401
