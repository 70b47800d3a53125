"""All measurements in one run, against the floors that they must not fall below.

    make bench                      (or: python benchmarks/bench.py --shared ../shared)

Prints a table and exits with 1 when a number is below its floor in floors.json. Floors may rise; to lower one takes
--lower NAME=VALUE --reason "why", which writes both into floors.json.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"


def main() -> None:
    """Measure, compare, and say what fell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared", help="folder of measuring data")
    parser.add_argument("--lower", help="NAME=VALUE: lower a floor; needs --reason")
    parser.add_argument("--reason", help="why a floor is lowered")
    arguments = parser.parse_args()
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    if arguments.lower:
        lower(floors, arguments.lower, arguments.reason)
        return
    if not arguments.shared.is_dir():
        raise SystemExit(f"The measuring data is not at {arguments.shared}; name its folder with --shared.")
    with tempfile.TemporaryDirectory() as folder:
        measured = measure_reading(arguments.shared, Path(folder)) | measure_gold(arguments.shared, Path(folder))
        measured |= measure_texts(arguments.shared, Path(folder))
        measured |= measure_relevance(arguments.shared, Path(folder))
        run("speed.py", "--shared", arguments.shared)
    for name, pinned in floors["data"].items():
        if data_digest(arguments.shared / name) != pinned:
            print(f"note: {name} is not the data that the floors were set on")
    sys.exit(report(measured, floors["floors"]))


def measure_reading(shared: Path, folder: Path) -> dict[str, float]:
    """Reading of made documents, by `benchmarks/reading_own.py`, and of pages, by `benchmarks/reading_peers.py`.

    The quality of pages is left out where the extra `bench` is not installed.
    """
    own, peers = folder / "own.json", folder / "peers.json"
    run("reading_own.py", "--ocr", "--json", own)
    run("reading_peers.py", "--data", shared / "pdfbench", "--only", "goodpractice", "pdfplumber", "--json", peers)
    scores = {f"reading.{name}": value for name, value in json.loads(own.read_text(encoding="utf-8")).items()}
    ours, plain = json.loads(peers.read_text(encoding="utf-8"))
    scores |= {f"pages.{name}": value for name, value in ours["scores"].items()}
    return scores | {"pages.pdfplumber_cpu_over_ours": plain["cpu_per_page_s"] / ours["cpu_per_page_s"]}


def measure_gold(shared: Path, folder: Path) -> dict[str, float]:
    """Extraction on the labelled documents, by `benchmarks/gold.py`."""
    out = folder / "gold.json"
    run("gold.py", "--gold", shared / "gold" / "dev", "--out", folder / "gold", "--json", out)
    scores = json.loads(out.read_text(encoding="utf-8"))["all"]
    names = ("sec_micro_f1", "sec_macro_f1", "boundary_f1", "fig_exact_f1", "fig_role_acc", "ent_micro_f1")
    return {f"gold.{name}": scores[name] for name in (*names, "prac_count_acc", "prac_title_f1")}


def measure_texts(shared: Path, folder: Path) -> dict[str, float]:
    """Extraction on the unseen part of our own labelled texts; entities are not labelled there."""
    texts, out = folder / "texts", folder / "texts.json"
    run("labelled.py", "--out", texts, "--part", "test")
    scorer = shared / "gold" / "score.py"
    run("gold.py", "--gold", texts, "--scorer", scorer, "--out", folder / "texts_found", "--json", out)
    scores = json.loads(out.read_text(encoding="utf-8"))["all"]
    names = ("sec_micro_f1", "sec_macro_f1", "boundary_f1", "fig_exact_f1", "fig_role_acc")
    return {f"texts.{name}": scores[name] for name in (*names, "prac_count_acc", "prac_title_f1")}


def measure_relevance(shared: Path, folder: Path) -> dict[str, float]:
    """Search on the judged queries, by `benchmarks/relevance.py` and `benchmarks/across_languages.py`."""
    data, out, across = shared / "relevance", folder / "relevance.json", folder / "across.json"
    files = ("--docs", data / "docs.jsonl", "--queries", data / "queries.dev.json", "--qrels", data / "qrels.dev.json")
    run("relevance.py", *files, "--out", folder / "run.json", "--json", out)
    scores = json.loads(out.read_text(encoding="utf-8"))
    run("across_languages.py", "--shared", shared, "--work", folder, "--json", across)
    return {
        "relevance.ndcg10": scores["groups"]["all"]["ndcg10"],
        "relevance.ndcg10_english": scores["groups"]["lang=en"]["ndcg10"],
        "relevance.nothing_fits_balanced": scores["nothing_fits"]["balanced_accuracy"],
    } | {f"languages.{name}": value for name, value in json.loads(across.read_text(encoding="utf-8")).items()}


def run(program: str, *arguments: object) -> None:
    """One of the measuring programs in a process of its own."""
    subprocess.run([sys.executable, str(HERE / program), *map(str, arguments)], check=True)


def report(measured: dict[str, float], floors: dict[str, float]) -> int:
    """Print the table; 1 when a number is below its floor."""
    print(f"\n{'measure':36}{'value':>8}{'floor':>8}")
    below = 0
    for name, value in measured.items():
        floor = floors.get(name)
        is_below = floor is not None and value < floor
        below += is_below
        print(f"{name:36}{value:8.3f}{'' if floor is None else f'{floor:8.3f}'}{'  BELOW' if is_below else ''}")
    return int(below > 0)


def lower(floors: dict[str, Any], change: str, reason: str | None) -> None:
    """Lower one floor, with the reason kept beside it."""
    name, _, value = change.partition("=")
    if not reason or name not in floors["floors"]:
        raise SystemExit("--lower takes NAME=VALUE of a known floor, and --reason says why")
    floors["floors"][name] = float(value)
    floors["lowered"].append({"floor": name, "to": float(value), "on": date.today().isoformat(), "reason": reason})
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")


def data_digest(path: Path) -> str:
    """sha256 over the files of a folder (or one file), in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
