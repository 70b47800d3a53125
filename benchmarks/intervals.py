"""How far a score may lie from what other documents of the same kind would give: bootstrap over documents."""

from types import ModuleType
from typing import Any

import numpy as np

ROUNDS = 400
LEVEL = 0.9
NAMES = (
    "sec_micro_f1",
    "sec_macro_f1",
    "boundary_f1",
    "fig_exact_f1",
    "fig_relaxed_f1",
    "fig_role_acc",
    "prac_count_acc",
    "prac_title_f1",
)


def intervals(scorer: ModuleType, gold: list[dict[str, Any]], found: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """The middle 90 % of each score over documents drawn again and again, by a fixed seed."""
    counts = [scorer.doc_counts(one, found[one["id"]], one["text"]) for one in gold]
    draws = np.random.default_rng(0)
    scores: dict[str, list[float]] = {name: [] for name in NAMES}
    for _ in range(ROUNDS):
        total = scorer.Sum()
        for place in draws.integers(len(counts), size=len(counts)):
            for key, value in counts[place].items():
                total.add(key, value)
        finished = scorer.finish(total)
        for name in NAMES:
            scores[name].append(finished[name])
    edges = (50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL))
    return {name: tuple(np.nanpercentile(values, edges).round(3).tolist()) for name, values in scores.items()}
