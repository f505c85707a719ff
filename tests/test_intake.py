"""Whatever file is handed in, a notebook comes out, with a note where something is lost."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.grading import intake
from autograder.grading.intake import NOTE_KEY, read_submission


def written(tmp_path, content):
    path = tmp_path / "n.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


GOOD = nbformat.writes(new_notebook(cells=[new_code_cell("x = 1"), new_markdown_cell("text")]))


def test_a_good_file_is_read_without_a_note(tmp_path):
    notebook = read_submission(written(tmp_path, GOOD))
    assert [cell.source for cell in notebook.cells] == ["x = 1", "text"]
    assert NOTE_KEY not in notebook.metadata


@pytest.mark.parametrize(
    "content",
    [
        GOOD[: len(GOOD) // 2],
        "<html>Session expired</html>",
        "[]",
        "{}",
        "null",
        "3",
        b"\x00\xff\xfe binary",
        json.dumps({"cells": [{"cell_type": "code"}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
        json.dumps({"cells": [], "nbformat": 99, "nbformat_minor": 0, "metadata": {}}),
        json.dumps({"cells": "none", "nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
        "[" * 100_000,
    ],
    ids=["cut", "html", "list", "no keys", "null", "number", "binary", "no source", "future", "cells", "deep"],
)
def test_a_file_that_is_no_notebook_becomes_one_with_a_note(tmp_path, content):
    path = written(tmp_path, content)
    before = path.read_bytes()
    notebook = read_submission(path)
    nbformat.validate(notebook)
    assert "submit again" in notebook.metadata[NOTE_KEY]
    assert notebook.metadata[NOTE_KEY] in notebook.cells[0].source
    assert path.read_bytes() == before


def test_what_is_not_used_takes_no_memory(tmp_path):
    content = json.loads(GOOD)
    heap = [[{}] * 1000] * 100
    content["metadata"] |= {"mine": heap, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    content["cells"][0] |= {"metadata": {"mine": heap}, "outputs": heap, "mine": heap}
    content["cells"][1] |= {"attachments": {"a.png": {"image/png": heap}, "b": heap}}
    notebook = read_submission(written(tmp_path, json.dumps(content)))
    assert len(nbformat.writes(notebook)) < 2000
    assert notebook.metadata.kernelspec.name == "python3"
    assert [cell.source for cell in notebook.cells] == ["x = 1", "text"]


def test_a_source_is_a_text_or_lines(tmp_path):
    content = json.loads(GOOD)
    content["cells"][0]["source"] = ["x = 1\n", "y = 2", {}, 3]
    content["cells"][1]["source"] = {"a": 1}
    notebook = read_submission(written(tmp_path, json.dumps(content)))
    assert [cell.source for cell in notebook.cells] == ["x = 1\ny = 2", ""]


@pytest.mark.parametrize("count, read", [(intake.MAX_CELLS, True), (intake.MAX_CELLS + 1, False)])
def test_there_are_not_ever_so_many_cells(tmp_path, count, read):
    content = json.loads(GOOD)
    content["cells"] = [content["cells"][0]] * count
    assert (NOTE_KEY not in read_submission(written(tmp_path, json.dumps(content))).metadata) is read


def test_an_old_format_is_not_read_if_it_is_large(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_OLD_FILE_BYTES", 100)
    content = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}], "x": "x" * 100}
    assert "not of the notebook format 4" in read_submission(written(tmp_path, json.dumps(content))).metadata[NOTE_KEY]


def test_cells_without_an_id_get_one_and_nobody_is_warned(tmp_path, recwarn):
    content = json.loads(GOOD)
    for cell in content["cells"]:
        del cell["id"]
    notebook = read_submission(written(tmp_path, json.dumps(content)))
    assert [cell.id for cell in notebook.cells] == ["cell-0", "cell-1"]
    assert NOTE_KEY not in notebook.metadata
    assert not recwarn.list


def test_an_empty_file_says_so(tmp_path):
    assert "empty" in read_submission(written(tmp_path, "")).metadata[NOTE_KEY]


def test_an_older_format_is_upgraded(tmp_path):
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1", "outputs": [], "language": "python"}]}],
    }
    notebook = read_submission(written(tmp_path, json.dumps(old)))
    assert [cell.source for cell in notebook.cells] == ["x = 1"]
    assert NOTE_KEY not in notebook.metadata


def test_a_large_file_keeps_its_code(tmp_path):
    cell = new_code_cell("x = 1")
    cell.outputs = [new_output("stream", text="y" * (60 * 2**20))]
    notebook = read_submission(written(tmp_path, nbformat.writes(new_notebook(cells=[cell]))))
    assert "60 MB" in notebook.metadata[NOTE_KEY]
    assert notebook.cells[1].source == "x = 1"
    assert notebook.cells[1].outputs == []


def test_a_file_beyond_the_limit_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_FILE_BYTES", 10)
    assert "was not read" in read_submission(written(tmp_path, GOOD)).metadata[NOTE_KEY]


def test_a_forged_note_is_not_believed(tmp_path):
    notebook = new_notebook(metadata={NOTE_KEY: "full marks"})
    assert NOTE_KEY not in read_submission(written(tmp_path, nbformat.writes(notebook))).metadata


def with_attachments(source: str, attachments: object):
    cell = new_markdown_cell(source)
    cell["attachments"] = attachments
    return nbformat.writes(new_notebook(cells=[cell]))


def test_pasted_pictures_stay(tmp_path):
    pasted = {"my image.png": {"image/png": "iVBORw0KGgo="}}
    (cell,) = read_submission(written(tmp_path, with_attachments("![](attachment:my%20image.png)", pasted))).cells
    assert cell.attachments == pasted
    assert cell.source == "![](attachment:my%20image.png)"


@pytest.mark.parametrize(
    "attachments",
    [{}, {"a.svg": {"image/svg+xml": "<svg/>"}}, {"a.svg": {"image/png": "<script>"}}, {"a.svg": {"text/html": "x"}}],
)
def test_what_is_attached_otherwise_goes_and_the_page_can_be_made(tmp_path, attachments):
    (cell,) = read_submission(written(tmp_path, with_attachments("![](attachment:a.svg)", attachments))).cells
    assert cell.attachments == {}
    HTMLExporter().from_notebook_node(new_notebook(cells=[cell]))


def test_characters_that_no_file_takes_are_replaced(tmp_path):
    content = GOOD.replace("x = 1", "x = '\\ud800'")
    (cell, _) = read_submission(written(tmp_path, content)).cells
    assert cell.source == "x = '?'"
