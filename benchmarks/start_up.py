"""Measures a fresh `goodpractice search`, from the start of the process to its end.

    python benchmarks/start_up.py [--catalogue FOLDER] [--rounds 5]

The catalogue has 10,000 made-up practices with 100,000 passages (see `made_catalogue.py`); it is made when it is not
there. One round goes before the measured ones, so that files are in memory and models converted.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from made_catalogue import make  # noqa: E402

QUERIES = {
    "en": "energy advice for small firms in rural areas",
    "en, conditions": "clusters in Poland with a budget below 1 million since 2014",
    "fr": "conseil en énergie pour les petites entreprises",
    "de": "Mitfahrgelegenheiten für Pendler auf dem Land",
    "pl": "naprawa sprzętu domowego w małych miastach",
}


def main() -> None:
    """Print one line for each query."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, help="folder of the catalogue (a temporary one without)")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalogue = make(arguments.catalogue or Path(folder) / "catalogue")
        print(f"median of {arguments.rounds} fresh processes; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"{'':16}{'wall s':>8}{'CPU s':>8}")
        report("--help", ["--help"], arguments.rounds)
        for name, query in QUERIES.items():
            report(name, ["search", "--catalogue", str(catalogue), query], arguments.rounds)


def report(name: str, command: list[str], rounds: int) -> None:
    """One line."""
    wall, cpu = zip(*[once(command) for _ in range(rounds + 1)][1:], strict=True)
    print(f"{name:16}{statistics.median(wall):8.2f}{statistics.median(cpu):8.2f}", flush=True)


def once(command: list[str]) -> tuple[float, float]:
    """(wall, processor) seconds of one process, its threads together."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "goodpractice", *command],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    wall, after = time.perf_counter() - begin, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, spent


if __name__ == "__main__":
    main()
