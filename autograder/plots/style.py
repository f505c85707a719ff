"""What the figures share: colours, style, and how a figure is shown.

Colours are Okabe and Ito's, safe for colour-blind readers; text and axes are a grey that reads
on JupyterLab's light and dark backgrounds. Every figure carries a text alternative.
"""

from __future__ import annotations

import io
import math
from html import escape

import matplotlib
from IPython import get_ipython
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

BLUE, ORANGE, GREEN, PURPLE, SKY = "#2b87c0", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"
GREY = "#808080"
#: The reader's own initializer; the figures about initializers use it for nothing else.
YOURS = ORANGE
#: For everything else in those figures, in this order.
OTHERS = (BLUE, GREEN, PURPLE, SKY)
STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "text.color": GREY,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.titlecolor": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "figure.titlesize": 11,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "font.size": 10,
}


def alternative(figure: Figure) -> str:
    """The figure's text alternative, for a reader who does not see it."""
    return str(figure.get_label())


def finish(figure: Figure, alt: str, show: bool = True) -> Figure:
    """Give ``figure`` its text alternative, and show it where there is a notebook to show it in.

    The figures are made without pyplot: its state would decide whether a second one is shown.

    Args:
        show: False for a figure that someone else puts on the page.
    """
    figure.set_label(alt)
    figure._repr_html_ = lambda: html(figure)  # the picture with its text alternative
    if show and get_ipython():
        display(figure)
    return figure


def html(figure: Figure, tight: bool = True) -> str:
    """The figure as SVG in a ``<div>`` that holds its text alternative.

    Args:
        tight: crop to what is drawn, or grow to it; without, the figure is laid out once, not twice.
    """
    buffer = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure.savefig(buffer, format="svg", bbox_inches="tight" if tight else None)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    alt = escape(alternative(figure), quote=True)
    return f'<div role="img" aria-label="{alt}" style="max-width:100%">{svg}</div>'


def number(value: float) -> str:
    """Two digits, with a power of ten where there are many zeros: 0.62, 69, 2.4·10⁻⁵."""
    if value == 0.0 or not math.isfinite(value) or 0.01 <= abs(value) < 999.5:
        return f"{value:.3g}" if abs(value) >= 99.5 else f"{value:.2g}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}·{_power(int(power))}"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _power(exponent: int) -> str:
    return f"10{str(exponent).translate(_RAISED)}"


def logarithmic(axes: Axes, low: float, high: float) -> None:
    """A logarithmic y axis from ``low`` to ``high`` with a few powers of ten, 1 among them, and no minor ticks.

    The labels are plain text: parsing formulas is most of the time that a small figure takes.
    """
    axes.set(yscale="log", ylim=(low, high))
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    step = max(1, math.ceil((last - first) / 5))
    exponents = [exponent for exponent in range(first, last + 1) if exponent % step == 0]
    axes.set_yticks([10.0**exponent for exponent in exponents], [_power(exponent) for exponent in exponents])
    axes.yaxis.set_minor_locator(NullLocator())


def colours(labels: list[str]) -> dict[str, str]:
    """A colour for each label: :data:`YOURS` for "yours", the others in turn."""
    others = [label for label in labels if label != "yours"]
    found = {label: OTHERS[number % len(OTHERS)] for number, label in enumerate(others)}
    return found | {label: YOURS for label in labels if label == "yours"}
