"""The attack suite's command line: ``python -m tests.attacks [NAME…] [--only ours|stock] [--json]``."""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.batch.log import quiet

from .runs import GRADERS, Outcome, make_template, run_class
from .submission import Submission, submissions

out = Console(width=None if sys.stdout.isatty() else 180)
err = Console(stderr=True)


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Submissions to run; all by default.")] = None,
    only: Annotated[str, typer.Option(help="`ours` or `stock`; both by default.")] = "",
    workers: Annotated[int, typer.Option(help="Runs at a time.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes as JSON.")] = False,
) -> None:
    """Grade hostile and careless submissions, each beside an honest one, in throw-away courses.

    Exit code: 0 if our grader held, 1 if not: an undeserved point, damage, a leak, an honest
    point lost, a submission without a result.
    """
    quiet()
    known = submissions()
    if unknown := set(names or ()) - set(known):
        raise typer.BadParameter(f"there is no submission {', '.join(sorted(unknown))}")
    if only not in ("", "ours", "stock"):
        raise typer.BadParameter("--only is ours or stock")
    chosen = [known[name] for name in names or known]
    graders = [name for name in GRADERS if name.startswith(only)]
    outcomes = _run(chosen, graders, workers)
    if as_json:
        print(json.dumps([dataclasses.asdict(outcome) for outcome in outcomes.values()], indent=2))
    else:
        _print(chosen, graders, outcomes)
    fallen = any(outcome.faults for (_, grader), outcome in outcomes.items() if grader != "stock")
    raise typer.Exit(1 if fallen else 0)


def _run(chosen: list[Submission], graders: list[str], workers: int) -> dict[tuple[str, str], Outcome]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    outcomes = {}
    with (
        tempfile.TemporaryDirectory(prefix="attacks") as folder,
        ThreadPoolExecutor(workers) as pool,
        Progress(*columns, console=err) as progress,
    ):
        templates = {name: make_template(Path(folder) / name, GRADERS[name]) for name in graders}
        task = progress.add_task("attacking", total=len(chosen) * len(graders))
        futures = {
            pool.submit(run_class, name, templates[name], chosen[start : start + GRADERS[name].class_size])
            for name in graders
            for start in range(0, len(chosen), GRADERS[name].class_size)
        }
        try:
            for future in as_completed(futures):
                for outcome in future.result():
                    outcomes[outcome.name, outcome.grader] = outcome
                    progress.advance(task)
                    if outcome.faults and outcome.grader != "stock":  # now: the whole table takes a while
                        told = f"{outcome.grader}, {outcome.name}: {'; '.join(outcome.faults)}"
                        progress.console.print(escape(told), style="red", highlight=False)
        finally:
            pool.shutdown(cancel_futures=True)
    return outcomes


def _print(chosen: list[Submission], graders: list[str], outcomes: dict[tuple[str, str], Outcome]) -> None:
    table = Table(show_lines=True)
    for column in ("submission", "tries", *graders, *(["how it ended in ours"] * ("ours" in graders))):
        table.add_column(column, overflow="fold")
    for submission in chosen:
        cells = [_cell(submission, outcomes[submission.name, grader]) for grader in graders]
        if "ours" in graders:
            cells.append(escape(outcomes[submission.name, "ours"].told))
        table.add_row(submission.name, escape(submission.tries), *cells)
    out.print(table)
    for grader in graders:
        out.print(_totals(grader, chosen, outcomes), highlight=False)


def _cell(submission: Submission, outcome: Outcome) -> str:
    points = "no grade" if outcome.points is None else f"{outcome.points:g}"
    if submission.deserved:
        points += f" of {submission.deserved:g} deserved"
    if not outcome.faults:
        return f"[green]{points}[/]"
    return f"[red]{points}; {escape('; '.join(outcome.faults))}[/]"


#: What counts as what in the totals: how the fault begins.
_SORTS = {
    "undeserved points": lambda fault: fault.endswith("undeserved points"),
    "leaks": lambda fault: fault.startswith(("leak: ", "sent away: ")),
    "honest points lost": lambda fault: fault.endswith("honest points lost"),
    "no result": lambda fault: fault == "no result",
}


def _totals(grader: str, chosen: list[Submission], outcomes: dict[tuple[str, str], Outcome]) -> str:
    of_grader = [outcomes[submission.name, grader] for submission in chosen]
    counts = {sort: sum(any(map(fits, o.faults)) for o in of_grader) for sort, fits in _SORTS.items()}
    others = sum(any(not any(fits(f) for fits in _SORTS.values()) for f in o.faults) for o in of_grader)
    told = ", ".join(f"{sort} {count}" for sort, count in (counts | {"damage": others}).items())
    held = sum(not o.faults for o in of_grader)
    return f"{grader}: held against {held} of {len(chosen)}. Submissions with {told}"


if __name__ == "__main__":
    sys.argv[0] = "attacks"
    typer.run(main)
