"""Our reader beside pdfplumber, pypdfium2, liteparse and opendataloader-pdf, in one interleaved run.

    pip install -e '.[bench]'            (opendataloader-pdf also needs Java)
    python benchmarks/reading_peers.py --data ../shared/pdfbench [--rounds 3] [--json FILE] [--plot FILE]

Every program reads every page in a warm process of its own, one after the other, the order turned by one each time, so
that all meet the same load. CPU is that of the process and its children; the least of the rounds counts. Starting and
the first page, read twice before, are reported apart. opendataloader-pdf cannot be kept warm: it reads the whole folder
in one start, and a folder of one page is taken off as its start. A program that is not installed is named and left out.
Quality comes from `run.py` in the folder of the data, running headers kept, no text recognition anywhere.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PEERS = ("goodpractice", "pdfplumber", "pypdfium2", "liteparse", "opendataloader-pdf")
_BATCH = "opendataloader-pdf"
_SCORES = ("overall_cols", "nid", "teds", "mhs")


@dataclass(slots=True)
class Result:
    """What was measured of one program; CPU in seconds."""

    name: str
    start_cpu_s: float = 0.0
    cpu_per_page_s: float = 0.0
    long_report_cpu_per_page_s: float | None = None
    peak_mib: float = 0.0
    scores: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Measure, print a table, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "pdfbench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PEERS, default=PEERS, help="programs to measure")
    parser.add_argument("--long-pages", type=int, default=100, help="pages of the made report")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return
    pages = sorted((arguments.data / "pages").glob("*.pdf"))
    if not pages:
        raise SystemExit(f"There are no pages in {arguments.data / 'pages'}; name the folder of the data with --data.")
    with tempfile.TemporaryDirectory() as folder:
        results = measure(arguments.only, pages, arguments, Path(folder))
        for result in results:
            result.scores = score(arguments.data, Path(folder) / result.name)
    print_table(results)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(r) for r in results], indent=1) + "\n", encoding="utf-8")
    if arguments.plot:
        plot(results, arguments.plot)


def measure(names: Sequence[str], pages: Sequence[Path], options: argparse.Namespace, folder: Path) -> list[Result]:
    """Those of the programs that are installed, interleaved."""
    from made_documents import long_report

    rounds, long_pages = options.rounds, options.long_pages
    report = folder / "report.pdf"
    report.write_bytes(long_report(long_pages))
    workers = [worker for worker in map(Worker.started, names) if worker is not None]
    best: dict[tuple[str, Path], float] = {}
    for turn in range(rounds):
        for index, page in enumerate(pages):
            for step in range(len(workers)):
                worker = workers[(step + index + turn) % len(workers)]
                out = folder / worker.name / f"{page.stem}.md"
                seconds = worker.read(page, out)
                best[worker.name, page] = min(seconds, best.get((worker.name, page), seconds))
    results = []
    for worker in workers:
        spent = worker.read(report, folder / f"{worker.name}.md")
        result = Result(worker.name, worker.start_cpu_s, sum(best[worker.name, p] for p in pages) / len(pages))
        result.long_report_cpu_per_page_s = spent / long_pages
        result.peak_mib = worker.stop()
        results.append(result)
    return results + (batch(pages, report, long_pages, rounds, folder) if _BATCH in names else [])


class Worker:
    """One program in a warm process."""

    def __init__(self, name: str, process: "subprocess.Popen[str]", start_cpu_s: float) -> None:
        self.name = name
        self.start_cpu_s = start_cpu_s
        self._process = process

    @classmethod
    def started(cls, name: str) -> "Worker | None":
        """The process, ready; None for a program that is not installed or runs as a batch."""
        if name == _BATCH:
            return None
        process = subprocess.Popen(
            [sys.executable, __file__, "--serve", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        answer = json.loads(process.stdout.readline() or '{"missing": "it ended at once"}')
        if "missing" in answer:
            process.wait()
            print(f"{name}: left out ({answer['missing']})")
            return None
        return cls(name, process, answer["cpu_s"])

    def read(self, page: Path, out: Path) -> float:
        """CPU seconds for a file."""
        out.parent.mkdir(exist_ok=True)
        return float(self._ask({"page": str(page), "out": str(out)})["cpu_s"])

    def stop(self) -> float:
        """Peak memory in MiB."""
        peak = float(self._ask({})["peak_mib"])
        self._process.wait()
        return peak

    def _ask(self, request: dict[str, str]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def serve(name: str) -> None:
    """The process's own loop: requests and answers are lines of JSON."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    try:
        read = PROGRAMS[name]()
        warm = HERE.parent / "corpus" / "samples" / "documents" / "repair-vouchers-case-study.pdf"
        for _ in range(2):
            read(warm)
        first: dict[str, object] = {"cpu_s": cpu()}
    except ImportError as error:
        first = {"missing": str(error)}
    print(json.dumps(first), file=answers, flush=True)
    for line in sys.stdin if "cpu_s" in first else ():
        request = json.loads(line)
        if not request:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(json.dumps({"peak_mib": peak}), file=answers, flush=True)
            return
        before = cpu()
        try:
            text = read(Path(request["page"]))
        except Exception as error:  # a page that a program cannot read scores nothing
            text = ""
            print(f"{name}: {request['page']}: {error}", file=sys.stderr)
        spent = cpu() - before
        Path(request["out"]).write_text(text, encoding="utf-8", errors="replace")
        print(json.dumps({"cpu_s": spent}), file=answers, flush=True)


def cpu() -> float:
    """CPU seconds of this process and of its ended children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _goodpractice() -> Callable[[Path], str]:
    from corpus import ReadSettings, read, to_markdown

    settings = ReadSettings(ocr=False)
    return lambda path: to_markdown(read(path, settings=settings), keep_running_headers=True)


def _pdfplumber() -> Callable[[Path], str]:
    import pdfplumber

    def read(path: Path) -> str:
        texts = []
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                texts.append(page.extract_text() or "")
                page.close()
        return "\n\n".join(texts)

    return read


def _pypdfium2() -> Callable[[Path], str]:
    import pypdfium2

    def read(path: Path) -> str:
        pdf = pypdfium2.PdfDocument(path)
        try:
            return "\n\n".join(page.get_textpage().get_text_range() for page in pdf)
        finally:
            pdf.close()

    return read


def _liteparse() -> Callable[[Path], str]:
    from liteparse import LiteParse

    parser = LiteParse(
        ocr_enabled=False, quiet=True, output_format="markdown", num_workers=1, keep_headers_footers=True
    )
    return lambda path: str(parser.parse(str(path)).text)


PROGRAMS: dict[str, Callable[[], Callable[[Path], str]]] = {
    "goodpractice": _goodpractice,
    "pdfplumber": _pdfplumber,
    "pypdfium2": _pypdfium2,
    "liteparse": _liteparse,
}


def batch(pages: Sequence[Path], report: Path, long_pages: int, rounds: int, folder: Path) -> list[Result]:
    """opendataloader-pdf: one start for all pages, the least of the rounds."""
    try:
        import opendataloader_pdf
    except ImportError as error:
        print(f"{_BATCH}: left out ({error})")
        return []
    if shutil.which("java") is None:
        print(f"{_BATCH}: left out (there is no java)")
        return []
    out = folder / _BATCH

    def run(files: Sequence[Path]) -> float:
        before = cpu()
        opendataloader_pdf.convert(
            [str(file) for file in files],
            output_dir=str(out),
            format="markdown",
            quiet=True,
            include_header_footer=True,
            image_output="off",
            threads="1",
        )
        return cpu() - before

    start = min(run(pages[:1]) for _ in range(rounds))
    spent = min(run(pages) for _ in range(rounds)) - start
    result = Result(_BATCH, start, spent / (len(pages) - 1))
    result.long_report_cpu_per_page_s = max(0.0, run([report]) - start) / long_pages
    result.peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [result]


def score(data: Path, predictions: Path) -> dict[str, float]:
    """Quality by the scorer beside the data; empty where it cannot run."""
    out = predictions.with_suffix(".json")
    command = [sys.executable, data / "run.py", "--gt", data / "markdown", "--pred", predictions, "--json", out]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"no quality of {predictions.name}: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
        return {}
    report = json.loads(out.read_text(encoding="utf-8"))
    return {name: report[name] for name in _SCORES}


def print_table(results: Sequence[Result]) -> None:
    """One line for each program; CPU relative to pdfplumber's plain text too."""
    plain = next((r.cpu_per_page_s for r in results if r.name == "pdfplumber"), None)
    print(f"\n{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores")
    head = ("ms/page", "times", "ms/page long", "start s", "MiB", "overall", "order", "tables", "headings")
    print(f"{'':20}" + "".join(f"{name:>13}" for name in head))
    for r in sorted(results, key=lambda r: -r.scores.get("overall_cols", 0.0)):
        cells = [
            f"{r.cpu_per_page_s * 1000:.1f}",
            f"{r.cpu_per_page_s / plain:.2f}" if plain else "",
            "" if r.long_report_cpu_per_page_s is None else f"{r.long_report_cpu_per_page_s * 1000:.1f}",
            f"{r.start_cpu_s:.2f}",
            f"{r.peak_mib:.0f}",
            *(f"{r.scores[name]:.3f}" if name in r.scores else "" for name in _SCORES),
        ]
        print(f"{r.name:20}" + "".join(f"{cell:>13}" for cell in cells))


def plot(results: Sequence[Result], target: Path) -> None:
    """Quality over CPU."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 3.8), dpi=100)
    for r in results:
        quality = r.scores.get("overall_cols", 0.0)
        axes.scatter(r.cpu_per_page_s * 1000, quality, s=30, color="#b03030" if r.name == PEERS[0] else "#305080")
        axes.annotate(r.name, (r.cpu_per_page_s * 1000, quality), xytext=(5, 5), textcoords="offset points", fontsize=9)
    axes.set(
        xscale="log", ylim=(0, 1), xlabel="CPU, ms a page (log)", ylabel="quality (reading order, tables, headings)"
    )
    axes.margins(x=0.4)
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(target)


if __name__ == "__main__":
    main()
