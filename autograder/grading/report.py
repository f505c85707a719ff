"""The class report: scores by student and exercise, as a picture and a table, in one HTML file."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from jinja2 import Environment, PackageLoader, select_autoescape
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from nbgrader.api import Assignment, BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook

from autograder.grading.course import CourseError
from autograder.grading.results import Result, read_results
from autograder.misconceptions import CATALOGUE
from autograder.verdict import marked


@dataclass(frozen=True)
class Row:
    """One student's line.

    Attributes:
        scores: by exercise, from the gradebook: late penalties and manual grades count.
        result: what the checks found, or None when there is no autograded notebook.
        problem: one line about the submission, or None.
    """

    student: str
    scores: dict[str, float]
    result: Result | None
    problem: str | None = None

    @property
    def remarks(self) -> str:
        return self.problem or (self.result and self.result.remarks) or ""

    @property
    def total(self) -> float:
        return round(sum(self.scores.values()), 2)

    def outcome(self, exercise: str) -> str:
        found = {item["exercise"]: item for item in self.result.exercises} if self.result else {}
        return found.get(exercise, {}).get("outcome", "no result")

    def message(self, exercise: str) -> str:
        found = {item["exercise"]: item for item in self.result.exercises} if self.result else {}
        return found.get(exercise, {}).get("message", "")


@dataclass(frozen=True)
class ClassReport:
    """An assignment's results: rows by student; points by exercise, in the notebook's order."""

    assignment: str
    points: dict[str, float]
    rows: list[Row]

    @property
    def unsafe(self) -> int:
        """How many were graded without isolation."""
        return sum(row.result is not None and row.result.isolation == "none" for row in self.rows)

    @property
    def misconceptions(self) -> list[tuple[str, str, int]]:
        """Sentence, section and number of students, most frequent first."""
        counts: Counter[str] = Counter()
        for row in self.rows:
            items = row.result.exercises if row.result else ()
            counts.update({item["misconception"] for item in items if item["misconception"]})
        return [(CATALOGUE[id_].sentence, CATALOGUE[id_].section, n) for id_, n in counts.most_common()]


def collect(
    root: Path,
    assignment: str,
    problems: dict[str, str] | None = None,
    results: dict[str, Result] | None = None,
) -> ClassReport:
    """Read an assignment's results from the gradebook and the autograded notebooks.

    Args:
        root: the course folder, with ``gradebook.db`` and ``autograded/``.
        problems: student to a line about their submission, from the run that graded it.
        results: student to what their notebooks say, where it is known; the others' are read.

    Raises:
        CourseError: the gradebook does not know the assignment.
    """
    problems, results = problems or {}, results or {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        known = [item.name for item in gradebook.assignments]
        if assignment not in known:
            raise CourseError(f"the gradebook has no assignment {assignment!r}; it has: {', '.join(known) or 'none'}")
        scores = _scores(gradebook, assignment)
        points = {
            cell.name.removesuffix("-tests"): float(cell.max_score)
            for notebook in gradebook.find_assignment(assignment).notebooks
            for cell in notebook.grade_cells
        }
    rows = []
    for student, found in sorted(scores.items()):
        result = results.get(student) or read_results(root / "autograded" / student / assignment)
        rows.append(Row(student, found, result, problems.get(student) or (None if result else "not graded")))
    for row in rows:  # the notebook's order; the gradebook has none
        if row.result:
            points = {item["exercise"]: points[item["exercise"]] for item in row.result.exercises} | points
            break
    return ClassReport(assignment, points, rows)


def _scores(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, float]]:
    """Scores by student, then by exercise: in one query, since a row of the ORM for each takes a class's time."""
    submitted = (
        gradebook.db.query(SubmittedAssignment.student_id).join(Assignment).filter(Assignment.name == assignment)
    )
    scores: dict[str, dict[str, float]] = {student: {} for (student,) in submitted}
    graded = (
        gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.score)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Assignment.name == assignment)
    )
    for student, name, score in graded:
        scores[student][name.removesuffix("-tests")] = float(score)
    return scores


def picture(report: ClassReport) -> tuple[Figure, np.ndarray]:
    """Shares of the points, students down, exercises across.

    Returns:
        The figure and its data, shape (students, exercises), from 0 to 1.
    """
    shares = np.array(
        [[row.scores.get(name, 0.0) / points for name, points in report.points.items()] for row in report.rows]
    ).reshape(len(report.rows), len(report.points))
    # From orange to blue by way of a light grey: safe for colour-blind readers.
    colours = LinearSegmentedColormap.from_list("shares", ["#d55e00", "#e8e4d8", "#0072b2"])
    colours = colours.with_extremes(bad="#c8c8c8")  # not attempted is not wrong
    outcomes = [[row.outcome(name) for name in report.points] for row in report.rows]
    untried = np.array([[outcome in ("not attempted", "no result") for outcome in line] for line in outcomes])
    figure = Figure(figsize=(2.2 + 0.62 * len(report.points), 1.4 + 0.3 * len(report.rows)), layout="constrained")
    axes = figure.subplots()
    tried = np.ma.masked_array(shares, untried.reshape(shares.shape))
    image = axes.imshow(tried, cmap=colours, vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(report.points)), list(report.points), rotation=40, ha="left")
    axes.set_yticks(range(len(report.rows)), [row.student for row in report.rows])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for i, j in np.ndindex(shares.shape):
        sign = _SIGNS.get(outcomes[i][j], "")
        dark = abs(shares[i, j] - 0.5) > 0.35 and not untried[i, j]
        axes.text(j, i, sign, ha="center", va="center", color="white" if dark else "black", fontsize=9)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, ax=axes, label="share of the points", ticks=[0, 0.5, 1], shrink=0.8)
    return figure, shares


_SIGNS = {"passed": "✓", "wrong": "✗", "not attempted": "○", "broken": "!"}


def write(report: ClassReport, path: Path) -> None:
    """Write the report as one HTML file that needs nothing else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report), encoding="utf-8")


def render(report: ClassReport) -> str:
    """The report's HTML."""
    environment = Environment(
        loader=PackageLoader("autograder.grading"), autoescape=select_autoescape(), trim_blocks=True
    )
    environment.filters["marked"] = marked
    return environment.get_template("report.html").render(
        report=report,
        maximum=sum(report.points.values()),
        mean=_mean(report),
        picture=_svg(picture(report)[0]) if report.rows else "",
        signs=_SIGNS,
    )


def _mean(report: ClassReport) -> float:
    return float(np.mean([row.total for row in report.rows])) if report.rows else 0.0


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
