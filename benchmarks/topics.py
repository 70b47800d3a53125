"""Measures topic suggestions on short labelled texts of our own.

    python benchmarks/topics.py

A text is right when the first suggestion is its label; "among" counts every suggestion. A text without a
suggestion counts as wrong.
"""

import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus import read  # noqa: E402
from extractors.topics import OBJECTIVE_SCHEME, TopicExtractor  # noqa: E402
from models import Annotations  # noqa: E402


def main() -> None:
    """Suggest and score."""
    texts = tomllib.loads((ROOT / "benchmarks" / "topic_texts.toml").read_text(encoding="utf-8"))["texts"]
    counts: Counter[str] = Counter()
    for language, topic, objective, text in texts:
        found = TopicExtractor().extract(read(text.encode(), name="a.txt", language=language), Annotations()).topics
        topics = [t.label for t in found if t.scheme != OBJECTIVE_SCHEME]
        objectives = [t.label for t in found if t.scheme == OBJECTIVE_SCHEME]
        hits = {
            "topic": topics[:1] == [topic],
            "topic_among": topic in topics,
            "objective": objectives[:1] == [objective],
            "objective_among": objective in objectives,
            "topic_none": not topics,
        }
        counts.update(name for name, is_hit in hits.items() if is_hit)
        if not hits["topic"] or not hits["objective_among"]:
            print(f"{language} {topic} {objective}: {topics} {objectives} | {text[:60]}", file=sys.stderr)
    names = ("topic", "topic_among", "objective", "objective_among", "topic_none")
    print(json.dumps({"texts": len(texts)} | {name: round(counts[name] / len(texts), 3) for name in names}))


if __name__ == "__main__":
    main()
