"""The class report: scores by student and exercise, as a picture and a table, in one HTML file."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
from jinja2 import Environment, PackageLoader, select_autoescape
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from nbgrader.api import Assignment, BaseCell, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory

from autograder.grading.configuration import course_config
from autograder.grading.course import CourseError
from autograder.grading.results import Result, read_results
from autograder.misconceptions import CATALOGUE
from autograder.verdict import marked


@dataclass(frozen=True)
class Row:
    """One student's line.

    Attributes:
        scores: by exercise, from the gradebook: manual grades count.
        result: what the checks found, or None when there is no autograded notebook.
        problem: one line about the submission, or None.
        penalty: points that the submission loses, since it was late.
    """

    student: str
    scores: dict[str, float]
    result: Result | None
    problem: str | None = None
    penalty: float = 0.0

    @property
    def remarks(self) -> str:
        return self.problem or (self.result and self.result.remarks) or ""

    @property
    def total(self) -> float:
        """As ``nbgrader export`` has it: a penalty takes no more than there is."""
        return round(max(0.0, sum(self.scores.values()) - self.penalty), 2)

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
    def late(self) -> bool:
        """Whether anybody loses points for being late."""
        return any(row.penalty for row in self.rows)

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
    with Gradebook(course_config(root).CourseDirectory.db_url) as gradebook:
        known = [item.name for item in gradebook.assignments]
        if assignment not in known:
            raise CourseError(f"the gradebook has no assignment {assignment!r}; it has: {', '.join(known) or 'none'}")
        cells = {
            (notebook.name, cell.name): float(cell.max_score)
            for notebook in gradebook.find_assignment(assignment).notebooks
            for cell in (*notebook.grade_cells, *notebook.task_cells)
        }
        scores, penalties = _scores(gradebook, assignment), _penalties(gradebook, assignment)
    names = _names(cells)
    rows = []
    for student, penalty in sorted(penalties.items()):
        result = results.get(student) or read_results(root / "autograded" / student / assignment)
        found = {names[cell]: score for cell, score in scores.get(student, {}).items()}
        problem = problems.get(student) or (None if result else "not graded")
        rows.append(Row(student, found, result and _named(result, names), problem, penalty))
    order = _order(root, assignment)
    points = {names[cell]: cells[cell] for cell in sorted(cells, key=lambda cell: order.get(cell, len(order)))}
    return ClassReport(assignment, points, rows)


#: A notebook's name, and a grade id in it.
Cell = tuple[str, str]


def _names(cells: Iterable[Cell]) -> dict[Cell, str]:
    """What graded cells are called in the report: as their exercise, where no other one is called so."""
    short = {cell: cell[1].removesuffix("-tests") for cell in cells}
    frequency = Counter(short.values())
    return {cell: name if frequency[name] == 1 else "/".join(cell) for cell, name in short.items()}


def _named(result: Result, names: dict[Cell, str]) -> Result:
    """The result with its exercises called as in the report."""
    called = [names.get((item["notebook"], item["cell"]), item["exercise"]) for item in result.exercises]
    exercises = (item | {"exercise": name} for item, name in zip(result.exercises, called, strict=True))
    return replace(result, exercises=tuple(exercises))


def _order(root: Path, assignment: str) -> dict[Cell, int]:
    """The places of cells in the source's notebooks: the gradebook has no order, and students move cells."""
    course = CourseDirectory(config=course_config(root))
    folder = Path(course.format_path(course.source_directory, ".", assignment))
    order: dict[Cell, int] = {}
    for path in sorted(folder.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            order.setdefault((path.stem, cell.metadata.get("nbgrader", {}).get("grade_id", "")), len(order))
    return order


def _penalties(gradebook: Gradebook, assignment: str) -> dict[str, float]:
    """What each student who submitted loses for being late: 0 for most."""
    submitted = gradebook.db.query(SubmittedAssignment.student_id, SubmittedAssignment.late_submission_penalty)
    return dict(submitted.join(Assignment).filter(Assignment.name == assignment).tuples())


def _scores(gradebook: Gradebook, assignment: str) -> dict[str, dict[Cell, float]]:
    """Scores by student, then by cell: in one query, since a row of the ORM for each takes a class's time."""
    graded = (
        gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.score)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Assignment.name == assignment)
    )
    scores: dict[str, dict[Cell, float]] = {}
    for student, notebook, cell, score in graded:
        scores.setdefault(student, {})[notebook, cell] = float(score)
    return scores


def picture(report: ClassReport) -> tuple[Figure, np.ndarray]:
    """Shares of the points, students down, exercises across.

    Returns:
        The figure and its data, shape (students, exercises), from 0 to 1.
    """
    shares = np.array(
        [[_share(row, name, points) for name, points in report.points.items()] for row in report.rows]
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


def _share(row: Row, exercise: str, points: float) -> float:
    """The share of the points; where there are none, all or nothing."""
    return row.scores.get(exercise, 0.0) / points if points else float(row.outcome(exercise) == "passed")


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
