"""The command line: ``autograder check | grade | report | doctor | build | install-kernel | demo``."""

from __future__ import annotations

import errno
import json
import logging
import signal
import sqlite3
import threading
import time
import traceback
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from typer.core import TyperGroup

from autograder.batch.log import quiet

if TYPE_CHECKING:
    from autograder.grading.report import ClassReport
    from autograder.grading.results import Result
    from autograder.grading.single import Checked

out = Console()
err = Console(stderr=True)

#: What a shell says of a command that SIGTERM ended.
_TERMINATED = 128 + signal.SIGTERM
#: What Typer says by itself. The last one is Click's UsageError, wherever Typer has it.
_SAID = (typer.Exit, typer.Abort, typer.BadParameter.__base__)


class Terminated(KeyboardInterrupt):
    """SIGTERM: whatever cleans up after Ctrl-C cleans up now."""


def _terminate(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough; a second one would disturb the cleaning
    raise Terminated


class Commands(TyperGroup):
    """The commands, and what ends them before they are done: a sentence, and exit code 2.

    A mistake of this program is one of its own kind: its traceback is shown. Exit code 1 would be
    wrong for it, too, since that says something of a submission.
    """

    def invoke(self, ctx: Any) -> Any:
        here = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGTERM, _terminate) if here else None
        try:
            return super().invoke(ctx)
        except (*_SAID, BrokenPipeError):
            raise
        except Terminated:
            _say("stopped")
            raise typer.Exit(_TERMINATED) from None
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None or ctx.params.get("verbose"):
                traceback.print_exc()
            _fail(sentence or "This is a mistake of autograder's, not of a submission: report it, with what is above")
        finally:
            if here:
                signal.signal(signal.SIGTERM, before)


app = typer.Typer(
    cls=Commands,
    help="Grading for the course on TensorFlow variables.",
    no_args_is_help=True,
    add_completion=False,
)

_TRUST = "Run the notebook's own tests, with your rights, where no source/ has them."
_UNSAFE = "Run the notebook's code with your rights. It is written into the result."
_STYLES = {"passed": "green", "wrong": "red", "not attempted": "dim", "broken": "magenta"}


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"autograder {version('autograder')}")
        raise typer.Exit


@app.callback()
def main(
    verbose: Annotated[bool, typer.Option("--verbose", help="Show nbgrader's own log, and tracebacks.")] = False,
    _: Annotated[
        bool, typer.Option("--version", help="Say which one this is.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    else:
        quiet()


@app.command()
def check(
    notebook: Path,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    seed: Annotated[int | None, typer.Option(help="Repeat a run: its random inputs.")] = None,
    trust_its_tests: Annotated[bool, typer.Option("--trust-its-tests", help=_TRUST)] = False,
    unsafe_no_isolation: Annotated[bool, typer.Option("--unsafe-no-isolation", help=_UNSAFE)] = False,
) -> None:
    """Grade one notebook here, in the terminal. It is read, not changed.

    With the course's source/ at hand the hidden tests take part. Exit code: 0 if everything
    passed, 1 if not, 2 if it could not be graded.
    """
    if not notebook.is_file():
        _fail(f"{notebook} is a folder, not a notebook" if notebook.is_dir() else f"there is no file {notebook}")
    from autograder.grading.single import check_notebook

    with err.status("grading…"):
        checked = check_notebook(notebook, seed, isolated=not unsafe_no_isolation, trusted=trust_its_tests)
    if as_json:
        print(json.dumps(_summary(notebook, checked), indent=2, ensure_ascii=False))
    else:
        _print_checked(checked)
    raise typer.Exit(0 if all(exercise["outcome"] == "passed" for exercise in checked.result.exercises) else 1)


@app.command()
def grade(
    assignment: Annotated[str | None, typer.Argument(help="All that were submitted, by default.")] = None,
    student: Annotated[list[str] | None, typer.Option(help="Only this one's; can be repeated.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what was graded before.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at a time; one per core by default.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, to use its workers.")] = None,
    unsafe_no_isolation: Annotated[bool, typer.Option("--unsafe-no-isolation", help=_UNSAFE)] = False,
    course: Annotated[Path, typer.Option(help="The course folder.")] = Path("."),
) -> None:
    """Grade what is new or changed in submitted/, with feedback.

    Exit code: 0 if nothing needs a person, 1 if something does, 2 if an assignment, or everything
    in it, could not be graded. A run that was stopped, however it was, is continued by the next one.
    """
    from autograder.batch.submission import submissions, submitted_assignments
    from autograder.grading.course import CourseError
    from autograder.grading.report import collect

    root = course.resolve()
    names = [_name(assignment)] if assignment else submitted_assignments(root)
    if not names:
        _fail(f"there is no submission in {root}/submitted")
    students = {name: submissions(root, name) for name in names}
    if student:
        students = _only(student, students)
    people = failed = False
    for name in students:
        try:
            problems, results = _grade(root, name, students[name], force, workers, cluster, unsafe_no_isolation)
        except CourseError as error:
            _say(str(error))
            failed = True
        except KeyboardInterrupt as stop:
            goes_on = "with --force the same command begins again, without it it goes on with the rest"
            _say(f"stopped. What was graded is kept; {goes_on if force else 'the same command goes on with the rest'}")
            raise typer.Exit(_TERMINATED if isinstance(stop, Terminated) else 2) from None
        else:
            _print_class(collect(root, name, problems, results))
            people |= bool(problems)
            failed |= not results
    raise typer.Exit(2 if failed else 1 if people else 0)


@app.command()
def report(
    assignment: str,
    output: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("report.html"),
    course: Annotated[Path, typer.Option(help="The course folder.")] = Path("."),
) -> None:
    """Write the class report of ASSIGNMENT: scores by student and exercise, and what they believe."""
    from autograder.grading.configuration import course_config, has_gradebook
    from autograder.grading.report import collect, write

    root = course.resolve()
    if not has_gradebook(course_config(root)):
        _fail(f"there is no gradebook in {root}: grade first, or name the course folder with --course")
    write(collect(root, _name(assignment)), output)
    _print(f"report: {output}")


@app.command()
def build() -> None:
    """Generate everything that is generated: source/*.ipynb and notebooks/, for every assignment."""
    import tempfile

    from autograder.grading.course import assignments, release

    root = _root()
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for assignment in assignments(root):
            release(root, assignment, Path(folder) / "gradebook.db")
            _print(f"built notebooks/{assignment}")


@app.command()
def doctor() -> None:
    """Try to break out of the isolation that student code is graded in, and say what holds on this machine.

    Exit code: 0 if everything holds, 1 if something does not, 2 if there is no isolation here.
    """
    from autograder.isolation import examine, mode

    chosen = mode()
    table = Table("attempt", "as it should be", "what came of it", title=f"isolation by {chosen}", box=box.SIMPLE_HEAD)
    with err.status("trying to break out…"):
        probes = examine(chosen)
    for probe in probes:
        table.add_row(_plain(probe.name), "[green]yes[/]" if probe.held else "[bold red]NO[/]", _plain(probe.detail))
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
    from autograder.grading.course import generate
    from autograder.grading.report import collect, write

    root = _root()
    target = root / "build" / "demo"
    started = time.monotonic()
    students = example.compose(root, target)
    out.print(f"{len(students)} submissions of {example.ASSIGNMENT} in {target.relative_to(root)}/submitted")
    generate(course_config(target), example.ASSIGNMENT)
    found = collect(target, example.ASSIGNMENT, *_grade(target, example.ASSIGNMENT, students, force=False))
    _print_class(found)
    write(found, target / "report.html")
    out.print(f"graded in {time.monotonic() - started:.0f} s")
    out.print("report: build/demo/report.html", highlight=False)


def _name(assignment: str) -> str:
    """An assignment's name, also where a shell has completed it to a folder's."""
    return assignment.rstrip("/\\")


def _only(wanted: list[str], students: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of the students by assignment those that are wanted."""
    there = sorted({student for found in students.values() for student in found})
    if unknown := sorted(set(wanted) - set(there)):
        _fail(f"there is no submission of {', '.join(unknown)}; there are: {', '.join(there) or 'none'}")
    chosen = {name: [student for student in found if student in wanted] for name, found in students.items()}
    return {name: found for name, found in chosen.items() if found}


def _grade(
    root: Path,
    assignment: str,
    students: list[str],
    force: bool,
    workers: int | None = None,
    cluster: str | None = None,
    unsafe: bool = False,
) -> tuple[dict[str, str], dict[str, Result]]:
    """Grade a class with a progress bar; problems and results by student, as far as there are any."""
    from autograder.batch.classroom import grade as grade_all
    from autograder.grading.configuration import without_isolation
    from autograder.grading.course import CourseError, ensure_generated, outdated_tests

    if not students:
        raise CourseError(f"there is no submission in {root}/submitted/*/{assignment}")
    ensure_generated(root, assignment)
    if outdated := outdated_tests(root, assignment):
        _say(
            f"{assignment}: {', '.join(outdated)} changed in source/ and grade as before; "
            f"to grade with what is there now: nbgrader generate_assignment {assignment} --force"
        )
    problems, results = {}, {}
    unchanged = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    adjust = without_isolation if unsafe else None
    with (
        Progress(*columns, console=err) as progress,
        closing(grade_all(root, assignment, students, force, workers, adjust, cluster)) as run,
    ):
        task = progress.add_task("grading", total=len(students))
        for graded in run:
            note = graded.problem or (graded.result.remarks if graded.result else None)
            if note:
                problems[graded.student] = note
                progress.console.print(_plain(f"{graded.student}: {note}"), highlight=False)
            if graded.result:
                results[graded.student] = graded.result
            unchanged += graded.unchanged
            progress.advance(task)
    lost = len(students) - len(results)
    people = len(problems.keys() & results.keys())
    told = f"{len(results) - unchanged} graded"
    told += f", {lost} could not be graded" if lost else ""
    told += f", {unchanged} of {len(students)} were graded before and are unchanged" if unchanged else ""
    told += f", {people} need a person" if people else ""
    told += ", WITHOUT ISOLATION: their code had your rights, and could change any of this" if unsafe else ""
    err.print(_plain(f"{assignment}: {told}"), highlight=False)
    return problems, results


def _print_class(found: ClassReport) -> None:
    names = list(found.points)
    legend = " · ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    table = Table(title=_plain(found.assignment), caption=_plain(legend), box=box.SIMPLE_HEAD)
    table.add_column("", no_wrap=True)
    for number, name in enumerate(names, 1):
        table.add_column(f"{number}\n/{found.points[name]:g}", justify="right", no_wrap=True)
    if found.late:
        table.add_column("late", justify="right", no_wrap=True)
    table.add_column(f"all\n/{sum(found.points.values()):g}", justify="right", no_wrap=True)
    for row in found.rows:
        styles = [_STYLES.get(row.outcome(name), "default") for name in names]
        scores = [round(row.scores.get(name, 0), 1) for name in names]
        cells = [f"[{style}]{score:g}[/]" for style, score in zip(styles, scores, strict=True)]
        late = [f"−{round(row.penalty, 1):g}" if row.penalty else ""] * found.late
        table.add_row(_plain(row.student), *cells, *late, f"[bold]{round(row.total, 1):g}[/]")
    out.print(table)


def _summary(notebook: Path, checked: Checked) -> dict[str, Any]:
    """What came of a notebook, as plain data."""
    result = checked.result
    return {
        "notebook": str(notebook),
        "hidden_tests": checked.hidden,
        "seed": checked.seed,
        "earned": result.earned,
        "points": result.points,
        "note": result.note,
        "left_out": checked.left_out,
        "isolation": result.isolation,
        "review": list(result.review),
        "exercises": list(result.exercises),
    }


def _print_checked(checked: Checked) -> None:
    result = checked.result
    for line in filter(None, (result.note, checked.left_out)):
        _print(line)
    for exercise in result.exercises:
        _print_exercise(exercise)
    for line in result.review:
        _print(f"look at {line}")
    if result.isolation == "none":
        _print("WITHOUT ISOLATION: its code had your rights, and could change any of this")
    total = f"{result.earned:g} of {result.points:g} points" if result.points else "nothing here counts for points"
    _print(total + ("" if checked.hidden else ", visible tests only: the course's source/ is not at hand"))
    _print(f"--seed {checked.seed} repeats this run")


def _print_exercise(exercise: dict[str, Any]) -> None:
    from autograder.misconceptions import CATALOGUE

    style = _STYLES.get(exercise["outcome"], "default")
    score = f"{exercise['earned']:g}/{exercise['points']:g}"
    out.print(f"[{style}]{exercise['outcome']:>13}[/]  {_plain(exercise['exercise'])}  {score}", highlight=False)
    indent = " " * 15
    if exercise["outcome"] in ("wrong", "broken"):
        # A test in nbgrader's plain style has no findings.
        failed = next((item for item in exercise["findings"] if item["outcome"] != "passed"), None)
        _print(indent + (f"{failed['asked']}: {failed['message']}" if failed else exercise["message"]))
        if exercise["misconception"]:
            idea = CATALOGUE[exercise["misconception"]]
            out.print(
                f"{indent}[italic]{_plain(idea.sentence)}[/] ({_plain(idea.section)})", highlight=False, soft_wrap=True
            )
    if exercise["limit"]:
        _print(f"{indent}a limit was met: {exercise['limit']}")
    for line in exercise["review"]:
        _print(f"{indent}look at {line}")


def _root() -> Path:
    from autograder.grading.course import find_root

    root = find_root(Path.cwd())
    if root is None:
        _fail("this is not the course's folder: run it where nbgrader_config.py and source/ are")
    return root


def _sentence(error: Exception) -> str | None:
    """What went wrong and what to do, where that is not a mistake of this program; else None."""
    from sqlalchemy.exc import SQLAlchemyError
    from traitlets import TraitError

    from autograder.batch.ledger import FOLDER
    from autograder.grading.configuration import CONFIG_FILE
    from autograder.grading.course import CourseError
    from autograder.isolation import NoIsolation

    if isinstance(error, (CourseError, NoIsolation)):
        return str(error)
    if _raised_in(CONFIG_FILE, error) or isinstance(error, TraitError):
        return f"{CONFIG_FILE} has a mistake: {_line(error)}. Mend it, and start the same command again"
    if isinstance(error, SQLAlchemyError):
        reason = _line(getattr(error, "orig", None) or error)
        return f"the gradebook cannot be used: {reason}. If it is damaged, put a copy of gradebook.db in its place"
    if isinstance(error, sqlite3.Error):
        return f"{FOLDER}/lock cannot be used: {_line(error)}. Delete that file, and start the same command again"
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or _line(error)}{where}. {_ADVICE.get(error.errno, 'See to it')}, and start again"
    return None


_OWN = "Make it yours to read and to write, or work in a copy"
_ADVICE = {
    errno.EACCES: _OWN,
    errno.EPERM: _OWN,
    errno.EROFS: _OWN,
    errno.ENAMETOOLONG: "Use a shorter name",
    errno.ENOSPC: "Make space",
    errno.EDQUOT: "Make space",
}


def _raised_in(file: str, error: Exception) -> bool:
    """Whether the file was being run, or could not be compiled, when the error was raised."""
    names = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    names += [error.filename or ""] if isinstance(error, SyntaxError) else []
    return any(Path(name).name == file for name in names)


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"


def _plain(text: str) -> str:
    """Text of a student's, or of an error: it is no markup, and nothing in it steers the terminal."""
    return escape("".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text))


def _print(text: str) -> None:
    out.print(_plain(text), highlight=False, soft_wrap=True)


def _fail(message: str) -> NoReturn:
    _say(message)
    raise typer.Exit(2)


def _say(message: str) -> None:
    err.print(_plain(message), style="red", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    app()
