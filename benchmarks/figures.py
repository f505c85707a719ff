"""The lines of a table of figures: medians with what they varied between, beside what they should be."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Figure:
    """A line.

    Attributes:
        values: one for each repetition.
        prototype: what the prototype had, as text.
        reach: the bound that is to be kept, with its sign: ``<= 1.3``; empty if there is none.
        wall: of the same repetitions: seconds where ``values`` are CPU-seconds, a ratio where they are ratios.
    """

    name: str
    values: list[float]
    prototype: str = ""
    reach: str = ""
    wall: list[float] = field(default_factory=list)
    digits: int = 2

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def reached(self) -> bool | None:
        """None where there is no bound."""
        if not self.reach:
            return None
        sign, bound = self.reach.split()
        return {"<=": self.median <= float(bound), ">=": self.median >= float(bound)}[sign]

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "median": self.median, "reached": self.reached}


def table(figures: list[Figure]) -> str:
    """As text."""
    lines = [f"{'':52}{'median':>9}{'min':>9}{'max':>9}{'wall':>9}{'prototype':>11}{'reach':>9}"]
    for figure in figures:
        line = f"{figure.name:52}"
        for number in (figure.median, min(figure.values), max(figure.values)):
            line += f"{number:9.{figure.digits}f}"
        line += f"{statistics.median(figure.wall):9.{figure.digits}f}" if figure.wall else " " * 9
        line += f"{figure.prototype:>11}{figure.reach:>9}"
        lines.append((line + {True: "  reached", False: "  NOT REACHED", None: ""}[figure.reached]).rstrip())
    return "\n".join(lines)
