"""Measures extraction on labelled documents.

    python benchmarks/gold.py --gold DIR --out PRED

Gives the pipeline each gold file's text, title and language, and never a label; writes predictions in the gold's
shape into PRED, with spans in that same text, and prints the table of the scorer that lies beside DIR, with
bootstrap intervals over documents.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from intervals import LEVEL, intervals  # noqa: E402
from scorers import load_scorer  # noqa: E402

from corpus import read  # noqa: E402
from models import Annotations, Document, Figure, FigureKind, GoodPractice, Section, Span  # noqa: E402
from pipeline.process import annotate  # noqa: E402
from pipeline.records import make_records  # noqa: E402
from pipeline.run import extractors  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from pipeline.template import load_template  # noqa: E402


def main() -> None:
    """Predict and score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold JSON files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the predictions")
    parser.add_argument("--json", type=Path, help="file for the scores")
    parser.add_argument("--scorer", type=Path, help="score.py, where it does not lie beside the folder of gold")
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.scorer or arguments.gold)
    arguments.out.mkdir(parents=True, exist_ok=True)
    golds, found = [], {}
    for file in sorted(arguments.gold.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = gold.get("text") or (arguments.gold / "texts" / f"{gold['id']}.txt").read_bytes().decode("utf-8")
        prediction = found[gold["id"]] = predict(gold, text)
        golds.append(gold | {"text": text})
        (arguments.out / f"{gold['id']}.json").write_text(json.dumps(prediction, ensure_ascii=False, indent=1))
    scorer.main([str(arguments.out), str(arguments.gold), *(["--json", str(arguments.json)] if arguments.json else [])])
    print(f"\n{LEVEL:.0%} intervals over documents:")
    for name, (low, high) in intervals(scorer, golds, found).items():
        print(f"  {name:16} {low:.3f} .. {high:.3f}")


def predict(gold: dict[str, Any], text: str) -> dict[str, Any]:
    """One document through the product's own reading, extraction and records."""
    name = gold["id"]
    file_name = f"{name}.{gold.get('format', 'txt')}"
    document = read(text.encode("utf-8"), name=file_name, title=gold.get("title"), language=gold.get("lang"))
    if document.text != text:
        raise SystemExit(f"{name}: the text of the document is not the text of the file")
    settings = Settings()
    annotations = annotate(document, extractors(), settings)
    practices = make_records(document, annotations, load_template(settings.extract.template))
    return {
        "id": name,
        "predicted_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sections": [_section(s) for s in annotations.sections],
        "figures": [_figure(f) for f in annotations.figures if not f.in_words],
        "entities": _entities(annotations),
        "practices": [_practice(p, document) for p in practices],
    }


def _section(section: Section) -> dict[str, Any]:
    return {"label": section.label.value, "heading": section.heading} | _place(section.span)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "text": figure.text,
        "kind": figure.kind.value,
        "value": _number(figure.kind, figure.value),
        "value_max": None if figure.value_max is None else _number(figure.kind, figure.value_max),
        "currency": figure.currency,
        "unit": figure.unit,
        "qualifier": figure.qualifier.value.replace("_", " ") if figure.qualifier else None,
        "role": figure.role.value,
    } | _place(figure.span)


def _number(kind: FigureKind, value: Decimal | str) -> float | str:
    return str(value) if kind is FigureKind.DATE else float(value)


def _entities(annotations: Annotations) -> list[dict[str, Any]]:
    return [{"text": e.text, "type": e.kind.value, "normalised": e.name} | _place(e.span) for e in annotations.entities]


def _practice(practice: GoodPractice, document: Document) -> dict[str, Any]:
    def stated(name: str) -> str | None:
        """A value that stands in the text; inferred ones are not what the gold holds."""
        values = [v for v in practice.field(name).values if isinstance(v.origin, Span)]
        return values[0].display if values else None

    region = next((v.text for v in practice.field("region").values), None)
    return {
        "title": practice.title,
        "country": stated("country"),
        "region": region,
        "organisation": stated("institution"),
        "programme": stated("programme"),
        "project": stated("project"),
        "start": stated("start"),
        "end": stated("end"),
    } | _place(practice.sources[0].span)


def _place(span: Span) -> dict[str, int]:
    return {"start_char": span.start, "end_char": span.end}


if __name__ == "__main__":
    main()
