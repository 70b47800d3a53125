"""Reports as files in the catalogue's `reports/` folder."""

import json
from pathlib import Path

from models import RunReport
from pipeline.report import as_dict, as_markdown
from pipeline.store.generations import writing


def write_report(report: RunReport, folder: Path) -> Path:
    """Write `<run_id>.json` and `<run_id>.md`; gives the path of the latter.

    Raises:
        StoreError: no room, or no right to write there.
    """
    write_whole(folder / f"{report.run_id}.json", json.dumps(as_dict(report), ensure_ascii=False, indent=1) + "\n")
    return write_whole(folder / f"{report.run_id}.md", as_markdown(report))


def write_whole(path: Path, text: str) -> Path:
    """Write a file whole or not at all.

    Raises:
        StoreError: no room, or no right to write there.
    """
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".new")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    return path
