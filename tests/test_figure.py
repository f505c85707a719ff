"""The check of a figure: what students draw, and what they return."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_checks import Forger, finding, verdict_of

from autograder.session import Session
from autograder.verdict import Finding, Outcome

PASSED, WRONG, NOT_ATTEMPTED, BROKEN = Outcome.PASSED, Outcome.WRONG, Outcome.NOT_ATTEMPTED, Outcome.BROKEN

PLOT = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

def plot(moments):
    {figure}
    for label, values in moments.items():
        layers = np.arange(1, len(values) + 1)
        {draw}
    {style}
    {after}
    plt.close("all")
    return {returned}
"""
OWN, PYPLOT = "figure = Figure(); axes = figure.subplots()", "figure = plt.figure(); axes = figure.gca()"
LINE = "axes.plot(layers, values, label=label)"
STYLE = "axes.set(yscale='log', xlabel='layer', ylabel='mean of z²'); axes.legend()"

QUESTION = """
halving, steady = [0.5**layer for layer in range(8)], [1.0] * 8
check.figure(
    student.plot({"glorot": halving, "he": steady}), lines={"glorot": halving, "he": steady}, x=range(1, 9),
    yscale="log", mistaken={"logarithm-of-the-data": {"glorot": np.log10(halving), "he": np.log10(steady)}})
"""


def plot(draw: str = LINE, style: str = STYLE, returned: str = "figure", figure: str = OWN, after: str = "pass") -> str:
    return PLOT.format(draw=draw, style=style, returned=returned, figure=figure, after=after)


def assert_found(found: Finding, outcome: Outcome, misconception: str | None, message: str = "") -> None:
    seen = found.misconception.id if found.misconception else None
    assert (found.outcome, seen) == (outcome, misconception), found
    assert message in found.message
    assert bool(found.message) == (outcome is not PASSED)


@pytest.mark.parametrize("figure", [OWN, PYPLOT], ids=["own", "pyplot"])
@pytest.mark.parametrize(
    "returned",
    [
        "figure",
        "axes",
        "(figure, axes)",
        "[axes]",
        "np.array([axes])",
        "np.array([[axes, axes]])",
        "axes.get_lines()[0]",
        "list(axes.get_lines())",
    ],
)
def test_a_figure_counts_however_it_is_returned(figure: str, returned: str) -> None:
    assert_found(finding(plot(figure=figure, returned=returned), QUESTION), PASSED, None)


@pytest.mark.parametrize(
    "code",
    [
        plot(draw="axes.semilogy(layers, values, label=label)", style=STYLE.replace("yscale='log', ", "")),
        plot(draw="axes.plot(layers, values, 'o--', label=label)"),
        plot(draw="axes.plot(tf.range(1, len(values) + 1), tf.constant(values), label=label)"),
        plot(draw="axes.plot(list(layers), tuple(values), label=label)"),
        plot(draw="axes.scatter(layers, values, label=label)"),
        plot(draw="axes.plot(layers, values, label=label); axes.scatter(layers, values)"),
        plot(draw="axes.plot(layers, values)", style=STYLE.replace("legend()", "legend(list(moments))")),
        plot(draw="axes.scatter(layers, values)", style=STYLE.replace("legend()", "legend(list(moments))")),
        plot(style=STYLE.replace("axes.legend()", "figure.legend()")),
        plot(figure="figure = Figure(); other, axes = figure.subplots(2); other.plot([1, 2])"),
        plot(figure=PYPLOT.replace("figure.gca()", "plt.gca()"), returned="plt.gcf()", after="return plt.gcf()"),
        plot(style=STYLE + "; axes.fill_between(layers, 0.1, 1.0, label='_band')"),
    ],
    ids=[
        "semilogy",
        "format",
        "tensors",
        "sequences",
        "scatter",
        "line and scatter",
        "labels in the legend",
        "scatter, labels in the legend",
        "legend of the figure",
        "second panel",
        "current figure",
        "band",
    ],
)
def test_right_figures_pass(code: str) -> None:
    assert_found(finding(code, QUESTION), PASSED, None)


@pytest.mark.parametrize(
    ("draw", "style", "misconception", "message"),
    [
        ("axes.plot(layers, np.sqrt(values), label=label)", STYLE, None, "the line `glorot` shows `[1."),
        (
            "axes.plot(layers, np.log10(values), label=label)",
            STYLE.replace("yscale='log', ", ""),
            "logarithm-of-the-data",
            "the line `glorot` shows",
        ),
        ("axes.loglog(layers, values, label=label)", STYLE, None, "its horizontal axis is log, expected linear"),
        ("axes.plot(values, label=label)", STYLE, "counts-from-zero", "is drawn over `[0., 1., 2."),
        ("axes.plot(layers[::-1], values, label=label)", STYLE, None, "is drawn over `[8., 7."),
        ("axes.plot(layers * 2, values, label=label)", STYLE, None, "is drawn over `[ 2., 4., 6."),
        (LINE, STYLE.replace("yscale='log', ", ""), "linear-axis", "its vertical axis is linear, expected log"),
        (LINE, STYLE.replace("'log'", "'symlog'"), None, "its vertical axis is symlog, expected log"),
        (LINE, STYLE.replace("yscale='log'", "xscale='log'"), "linear-axis", "its vertical axis is linear"),
        (LINE, STYLE.replace("xlabel='layer', ", ""), "unlabelled", "it has no xlabel"),
        (LINE, STYLE.replace("'mean of z²'", "'  '"), "unlabelled", "it has no ylabel"),
        (LINE, STYLE.replace("; axes.legend()", ""), "unlabelled", "it has no legend that tells the lines apart"),
        (LINE, STYLE.replace("legend()", "legend(['a', 'b'])"), "unlabelled", "it has no legend"),
        ("axes.plot(layers, values)", STYLE, "unlabelled", "no line has the label `glorot`"),
        ("axes.plot(layers, values, label='q')", STYLE, "unlabelled", "no line has the label `glorot`"),
        ("pass", STYLE, None, "it has 0 lines, expected 2"),
        ("axes.bar(layers, values, label=label)", STYLE, None, "it has 0 lines, expected 2"),
        (LINE + "; axes.plot(layers, values)", STYLE, None, "it has 4 lines, expected 2"),
        ("axes.plot(layers[:-1], values[1:], label=label)", STYLE, None, "the line `glorot` shows"),
        ("axes.scatter(layers, np.sqrt(values), label=label)", STYLE, None, "the line `glorot` shows"),
        ("axes.scatter(layers - 1, values, label=label)", STYLE, "counts-from-zero", "is drawn over"),
        (
            "axes.plot([f'layer {number}' for number in layers], values, label=label)",
            STYLE,
            "counts-from-zero",
            "is drawn over `[0., 1.",
        ),
        ("axes.plot([str(number) for number in layers], values, label=label)", STYLE, "counts-from-zero", "drawn over"),
        ("axes.plot(layers, [str(value) for value in values], label=label)", STYLE, None, "shows `[0., 1."),
        (
            "axes.plot(layers, np.ma.masked_less(values, 0.1), label=label)",
            STYLE,
            None,
            "the line `glorot` shows `[1. , 0.5 , 0.25 , 0.125, nan, nan",
        ),
        ("axes.scatter(layers, np.ma.masked_less(values, 0.1), label=label)", STYLE, None, "nan"),
        ("axes.plot(layers, np.array(values) * np.nan, label=label)", STYLE, None, "shows `[nan, nan"),
        ("axes.plot([], [], label=label)", STYLE, None, "the line `glorot` shows `[]`"),
    ],
)
def test_wrong_figures_fail(draw: str, style: str, misconception: str | None, message: str) -> None:
    assert_found(finding(plot(draw=draw, style=style), QUESTION), WRONG, misconception, message)


@pytest.mark.parametrize(
    ("returned", "outcome", "misconception", "message"),
    [
        ("None", WRONG, "nothing-returned", "it is None"),
        ("Figure()", WRONG, None, "there are no axes in it"),
        ("(None, axes)", BROKEN, None, "TypeError: a NoneType is not a matplotlib figure"),
        ("plt", BROKEN, None, "a module is not a matplotlib figure"),
        ("moments", BROKEN, None, "a dict is not a matplotlib figure"),
        ("[]", BROKEN, None, "a list is not a matplotlib figure"),
        ("np.array(3.0)", BROKEN, None, "a float is not a matplotlib figure"),
        ("np.ones((2, 2))", BROKEN, None, "a float is not a matplotlib figure"),
        ("'figure'", BROKEN, None, "a str is not a matplotlib figure"),
        ("...", NOT_ATTEMPTED, None, ""),
        ("undefined", BROKEN, None, "NameError"),
    ],
)
def test_what_is_no_figure(returned: str, outcome: Outcome, misconception: str | None, message: str) -> None:
    assert_found(finding(plot(returned=returned), QUESTION), outcome, misconception, message)


def test_a_list_that_holds_itself_is_no_figure() -> None:
    code = plot(returned="endless", after="endless = []; endless.append(endless)")
    assert_found(finding(code, QUESTION), BROKEN, None, "a list is not a matplotlib figure")


def test_a_stub_is_not_attempted() -> None:
    assert_found(finding("def plot(moments): raise NotImplementedError", QUESTION), NOT_ATTEMPTED, None)
    assert_found(finding("", QUESTION), NOT_ATTEMPTED, None)


def test_one_line_needs_no_legend_and_any_x_is_accepted_without_one() -> None:
    question = "check.figure(student.plot({'a': [3.0, 1.0]}), lines={'a': [3.0, 1.0]})"
    code = plot(draw="axes.plot(layers * 7, values, label=label)", style="axes.set(xlabel='x', ylabel='y')")
    assert_found(finding(code, question), PASSED, None)
    assert_found(
        finding(code.replace("xlabel='x'", "yscale='log', xlabel='x'"), question), WRONG, None, "expected linear"
    )


# Forged answers

Y = {"glorot": np.array([0.5**layer for layer in range(8)]), "he": np.ones(8)}


def panel(y: dict[str, Any] = Y, **changes: Any) -> dict:
    """What the observer says of a right figure, some of it replaced."""
    right = {"title": "", "xlabel": "x", "ylabel": "y", "xscale": "linear", "yscale": "log", "legend": list(Y)}
    lines = [{"label": label, "x": changes.pop("x", np.arange(1, 9)), "y": drawn} for label, drawn in y.items()]
    return right | {"lines": lines} | changes


def found_of_answer(answer: Any) -> Finding:
    (found,) = verdict_of(Session(Forger(plot(), "figure", answer), 1), QUESTION).findings
    return found


def test_the_forgery_itself_is_a_right_answer() -> None:
    assert_found(found_of_answer([panel()]), PASSED, None)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [panel(y={})],
        [panel(legend=[])],
        [panel(yscale="<b>log</b>")],
        [panel(yscale="log" * 10_000)],
        [panel(xscale="log" * 10_000)],
        [panel(x=np.arange(1, 5))],
        [panel(x=np.float64(1.0))],
        [panel(x=np.zeros((0, 8)))],
        [panel(y={"glorot": Y["glorot"][:3], "he": Y["he"]})],
        [panel(y={"glorot": np.float64(1.0), "he": Y["he"]})],
        [panel(y={"glorot": np.ones(8, bool), "he": np.ones(8, bool)})],
        [panel(y={"glorot": Y["glorot"] * np.inf, "he": Y["he"]})],
        [panel(y={"glorot": np.full(8, 1e308), "he": Y["he"]})],
        [panel(y={"glorot": np.ones(8, np.uint64) * np.uint64(2**63), "he": Y["he"]})],
        [panel(lines=[{"label": "he", "x": np.arange(1, 9), "y": Y["he"]}] * 2)],
    ],
)
def test_a_forged_answer_of_the_right_form_is_wrong(answer: Any) -> None:
    found = found_of_answer(answer)
    assert found.outcome is WRONG, found
    assert len(found.message) < 400


@pytest.mark.parametrize(
    "answer",
    [
        None,
        True,
        panel(),
        [None],
        ["panel"],
        [{key: value for key, value in panel().items() if key != "yscale"}],
        [{key: value for key, value in panel().items() if key != "lines"}],
        [panel(legend="glorot he")],
        [panel(legend=None)],
        [panel(xlabel=None)],
        [panel(lines=[None, None])],
        [panel(lines={"glorot": Y["glorot"]})],
        [panel(y={"glorot": "passed", "he": "passed"})],
        [panel(y={label: drawn.tolist() for label, drawn in Y.items()})],
        [panel(y={"glorot": None, "he": None})],
        [panel(x="1 2 3 4 5 6 7 8")],
        [panel(lines=[{"label": None, "x": np.ones(8), "y": np.ones(8)}])],
    ],
)
def test_a_forged_answer_of_another_form_is_a_failure_of_the_protocol(answer: Any) -> None:
    assert_found(found_of_answer(answer), BROKEN, None, "it is not of the form of an answer to 'figure'")
