"""Covers of the demo's releases, painted with numpy: light, layers and a little grain."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SIZE = 1500  # pixels
Field = np.ndarray[Any, Any]  # of float32


def draw(picture: str, path: Path) -> None:
    """One of "rain", "hills" and "orbits" as a JPEG."""
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / SIZE
    rng = np.random.default_rng(len(picture))
    painted = {"rain": _rain, "hills": _hills, "orbits": _orbits}[picture](x, y, rng)
    painted += rng.normal(0, 0.012, (SIZE, SIZE, 1)).astype(np.float32)
    Image.fromarray((painted.clip(0, 1) * 255).astype(np.uint8)).save(path, quality=90)


def _rain(x: Field, y: Field, rng: np.random.Generator) -> Field:
    """A window at night: lamps out of focus, and rain across them."""
    painted = _blend(y, "#0b1a33", "#1d4a5e", "#2a2147")
    for _ in range(34):
        at_x, at_y, radius = rng.uniform(0, 1), rng.beta(3, 3), rng.uniform(0.02, 0.11)
        near = _around(at_x, at_y, radius + 0.006)
        disc = _soft(radius - np.hypot(x[near] - at_x, y[near] - at_y), 0.006)
        color = ("#ffb347", "#ff6f61", "#ffd98a", "#5fd3c4")[rng.integers(4)]
        painted[near] += disc[..., None] * _rgb(color) * np.float32(rng.uniform(0.12, 0.4))
    for _ in range(230):
        at_x, at_y, length = rng.uniform(-0.1, 1), rng.uniform(-0.1, 1), rng.uniform(0.03, 0.14)
        near = _around(at_x, at_y + length / 2, length / 2)
        streak = _soft(0.0009 - np.abs(x[near] - at_x - 0.12 * (y[near] - at_y)), 0.0012)
        painted[near] += (streak * np.float32(rng.uniform(0.08, 0.3)))[..., None]
    return painted


def _hills(x: Field, y: Field, rng: np.random.Generator) -> Field:
    """Morning: a sun, and seven ridges in the haze."""
    painted = _blend(y, "#f7c8a0", "#f28f79", "#b8527d")
    sun = np.hypot(x - 0.64, y - 0.36)
    painted = _over(painted, "#fff1cf", _soft(0.13 - sun, 0.002))
    painted += (np.exp(-((sun / 0.28) ** 2)) * 0.22)[..., None] * _rgb("#ffd9a0")
    for ridge in range(7):
        share = ridge / 6
        line = (
            0.46
            + 0.075 * ridge
            + sum(np.sin(x * wave * 2 * np.pi + rng.uniform(0, 6)) * 0.05 / wave for wave in (1.0, 2.3, 4.1, 9.7))
        )
        color = (1 - share) * _rgb("#c46a86") + share * _rgb("#2b1b45")
        painted = _over(painted, color, _soft(y - line, 0.0015))
    return painted


def _orbits(x: Field, y: Field, rng: np.random.Generator) -> Field:
    """Paper planets on their circles, each with its lit side."""
    painted = _blend((x + y) / 2, "#f4ead7", "#f0d9c0", "#e6c3a8")
    for number, color in enumerate(("#d1495b", "#edae49", "#00798c", "#30638e", "#003d5b")):
        radius, angle = 0.14 + 0.085 * number, rng.uniform(0, 2 * np.pi)
        ring = np.abs(np.hypot(x - 0.5, y - 0.5) - radius)
        painted = _over(painted, "#8a6f5a", _soft(0.0012 - ring, 0.001) * 0.7)
        at_x, at_y, size = 0.5 + radius * np.cos(angle), 0.5 + radius * np.sin(angle), rng.uniform(0.025, 0.05)
        near = _around(at_x, at_y, size * 2)
        far = np.hypot(x[near] - at_x, y[near] - at_y)
        shadow = np.hypot(x[near] - at_x - 0.012, y[near] - at_y - 0.016)
        disc = _soft(size - far, 0.0015)
        painted[near] *= (1 - 0.28 * _soft(size * 1.05 - shadow, 0.02))[..., None]
        painted[near] = _over(painted[near], color, disc)
        towards_sun = ((x[near] - at_x) * (0.5 - at_x) + (y[near] - at_y) * (0.5 - at_y)) / radius / size
        painted[near] += (disc * np.clip(towards_sun, 0, 1) * 0.35)[..., None] * _rgb("#fff4dd")
    sun = np.hypot(x - 0.5, y - 0.5)
    return _over(painted, "#f26b38", _soft(0.075 - sun, 0.0015))


def _around(x: float, y: float, reach: float) -> tuple[slice, slice]:
    """The part of the picture within `reach` of a spot, to paint no more than that."""
    spans = ((max(0, int((at - reach) * SIZE)), max(0, int((at + reach) * SIZE) + 1)) for at in (y, x))
    rows, columns = (slice(low, high) for low, high in spans)
    return rows, columns


def _blend(share: Field, *colors: str) -> Field:
    stops = np.linspace(0, 1, len(colors))
    table = np.array([_rgb(color) for color in colors])
    return np.stack([np.interp(share, stops, table[:, band]) for band in range(3)], axis=-1).astype(np.float32)


def _over(painted: Field, color: str | Field, cover: Field) -> Field:
    above = _rgb(color) if isinstance(color, str) else color
    return np.asarray(painted + cover[..., None] * (above - painted), np.float32)


def _soft(inside: Field, edge: float) -> Field:
    """1 inside, 0 outside, smooth along an edge of that width."""
    share = np.clip(inside / edge + 0.5, 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def _rgb(color: str) -> Field:
    return np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)
