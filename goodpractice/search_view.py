"""What people and programs see of a search."""

import csv
import io
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from goodpractice.command_line import print_json, say
from goodpractice.export import safe_cell, write
from goodpractice.views import console, hit_list
from models import SettingsError
from pipeline.search.asked import Understood
from pipeline.search.facet_values import CODED, label_of
from pipeline.search.filters import Between, Condition, OneOf
from pipeline.search.result import HIT_COLUMNS, NothingFits, SearchResult, hit_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.saved import SavedSearch
    from pipeline.search.result import FacetCount

FORMATS = ("table", "json", "csv")
#: Facet values shown in the terminal; JSON has all.
_FACET_ROWS = 10
_ROOM = 40
_NUMBER_NAMES = {"year": "years", "budget": "budget", "added": "in the catalogue", "money": "amount"}


def show(result: SearchResult, form: str, out: Path | None) -> None:
    """Print the result, or write it to a file.

    Raises:
        SettingsError: no such format.
        StoreError: the file cannot be written.
    """
    if form not in FORMATS:
        raise SettingsError(f"--format must be one of {', '.join(FORMATS)}, got {form!r}.")
    if form == "table":
        if out is not None:
            raise SettingsError("--out needs --format csv or json; a table is for the terminal.")
        console().print(result_view(result))
    elif form == "json" and out is None:
        print_json(as_dict(result))
    else:
        text = as_csv(result) if form == "csv" else _json_text(result)
        write(text, out, "utf-8-sig" if form == "csv" else "utf-8")
        if result.nothing_fits:
            say(result.nothing_fits.reason)
        if out:
            say(f"{len(result)} of {result.total} practices written to {out}")


def as_dict(result: SearchResult) -> dict[str, Any]:
    """The result for programs."""
    from pydantic_core import to_jsonable_python

    plain: dict[str, Any] = {
        "search": str(result.search),
        "total": result.total,
        "next": result.next,
        "meaning": result.meaning,
        "filters": [str(condition) for condition in result.search.filters.conditions],
        "understood": [
            {"filter": str(u.condition), "words": u.words, "start": u.start, "end": u.end} for u in result.understood
        ],
        "in_english": result.in_english,
        "nothing_fits": result.nothing_fits,
        "did_you_mean": [{"written": written, "known": known} for written, known in result.did_you_mean],
        "facets": result.facets,
        "hits": result.hits,
    }
    return dict(to_jsonable_python(plain))


def as_csv(result: SearchResult) -> str:
    """One row for each hit; safe in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HIT_COLUMNS)
    for hit in result.hits:
        writer.writerow([safe_cell(str("" if v is None else v)) for v in hit_row(hit).values()])
    return out.getvalue()


def result_view(result: SearchResult) -> RenderableType:
    """Hits, and what people need to go on: what was understood, counts, the next page, what to try instead."""
    parts: list[RenderableType] = []
    if result.understood:
        parts.append(_understood(result.understood))
    if result.in_english:
        parts.append(Text.assemble(("Also read as  ", "dim"), f"“{result.in_english}”"))
    if parts:
        parts.append(Text())
    if result.did_you_mean:
        parts += [_did_you_mean(result.did_you_mean), Text()]
    if result.nothing_fits:
        parts.append(_nothing(result.nothing_fits))
    else:
        parts += [hit_list(result.hits, result.before), _position(result)]
    parts += [_facet_table(name, counts) for name, counts in result.facets.items() if counts]
    return Group(*parts)


def saved_table(found: "Sequence[SavedSearch]") -> Table:
    """Saved searches with what they look for."""
    table = Table(header_style="bold")
    for name in ("Name", "Search", "Saved on"):
        table.add_column(name, overflow="fold", no_wrap=name == "Saved on")
    for one in found:
        table.add_row(Text(one.name), Text(str(one.search)), f"{one.saved_at:%Y-%m-%d}")
    return table


def in_words(condition: Condition) -> str:
    """A condition as people read it: "country: Poland", "budget: below 1,000,000 EUR"."""
    no = "not " if condition.is_excluded else ""
    if isinstance(condition, OneOf):
        values = [label_of(condition.name, v) if condition.name in CODED else v for v in condition.values]
        return f"{condition.name.replace('_', ' ')}: {no}{' or '.join(values)}"
    name = condition.words or _NUMBER_NAMES.get(condition.name, condition.name)
    return f"{name}: {no}{_range(condition)}{f' {condition.currency}' if condition.currency else ''}"


def _range(condition: Between) -> str:
    low, high = (_number(bound, condition.name) for bound in (condition.low, condition.high))
    if condition.low is None:
        return f"{'below' if condition.high_open else 'at most'} {high}"
    if condition.high is None:
        above = "after" if condition.name in ("year", "added") else "more than"
        return f"{above if condition.low_open else 'from'} {low}"
    return low if low == high else f"{low} to {high}"


def _number(bound: object, name: str) -> str:
    return str(bound) if name in ("year", "added") else f"{bound:,}" if bound is not None else ""


def _understood(items: tuple[Understood, ...]) -> Text:
    text = Text("Understood  ", style="dim")
    for number, item in enumerate(items):
        text.append(" · " if number else "").append(in_words(item.condition), style="cyan")
        text.append(f" (“{item.words}”)")
    return text.append("   --as-typed switches this off")


def _did_you_mean(pairs: tuple[tuple[str, str], ...]) -> Text:
    text = Text("Did you mean ", style="yellow")
    for number, (written, known) in enumerate(pairs):
        text.append(" or " if number else "").append(known, style="bold").append(f" (for “{written}”)")
    return text.append("?")


def _nothing(nothing: NothingFits) -> RenderableType:
    parts: list[RenderableType] = [Text("Nothing fits.", style="bold").append(f" {nothing.reason}", style="not bold")]
    for relaxed in nothing.without:
        count = f"{relaxed.practices:,} practice{'' if relaxed.practices == 1 else 's'}"
        told = "among them some that fit" if relaxed.fits else "none of which fits"
        parts.append(
            Text(
                f"   without {relaxed.condition}: {count}, {told}"
                if relaxed.practices
                else f"   without {relaxed.condition}: still none"
            )
        )
    if not nothing.without:
        parts.append(Text("Try other words, or fewer of them."))
    if nothing.nearest:
        topics = f" (topics nearby: {', '.join(nothing.topics)})" if nothing.topics else ""
        parts.append(Text(f"\nNearest, but no answer{topics}:", style="dim"))
        parts += [Text(f"   {hit.title}  {hit.practice_id}", style="dim") for hit in nothing.nearest]
    return Group(*parts)


def _position(result: SearchResult) -> RenderableType:
    first = result.before + 1
    place = (
        f"{len(result)} of {result.total:,} practice{'s' * (result.total != 1)}"
        if first == 1
        else f"{len(result)} more of {result.total:,} practices"
    )
    parts = [Text(place, style="dim")]
    shared = shlex.quote(str(result.search))
    if len(shared) < 400:
        parts[0].append(f" · this search: goodpractice search {shared}")
    if result.next:
        parts.append(Text(f"Next page: the same with --next {result.next}", style="dim"))
    return Group(*parts)


def _facet_table(name: str, counts: "tuple[FacetCount, ...]") -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column("value", max_width=_ROOM, overflow="ellipsis", no_wrap=True)
    table.add_column("practices", justify="right")
    table.add_column("filter", style="dim", no_wrap=True)
    for count in counts[:_FACET_ROWS]:
        table.add_row(Text(count.label), f"{count.count:,}", str(OneOf(name, (count.value,))))
    rest = (
        [Text(f"and {len(counts) - _FACET_ROWS} more; --format json has all", style="dim")]
        if len(counts) > _FACET_ROWS
        else []
    )
    return Group(
        Text(), Text(name.replace("_", " ").capitalize(), style="bold"), Padding(Group(table, *rest), (0, 0, 0, 2))
    )


def _json_text(result: SearchResult) -> str:
    import json

    return json.dumps(as_dict(result), ensure_ascii=False, indent=1) + "\n"
