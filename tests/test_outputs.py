"""What is kept of a student's outputs, whatever their process sent."""

from __future__ import annotations

import base64
from html.parser import HTMLParser
from xml.etree import ElementTree

import nbformat
import pytest
from matplotlib.figure import Figure
from nbformat.notebooknode import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from autograder.grading.outputs import FLOOD_CHARS, MAX_CELL_CHARS, MAX_PICTURE_CHARS, Budget, Room, tidy
from autograder.plots.style import finish, html

PNG = "iVBORw0KGgo="


def tidied(*outputs: dict, execution_count: object = 1) -> NotebookNode:
    cell = new_code_cell("1")
    cell.outputs = [from_dict(output) for output in outputs]
    cell.execution_count = execution_count
    tidy(cell, Room())
    nbformat.validate(new_notebook(cells=[cell]))
    nbformat.writes(new_notebook(cells=[cell])).encode("utf-8")
    return cell


def test_honest_outputs_stay():
    outputs = [
        new_output("stream", name="stdout", text="printed\n"),
        new_output("stream", name="stderr", text="warned\n"),
        new_output("display_data", {"text/plain": "<Figure>", "image/png": PNG}),
        new_output("execute_result", {"text/plain": "3"}, execution_count=None),
        new_output("error", ename="ValueError", evalue="mine", traceback=["line"]),
    ]
    assert tidied(*outputs).outputs == outputs


@pytest.mark.parametrize(
    "mime", ["text/html", "application/javascript", "text/markdown", "text/latex", "no type at all"]
)
def test_what_a_browser_would_run_goes(mime):
    cell = tidied(new_output("display_data", {mime: "<script>alert(1)</script>", "text/plain": "text"}))
    assert cell.outputs[0].data == {"text/plain": "text"}


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def image(html: str) -> tuple[dict[str, str], str]:
    """The attributes of the one element in ``html``, which is an image, and the SVG in it."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, dict(attributes)))

        def handle_data(self, data):
            found.append(("text", {}))

    Reader().feed(html)
    ((tag, attributes),) = found
    assert tag == "img"
    head, _, encoded = attributes["src"].partition(",")
    assert head == "data:image/svg+xml;base64"
    return attributes, base64.b64decode(encoded).decode()


def test_a_figure_of_the_course_is_an_image_with_its_text_alternative():
    figure = Figure()
    figure.subplots().plot([1, 2])
    finish(figure, 'two points: "a" < b', show=False)
    shown = html(figure)
    (output,) = tidied(new_output("display_data", {"text/html": shown, "text/plain": "Figure"})).outputs
    attributes, svg = image(output.data["text/html"])
    assert attributes["alt"] == 'two points: "a" < b'
    assert svg in shown and ElementTree.fromstring(svg).tag.endswith("}svg")


@pytest.mark.parametrize("lines", [SVG, [SVG[:9], SVG[9:]]])
def test_svg_is_an_image_in_which_no_script_runs(lines):
    (output,) = tidied({"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": lines}}).outputs
    assert set(output.data) == {"text/html"}
    assert image(output.data["text/html"])[1] == SVG


@pytest.mark.parametrize(
    "html",
    [
        f'<div role="img" aria-label="a">{SVG}</div><script>alert(1)</script>',
        f'<div role="img" aria-label="a" onclick="alert(1)">{SVG}</div>',
        f'<div role="img" aria-label="&quot; onload=&quot;alert(1)">{SVG}</div>',
        f'<div role="img" aria-label="a"><img src="x" onerror="alert(1)">{SVG}</div>',
    ],
)
def test_of_what_looks_like_a_figure_nothing_but_an_image_stays(html):
    (output,) = tidied(new_output("display_data", {"text/html": html, "text/plain": "t"})).outputs
    if "text/html" in output.data:
        attributes, svg = image(output.data["text/html"])
        assert (set(attributes), svg) == ({"alt", "src", "style"}, SVG)


@pytest.mark.parametrize("data", ['x" onerror="alert(1)', "<svg>", 3, ["a", 1], None, {"a": 1}])
def test_a_picture_is_base64_or_nothing(data):
    cell = tidied({"output_type": "display_data", "metadata": {}, "data": {"image/png": data, "text/plain": "p"}})
    assert cell.outputs[0].data == {"text/plain": "p"}


def test_lines_of_a_picture_are_one():
    cell = tidied(new_output("display_data", {"image/png": "iVBORw0K\nGgo=\n"}))
    assert cell.outputs[0].data == {"image/png": PNG}


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "error", "ename": {"a": 1}, "evalue": None, "traceback": "no list"},
        {"output_type": "error"},
        {"output_type": "stream", "name": "stdin", "text": {"a": "b"}},
        {"output_type": "stream"},
        {"output_type": "display_data", "data": "no dictionary", "metadata": 3},
        {"output_type": "pyout", "data": {"text/plain": 5}},
        {"output_type": "stream", "name": "stdout", "text": "\ud800"},
        {},
    ],
)
def test_malformed_outputs_become_valid_ones(output):
    assert len(tidied(output).outputs) == 1


@pytest.mark.parametrize("count", ["1", True, {"a": 1}, 1.5])
def test_an_execution_count_is_a_number(count):
    assert tidied(execution_count=count).execution_count is None


def test_metadata_of_outputs_go():
    output = new_output("display_data", {"text/plain": "t"}, metadata={"text/plain": {"isolated": True}})
    assert tidied(output).outputs[0].metadata == {}


def test_long_outputs_are_cut_and_say_so():
    cell = tidied(
        new_output("stream", name="stdout", text="x" * (MAX_CELL_CHARS - 10)),
        new_output("stream", name="stderr", text="y" * 100),
        new_output("stream", name="stdout", text="never kept"),
    )
    assert [len(output.text) < MAX_CELL_CHARS for output in cell.outputs] == [True, True]
    assert cell.outputs[1].text.startswith("y" * 10 + "\n[the rest")


def test_a_long_error_keeps_its_name():
    cell = tidied(new_output("error", ename="ValueError", evalue="e" * 300_000, traceback=["t" * 300_000]))
    assert cell.outputs[0].ename == "ValueError"
    assert len(cell.outputs[0].traceback[0]) < 2000


def test_pictures_have_a_room_in_all():
    half = "A" * (MAX_PICTURE_CHARS // 2)
    room, cells = Room(), []
    for _ in range(3):
        cell = new_code_cell("")
        cell.outputs = [new_output("display_data", {"image/png": half, "text/plain": "a picture"})]
        tidy(cell, room)
        cells.append(cell)
    assert ["image/png" in cell.outputs[0].data for cell in cells] == [True, True, False]
    assert cells[2].outputs[0].data["text/plain"].startswith("a picture\n[the rest")


def test_points_of_a_plain_test_are_still_read():
    metadata = {"nbgrader": {"grade": True, "solution": False, "grade_id": "a", "points": 3, "schema_version": 3}}
    cell = new_code_cell("score()", metadata=metadata)
    cell.outputs = [new_output("execute_result", {"text/plain": "2.5", "text/html": "9"}, execution_count=4)]
    tidy(cell, Room())
    assert determine_grade(cell) == (2.5, 3)


def test_a_cell_may_print_so_much_and_no_more():
    budget = Budget()
    assert budget.spend({"text": "x" * (MAX_CELL_CHARS - 100)})
    assert budget.spend({"text": "x" * 1000})  # the one that oversteps is cut later
    assert not budget.spend({"text": "x"})
    assert not budget.flooded
    budget.spend({"text": "x" * FLOOD_CHARS})
    assert budget.flooded
