"""Fits the chain over a practice's parts: a conditional random field with few features."""

from collections.abc import Sequence as Many
from dataclasses import dataclass, replace

import numpy as np

from models.trained.section_model import Evidence, SectionModel, forward_backward, vector_logits

#: How strongly weights are held at zero: what the parts look like, and what follows what.
LOOKS_PENALTY = 2.0
MOVES_PENALTY = 2.0
SCALES_PENALTY = 0.05
SETTLED = 1e3


@dataclass(frozen=True)
class Sequence:
    """A practice with all that its parts say.

    Attributes:
        given: (scales, n, labels): logits of bodies, of headings, cues, words, elsewhere.
        looks: (n, looks).
        unheaded: (n,), 1 where a part has no heading.
        fixed: (n, labels), 1 at the label that a heading settles.
        labels: the right ones, as columns.
    """

    document: str
    given: np.ndarray
    looks: np.ndarray
    unheaded: np.ndarray
    fixed: np.ndarray
    labels: np.ndarray

    @classmethod
    def of(
        cls, document: str, known: Evidence, model: SectionModel, fixed: np.ndarray, labels: list[int]
    ) -> "Sequence":
        """From evidence and the classifiers of a model."""
        bodies, headings = vector_logits(known.bodies, model.body), vector_logits(known.headings, model.heading)
        given = np.stack([bodies, headings, known.cues, known.words, known.elsewhere])
        return cls(document, given, known.looks, known.unheaded.astype(float), fixed, np.asarray(labels))


@dataclass(frozen=True)
class Chain:
    """The weights of a chain; see `SectionModel`."""

    scales: np.ndarray
    looks: np.ndarray
    start: np.ndarray
    moves: np.ndarray
    stay: float

    def emissions(self, sequence: Sequence) -> np.ndarray:
        """(n, labels); parts that a heading settles say that and nothing else."""
        free = np.tensordot(self.scales, sequence.given, axes=1) + sequence.looks @ self.looks
        settled = sequence.fixed.sum(axis=1)[:, None] > 0
        return np.where(settled, np.where(sequence.fixed > 0, 0.0, -SETTLED), free)

    def probabilities(self, sequence: Sequence) -> np.ndarray:
        """Of each label for each part."""
        stays = self.stay * sequence.unheaded
        return forward_backward(self.emissions(sequence), self.start, self.moves, stays)[0]

    def into(self, model: SectionModel) -> SectionModel:
        """The model with this chain."""
        return replace(
            model,
            scales=tuple(map(float, self.scales)),
            looks=self.looks,
            start=self.start,
            moves=self.moves,
            stay=float(self.stay),
        )


def fit_chain(sequences: Many[Sequence]) -> Chain:
    """The chain under which the right labels are most likely."""
    from scipy.optimize import minimize

    labels, looks = sequences[0].given.shape[2], sequences[0].looks.shape[1]
    first = np.concatenate([[0.7, 0.7, 3.0, 0.5, 0.0], np.zeros(looks * labels + labels + labels**2 + 1)])
    found = minimize(
        _loss, first, args=(list(sequences), labels, looks), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    return _unpacked(found.x, labels, looks)


def _unpacked(weights: np.ndarray, labels: int, looks: int) -> Chain:
    scales, rest = weights[:5], weights[5:]
    look, rest = rest[: looks * labels].reshape(looks, labels), rest[looks * labels :]
    return Chain(
        scales, look, rest[:labels], rest[labels : labels + labels**2].reshape(labels, labels), float(rest[-1])
    )


def _loss(weights: np.ndarray, sequences: list[Sequence], labels: int, looks: int) -> tuple[float, np.ndarray]:
    """Negative log-likelihood with penalties, and its gradient."""
    chain = _unpacked(weights, labels, looks)
    loss, gradient = 0.0, np.zeros_like(weights)
    grads = _unpacked(gradient, labels, looks)  # views into `gradient`, but for the last number
    for one in sequences:
        emissions, stays = chain.emissions(one), chain.stay * one.unheaded
        single, (pairs, total) = forward_backward(emissions, chain.start, chain.moves, stays)
        count = len(one.labels)
        right = np.zeros((count, labels))
        right[np.arange(count), one.labels] = 1.0
        free = one.fixed.sum(axis=1) == 0
        # Where a heading settles another label than the right one, the chain goes by the heading.
        right[~free] = one.fixed[~free]
        best = right.argmax(axis=1)
        moves = pairs.copy()
        moves[np.arange(count - 1), best[:-1], best[1:]] -= 1.0
        same = (best[1:] == best[:-1]) * one.unheaded[1:]
        loss += total - float(
            (emissions * right).sum()
            + chain.start[best[0]]
            + chain.moves[best[:-1], best[1:]].sum()
            + chain.stay * same.sum()
        )
        wrong = (single - right) * free[:, None]
        grads.scales[:] += np.tensordot(one.given, wrong, axes=([1, 2], [0, 1]))
        grads.looks[:] += one.looks.T @ wrong
        grads.start[:] += single[0] - right[0]
        grads.moves[:] += moves.sum(axis=0)
        gradient[-1] += float((np.trace(pairs, axis1=1, axis2=2) * one.unheaded[1:]).sum() - same.sum())
    penalties = np.full_like(weights, MOVES_PENALTY)
    penalties[:5], penalties[5 : 5 + looks * labels] = SCALES_PENALTY, LOOKS_PENALTY
    return loss + float((penalties * weights**2).sum()) / 2, gradient + penalties * weights
