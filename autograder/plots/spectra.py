"""Singular values of deep products: what a mean cannot show.

Each figure returns ``(figure, data)``: what is drawn, and the numbers behind it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import matplotlib
import numpy as np
import tensorflow as tf
from matplotlib.figure import Figure

from autograder import theory
from autograder.plots.network import orthogonal, product
from autograder.plots.style import BLUE, GREEN, GREY, STYLE, finish, number

#: Singular values below this share of the largest are rounding errors of the product.
ROUNDING = 1e-13


def singular_values(
    depths: Sequence[int] = (1, 4, 16), width: int = 200, seed: int = 0
) -> tuple[Figure, dict[tuple[str, int], dict[str, np.ndarray]]]:
    """Singular values of products of square matrices, largest first.

    Args:
        depths: numbers of factors.
        width: rows and columns of each factor.
        seed: of the draws.

    Returns:
        The figure, and for each (kind, depth), kind "gaussian" (variance 1 / width) or "orthogonal":
        ``measured`` (width,), NaN where rounding hides it, and ``theory`` (width,), for large widths.
    """
    levels = 1.0 - (np.arange(width) + 0.5) / width
    data = {}
    for depth in depths:
        normal = np.random.default_rng(seed).standard_normal((depth, width, width), dtype=np.float32).astype(float)
        data["gaussian", depth] = {
            "measured": _of_product(normal / np.sqrt(width)),
            "theory": theory.singular_value_quantiles(depth, levels),
        }
        data["orthogonal", depth] = {
            "measured": _of_product(orthogonal(normal)),
            "theory": np.ones(width),
        }
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(0.8 + 2.3 * len(depths), 3.3), layout="constrained")
        panels = figure.subplots(1, len(depths), sharex=True, sharey=True, squeeze=False)[0]
        share = 100.0 * (1.0 - levels)
        for panel, depth in zip(panels, depths, strict=True):
            panel.axhline(1.0, color=GREY, linewidth=0.8)
            for kind, colour, marker in (("gaussian", BLUE, "o"), ("orthogonal", GREEN, "s")):
                found = data[kind, depth]
                panel.plot(share, found["theory"], color=colour, label=f"{kind}, theory")
                some = slice(None, None, max(1, width // 25))
                panel.plot(
                    share[some], found["measured"][some], marker, color=colour, markersize=4, label=f"{kind}, measured"
                )
            panel.set(
                yscale="log",
                xlim=(0, 100),
                ylim=(ROUNDING, 100.0),
                title=f"{depth} matri{'x' if depth == 1 else 'ces'}",
                xlabel="% of the directions",
            )
            hidden = int(np.isnan(data["gaussian", depth]["measured"]).sum())
            if hidden:
                panel.text(4, 3 * ROUNDING, f"{hidden} smallest lost in rounding", fontsize=9)
        panels[0].set_ylabel("singular value")
        deepest = max(depths)
        values = np.nan_to_num(data["gaussian", deepest]["measured"])
        figure.suptitle(
            f"{deepest} Gaussian matri{'x keeps' if deepest == 1 else 'ces keep'} the mean square"
            f" ({np.mean(values**2):.2f}), but stretch one direction by {number(values[0])}\n"
            f"and shrink half of them below {number(np.median(values))}; orthogonal ones keep every direction"
        )
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    lines = "; ".join(
        f"{kind}, depth {depth}: largest {found['measured'][0]:.3g}, "
        f"median {np.median(np.nan_to_num(found['measured'])):.3g}"
        for (kind, depth), found in data.items()
    )
    return finish(figure, f"Singular values of products of {width} by {width} matrices. {lines}."), data


def _of_product(factors: Sequence[np.ndarray]) -> np.ndarray:
    """Descending singular values of the product; NaN for what rounding hides."""
    found = functools.reduce(product, factors)
    found = tf.linalg.svd(found, compute_uv=False).numpy()
    return np.where(found > ROUNDING * found[0], found, np.nan)
