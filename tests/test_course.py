"""What is committed: generated files up to date, releases without secrets, text that can be read."""

from __future__ import annotations

import errno
import os
import re
import shutil
import statistics
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from banks import ROOT
from courses import make_course
from nbgrader import utils
from nbgrader.converters import GenerateAssignment

from autograder.grading.configuration import course_config
from autograder.grading.course import (
    CourseError,
    assignments,
    exercises,
    find_root,
    generate,
    outdated_tests,
    pair,
    read_source,
    release,
    source_script,
)

ASSIGNMENTS = assignments(ROOT)
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def released(assignment: str) -> nbformat.NotebookNode:
    (path,) = (ROOT / "notebooks" / assignment).glob("*.ipynb")
    return nbformat.read(path, as_version=4)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_caches(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in found.items() if ".ipynb_checkpoints" not in name}


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory) -> Path:
    root = make_course(tmp_path_factory.mktemp("course"))
    for path in root.glob("source/*/*.ipynb"):
        path.unlink()
    for assignment in assignments(root):
        release(root, assignment, root / "gradebook.db")
    return root


@pytest.mark.parametrize("folder", ["source", "notebooks"])
def test_what_is_generated_is_up_to_date(rebuilt, folder):
    committed, fresh = without_caches(files(ROOT / folder)), files(rebuilt / folder)
    assert sorted(committed) == sorted(fresh)
    assert [name for name in fresh if committed[name] != fresh[name]] == [], "run `make build`"


def test_a_change_of_the_script_shows_in_the_release(tmp_path):
    root = make_course(tmp_path / "course")
    script = source_script(root, "00-start-here")
    before = pair(root, "00-start-here").read_bytes()
    script.write_text(script.read_text(encoding="utf-8").replace("# How these", "# Now these"), encoding="utf-8")
    assert pair(root, "00-start-here").read_bytes() != before


def test_without_space_nothing_is_generated_and_that_is_said(tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(GenerateAssignment, "start", full)
    with pytest.raises(CourseError, match=r"could not generate 01-creation: .*No space left"):
        generate(course_config(make_course(tmp_path / "course")), "01-creation")


def test_a_test_that_was_changed_after_it_was_generated_is_told(rebuilt, tmp_path):
    root = shutil.copytree(rebuilt, tmp_path / "course")
    assert outdated_tests(root, "01-creation") == []
    path = root / "source" / "01-creation" / "creation.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (test,) = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "linear-tests")
    test.source = test.source.replace("### END HIDDEN TESTS", "pass\n### END HIDDEN TESTS")
    nbformat.write(notebook, path)
    assert outdated_tests(root, "01-creation") == ["linear-tests"]
    path.rename(path.with_name("another.ipynb"))
    assert len(outdated_tests(root, "01-creation")) == 11


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_releases_hold_no_solution_no_hidden_test_no_output(assignment):
    source = read_source(source_script(ROOT, assignment))
    text = (nbformat.writes(released(assignment))).replace('\\"', '"')
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    for cell in source.cells:
        hidden = re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END", cell.source, re.DOTALL)
        for line in (line for block in hidden for line in block.splitlines()):
            if len(line) > 60:  # short lines may well stand elsewhere too
                assert line not in text
    for cell in released(assignment).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        if utils.is_solution(cell):
            assert "raise NotImplementedError" in cell.source


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_exercise_has_three_hints_that_are_not_its_solution(assignment):
    hints = tomllib.loads((ROOT / "source" / assignment / "hints.toml").read_text(encoding="utf-8"))
    found = exercises(read_source(source_script(ROOT, assignment)))
    tests = {t.metadata.nbgrader["grade_id"].removesuffix("-tests"): e for e in found for t in e.tests}
    assert set(hints) == set(tests)
    for name, steps in hints.items():
        assert len(steps) == 3
        assert "?" in steps[0]
        for line in tests[name].solution.splitlines():
            code = line.strip()
            if len(code) > 30 and not code.startswith(("###", "def __", "class ")):
                assert all(code not in step for step in steps)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_cells_are_short(assignment):
    cells = read_source(source_script(ROOT, assignment)).cells
    words = [len(cell.source.split()) for cell in cells if cell.cell_type == "markdown"]
    assert statistics.median(words) <= 60
    assert max(words) <= 110
    plain = [cell for cell in cells if cell.cell_type == "code" and not cell.metadata.get("nbgrader")]
    code = [sum(bool(line.strip()) for line in cell.source.splitlines()) for cell in plain]
    assert statistics.median(code) <= 12
    assert max(code) <= 20


def test_points_are_positive_where_it_counts():
    for assignment in ASSIGNMENTS:
        points = [
            test.metadata.nbgrader["points"]
            for exercise in exercises(read_source(source_script(ROOT, assignment)))
            for test in exercise.tests
        ]
        assert all(value == 0 for value in points) if assignment.startswith("00") else all(points)


def test_a_course_is_found_from_inside_it(tmp_path):
    assert find_root(ROOT / "notebooks" / "01-creation") == ROOT
    assert find_root(tmp_path) is None


def test_an_unknown_assignment_is_named_with_those_that_exist():
    with pytest.raises(CourseError, match="01-creation"):
        source_script(ROOT, "99-nothing")


# The environment: one set of versions, whoever installs it.


def locked() -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+)", LOCK, re.MULTILINE):
        versions.setdefault(name, set()).add(version)
    return versions


def required(dependency: str) -> str:
    return re.match(r"[A-Za-z0-9.-]+", dependency).group().lower()


def test_the_environment_has_the_lock_s_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = (item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    pinned = dict(item.split("==") for item in pip if "==" in item)
    assert {name: {version} for name, version in pinned.items()} == {name: locked()[name] for name in pinned}
    assert set(pinned) == {required(dependency) for dependency in PROJECT["project"]["dependencies"]}
    assert "-e ." in pip


def test_the_lock_has_hashes_and_names_no_index():
    requirements = re.findall(r"^[a-z0-9][a-z0-9.-]*==", LOCK, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9][a-z0-9.-]*==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(requirements) > 50
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK
    assert "index-url" not in LOCK.replace("--no-emit-index-url", "")


def test_the_lock_has_every_dependency():
    groups = PROJECT["dependency-groups"]["dev"] + PROJECT["project"]["dependencies"]
    assert {required(dependency) for dependency in groups} <= set(locked())
