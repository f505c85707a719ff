"""The figure with sliders."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import ipywidgets
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure

from autograder import explore, theory
from autograder.plots import alternative, style


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """What figures display, as if there were a notebook."""
    found: list[Figure] = []
    monkeypatch.setattr(style, "get_ipython", SimpleNamespace)
    monkeypatch.setattr(style, "display", found.append)
    return found


def parts(box: Any) -> tuple[dict[str, Any], Any]:
    choices, sliders, picture = box.children
    return {control.description: control for control in (*choices.children, *sliders.children)}, picture


def test_a_change_draws_anew_in_place(shown: list[Figure]) -> None:
    controls, picture = parts(explore.activation_explorer("relu", "he"))
    assert list(controls) == ["activation", "initializer", "gain", "depth", "width"]
    settings = {"activation": "tanh", "initializer": "normal, std 0.1", "gain": 1.5, "depth": 5, "width": 32}
    for name, value in settings.items():
        before = picture.value
        controls[name].value = value
        assert picture.value != before
    figure, _ = explore.scales(**settings)
    assert f'aria-label="{alternative(figure)}"' in picture.value and "<svg" in picture.value
    assert shown == []


@pytest.mark.parametrize("initializer", explore.INITIALIZERS)
@pytest.mark.parametrize("activation", theory.ACTIVATIONS)
def test_every_choice_is_measured_where_theory_says(activation: str, initializer: str) -> None:
    _, data = explore.scales(activation, initializer, 1.2, depth=6, width=64)
    size = (64, 6, explore.BATCH)
    assert data["q"]["sigma2"] == pytest.approx(64 * (1.2 * explore.INITIALIZERS[initializer](64)) ** 2)
    for found, spread in (
        (data["q"], theory.forward_spread(activation, data["q"]["sigma2"], *size)),
        (data["gradient²"], theory.backward_spread(activation, data["q"]["sigma2"], *size)),
    ):
        assert found["measured"].shape == (explore.SEEDS, 6)
        distance = np.abs(np.log(found["measured"] / found["theory"]))
        assert (distance <= theory.SIGMAS * spread + 1e-12).all()


@pytest.mark.parametrize(
    ("initializer", "sigma2"),
    [("glorot", 1.0), ("he", 2.0), ("lecun", 1.0), ("orthogonal", 1.0), ("normal, std 1", 32)],
)
def test_sigma2_at_gain_1(initializer: str, sigma2: float) -> None:
    assert explore.scales("linear", initializer, 1.0, 2, 32)[1]["q"]["sigma2"] == pytest.approx(sigma2)


def test_orthogonal_linear_layers_keep_every_length() -> None:
    for found in explore.scales("linear", "orthogonal", 1.0, 8, 32)[1].values():
        np.testing.assert_allclose(found["measured"], found["measured"][:, -1:] * np.ones(8), rtol=1e-5)


def test_gain_multiplies_every_layer_by_its_square() -> None:
    once, twice = (explore.scales("linear", "he", gain, 5, 16)[1]["q"]["measured"] for gain in (1.0, 2.0))
    np.testing.assert_allclose(twice / once, np.broadcast_to(4.0 ** np.arange(1, 6), (2, 5)), rtol=1e-5)


def test_both_panels_share_a_logarithmic_axis_and_say_what_is_off_it() -> None:
    figure, data = explore.scales("linear", "normal, std 1", 3.0, 30, 256)
    left, right = figure.axes
    assert left.get_yscale() == right.get_yscale() == "log"
    assert (left.get_xlim(), left.get_ylim()) == (right.get_xlim(), right.get_ylim())
    assert "off axis" in left.get_title() and "off axis" in right.get_title()
    for axes, found in zip(figure.axes, data.values(), strict=True):
        np.testing.assert_array_equal(axes.lines[1].get_ydata(), found["theory"])
    assert "σ² = 2.3e+03" in figure.get_suptitle()


def test_a_front_end_without_widgets_gets_the_picture() -> None:
    box = explore.activation_explorer()
    data, _ = DisplayFormatter().format(box)
    assert data["text/html"] == box.children[2].value
    assert "application/vnd.jupyter.widget-view+json" in data


def test_without_ipywidgets_the_figure_is_returned(monkeypatch: pytest.MonkeyPatch, shown: list[Figure]) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    figure = explore.activation_explorer("relu", "he")
    assert isinstance(figure, Figure) and alternative(figure).startswith("relu, he, gain 1, 16 layers of 128 units")
    assert shown == []  # the cell's value is shown once, by Jupyter
    data, _ = DisplayFormatter().format(figure)
    assert "<svg" in data["text/html"]


def test_the_box_is_a_widget() -> None:
    assert isinstance(explore.activation_explorer(), ipywidgets.VBox)


def test_unknown_names() -> None:
    with pytest.raises(ValueError, match="no initializer 'heh'; there are glorot, he"):
        explore.scales("relu", "heh")
    with pytest.raises(ValueError, match="no activation 'gelu'; there are linear"):
        explore.activation_explorer("gelu")
