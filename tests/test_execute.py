"""The channel to a kernel, and what the executor makes of a notebook that misbehaves."""

from __future__ import annotations

import nbformat
import pytest
import zmq
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from autograder.grading.execute import ExecuteChecks, _student_line
from autograder.grading.kernel import MAX_MESSAGE_BYTES, BoundedClient
from autograder.grading.results import limit_in
from autograder.grading.run import read_run
from autograder.grading.testcells import (
    failed_verdict,
    is_test_cell,
    read_verdict,
    require_points,
    run_test_cell,
    seed_for,
    write_verdict,
)
from autograder.isolation import NoIsolation, mode
from autograder.session import Session
from autograder.student import Failure, Unanswered
from autograder.verdict import Finding, Outcome, Verdict


class Silent:
    """A channel that never answers, and tells why."""

    def ask(self, request: str) -> str:
        raise Unanswered(Failure("undefined", "f"))

    def explain(self, failure: Failure) -> Failure:
        return failure


class Log:
    def __init__(self):
        self.lines: list = []

    def exception(self, *args) -> None:
        self.lines.append(args)


def graded(source: str, grade_id: str = "one-tests", points: float = 3, solution: bool = False):
    flags = {"grade_id": grade_id, "grade": True, "solution": solution, "locked": True, "points": points}
    return new_code_cell(source, metadata={"nbgrader": {"schema_version": 3, "task": False, **flags}})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('check.kind(student.x, "number")\ncheck.score("one", points=3)', True),
        ('check.score("one", points=3)', True),
        ("assert x == 1", False),
        ('check.score("one", points=3)\nassert x == 1', False),
        ("check.score(", False),
        ("", False),
    ],
)
def test_test_cells_end_with_their_score(source, expected):
    assert is_test_cell(graded(source)) is expected
    assert not is_test_cell(graded(source, solution=True))
    assert not is_test_cell(new_code_cell(source))


def test_the_gradebook_decides_what_a_test_is_worth():
    verdict = run_test_cell(
        graded('check.runs(student.f())\ncheck.score("one", points=99)', points=3), Silent(), 1, Log()
    )
    assert verdict.points == 3


@pytest.mark.parametrize("source", ["1 / 0\n", "check.no_such_check(student.f)\n", "pass\n"])
def test_a_test_that_fails_itself_is_not_the_student_s_mistake(source):
    log = Log()
    cell = graded(source + 'check.score("one", points=3)' if "pass" not in source else source)
    verdict = run_test_cell(cell, Silent(), 1, log)
    assert verdict.limit == "test"
    assert verdict.outcome is Outcome.BROKEN
    assert "tell your instructor" in verdict.findings[0].message
    assert len(log.lines) == 1


def test_how_a_test_failed_is_for_the_instructor_alone():
    cell = graded('x = 1\nmistyped + x\ncheck.score("one", points=3)')
    verdict = run_test_cell(cell, Silent(), 1, Log())
    (flaw,) = verdict.as_dict()["review"]
    assert flaw == "the test one-tests failed in line 2: NameError: name 'mistyped' is not defined"
    assert "mistyped" not in verdict.text() + verdict.html()


def test_seeds_differ_by_cell_and_repeat_by_run():
    assert seed_for(1, "a") == seed_for(1, "a") != seed_for(1, "b")
    assert seed_for(1, "a") != seed_for(2, "a")


@pytest.mark.parametrize("outcomes", [[Outcome.PASSED], [Outcome.WRONG], [Outcome.PASSED, Outcome.WRONG]])
def test_nbgrader_reads_the_points_that_are_written(outcomes):
    verdict = Verdict("one", 3, tuple(Finding(outcome, "q") for outcome in outcomes))
    cell = graded("")
    cell.outputs = [new_output("execute_result", {"text/plain": "3"}), new_output("stream", name="stderr", text="x")]
    write_verdict(cell, verdict)
    assert determine_grade(cell) == (verdict.earned, 3)
    assert read_verdict(cell) == verdict.as_dict()


def test_a_cell_without_a_verdict_has_none():
    assert read_verdict(new_code_cell("1")) is None


def test_the_line_is_found_in_an_ipython_traceback():
    source = "a = 1\nb = 2\nraise ValueError(a)"
    shown = "Cell \x1b[0;32mIn[3], line 3\x1b[0m\n      1 a = 1\n----> 3 raise ValueError(a)"
    assert _student_line(source, shown) == ("raise ValueError(a)", 3)
    assert _student_line(source, "somewhere else") == (None, None)


@pytest.fixture(scope="module")
def executed():
    """One notebook in which cells die, loop and raise; plain tests are in it, too."""
    sources = [
        "kept = 'before'",
        "import os; os._exit(1)",
        "print(kept)",
        "raise ValueError('mine')",
        "while True: pass",
        "print(kept, 'still')",
    ]
    cells = [new_code_cell(source) for source in sources]
    cells.append(graded("assert kept == 'before'", "plain-tests", 2))
    cells.append(graded("assert kept == 'after'", "plain-wrong-tests", 2))
    notebook = new_notebook(cells=cells)
    executor = ExecuteChecks(timeout=4, kernel_name="python3")
    notebook, _ = executor.preprocess(notebook, {})
    return notebook


def error_names(cell) -> list[str]:
    return [output.ename for output in cell.outputs if output.output_type == "error"]


def test_what_ends_the_kernel_is_said_and_the_rest_goes_on(executed):
    assert error_names(executed.cells[1]) == ["DeadKernelError"]
    assert executed.cells[2].outputs[0].text == "before\n"
    assert error_names(executed.cells[3]) == ["ValueError"]
    assert "CellTimeoutError" in error_names(executed.cells[4])
    assert executed.cells[5].outputs[0].text == "before still\n"


def test_tests_in_nbgrader_s_plain_style_still_work(executed):
    assert determine_grade(executed.cells[6]) == (2, 2)
    assert determine_grade(executed.cells[7]) == (0, 2)


def test_a_notebook_that_ends_every_kernel_is_given_up():
    cells = [new_code_cell("import os; os._exit(1)") for _ in range(4)]
    cells.append(graded('check.runs(student.f())\ncheck.score("one", points=3)'))
    notebook = new_notebook(cells=cells)
    notebook, _ = ExecuteChecks(max_restarts=1, kernel_name="python3").preprocess(notebook, {})
    verdict = read_verdict(notebook.cells[-1])
    assert (verdict["outcome"], verdict["limit"]) == ("broken", "dead kernel")
    assert "ended its kernel 2 times" in verdict["message"]
    assert determine_grade(notebook.cells[-1]) == (0, 3)


def test_the_channel_reports_what_the_kernel_says_that_is_no_reply(kernel):
    kernel.run("%reset -f")
    with pytest.raises(Unanswered) as raised:
        kernel.channel.ask("this is not a request")  # the observer raises, and that is the conversation's end
    assert raised.value.failure.kind == "protocol"


def test_after_a_time_out_no_further_question_is_asked(kernel):
    kernel.run("%reset -f\nimport time\ndef slow():\n    time.sleep(60)\n")
    channel = type(kernel.channel)(kernel.client.kc, kernel.client.km, timeout=1)
    session = Session(channel, 1)
    session.check.runs(session.student.slow())
    session.check.runs(session.student.slow())
    session.check.score("one", points=1)
    (first, second) = session.verdicts["one"].findings
    assert first.message == second.message == "your code did not return within 1 seconds"
    assert channel.limit == "time-out"
    channel.renew(kernel.client.kc, kernel.client.km)
    session.check.kind(session.student.time, "object")
    session.check.score("two", points=1)
    channel.end()
    assert session.verdicts["two"].outcome is Outcome.PASSED


ANOTHER_REPLY_FIRST = """%reset -f
import autograder.observer as observer
kernel, real, x = get_ipython().kernel, observer.answer_in_kernel, 3

def another_first(text):
    content = {"prompt": 'NUMBER {"answer": {"value": 99}}', "password": False}
    parent, ident = kernel.get_parent(), kernel._parent_ident["shell"]
    kernel.session.send(kernel.stdin_socket, "input_request", content, parent=parent, ident=ident)
    return real(text)

observer.answer_in_kernel = another_first
"""


@pytest.mark.parametrize("number", [0, 2])
def test_a_reply_to_another_question_is_dropped(kernel, number):
    kernel.run(ANOTHER_REPLY_FIRST.replace("NUMBER", str(number)))
    channel = type(kernel.channel)(kernel.client.kc, kernel.client.km, timeout=20)
    session = Session(channel, 1)
    session.check.value(session.student.x, 3)  # question 1
    session.check.score("one", points=1)
    channel.end()
    kernel.run("observer.answer_in_kernel = real")
    assert session.verdicts["one"].outcome is Outcome.PASSED, session.verdicts["one"].text()


def test_keyboard_input_is_no_reply(kernel):
    kernel.run("%reset -f\ndef asks():\n    return input('1 {}')\n")
    channel = type(kernel.channel)(kernel.client.kc, kernel.client.km, timeout=5)
    session = Session(channel, 1)
    session.check.runs(session.student.asks())
    session.check.score("one", points=1)
    channel.end()
    (finding,) = session.verdicts["one"].findings
    assert "EOFError" in finding.message


def test_cells_after_a_test_cell_are_executed():
    cells = [new_code_cell("x = 3"), graded('check.value(student.x, 3)\ncheck.score("one", points=3)')]
    cells.append(new_code_cell("print('after')"))
    notebook, _ = ExecuteChecks(timeout=20, kernel_name="python3").preprocess(new_notebook(cells=cells), {})
    assert determine_grade(notebook.cells[1]) == (3, 3)
    assert [output.get("text") for output in notebook.cells[2].outputs] == ["after\n"]


@pytest.mark.parametrize("result", ["99", "2.1", ""])
def test_a_result_that_nbgrader_refuses_is_none_and_labelled(result):
    cell = graded("assert one", points=2)
    cell.outputs = [new_output("execute_result", {"text/plain": result}, execution_count=None)]
    with pytest.raises((ValueError, KeyError)):
        determine_grade(cell)
    require_points(cell)
    assert (determine_grade(cell), limit_in(cell)) == ((0, 2), "protocol")


def test_a_result_that_nbgrader_reads_stays():
    cell = graded("assert one", points=2)
    cell.outputs = [new_output("execute_result", {"text/plain": "1.5"}, execution_count=None)]
    require_points(cell)
    assert determine_grade(cell) == (1.5, 2)


def test_failed_verdicts_earn_nothing():
    verdict = failed_verdict(graded("", "one-tests", 3), "because", "test")
    assert (verdict.exercise, verdict.points, verdict.earned, verdict.limit) == ("one", 3, 0, "test")


FLOOD = "while True:\n    print('x' * 10)"
#: Sends what is no message where nbclient listens: on the kernel's own iopub socket.
GARBLE = """
from ipykernel.kernelapp import IPKernelApp
kernel = get_ipython().kernel
kernel.session.pack = lambda message: b"[" * 200_000 + b"]" * 200_000
"""


def run(*cells, **options):
    notebook = new_notebook(cells=list(cells))
    executor = ExecuteChecks(kernel_name="python3", **options)
    notebook, _ = executor.preprocess(notebook, {})
    return notebook


def solution(source: str, name: str = "one"):
    flags = {"grade_id": name, "grade": False, "solution": True, "locked": False, "schema_version": 3, "task": False}
    return new_code_cell(source, metadata={"nbgrader": flags})


TEST = 'check.runs(student.f())\ncheck.score("one", points=3)'
F = "def f():\n    return 1"


def test_a_cell_that_prints_without_an_end_is_stopped_and_labelled():
    notebook = run(
        solution(FLOOD + "\n" + F),
        graded(TEST),
        solution("def g():\n    return 1"),
        graded('check.runs(student.g())\ncheck.score("two", points=3)', "two-tests"),
        timeout=120,
    )
    flooded, fine = (read_verdict(notebook.cells[index]) for index in (1, 3))
    assert (flooded["outcome"], flooded["limit"]) == ("broken", "output flood")
    assert (fine["outcome"], fine["limit"]) == ("passed", None)
    assert len(nbformat.writes(notebook)) < 1_000_000


def test_a_function_that_prints_without_an_end_is_stopped_and_labelled():
    notebook = run(solution("def f():\n    while True:\n        print('x' * 10)"), graded(TEST), request_timeout=100)
    verdict = read_verdict(notebook.cells[1])
    assert (verdict["outcome"], verdict["limit"]) == ("broken", "output flood")


def test_messages_that_are_none_cost_their_own_exercise():
    notebook = run(solution(GARBLE + F), graded(TEST), solution(F), graded(TEST, "two-tests"), timeout=10)
    verdict = read_verdict(notebook.cells[1])
    assert verdict["earned"] == 0
    assert verdict["limit"] in ("protocol", "time-out")
    assert read_verdict(notebook.cells[3])["outcome"] == "passed"


def test_a_notebook_has_its_time_too():
    notebook = run(new_code_cell("import time\ntime.sleep(3)"), solution(F), graded(TEST), notebook_timeout=2)
    verdict = read_verdict(notebook.cells[2])
    assert (verdict["outcome"], verdict["limit"]) == ("broken", "time-out")
    assert "ran for 2 seconds" in verdict["message"]


def test_the_limit_that_a_solution_cell_met_is_that_of_its_test():
    notebook = run(
        solution("while True: pass\n" + F), graded(TEST), graded("assert f() == 1", "plain-tests", 2), timeout=3
    )
    assert read_verdict(notebook.cells[1])["limit"] == "time-out"
    assert limit_in(notebook.cells[2]) is None  # it ran, and found no f


def test_a_plain_test_that_met_a_limit_says_so():
    notebook = run(solution("def f():\n    while True: pass"), graded("assert f() == 1", "plain-tests", 2), timeout=3)
    assert limit_in(notebook.cells[1]) == "time-out"


@pytest.mark.parametrize("function", ["update_display", "display"])  # nbclient rewrites for either
def test_other_cells_outputs_cannot_be_rewritten_later(function):
    first = graded("from IPython.display import display\ndisplay('honest', display_id='a')", "a-tests", 1)
    later = new_code_cell(f"from IPython.display import {function}\n{function}('forged', display_id='a')")
    notebook = run(first, later)
    assert notebook.cells[0].outputs[0].data == {"text/plain": "'honest'"}


def test_how_it_was_run_is_written_down_and_signs_of_tampering_too():
    notebook = run(solution("import gc\n" + F), graded(TEST))
    assert read_run(notebook) == {"isolation": mode(), "review": ["one, line 1: imports gc"]}
    assert read_verdict(notebook.cells[1])["outcome"] == "passed"
    assert read_run(run(solution(F), isolated=False)) == {"isolation": "none", "review": []}


def test_cells_are_the_students_own_after_a_death():
    notebook = run(solution(F), new_code_cell("import os; os._exit(1)"), graded(TEST))
    assert notebook.cells[0].metadata.nbgrader.grade_id == "one"
    assert read_verdict(notebook.cells[2])["outcome"] == "passed"


def test_a_display_of_a_cell_that_died_is_no_obstacle():
    shows = "from IPython.display import display\nimport os, time\ndisplay(1, display_id='x')\n"
    notebook = run(new_code_cell(shows + "time.sleep(1)\nos._exit(1)"), new_code_cell(shows), solution(F), graded(TEST))
    assert read_verdict(notebook.cells[3])["outcome"] == "passed"
    assert error_names(notebook.cells[1]) == []


def test_code_may_read_what_the_course_lets_it_read(tmp_path):
    (tmp_path / "data.csv").write_text("1,2")
    tmp_path.chmod(0o755)
    reads = f"print(open({str(tmp_path / 'data.csv')!r}).read())"
    assert error_names(run(new_code_cell(reads)).cells[0]) == ["FileNotFoundError"]
    (output,) = run(new_code_cell(reads), readable=[str(tmp_path)]).cells[0].outputs
    assert output.text == "1,2\n", output


def test_a_client_ends_its_threads_and_sockets():
    client = BoundedClient()
    context = client.context
    assert context.getsockopt(zmq.MAXMSGSIZE) == MAX_MESSAGE_BYTES
    client.stop_channels()
    assert context.closed


def test_without_isolation_nothing_is_run(monkeypatch):
    def impossible() -> str:
        raise NoIsolation("not here")

    monkeypatch.setattr("autograder.grading.execute.mode", impossible)
    monkeypatch.setattr(ExecuteChecks, "start_new_kernel", lambda self: pytest.fail("a kernel was started"))
    with pytest.raises(NoIsolation):
        run(solution(F))
