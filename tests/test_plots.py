"""What the figures on initialization have in common: how they are shown, labelled and described."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from types import SimpleNamespace
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from autograder import plots
from autograder.plots import alternative, style

SMALL = {"depth": 3, "width": 8, "seeds": 2, "batch": 4}
FIGURES: dict[str, Callable[[], Figure]] = {
    "activation_scale": lambda: plots.activation_scale(yours="lecun_normal", **SMALL)[0],
    "gradient_scale": lambda: plots.gradient_scale(yours="lecun_normal", **SMALL)[0],
    "width_scale": lambda: plots.width_scale(widths=(4, 8), depth=3, batch=4)[0],
    "activation_histograms": lambda: plots.activation_histograms(layers=(1, 2), width=8, batch=8)[0],
    "tanh_phases": lambda: plots.tanh_phases()[0],
    "fingerprints": lambda: plots.fingerprints(shape=(20, 10))[0],
    "symmetry": lambda: plots.symmetry(steps=3)[0],
    "singular_values": lambda: plots.singular_values(depths=(1, 2), width=10)[0],
}


@functools.cache
def drawn(name: str) -> Figure:
    return FIGURES[name]()


def test_every_public_figure_is_tested_here_or_with_tracking() -> None:
    tracking = {"tracking_worlds", "variables_over_calls", "training_path"}
    assert set(plots.__all__) == {*FIGURES, *tracking, "alternative"}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_a_message_and_labels(name: str) -> None:
    figure = drawn(name)
    title = figure.get_suptitle()
    assert len(title) > 20 and "nan" not in title
    assert alternative(figure).endswith(".") and "nan" not in alternative(figure)
    bottom = [axes for axes in figure.axes if axes.get_subplotspec().is_last_row()]
    left = [axes for axes in figure.axes if axes.get_subplotspec().is_first_col()]
    assert all(axes.get_xlabel() for axes in bottom) or figure.get_supxlabel()
    assert all(axes.get_ylabel() for axes in left)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_a_notebook_and_can_be_saved(name: str) -> None:
    figure = drawn(name)
    assert figure.get_size_inches()[0] <= 8
    for kind in ("png", "svg", "pdf"):
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind)
        assert len(buffer.getvalue()) > 1000


@pytest.mark.parametrize("name", FIGURES)
def test_jupyter_gets_a_picture_with_its_alternative(name: str) -> None:
    figure = drawn(name)
    data, _ = DisplayFormatter().format(figure)
    root = ElementTree.fromstring(data["text/html"])
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", alternative(figure))
    assert root[0].tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("name", FIGURES)
def test_the_page_shows_through_and_the_readers_style_is_left_alone(name: str) -> None:
    before = dict(matplotlib.rcParams)
    figure = FIGURES[name]()
    figure._repr_html_()
    assert dict(matplotlib.rcParams) == before
    for patch in (figure.patch, *(axes.patch for axes in figure.axes)):
        assert patch.get_facecolor()[3] == 0


@pytest.mark.parametrize("name", FIGURES)
def test_a_notebook_shows_each_figure_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Figure] = []
    monkeypatch.setattr(style, "get_ipython", SimpleNamespace)
    monkeypatch.setattr(style, "display", shown.append)
    assert shown == [FIGURES[name]()]


def colours_of(axes: matplotlib.axes.Axes) -> set[str]:
    """Colours of all that is drawn in ``axes``, texts too."""
    found = [line.get_color() for line in axes.lines]
    found += [text.get_color() for text in (*axes.texts, axes.title, axes.yaxis.label)]
    for shape in (*axes.collections, *axes.patches):
        found += list(np.reshape(shape.get_facecolor(), (-1, 4))) + list(np.reshape(shape.get_edgecolor(), (-1, 4)))
    return {to_hex(colour) for colour in found}


@pytest.mark.parametrize(
    ("make", "panels"),
    [
        (lambda: plots.activation_scale(yours="lecun_normal", **SMALL)[0], {3, 7, 11}),
        (lambda: plots.gradient_scale(yours="lecun_normal", **SMALL)[0], {3, 7, 11}),
        (lambda: plots.fingerprints({"a": "he_normal", "yours": "he_uniform"}, (20, 10))[0], {1}),
        (
            lambda: plots.activation_histograms(initializers={"yours": "he_normal", "b": "he_uniform"}, layers=(1, 2))[
                0
            ],
            {0, 1},
        ),
        *((lambda name=name: drawn(name), set()) for name in ("width_scale", "tanh_phases", "fingerprints")),
        *((lambda name=name: drawn(name), set()) for name in ("symmetry", "singular_values", "activation_histograms")),
    ],
)
def test_the_readers_colour_is_for_the_reader_alone(make: Callable[[], Figure], panels: set[int]) -> None:
    found = {number for number, axes in enumerate(make().axes) if style.YOURS in colours_of(axes)}
    assert found == panels


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.617, "0.62"), (69.3, "69"), (779.4, "779"), (2.44e-5, "2.4·10⁻⁵"), (3.1e14, "3.1·10¹⁴")],
)
def test_numbers_in_titles(value: float, text: str) -> None:
    assert style.number(value) == text


def test_a_logarithmic_axis_has_few_ticks_and_1_among_them() -> None:
    axes = Figure().subplots()
    style.logarithmic(axes, 3e-27, 2e15)
    assert axes.get_yscale() == "log" and axes.get_ylim() == (3e-27, 2e15)
    assert 3 <= len(axes.get_yticks()) <= 7 and 1.0 in axes.get_yticks()
    assert [label.get_text() for label in axes.get_yticklabels()][-1] == "10⁹"
