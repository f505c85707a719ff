"""Names and variable boxes, drawn: which names point to the same box, and what is in it.

The picture is SVG in the page's own text colour, so that it reads in light and in dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

ROW = 34
NAME_WIDTH = 190
GAP = 90
BOX_WIDTH = 210


@dataclass(frozen=True)
class Arrow:
    """One name and what it points to.

    Attributes:
        name: the Python name or attribute path.
        box: a key that two names share exactly if they point to one object.
        content: what the box is labelled with, for example ``tf.Variable 2.0``.
        variable: whether it is a variable (solid box) or a value (dashed, no box to change).
    """

    name: str
    box: int | str
    content: str
    variable: bool = True


@dataclass(frozen=True)
class Drawing:
    """A picture of names and boxes; shows itself in Jupyter, reads as text elsewhere."""

    arrows: tuple[Arrow, ...]

    def __repr__(self) -> str:
        return "\n".join(f"{arrow.name} --> {self._label(arrow)}{arrow.content}" for arrow in self.arrows)

    def _repr_html_(self) -> str:
        return self.svg()

    def _label(self, arrow: Arrow) -> str:
        return f"[box {self._order().index(arrow.box) + 1}] " if arrow.variable else ""

    def _order(self) -> list[int | str]:
        return list(dict.fromkeys(arrow.box for arrow in self.arrows))

    def svg(self) -> str:
        """The picture as one ``<svg>`` element, with a text alternative."""
        boxes = self._order()
        first = {arrow.box: arrow for arrow in reversed(self.arrows)}
        height = ROW * max(len(self.arrows), len(boxes)) + 8
        width = NAME_WIDTH + GAP + BOX_WIDTH + 10
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" style="max-width:100%" font-family="monospace"'
            f' font-size="13" fill="currentColor" stroke="none"><title>{escape(repr(self))}</title>'
            '<defs><marker id="autograder-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
            ' markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="currentColor"/>'
            "</marker></defs>"
        ]
        box_x = NAME_WIDTH + GAP
        for row, arrow in enumerate(self.arrows):
            y = 4 + ROW * row + ROW / 2
            end = 4 + ROW * boxes.index(arrow.box) + ROW / 2
            parts.append(
                f'<text x="{NAME_WIDTH - 8}" y="{y + 4}" text-anchor="end">{escape(arrow.name)}</text>'
                f'<line x1="{NAME_WIDTH}" y1="{y}" x2="{box_x - 3}" y2="{end}" stroke="currentColor"'
                ' stroke-width="1.4" marker-end="url(#autograder-tip)"/>'
            )
        for row, box in enumerate(boxes):
            arrow = first[box]
            dash = "" if arrow.variable else ' stroke-dasharray="5 4"'
            colour = "#0072b2" if arrow.variable else "currentColor"
            parts.append(
                f'<rect x="{box_x}" y="{4 + ROW * row + 4}" width="{BOX_WIDTH}" height="{ROW - 8}"'
                f' rx="4" fill="none" stroke="{colour}" stroke-width="1.8"{dash}/>'
                f'<text x="{box_x + 10}" y="{4 + ROW * row + ROW / 2 + 4}">'
                f"{escape(_shorten(arrow.content))}</text>"
            )
        return "".join(parts) + "</svg>"


def _shorten(text: str, limit: int = 26) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def show_boxes(**names: object) -> Drawing:
    """Draw what each name points to: ``show_boxes(v=v, w=w)``.

    Variables (of TensorFlow and of Keras) are solid boxes with their value; anything else is
    dashed: a value that no one can change in place.
    """
    # TensorFlow is imported here, not above: verdicts draw without it, in the grader.
    from autograder.observer import identity, is_variable

    arrows = []
    for name, value in names.items():
        variable = is_variable(value)
        box = identity(value) if variable else id(value)
        arrows.append(Arrow(name, box, _content(value, variable), variable))
    return Drawing(tuple(arrows))


def _content(value: object, variable: bool) -> str:
    numbers = value.numpy() if hasattr(value, "numpy") else value
    text = " ".join(str(numbers).split())
    return f"variable  {text}" if variable else f"{type(value).__name__}  {text}"
