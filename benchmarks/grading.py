"""What grading costs, as ratios: against the cells alone, stock nbgrader and otter-grader.

    python benchmarks/grading.py [--only ROW ...] [--repeat 3] [--submissions 8] [--many 2000] [--json PATH]
    python benchmarks/grading.py --profile

Prints a table, and progress to stderr. What is compared is run in turns, and a ratio is that of one repetition:
a machine that is busy for a while meets all alike. Everything is made in build/benchmark. README.md beside this
file says what each figure is. Exit code 1 if one is not reached.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import classes
import otter_format
from classes import STUB
from comparison import compare
from figures import Figure, table
from many import FEWEST, Sample, first_and_last, peaks, watcher
from metering import CommandFailed, Cost, counter
from runs import BEFORE, CORES, FOLDER, HERE, costs, fresh, fresh_pair, grade, say, script, two_classes

#: Seconds of computation in a submission, half of them in an orphan, to test the accounting with.
BURN = 20.0
_BURNING = f"""import os, time
def burn():
    end = time.process_time() + {BURN / 2}
    while time.process_time() < end:
        pass
reader, writer = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        burn()
        os.write(writer, b"done")
    os._exit(0)
burn()
_ = os.read(reader, 4)"""


def accounting(options: argparse.Namespace) -> Iterator[Figure]:
    """Whether CPU time that is burnt in a submission is counted."""
    texts = classes.submissions(FOLDER / "demo", 1)
    plain = classes.course(FOLDER / "plain", texts)
    burning = classes.course(FOLDER / "burning", [classes.with_cell(texts[0], _BURNING)])
    shares = []
    for repetition in range(options.repeat):
        say(f"accounting, repetition {repetition + 1} of {options.repeat}")
        without, burnt = (grade(fresh(course)) for course in (plain, burning))
        shares.append((burnt - without).cpu / BURN)
    yield Figure("CPU time burnt in a submission, the part counted", shares, reach=">= 0.9")


def submissions(options: argparse.Namespace) -> Iterator[Figure]:
    """What a submission costs here and elsewhere."""
    return compare(options.submissions, options.repeat, options.otter)


def reply(options: argparse.Namespace) -> Iterator[Figure]:
    """How soon an isolated warm kernel answers."""
    say("first replies")
    printed = script("replies.py", ["--kernels", str(options.kernels)], HERE)
    runs = [json.loads(line) for line in printed.splitlines() if line.startswith('{"isolated"')]
    replies = sorted(run["reply"] for run in runs if run["isolated"])
    yield Figure("first reply of a warm kernel, isolated, s: median", replies, "0.17", "<= 0.2", digits=3)
    late = replies[int(0.95 * (len(replies) - 1))]
    yield Figure("  95th percentile", [late], "0.21", "<= 0.3", digits=3)
    open_ones = [run["reply"] for run in runs if not run["isolated"]]
    yield Figure("  not isolated: median", open_ones, digits=3)


def cores(options: argparse.Namespace) -> Iterator[Figure]:
    """Wall time on two cores against one."""
    if CORES < 2:
        print("wall time on two cores: left out, there is one core here", flush=True)
        return
    number = 2 * options.submissions
    two = two_classes("cores", number)
    each, whole = [], []
    for repetition in range(options.repeat):
        say(f"cores, repetition {repetition + 1} of {options.repeat}")
        walls = []
        for count in (1, 2):
            copies = fresh_pair(two)
            one, start = costs(lambda course, count=count: grade(course, count, cores=count), copies, number)
            walls.append((one.wall, start.wall + (BEFORE + number) * one.wall))
        each.append(walls[0][0] / walls[1][0])
        whole.append(walls[0][1] / walls[1][1])
    yield Figure("wall time on 1 core / on 2, a submission", each, "1.5-1.8", ">= 1.7")
    yield Figure(f"  a class of {BEFORE + number}, start included", whole)


def unchanged(options: argparse.Namespace) -> Iterator[Figure]:
    """Milliseconds for a submission that was graded before."""
    number = 5 * options.submissions
    two = two_classes("unchanged", number)
    say("unchanged")
    for course in two:
        grade(course, CORES)

    def again(course: Path) -> Cost:
        graded = len(list((course / "submitted").iterdir()))
        return grade(course, CORES, says=f"0 graded, {graded} of {graded} were graded before")

    milliseconds = [1000 * costs(again, two, number)[0].wall for _ in range(max(5, options.repeat))]
    yield Figure("graded again, nothing changed, ms a submission", milliseconds, "all", "<= 5", digits=1)


def many(options: argparse.Namespace) -> Iterator[Figure]:
    """Whether a submission costs more at the end of a large class, and the memory."""
    number = options.many
    if not number:
        print("a large class: left out, --many 2000 measures it", flush=True)
        return
    say(f"many: {number} submissions of a stub")
    course = classes.stub_course(FOLDER / "many", number)
    samples: list[Sample] = []
    grade(course, CORES, STUB, watch=watcher(samples, course / "feedback", STUB))
    early, late = first_and_last(samples, number)
    yield Figure("a stub, early in a large class, CPU s", [early.cpu], wall=[early.wall], digits=3)
    yield Figure(f"  late ({number} submissions)", [late.cpu], wall=[late.wall], digits=3)
    yield Figure("  late / early", [late.cpu / early.cpu], reach="<= 1.1", wall=[late.wall / early.wall])
    first, last = peaks(samples)
    yield Figure(
        "memory of all processes, GB: its peak", [max(sample.memory for sample in samples) / 1e9], "", "<= 1.5"
    )
    yield Figure("  in the last tenth of the time / the first", [last / first], reach="<= 1.1")


ROWS: dict[str, Callable[[argparse.Namespace], Iterator[Figure]]] = {
    function.__name__: function for function in (accounting, submissions, reply, cores, unchanged, many)
}


def facts() -> dict[str, object]:
    """What the figures depend on."""
    with counter() as exact:
        by = "task clock" if exact else "rusage, which misses some: see metering.py"
    packages = {name: version(name) for name in ("tensorflow", "nbgrader")}
    return {
        "cores": CORES,
        "python": platform.python_version(),
        **packages,
        "load": round(os.getloadavg()[0], 2),
        "CPU time by": by,
    }


def otter_command() -> Path | None:
    """Otter's, installed if need be; None, and a line that says why, if it cannot be."""
    try:
        command = otter_format.install(FOLDER / "otter-environment")
        print(f"otter-grader {otter_format.version(command)}", flush=True)
        return command
    except (otter_format.NoOtter, OSError) as error:
        print(f"otter-grader is left out: {error}", flush=True)
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=ROWS, default=list(ROWS), help="what to measure")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions")
    parser.add_argument("--submissions", type=int, default=8, help="of 01-creation, in each repetition")
    parser.add_argument("--kernels", type=int, default=50, help="whose first reply is timed")
    parser.add_argument("--many", type=int, default=0, help="submissions of a large class; it takes long")
    parser.add_argument("--json", type=Path, help="a file for all values")
    parser.add_argument("--profile", action="store_true", help="where the time of a submission goes, instead")
    options = parser.parse_args()
    if 0 < options.many < FEWEST:
        parser.error(f"--many takes {FEWEST} or more: less is too short for its windows")
    about = facts()
    print("  ".join(f"{name} {value}" for name, value in about.items()), flush=True)
    if about["load"] > 0.5:
        print("The machine is busy: seconds are too many, and ratios are less certain.", flush=True)
    options.otter = otter_command() if "submissions" in options.only and not options.profile else None
    classes.compile_bytecode(*([options.otter.parents[1]] if options.otter else []))
    if options.profile:
        script_options = ["--submissions", str(options.submissions)]
        print(script("phases.py", script_options, HERE), end="")
        return 0
    figures: list[Figure] = []
    failed = False
    for name in options.only:
        try:
            figures += ROWS[name](options)
        except CommandFailed as error:  # the other rows are worth having
            print(f"{name}: {error}", flush=True)
            failed = True
    print(table(figures))
    if options.json:
        rows = [figure.as_dict() for figure in figures]
        options.json.write_text(json.dumps({"facts": about, "figures": rows}, indent=1) + "\n")
    return int(failed or any(figure.reached is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
