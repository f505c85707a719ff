"""Submissions that no code cell can express: each edits the composed notebook, or the submitted folder.

A function is one submission; its docstring is as that of a script. It gets the notebook, the folder
in which it is handed in and what is known of the machine, and returns the file's contents if they
are not the notebook's.
"""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader import utils

from .submission import RIGHT


def _tests(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if utils.is_grade(cell)]


def _answer(notebook: NotebookNode, code: str = RIGHT) -> None:
    (cell,) = (cell for cell in notebook.cells if utils.is_solution(cell))
    cell.source = code


def _insert(notebook: NotebookNode, code: str) -> None:
    """A cell of the student's own, after the one with what is known."""
    cell = copy.deepcopy(notebook.cells[1])
    cell.source, cell["id"] = code, f"own{len(notebook.cells)}"
    notebook.cells.insert(2, cell)


def tests_deleted(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Hands in a notebook without its tests.

    What is not there cannot fail; stock nbgrader leaves it to be graded by hand.
    """
    notebook.cells = [cell for cell in notebook.cells if not utils.is_grade(cell)]


def tests_duplicated(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Copied and pasted cells, tests included; the answer is right.

    Two cells with one id stop stock nbgrader, and with it the rest of the class.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    notebook.cells += copy.deepcopy(_tests(notebook))
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"c{index}"


def tests_retyped(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Turns the tests into text.

    Markdown and raw cells are not run.
    """
    for cell, kind in zip(_tests(notebook), ("markdown", "raw", "markdown"), strict=True):
        cell.cell_type = kind
        cell.pop("outputs")
        cell.pop("execution_count")


def tests_rewritten(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Replaces the tests by a number.

    The last value of a test cell is its score.
    """
    for cell in _tests(notebook):
        cell.source = "99"


def points_raised(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Raises the points of each test to 1000.

    They are in the notebook's metadata.
    """
    for cell in _tests(notebook):
        cell.metadata.nbgrader["points"] = 1000


def tests_flagged_as_solutions(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Marks the tests as cells that the student may write.

    Those are not restored from the source.
    """
    for cell in _tests(notebook):
        cell.metadata.nbgrader["solution"] = True
        cell.source = "7"


def tests_unlocked_and_ungraded(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Marks the tests as not graded, the answer as graded, and gives it the points.

    Flags in the metadata decide what a cell is.
    """
    for cell in notebook.cells:
        if flags := cell.metadata.get("nbgrader"):
            flags.update(grade=flags["solution"], locked=False, points=99, task=False, schema_version=1)


def tests_tagged_to_be_skipped(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Tags the tests `skip-execution`.

    nbclient does not run such cells, and a test without output has full marks.
    """
    for cell in _tests(notebook):
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]


def tests_renamed(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Gives the ids of the tests to other cells, and odd ones to the tests.

    The first cell with an id may count.
    """
    tests = _tests(notebook)
    forged = copy.deepcopy(tests)
    for cell, copied in zip(tests, forged, strict=True):
        copied.source, copied.cell_type = "99", "code"
        copied["id"] += "forged"
        cell.metadata.nbgrader["grade_id"] = ["a list"] if cell is tests[0] else "../../zz-victim"
    notebook.cells[2:2] = forged


def metadata_of_other_types(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has metadata of types that nobody expects: lists, numbers, null.

    Whoever reads them may raise.
    """
    for cell, flags in zip(notebook.cells, ([], "nbgrader", 3, None, {"grade_id": None}, {}), strict=False):
        cell.metadata["nbgrader"] = flags
    notebook.metadata["kernelspec"] = ["python3"]
    notebook.metadata["language_info"] = 3


def another_kernelspec(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Was written with a kernel that the grader does not have; the answer is right.

    The name of a virtual environment, for example.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    notebook.metadata["kernelspec"] = {"name": "my-environment", "display_name": "Mine", "language": "python"}


def kernelspec_that_runs_a_command(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Names a kernel by a path, and brings its kernelspec along.

    A kernelspec is a command to run, outside any kernel.
    """
    code = f"open({known['outside']!r} + '/{known['marker']}', 'w').write('{known['marker']}')"
    kernels = folder / "kernels" / "mine"
    kernels.mkdir(parents=True)
    spec = {"argv": ["python", "-c", code], "display_name": "Mine", "language": "python"}
    (kernels / "kernel.json").write_text(json.dumps(spec))
    name = os.path.relpath(kernels, known["home"])
    notebook.metadata["kernelspec"] = {"name": name, "display_name": "Mine", "language": "python"}


def modules_beside_the_notebook(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Hands in modules of the names of libraries: numpy, tensorflow, autograder.

    A kernel looks in its folder first.
    """
    forged = f"""
import sys
from pathlib import Path
class Anything:
    def __getattr__(self, name):
        return Anything()
    def __call__(self, *args, **kwargs):
        return Anything()
    def __eq__(self, other):
        return True
    def __rmatmul__(self, other):
        return self
    __add__ = __radd__ = __matmul__ = __rmul__ = __mul__ = __rmatmul__
    def astype(self, *args):
        return self
    def __float__(self):
        return 1.0
def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    return Anything()
for folder in ({known["outside"]!r}, '.'):
    try:
        Path(folder, {known["marker"]!r}).write_text({known["marker"]!r})
    except OSError:
        pass
"""
    for name in ("numpy", "tensorflow", "autograder", "keras", "json", "sitecustomize"):
        (folder / f"{name}.py").write_text(forged)
    package = folder / "IPython"
    package.mkdir()
    (package / "__init__.py").write_text(forged)
    _answer(notebook, "def Linear(*args):\n    import numpy\n    return numpy.anything\n")


def configuration_beside_the_notebook(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Hands in configuration files of IPython, Jupyter, nbgrader, pip and pytest.

    Some programs read those of the folder they start in.
    """
    code = f"open({known['outside']!r} + '/{known['marker']}', 'w').write({known['marker']!r})\n"
    for name in ("nbgrader_config", "jupyter_config", "ipython_config", "ipython_kernel_config", "conftest", "setup"):
        (folder / f"{name}.py").write_text(code)


def symlink_instead_of_the_notebook(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Replaces its own file, while it is graded, by a link to the gradebook.

    nbgrader writes the result where the notebook was.
    """
    code = """from pathlib import Path
own = Path('linear.ipynb')
own.unlink(missing_ok=True)
own.symlink_to(Path(known.course, 'gradebook.db'))
"""
    _insert(notebook, code)


def symlinks_to_secrets(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Hands in links to the private key, the passwords, and the folder with all submissions.

    The grader copies the submission and follows them with its own rights.
    """
    for name, target in (
        ("key.txt", f"{known['home']}/.ssh/id_ed25519"),
        ("shadow.txt", f"{known['outside']}/shadow"),
        ("victim.txt", f"{known['course']}/submitted/zz-victim/attacked/linear.ipynb"),
        ("gradebook.txt", f"{known['course']}/gradebook.db"),
        ("source", f"{known['course']}/source"),
    ):
        (folder / name).symlink_to(target)
    code = """from pathlib import Path
for path in Path('.').rglob('*'):
    if path.is_file():
        print(path, path.read_bytes()[-60_000:])
"""
    _insert(notebook, code)


def notebook_is_a_symlink(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Hands in a link to the victim's notebook, or to the source with the solution, as its own.

    Whoever follows it grades another's work.
    """
    (folder / "linear.ipynb").symlink_to(f"{known['course']}/submitted/zz-victim/attacked/linear.ipynb")


def pipe_beside_the_notebook(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Hands in a named pipe; the answer is right.

    Whoever opens it to copy it waits for ever.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    os.mkfifo(folder / "data.csv")


def link_to_nowhere(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a broken link and a link to itself beside the notebook; the answer is right.

    Copying them fails.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    (folder / "data").symlink_to("no/such/file")
    (folder / "loop").symlink_to("loop")


def timestamp_that_is_none(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a timestamp file that is no time; the answer is right.

    nbgrader reads when the work was handed in from there.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    (folder / "timestamp.txt").write_text("yesterday, I think \x00")


def other_notebooks_beside_it(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has copies of the notebook beside it, one of them empty; the answer is right.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    (folder / "linear-Copy1.ipynb").write_text(json.dumps(notebook))
    (folder / "Untitled.ipynb").write_text("")


def large_files_beside_it(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a data set of 100 MB beside the notebook; the answer is right.

    Whoever copies everything fills the disk by and by.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    with open(folder / "data.bin", "wb") as file:
        file.truncate(100 * 2**20)


def old_outputs_of_points(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Hands in outputs that say full marks, and a note in the name of the grader.

    Old outputs may be taken for new ones.
    """
    for cell in _tests(notebook):
        data = {
            "text/plain": "99",
            "application/vnd.autograder.verdict+json": {"earned": 99, "points": 99, "outcome": "passed"},
        }
        cell.outputs = [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]
    notebook.metadata["autograder_note"] = f"<script>{known['marker']}</script> full marks"


def file_cut_off(notebook: NotebookNode, folder: Path, known: dict) -> str:
    """Was cut off during the upload.

    kind: careless
    """
    text = json.dumps(notebook)
    return text[: len(text) // 2]


def file_of_null_bytes(notebook: NotebookNode, folder: Path, known: dict) -> bytes:
    """Is a file of the right length, all zeros, as after a full disk.

    kind: careless
    """
    return bytes(4096)


def file_nested_too_deep(notebook: NotebookNode, folder: Path, known: dict) -> str:
    """Is JSON that is nested a hundred thousand deep, in a notebook's metadata.

    Reading or validating it recurses.
    """
    text = json.dumps(notebook)
    return text[:-1] + ', "x": ' + "[" * 100_000 + "]" * 100_000 + "}"


def file_of_an_unknown_version(notebook: NotebookNode, folder: Path, known: dict) -> str:
    """Says it is of version 4.99, with cells of unknown types; the answer is right.

    A newer JupyterLab may write such files.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    notebook["nbformat_minor"] = 99
    return json.dumps(notebook)


def cell_of_ten_megabytes(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a cell with ten megabytes of source, most of it one string.

    It goes through parsers, highlighters and the feedback page.
    """
    _insert(notebook, "x = '" + "s" * (10 * 2**20) + "'")


def thousands_of_cells(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has 3,000 small cells.

    Limits for one cell add up.
    """
    cell = copy.deepcopy(notebook.cells[1])
    cell.source = "1"
    for index in range(3000):
        copied = copy.copy(cell)
        copied["id"] = f"n{index}"
        notebook.cells.append(copied)


def source_with_null_characters(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has null characters, lone surrogates and a deep nest of brackets in its source.

    Python's parser raises other errors than SyntaxError for them, or crashes.
    """
    _insert(notebook, "x = '\x00'")
    _insert(notebook, "y = '\ud800'")
    _insert(notebook, "z = " + "-" * 50_000 + "1")
    _insert(notebook, "z = " + "(" * 50_000 + ")" * 50_000)
    _answer(notebook, "class Linear:\n" + "".join(f"{'    ' * i}if 1:\n" for i in range(1, 200)))


def image_pasted_into_markdown(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a picture in a markdown cell, as JupyterLab keeps one that is pasted; the answer is right.

    The picture is an attachment of the cell, and the text refers to it.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    cell = copy.deepcopy(notebook.cells[1])
    cell.cell_type, cell.source, cell["id"] = "markdown", "![image.png](attachment:image.png)", "pasted"
    cell.pop("outputs"), cell.pop("execution_count")
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    cell["attachments"] = {"image.png": {"image/png": dot}}
    notebook.cells.append(cell)


def attachment_with_a_script(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has scripts in attachments, raw cells and the notebook's title.

    Exporters put them into the page as they are.
    """
    script = f"<script>{known['marker']}</script>"
    notebook.metadata["title"] = f"</title>{script}"
    cell = copy.deepcopy(notebook.cells[1])
    cell.cell_type, cell.source, cell["id"] = "markdown", f"![{script}](attachment:a.svg)\n\n{script}", "attached"
    cell.pop("outputs"), cell.pop("execution_count")
    cell["attachments"] = {"a.svg": {"image/svg+xml": script, "text/html": script}}
    raw = copy.deepcopy(cell)
    raw.cell_type, raw["id"], raw.source = "raw", "raw", script
    raw.metadata["raw_mimetype"] = "text/html"
    notebook.cells += [cell, raw]


def timestamp_is_a_folder(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a folder of the name timestamp.txt; the answer is right.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    (folder / "timestamp.txt").mkdir()
    (folder / "timestamp.txt" / "f").write_text("")


def timestamp_of_gigabytes(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a timestamp.txt of 1 GB that takes no space; the answer is right.

    nbgrader reads it, and looks for a time in it character by character.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    with open(folder / "timestamp.txt", "wb") as file:
        file.truncate(2**30)


def thousands_of_files(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has 5000 empty files beside the notebook, as a data set; the answer is right.

    nbgrader looks at each of them for each of them.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    (folder / "data").mkdir()
    for number in range(5000):
        (folder / "data" / str(number)).touch()


def hole_of_gigabytes(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a file of 3 GB that takes no space; the answer is right.

    nbgrader copies it, twice, and the copies do take it.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    with open(folder / "data.bin", "wb") as file:
        file.truncate(3 * 2**30)


def blank_lines(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a cell of 50,000 lines with a blank in each; the answer is right.

    To colour them takes the feedback page an hour.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    _insert(notebook, "x = 1\n" + " \n" * 50_000 + "x")


def word_with_a_question_mark(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a cell with a word of 900,000 letters, and a question mark; the answer is right.

    IPython looks for a request for help with an expression that takes quadratic time.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    notebook.cells.append(new_code_cell("a" * 900_000 + " b?", id="word"))


def many_magics(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Has a cell with 501 magics; the answer is right.

    IPython gives up after 500 transformations, with an exception of its own.

    kind: careless
    deserved: 7
    """
    _answer(notebook)
    _insert(notebook, "%pwd\n" * 501)


def dies_when_run_again(notebook: NotebookNode, folder: Path, known: dict) -> None:
    """Ends its kernel, and three more while the cells before are run again; then there are 1900 cells.

    Each takes a second to find that there is no kernel. The answer is right.

    kind: careless
    deserved: 7
    """
    code = RIGHT.replace("super().__init__()", "super().__init__()\n        globals().update(called=True)")
    _answer(notebook, code + "\ncalled = False\n")
    solution = next(index for index, cell in enumerate(notebook.cells) if utils.is_solution(cell))
    dies = new_code_cell("import os\nif not called: os._exit(1)")
    own = [*[copy.deepcopy(dies) for _ in range(3)], *[new_code_cell("1") for _ in range(1900)], dies]
    for index, cell in enumerate(own):
        cell["id"] = f"own{index}"
    notebook.cells[solution + 2 : solution + 2] = own
