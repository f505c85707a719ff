"""A run: one submission (or a class of them) and the victim, through one of the graders."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from traitlets.config import Config

from autograder.grading.configuration import CONFIG_FILE, configure
from autograder.grading.course import exercises, generate, read_source

from .submission import FOLDER, Submission
from .world import ASSIGNMENT, NOTEBOOK, POINTS, VICTIM, World

#: A class that is not graded after so many seconds for each submission hangs.
HANGS_AFTER = 180

_OURS = "from autograder.grading.configuration import configure\n\nconfigure(get_config())\n"
_STOCK = "c = get_config()\nc.CourseDirectory.release_directory = 'notebooks'\n"


@dataclass(frozen=True)
class Grader:
    """A way to grade.

    Attributes:
        program: what :mod:`.grade` calls it.
        variant: of the course: tests as ``checks``, or as ``plain`` asserts.
        config: the course's nbgrader_config.py.
        forgeable: whether points and hidden tests are the kernel's to give and to tell, as those of
            plain asserts always are: then only damage, other secrets and missing results count.
        class_size: submissions of the suite in one class. More are faster; one shows without a
            second run who did the damage.
    """

    program: str
    variant: str
    config: str
    forgeable: bool = False
    class_size: int = 8


GRADERS = {
    "stock": Grader("stock", "plain", _STOCK, class_size=1),
    "ours": Grader("ours", "checks", _OURS),
    "ours-plain": Grader("ours", "plain", _OURS, forgeable=True),
}


@dataclass(frozen=True)
class Outcome:
    """What came of one submission in a run.

    Attributes:
        points: from the gradebook, or None.
        faults: everything that must not be; empty if the grader held.
        told: how it ended, in a few words.
    """

    name: str
    grader: str
    points: float | None
    faults: tuple[str, ...]
    told: str


def make_template(folder: Path, grader: Grader) -> Path:
    """A course folder in ``folder`` with the attacked assignment generated."""
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (folder / CONFIG_FILE).write_text(grader.config, encoding="utf-8")
    nbformat.write(_source(grader.variant), source / NOTEBOOK)
    config = configure(Config())  # finds nbgrader's tools; only the folders matter here
    if grader.program == "stock":
        config = Config(CourseDirectory={"release_directory": "notebooks"})
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    generate(config, ASSIGNMENT)
    return folder


def right_answer(variant: str) -> str:
    """The solution of the course, without what tells that it is the source's."""
    (exercise,) = exercises(_source(variant))
    lines = exercise.solution.splitlines()
    return "\n".join(line.partition("  # SECRET")[0] for line in lines if "### " not in line)


def _source(variant: str) -> NotebookNode:
    return read_source(FOLDER / "course" / variant / "linear.py")


def run(name: str, template: Path, submissions: list[Submission]) -> tuple[list[Outcome], list[str]]:
    """Grade these submissions and the victim in one class.

    Returns:
        What came of each, and what is nobody's own: damage, and what was done to the victim.
    """
    grader = GRADERS[name]
    with World(template, submissions, right_answer(grader.variant)) as world:
        hung = _grade(grader, world)
        outcomes = [_outcome(name, grader, world, submission) for submission in submissions]
        return outcomes, [*hung, *_victim(grader, world), *world.damage()]


def run_alone(name: str, template: Path, submission: Submission) -> Outcome:
    """What came of one submission that was graded beside the victim only: all damage is its own."""
    (outcome,), damage = run(name, template, [submission])
    return replace(outcome, faults=(*outcome.faults, *damage))


def run_class(name: str, template: Path, submissions: list[Submission]) -> list[Outcome]:
    """What came of each, graded in one class; again and alone, to see whose fault it was, if need be."""
    if len(submissions) == 1:
        return [run_alone(name, template, submissions[0])]
    outcomes, damage = run(name, template, submissions)
    return [
        run_alone(name, template, submission) if damage or outcome.faults else outcome
        for submission, outcome in zip(submissions, outcomes, strict=True)
    ]


def _grade(grader: Grader, world: World) -> list[str]:
    """Grade the class; what is to be said of the process that did."""
    patience = HANGS_AFTER * (len(world.submissions) + 1)
    command = [sys.executable, str(FOLDER / "grade.py"), grader.program, str(world.course)]
    with world.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=world.course, env=world.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return [f"the grader did not end within {patience} s"]
    return [f"the grader was ended by signal {-process.returncode}"] if process.returncode < 0 else []


def _outcome(name: str, grader: Grader, world: World, submission: Submission) -> Outcome:
    student = submission.name
    points = world.points(student)
    faults = []
    if not world.has_result(student):
        faults.append("no result")
    difference = round((points or 0) - submission.deserved, 2)
    if not grader.forgeable and difference > 0:
        faults.append(f"{difference:g} undeserved points")
    if not grader.forgeable and submission.kind != "attack" and difference < 0:
        faults.append(f"{-difference:g} honest points lost")
    leaks = world.leaks(student, anywhere=name == "ours")
    faults += [f"leak: {secret}" for secret in leaks if not (grader.forgeable and secret == "hidden test")]
    faults += [f"too large: {what}" for what in world.too_large(student)]
    faults += [f"script in the feedback: {what}" for what in world.scripts(student)]
    faults += [f"got {what}" for what in world.claims(student)]
    return Outcome(student, name, points, tuple(faults), _told(world, student))


def _victim(grader: Grader, world: World) -> list[str]:
    points = world.points(VICTIM)
    if points != POINTS:
        return [f"the victim has {'no grade' if points is None else f'{points:g} of {POINTS:g} points'}"]
    return [] if world.has_result(VICTIM) else ["the victim has no feedback"]


def _told(world: World, student: str) -> str:
    """How it ended: the limit that was met, the error in the student's own cells, or the verdict.

    Without a result, what the grader said last of the student.
    """
    notebook = world.autograded(student)
    if notebook is None or not world.has_result(student):
        said = world.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return next((line.replace(str(world.root), "") for line in reversed(said) if student in line), "")[:200]
    if note := notebook.metadata.get("autograder_note"):
        return note
    verdicts = [
        data
        for cell in notebook.cells
        if cell.cell_type == "code" and utils.is_grade(cell)
        for output in cell.outputs
        for kind, data in output.get("data", {}).items()
        if kind.endswith("verdict+json") and isinstance(data, dict)
    ]
    limits = [verdict["limit"] for verdict in verdicts if verdict.get("limit")]
    errors = [
        f"{output.ename}: {output.evalue}"
        for cell in notebook.cells
        if cell.cell_type == "code" and not utils.is_grade(cell)
        for output in cell.outputs
        if output.output_type == "error" and output.ename != "NotImplementedError"
    ]
    messages = [verdict["message"] for verdict in verdicts if verdict.get("message")]
    told = [*limits[:1], *errors[:1], *messages[:1]]
    return "".join(character if character.isprintable() else " " for character in "; ".join(told)[:200])
