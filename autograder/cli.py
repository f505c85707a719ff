"""The command line: ``autograder check | grade | report | doctor | build | install-kernel | demo``."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.batch.log import quiet

if TYPE_CHECKING:
    from autograder.grading.report import ClassReport
    from autograder.grading.results import Result

app = typer.Typer(help="Grading for the course on TensorFlow variables.", no_args_is_help=True, add_completion=False)
out = Console()
err = Console(stderr=True)

_UNSAFE = "Run the notebook's code with your rights. It is written into the result."
_STYLES = {"passed": "green", "wrong": "red", "not attempted": "dim", "broken": "magenta"}


@app.callback()
def main(verbose: Annotated[bool, typer.Option("--verbose", help="Show nbgrader's own log.")] = False) -> None:
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    else:
        quiet()


@app.command()
def check(
    notebook: Path,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    seed: Annotated[int | None, typer.Option(help="Repeat a run: its random inputs.")] = None,
    unsafe_no_isolation: Annotated[bool, typer.Option("--unsafe-no-isolation", help=_UNSAFE)] = False,
) -> None:
    """Grade one notebook here, in the terminal. It is read, not changed.

    With the course's source/ at hand the hidden tests take part. Exit code: 0 if everything
    passed, 1 if not, 2 if it could not be graded.
    """
    if not notebook.is_file():
        _fail(f"{notebook} is a folder, not a notebook" if notebook.is_dir() else f"there is no file {notebook}")
    from autograder.grading.course import CourseError
    from autograder.grading.single import check_notebook

    try:
        with err.status("grading…"):
            result, hidden = check_notebook(notebook, seed, isolated=not unsafe_no_isolation)
    except CourseError as error:
        _fail(str(error))
    passed = all(exercise["outcome"] == "passed" for exercise in result.exercises)
    if as_json:
        summary = {
            "notebook": str(notebook),
            "hidden_tests": hidden,
            "earned": result.earned,
            "points": result.points,
            "note": result.note,
            "isolation": result.isolation,
            "review": list(result.review),
            "exercises": list(result.exercises),
        }
        print(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print_result(result.exercises, result.note)
        total = f"{result.earned:g} of {result.points:g} points" if result.points else "nothing here counts for points"
        out.print(
            total + ("" if hidden else ", visible tests only: the course's source/ is not at hand"), soft_wrap=True
        )
    raise typer.Exit(0 if passed else 1)


@app.command()
def grade(
    assignment: Annotated[str | None, typer.Argument(help="All that were submitted, by default.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what was graded before.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at a time; one per core by default.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, to use its workers.")] = None,
    unsafe_no_isolation: Annotated[bool, typer.Option("--unsafe-no-isolation", help=_UNSAFE)] = False,
    course: Annotated[Path, typer.Option(help="The course folder.")] = Path("."),
) -> None:
    """Grade what is new or changed in submitted/, with feedback.

    Exit code: 0 if nothing needs a person, 1 if something does, 2 if it could not be graded. A run
    that was stopped, however it was, is continued by the next one.
    """
    from autograder.batch.submission import submitted_assignments
    from autograder.grading.course import CourseError
    from autograder.grading.report import collect

    root = course.resolve()
    names = [assignment] if assignment else submitted_assignments(root)
    if not names:
        _fail(f"there is no submission in {root}/submitted")
    people = failed = False
    for name in names:
        try:
            problems, results = _grade(root, name, force, workers, cluster, unsafe_no_isolation)
        except CourseError as error:
            _say(str(error))
            failed = True
        except KeyboardInterrupt:
            _fail("stopped. What was graded is kept; the same command goes on with the rest")
        else:
            _print_class(collect(root, name, problems, results))
            people |= bool(problems)
    raise typer.Exit(2 if failed else 1 if people else 0)


@app.command()
def report(
    assignment: str,
    output: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("report.html"),
    course: Annotated[Path, typer.Option(help="The course folder.")] = Path("."),
) -> None:
    """Write the class report of ASSIGNMENT: scores by student and exercise, and what they believe."""
    from autograder.grading.course import CourseError
    from autograder.grading.report import collect, write

    root = course.resolve()
    if not (root / "gradebook.db").exists():
        _fail(f"there is no gradebook in {root}: grade first, or name the course folder with --course")
    try:
        write(collect(root, assignment), output)
    except CourseError as error:
        _fail(str(error))
    out.print(f"report: {output}")


@app.command()
def build() -> None:
    """Generate everything that is generated: source/*.ipynb and notebooks/, for every assignment."""
    import tempfile

    from autograder.grading.course import CourseError, assignments, release

    root = _root()
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for assignment in assignments(root):
            try:
                release(root, assignment, Path(folder) / "gradebook.db")
            except CourseError as error:
                _fail(str(error))
            out.print(f"built notebooks/{assignment}")


@app.command()
def doctor() -> None:
    """Try to break out of the isolation that student code is graded in, and say what holds on this machine.

    Exit code: 0 if everything holds, 1 if something does not, 2 if there is no isolation here.
    """
    from autograder.isolation import NoIsolation, examine, mode

    try:
        chosen = mode()
    except NoIsolation as reason:
        _fail(str(reason))
    table = Table("attempt", "as it should be", "what came of it", title=f"isolation by {chosen}", box=box.SIMPLE_HEAD)
    with err.status("trying to break out…"):
        probes = examine(chosen)
    for probe in probes:
        table.add_row(probe.name, "[green]yes[/]" if probe.held else "[bold red]NO[/]", escape(probe.detail))
    out.print(table)
    raise typer.Exit(0 if all(probe.held for probe in probes) else 1)


@app.command()
def install_kernel() -> None:
    """Offer JupyterLab's users a kernel that starts at once, with TensorFlow imported."""
    from autograder.kernels.specs import DISPLAY_NAME, install

    out.print(f"{DISPLAY_NAME}: {install()}", highlight=False, soft_wrap=True)


@app.command()
def demo() -> None:
    """Compose a class, grade it, and write its gradebook, feedback and report to build/demo."""
    from autograder import demo as example
    from autograder.grading.configuration import course_config
    from autograder.grading.course import CourseError, generate
    from autograder.grading.report import collect, write

    root = _root()
    target = root / "build" / "demo"
    started = time.monotonic()
    try:
        students = example.compose(root, target)
        out.print(f"{len(students)} submissions of {example.ASSIGNMENT} in {target.relative_to(root)}/submitted")
        generate(course_config(target), example.ASSIGNMENT)
        found = collect(target, example.ASSIGNMENT, *_grade(target, example.ASSIGNMENT, force=False))
    except CourseError as error:
        _fail(str(error))
    _print_class(found)
    write(found, target / "report.html")
    out.print(f"graded in {time.monotonic() - started:.0f} s")
    out.print("report: build/demo/report.html", highlight=False)


def _grade(
    root: Path,
    assignment: str,
    force: bool,
    workers: int | None = None,
    cluster: str | None = None,
    unsafe: bool = False,
) -> tuple[dict[str, str], dict[str, Result]]:
    """Grade a class with a progress bar; problems and results by student, as far as there are any."""
    from autograder.batch.classroom import grade as grade_all
    from autograder.batch.submission import submissions
    from autograder.grading.configuration import without_isolation
    from autograder.grading.course import CourseError, ensure_generated

    students = submissions(root, assignment)
    if not students:
        raise CourseError(f"there is no submission in {root}/submitted/*/{assignment}")
    ensure_generated(root, assignment)
    problems, results = {}, {}
    unchanged = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err) as progress:
        task = progress.add_task("grading", total=len(students))
        for graded in grade_all(
            root, assignment, students, force, workers, without_isolation if unsafe else None, cluster
        ):
            note = graded.problem or (graded.result.remarks if graded.result else None)
            if note:
                problems[graded.student] = note
                progress.console.print(f"{graded.student}: {escape(note)}", highlight=False)
            if graded.result:
                results[graded.student] = graded.result
            unchanged += graded.unchanged
            progress.advance(task)
    told = f"{len(students) - unchanged} graded"
    told += f", {unchanged} of {len(students)} were graded before and are unchanged" if unchanged else ""
    told += f", {len(problems)} need a person" if problems else ""
    told += ", WITHOUT ISOLATION: their code had your rights, and could change any of this" if unsafe else ""
    err.print(f"{assignment}: {told}", highlight=False)
    return problems, results


def _print_class(found: ClassReport) -> None:
    names = list(found.points)
    legend = " · ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    table = Table(title=found.assignment, caption=legend, box=box.SIMPLE_HEAD)
    table.add_column("", no_wrap=True)
    for number, name in enumerate(names, 1):
        table.add_column(f"{number}\n/{found.points[name]:g}", justify="right", no_wrap=True)
    table.add_column(f"all\n/{sum(found.points.values()):g}", justify="right", no_wrap=True)
    for row in found.rows:
        styles = [_STYLES.get(row.outcome(name), "default") for name in names]
        scores = [round(row.scores.get(name, 0), 1) for name in names]
        cells = [f"[{style}]{score:g}[/]" for style, score in zip(styles, scores, strict=True)]
        table.add_row(row.student, *cells, f"[bold]{round(row.total, 1):g}[/]")
    out.print(table)


def _print_result(exercises: tuple[dict, ...], note: str | None) -> None:
    from autograder.misconceptions import CATALOGUE

    if note:
        out.print(escape(note), highlight=False)
    for exercise in exercises:
        style = _STYLES.get(exercise["outcome"], "default")
        score = f"{exercise['earned']:g}/{exercise['points']:g}"
        out.print(f"[{style}]{exercise['outcome']:>13}[/]  {exercise['exercise']}  {score}", highlight=False)
        if exercise["outcome"] in ("wrong", "broken"):
            failed = next(item for item in exercise["findings"] if item["outcome"] != "passed")
            told = f"               {escape(failed['asked'])}: {escape(failed['message'])}"
            out.print(told, highlight=False, soft_wrap=True)
            if exercise["misconception"]:
                idea = CATALOGUE[exercise["misconception"]]
                out.print(
                    f"               [italic]{escape(idea.sentence)}[/] ({idea.section})",
                    highlight=False,
                    soft_wrap=True,
                )


def _root() -> Path:
    from autograder.grading.course import find_root

    root = find_root(Path.cwd())
    if root is None:
        _fail("this is not the course's folder: run it where nbgrader_config.py and source/ are")
    return root


def _fail(message: str) -> None:
    _say(message)
    raise typer.Exit(2)


def _say(message: str) -> None:
    err.print(escape(message), style="red", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    app()
