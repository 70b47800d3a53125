"""How far scores are from the share of labels that are right: one number, and a curve."""

from pathlib import Path

import numpy as np

BINS = 10
SIZE, MARGIN = 360, 48


def expected_error(scores: np.ndarray, hits: np.ndarray) -> float:
    """Mean distance between score and share of right labels over ten bins, weighted by their size; 0 is perfect."""
    error = 0.0
    for mine in _bins(scores):
        if mine.any():
            error += mine.mean() * abs(scores[mine].mean() - hits[mine].mean())
    return float(error)


def _bins(scores: np.ndarray) -> list[np.ndarray]:
    place = np.minimum((np.asarray(scores) * BINS).astype(int), BINS - 1)
    return [place == i for i in range(BINS)]


def draw(scores: np.ndarray, hits: np.ndarray, path: Path) -> None:
    """The reliability curve as SVG: a dot for each bin, as large as the bin; on the diagonal scores are honest."""
    side = SIZE - 2 * MARGIN

    def at(x: float, y: float) -> tuple[float, float]:
        return round(MARGIN + x * side, 1), round(SIZE - MARGIN - y * side, 1)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" font-family="sans-serif" font-size="11">',
        f'<rect width="{SIZE}" height="{SIZE}" fill="#fff"/>',
        _line(at(0, 0), at(1, 1), "#999", "4 4"),
        _line(at(0, 0), at(1, 0), "#333"),
        _line(at(0, 0), at(0, 1), "#333"),
    ]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        (x, _), (_, y) = at(tick, 0), at(0, tick)
        lines.append(f'<text x="{x}" y="{SIZE - MARGIN + 16}" text-anchor="middle">{tick:.1f}</text>')
        lines.append(f'<text x="{MARGIN - 8}" y="{y + 4}" text-anchor="end">{tick:.1f}</text>')
    for mine in _bins(scores):
        if mine.any():
            x, y = at(float(scores[mine].mean()), float(hits[mine].mean()))
            lines.append(
                f'<circle cx="{x}" cy="{y}" r="{3 + 14 * mine.mean() ** 0.5:.1f}" fill="#1f6f8b" opacity="0.7"/>'
            )
    middle = SIZE / 2
    lines.append(f'<text x="{middle}" y="{SIZE - 8}" text-anchor="middle">score given</text>')
    lines.append(
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">share right</text>'
    )
    path.write_text("\n".join([*lines, "</svg>"]) + "\n", encoding="utf-8")


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" stroke="{colour}"{dashed}/>'
