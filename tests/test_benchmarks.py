"""The benchmarks' own accounting: what is counted, what is compared, what counts as reached."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import types

import nbformat
import pytest
from banks import ROOT
from nbformat.v4 import new_code_cell, new_notebook

if sys.platform != "linux":
    pytest.skip("the benchmarks need Linux", allow_module_level=True)
sys.path.insert(0, str(ROOT / "benchmarks"))

import classes
import comparison
import many
import metering
import otter_format
import runs
from figures import Figure, table
from metering import CommandFailed, Cost

BURNT = 0.5
BURN = f"import time\nend = time.process_time() + {BURNT}\nwhile time.process_time() < end: pass\n"


def cost(code: str, folder, **options) -> Cost:
    return metering.measure([sys.executable, "-S", "-c", code], folder, **options)[0]


def exec_quoted(code: str) -> str:
    return f"exec({code!r})"


def test_a_command_is_measured_with_what_it_prints(tmp_path):
    found, printed = metering.measure([sys.executable, "-c", BURN + "print('done')"], tmp_path)
    assert printed == "done\n"
    assert BURNT <= found.cpu < 2 * BURNT


def test_an_orphan_is_counted_when_its_command_has_ended(tmp_path):
    code = f"import os\nif os.fork() == 0:\n    os.setsid()\n    {exec_quoted(BURN)}\n    os._exit(0)\n"
    assert BURNT <= cost(code, tmp_path).cpu < 2 * BURNT


def test_a_process_that_nobody_waits_for_is_counted(tmp_path):
    with metering.counter() as exact:
        if exact is None:
            pytest.skip("this system does not let processes be counted")
    ignoring = "import os, signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
    child = f"if os.fork() == 0:\n    {exec_quoted(BURN)}\n    os._exit(0)\n"
    wait = "try:\n    os.wait()\nexcept ChildProcessError: pass\n"  # returns when it is gone
    assert cost(ignoring + child + wait, tmp_path).cpu >= BURNT


def test_what_a_command_leaves_running_is_an_error_and_ended(tmp_path):
    code = "import os, time\nif os.fork() == 0:\n    open('pid', 'w').write(str(os.getpid()))\n    time.sleep(600)\n"
    with pytest.raises(CommandFailed, match=r"left .* running"):
        cost(code, tmp_path, patience=1)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_is_measured_ends_with_the_benchmark(tmp_path):
    sleeper = "import os, time; open('new', 'w').write(str(os.getpid())); os.rename('new', 'pid'); time.sleep(600)"
    code = f"import metering, sys; metering.measure([sys.executable, '-c', {sleeper!r}], '.')"
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "benchmarks")}
    benchmark = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=variables)
    until(lambda: (tmp_path / "pid").exists())
    process = int((tmp_path / "pid").read_text())
    benchmark.kill()
    benchmark.wait()
    until(lambda: not os.path.exists(f"/proc/{process}"))


def until(condition) -> None:
    while not condition():  # pytest's own time-out ends it
        time.sleep(0.02)


def test_a_failure_is_told_with_its_output(tmp_path):
    with pytest.raises(CommandFailed, match=r"(?s)exit code 3.*what went wrong"):
        cost("print('what went wrong'); raise SystemExit(3)", tmp_path)
    assert cost("raise SystemExit(1)", tmp_path, right=(0, 1)).wall > 0


def test_a_command_must_say_what_it_did(tmp_path):
    command = [sys.executable, "-c", "print('0 graded, 4 of\\n4 were graded before')"]
    assert runs.run(command, tmp_path, says="4 of 4 were graded before").wall > 0
    with pytest.raises(CommandFailed, match="did not say"):
        runs.run(command, tmp_path, says="5 of 5 were graded before")


def test_a_command_runs_on_as_many_cores_as_it_may(tmp_path):
    told = metering.measure([sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"], tmp_path, cores=1)
    assert told[1] == "1\n"


def test_the_watch_sees_cpu_time_and_memory_of_what_runs(tmp_path):
    seen = []
    code = f"held = bytearray(b'x') * 100_000_000\n{exec_quoted(BURN)}"
    cost(code, tmp_path, watch=lambda process, cpu: seen.append((cpu, metering.memory_now(process))))
    assert max(memory for _, memory in seen) > 100_000_000
    assert max(cpu for cpu, _ in seen) > BURNT / 2


def samples(per_submission: list[tuple[int, float]], number: int) -> list[many.Sample]:
    """One for every third submission; the cost of one is that of the last pair that it is beyond."""
    found, cpu = [], 10.0
    for done in range(number + 1):
        if done % 3 == 0 or done == number:
            found.append(many.Sample(done, Cost(cpu, 2 * cpu), 10**9 + done * 10**6))
        cpu += next(price for above, price in reversed(per_submission) if done >= above)
    return found


def test_windows_of_a_long_run():
    early, late = many.first_and_last(samples([(0, 3.0), (100, 0.5), (150, 7.0), (1950, 0.6)], 2000), 2000)
    assert early.cpu == pytest.approx(0.5, abs=0.15)  # the samples at 99 and 150 are between two prices
    assert late.cpu == pytest.approx(0.6)
    assert late.wall == pytest.approx(1.2)
    waited = samples([(0, 1.0)], 2000)
    waited.append(many.Sample(2000, Cost(9999.0, 9999.0), 10**9))  # the command's end is no submission's
    assert many.first_and_last(waited, 2000)[1].cpu == pytest.approx(1.0)
    first, last = many.peaks(samples([(0, 1.0)], 2000))
    assert (first, last) == pytest.approx((1.2, 3.0), abs=0.01)


def test_a_window_begins_and_ends_between_samples():
    prices = [(0, 0), (19, 100), (22, 130), (29, 200), (31, 220), (387, 1000), (393, 1012), (400, 1040)]
    early, late = many.first_and_last([many.Sample(done, Cost(cpu, cpu), 1) for done, cpu in prices], 400)
    assert early.cpu == pytest.approx((210 - 110) / 10)  # the 21st to the 30th
    assert late.cpu == pytest.approx((1040 - 1006) / 10)  # the last ten


def test_a_bound_is_kept_by_the_median():
    assert Figure("low", [1.0, 1.2, 9.0], reach="<= 1.3").reached
    assert not Figure("low", [1.4, 1.5, 1.0], reach="<= 1.3").reached
    assert Figure("high", [8.0], reach=">= 8").reached
    assert not Figure("high", [7.9], reach=">= 8").reached
    assert Figure("free", [1.0]).reached is None
    text = table([Figure("a ratio", [1.0, 2.5, 3.0], "1.6", "<= 1.3", [4.0])]).splitlines()[1]
    assert text.split() == ["a", "ratio", "2.50", "1.00", "3.00", "4.00", "1.6", "<=", "1.3", "NOT", "REACHED"]


def test_other_points_end_the_comparison():
    comparison._require("it", [{"a": 1.0}], [{"a": 1.0}])
    with pytest.raises(SystemExit, match="submission 0"):
        comparison._require("it", [{"a": 0.0}], [{"a": 1.0}])
    with pytest.raises(SystemExit):
        comparison._require("it", [{}], [{"a": 1.0}])


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> list[str]:
    return classes.submissions(tmp_path_factory.mktemp("demo") / "course", 10)


def test_submissions_are_those_of_the_demonstration_and_all_different(texts):
    assert len(set(texts)) == 10
    cells = [[cell.source for cell in nbformat.reads(text, as_version=4).cells] for text in texts]
    turn = len(classes.STUDENTS)
    assert cells[turn][:-1] == cells[0][:-1] != cells[1][:-1]


def test_hidden_tests_take_the_place_of_the_visible_ones(texts):
    assert "BEGIN HIDDEN TESTS" not in texts[0]
    assert classes.with_hidden_tests(texts[0]).count("BEGIN HIDDEN TESTS") == 11


def test_otter_runs_the_same_tests_after_the_cells_that_they_are_about(texts):
    notebook = nbformat.reads(otter_format.submission(texts[0]), as_version=4)
    asked = [(cell, cell.metadata.otter["tests"]) for cell in notebook.cells if "otter" in cell.metadata]
    assert [name for _, names in asked for name in names] == list(otter_format.most(classes.source()))
    assert next(names for cell, names in asked if "class Linear(" in cell.source) == ["linear-tests"]
    assert not any("check.score" in cell.source for cell in notebook.cells)


def test_otter_runs_all_tests_of_a_cell():
    graded = {"grade": True, "solution": False, "locked": True, "schema_version": 3}
    tests = [new_code_cell("", metadata={"nbgrader": {**graded, "grade_id": name, "points": 1}}) for name in "ab"]
    notebook = new_notebook(cells=[new_code_cell("answer = 1"), *tests])
    (cell,) = nbformat.reads(otter_format.submission(nbformat.writes(notebook)), as_version=4).cells
    assert cell.metadata.otter["tests"] == ["a", "b"]


@pytest.mark.parametrize("earned", [4, 3.5])
def test_a_test_of_otter_passes_with_all_points_only(earned, monkeypatch):
    (cell,) = (
        cell for cell in classes.source().cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "linear-tests"
    )
    cell.source = 'asked.append(1)\ncheck.score("linear", points=4)'
    otter = types.ModuleType("otter.test_files")
    otter.test_case = lambda: lambda function: function
    monkeypatch.setitem(sys.modules, "otter.test_files", otter)
    names = {"asked": []}
    exec(otter_format._test(cell), names)
    assert (names["OK_FORMAT"], names["name"], names["points"]) == (False, "linear-tests", 4)
    check = types.SimpleNamespace(score=lambda name, points: earned)
    if earned == 4:
        names["test"](None, check, None, None)
    else:
        with pytest.raises(AssertionError, match=r"3\.5 of 4"):
            names["test"](None, check, None, None)
    assert names["asked"] == [1]
