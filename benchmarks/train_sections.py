"""Trains the model that labels sections and writes its weights, its calibration and its reliability curve.

    make train                      (or: python benchmarks/train_sections.py)

Deterministic on one machine: the same data and encoder give the same file. What it learns from and how is told in
docs/training.md. Needs scikit-learn, which the package itself does not.
"""

import hashlib
import json
import sys
import tomllib
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from chain import Sequence, fit_chain  # noqa: E402
from labelled import labelled  # noqa: E402
from reliability import draw, expected_error  # noqa: E402

from corpus import read  # noqa: E402
from corpus.samples import sample_paths  # noqa: E402
from extractors.boundaries import BoundaryExtractor  # noqa: E402
from extractors.outline import outline  # noqa: E402
from extractors.parts import Part, gather_parts, practices_of  # noqa: E402
from extractors.passages import LABELS, MAX_CHARACTERS, Passage, evidence, fixed_labels  # noqa: E402
from extractors.sections import as_passage, settled_labels  # noqa: E402
from models import Annotations, Document, SectionLabel  # noqa: E402
from models.trained.encoder import Encoder, load_encoder  # noqa: E402
from models.trained.section_model import SectionModel  # noqa: E402

TRAINED = ROOT / "models" / "trained"
CUES = ROOT / "extractors" / "heading_cues.toml"
WEIGHTS = TRAINED / "section_model.json"
MANIFEST = TRAINED / "manifest.toml"
CURVE = ROOT / "benchmarks" / "reliability.svg"
ENCODER = "multilingual-e5-small"
STRENGTH = 8.0
FOLDS = 6
DECIMALS = 3
#: What an example counts for, by where it comes from.
WEIGHT = {"sentence": 1.0, "sample": 1.0, "text": 2.0, "cue": 0.5, "heading": 2.0}


@dataclass(frozen=True)
class Examples:
    """Texts with their labels, what each counts for, and the document each one stands in ("" for none)."""

    texts: list[str]
    labels: list[str]
    weights: list[float]
    documents: list[str]
    vectors: np.ndarray

    def without(self, documents: set[str]) -> "tuple[np.ndarray, list[str], list[float]]":
        """Vectors, labels and weights of what does not stand in these documents."""
        keep = [i for i, name in enumerate(self.documents) if name not in documents]
        return self.vectors[keep], [self.labels[i] for i in keep], [self.weights[i] for i in keep]


@dataclass(frozen=True)
class Practice:
    """The labelled parts of one practice of a text."""

    document: str
    language: str
    passages: list[Passage]
    settled: list[SectionLabel | None]
    labels: list[str]
    right: list[set[str]]


def read_lines(name: str) -> list[tuple[str, str]]:
    """(text, label) of a file of groups: "[label]" opens one; a text may name its language first ("de: ...")."""
    found: list[tuple[str, str]] = []
    label = ""
    for line in (TRAINED / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            label = SectionLabel(line[1:-1]).value
        elif line.strip():
            found.append((line[4:] if line[2:4] == ": " else line.strip(), label))
    return found


def cue_phrases() -> list[tuple[str, str, str]]:
    """The phrases of heading cues with their labels; whole headings (marked "=") count for more than words of them."""
    table = tomllib.loads(CUES.read_text(encoding="utf-8"))
    rows = [(phrase, label) for label, groups in table.items() for phrases in groups.values() for phrase in phrases]
    return [
        (phrase.removeprefix("=").replace("*", ""), label, "heading" if phrase.startswith("=") else "cue")
        for phrase, label in rows
    ]


def parts_of(document: Document) -> list[list[Part]]:
    """The parts of a document, by practice."""
    practices = BoundaryExtractor().extract(document, Annotations()).practices
    return practices_of(gather_parts(document, outline(document), practices))


def practices(part: str) -> list[Practice]:
    """The labelled texts of a part of our own, as the extractor sees them; parts that carry no label are left out."""
    return [practice for gold in labelled(part) for practice in _practices_of_text(gold)]


def _practices_of_text(gold: dict[str, Any]) -> list[Practice]:
    name = f"{gold['id']}.{gold['format']}"
    document = read(gold["text"].encode("utf-8"), name=name, title=gold["title"], language=gold["lang"])
    found = []
    for group in parts_of(document):
        rows = [
            (as_passage(document, part), settled, section)
            for part, settled in zip(group, settled_labels(group), strict=True)
            if (section := _section_of(gold, part)) is not None and len(section["alt"]) < len(LABELS) - 1
        ]
        if rows:
            passages, settled_rows, sections = zip(*rows, strict=True)
            labels = [section["label"] for section in sections]
            right = [{section["label"], *section["alt"]} for section in sections]
            found.append(Practice(gold["id"], gold["lang"], list(passages), list(settled_rows), labels, right))
    return found


def _section_of(gold: dict[str, Any], part: Part) -> dict[str, Any] | None:
    """The labelled section that a part lies in for the most."""
    start, end = part.units[0].span.start, part.units[-1].span.end
    shared = [(min(end, s["end_char"]) - max(start, s["start_char"]), s) for s in gold["sections"]]
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] > 0 else None


def sample_passages() -> list[tuple[str, str]]:
    """Weak labels: texts of our sample documents under headings that say what they are."""
    found = []
    for path in sample_paths():
        document = read(path.read_bytes(), name=path.name)
        for group in parts_of(document):
            for part, label in zip(group, settled_labels(group), strict=True):
                text = as_passage(document, part).text
                if label is not None and len(text.split()) >= 8:
                    found.append((text, label.value))
    return found


def examples(encoder: Encoder, rows: list[tuple[str, str, str, str]]) -> Examples:
    """Rows of (text, label, kind, document), encoded; the same text and label counts once."""
    rows = list(dict.fromkeys(rows))
    texts = [text[:MAX_CHARACTERS] for text, *_ in rows]
    vectors = np.asarray(encoder.encode(texts), np.float64)
    return Examples(texts, [r[1] for r in rows], [WEIGHT[r[2]] for r in rows], [r[3] for r in rows], vectors)


def body_examples(encoder: Encoder, texts: list[Practice]) -> Examples:
    """All that the classifier of texts learns from."""
    rows = [(text, label, "sentence", "") for text, label in read_lines("sections_training.txt")]
    rows += [(text, label, "sentence", "") for text, label in read_lines("passages_training.txt")]
    rows += [(text, label, "sample", "") for text, label in sample_passages()]
    rows += [
        (passage.text, label, "text", practice.document)
        for practice in texts
        for passage, label in zip(practice.passages, practice.labels, strict=True)
        if passage.text
    ]
    return examples(encoder, rows)


def heading_examples(encoder: Encoder, texts: list[Practice]) -> Examples:
    """All that the classifier of headings learns from."""
    rows = [(text, label, kind, "") for text, label, kind in cue_phrases()]
    rows += [
        (passage.heading, label, "heading", practice.document)
        for practice in texts
        for passage, label in zip(practice.passages, practice.labels, strict=True)
        if passage.heading
    ]
    return examples(encoder, rows)


def classifier(data: Examples, without: set[str]) -> np.ndarray:
    """Weights (dim + 1, labels) of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    vectors, labels, weights = data.without(without)
    middle = data.vectors.mean(axis=0)
    model = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3).fit(vectors - middle, labels, sample_weight=weights)
    result = np.full((vectors.shape[1] + 1, len(LABELS)), 0.0)
    result[-1] = -20.0
    for row, bias, label in zip(model.coef_, model.intercept_, model.classes_, strict=True):
        result[:-1, LABELS.index(label)] = row
        result[-1, LABELS.index(label)] = bias - middle @ row
    return np.round(result, DECIMALS)


def blank_model(body: np.ndarray, heading: np.ndarray) -> SectionModel:
    """A model whose chain knows nothing yet."""
    count = len(LABELS)
    return SectionModel(
        labels=LABELS,
        encoder=ENCODER,
        body=body,
        heading=heading,
        scales=(1.0, 1.0, 3.0, 0.5, 0.0),
        looks=np.zeros((0, count)),
        start=np.zeros(count),
        moves=np.zeros((count, count)),
        stay=0.0,
        knots=((0.0, 0.0), (1.0, 1.0)),
        by_cue=0.95,
    )


def sequence_of(practice: Practice, model: SectionModel, encoder: Encoder) -> Sequence:
    """A practice with the logits that a model's classifiers give it."""
    known = evidence(practice.passages, practice.language, encoder, len(model.body) - 1)
    labels = [LABELS.index(label) for label in practice.labels]
    return Sequence.of(practice.document, known, model, fixed_labels(practice.settled), labels)


@dataclass(frozen=True)
class Judged:
    """A part that the model labelled: its probability, and whether it is right."""

    document: str
    language: str
    probability: float
    is_right: bool


def judge(texts: list[Practice], rows: list[np.ndarray]) -> list[Judged]:
    """The parts that no heading settles."""
    return [
        Judged(practice.document, practice.language, float(row.max()), LABELS[int(row.argmax())] in right)
        for practice, probabilities in zip(texts, rows, strict=True)
        for row, settled, right in zip(probabilities, practice.settled, practice.right, strict=True)
        if settled is None
    ]


def cross_validate(
    texts: list[Practice], encoder: Encoder, body: Examples, heading: Examples
) -> tuple[list[Sequence], list[Judged]]:
    """Sequences with the logits of classifiers that did not see their document, and the chain's judgement on them."""
    names = sorted({practice.document for practice in texts})
    fold_of = {name: i % FOLDS for i, name in enumerate(names)}
    sequences: list[Sequence | None] = [None] * len(texts)
    for fold in range(FOLDS):
        unseen = {name for name in names if fold_of[name] == fold}
        model = blank_model(classifier(body, unseen), classifier(heading, unseen))
        for i, practice in enumerate(texts):
            if practice.document in unseen:
                sequences[i] = sequence_of(practice, model, encoder)
    made = [sequence for sequence in sequences if sequence is not None]
    judged: list[Judged] = []
    for fold in range(FOLDS):
        chain = fit_chain([s for s in made if fold_of[s.document] != fold])
        mine = [i for i, s in enumerate(made) if fold_of[s.document] == fold]
        judged += judge([texts[i] for i in mine], [chain.probabilities(made[i]) for i in mine])
    return made, judged


def calibration(judged: list[Judged]) -> tuple[tuple[float, float], ...]:
    """Knots of the rising curve from a probability to the share of labels that are right."""
    from sklearn.isotonic import IsotonicRegression

    given = np.asarray([one.probability for one in judged])
    right = np.asarray([float(one.is_right) for one in judged])
    curve = IsotonicRegression(y_min=0.05, y_max=0.97, out_of_bounds="clip")
    edges = np.quantile(given, np.linspace(0, 1, 9))
    middles = [float(given[(given >= a) & (given <= b)].mean()) for a, b in pairwise(edges)]
    shares = [float(right[(given >= a) & (given <= b)].mean()) for a, b in pairwise(edges)]
    risen = curve.fit(middles, shares).predict(middles)
    knots = [(0.0, float(risen[0])), *zip(middles, map(float, risen), strict=True), (1.0, float(risen[-1]))]
    return tuple((round(a, 3), round(b, 3)) for a, b in knots)


def cue_accuracy(texts: list[Practice]) -> float:
    """Share of right labels among settled headings; one of each kind is added, so that it is never 1."""
    hits = [
        settled.value in right
        for practice in texts
        for settled, right in zip(practice.settled, practice.right, strict=True)
        if settled is not None
    ]
    return round((sum(hits) + 1) / (len(hits) + 2), 3)


def write(model: SectionModel, judged: list[Judged], count: int) -> None:
    """The weights, and their row in the manifest."""
    arrays = {name: np.round(getattr(model, name), DECIMALS).tolist() for name in ("body", "heading", "looks", "start")}
    row = arrays | {
        "labels": model.labels,
        "encoder": model.encoder,
        "scales": [round(float(scale), DECIMALS) for scale in model.scales],
        "moves": np.round(model.moves, DECIMALS).tolist(),
        "stay": round(float(model.stay), DECIMALS),
        "knots": model.knots,
        "by_cue": model.by_cue,
    }
    WEIGHTS.write_text(json.dumps(row, separators=(",", ":")) + "\n", encoding="utf-8")
    accuracy = sum(one.is_right for one in judged) / len(judged)
    lines = [
        "[models.section-model]",
        'version = "2"',
        f'file = "{WEIGHTS.name}"',
        f'sha256 = "{hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()}"',
        f"size = {WEIGHTS.stat().st_size}",
        f'encoder = "{ENCODER}"',
        f"examples = {count}",
        f"cross_validated_accuracy = {accuracy:.3f}",
        'licence = "Apache-2.0"',
        'origin = "benchmarks/train_sections.py, on data of the project alone: see docs/training.md"',
    ]
    old = MANIFEST.read_text(encoding="utf-8").split("\n\n")
    kept = [table.strip() for table in old if table.strip() and not table.startswith("[models.section-")]
    MANIFEST.write_text("\n\n".join([*kept, "\n".join(lines)]) + "\n", encoding="utf-8")


def report(judged: list[Judged], knots: tuple[tuple[float, float], ...]) -> None:
    """Accuracy by language, and how far scores are from the truth."""
    for language in sorted({one.language for one in judged}):
        mine = [one.is_right for one in judged if one.language == language]
        print(f"  {language}: {np.mean(mine):.3f} of {len(mine)}")
    given, right = zip(*knots, strict=True)
    scores = np.interp([one.probability for one in judged], given, right)
    hits = np.asarray([one.is_right for one in judged])
    print(f"parts without a telling heading, {FOLDS}-fold: {hits.mean():.3f} right of {len(hits)}")
    print(f"expected calibration error: {expected_error(scores, hits):.3f}")
    draw(scores, hits, CURVE)


def main() -> None:
    """Train, measure, write."""
    encoder = load_encoder(ENCODER)
    texts = practices("train")
    body, heading = body_examples(encoder, texts), heading_examples(encoder, texts)
    print(f"{len(body.texts)} passages, {len(heading.texts)} headings, {len(texts)} practices")
    sequences, judged = cross_validate(texts, encoder, body, heading)
    knots = calibration(judged)
    report(judged, knots)
    model = fit_chain(sequences).into(blank_model(classifier(body, set()), classifier(heading, set())))
    model = replace(model, knots=knots, by_cue=cue_accuracy(texts))
    write(model, judged, len(body.texts) + len(heading.texts))


if __name__ == "__main__":
    main()
