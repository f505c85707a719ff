"""The configuration of a course folder, as the commands of autograder read it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from autograder.grading.configuration import CONFIG_FILE, CourseError, course_config, has_gradebook


def course(root: Path, *lines: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / CONFIG_FILE).write_text("\n".join(["c = get_config()", *lines]), encoding="utf-8")
    return root


def test_the_course_s_own_gradebook_is_used_and_otherwise_the_usual_one(tmp_path):
    own = course(tmp_path / "own", f"c.CourseDirectory.db_url = 'sqlite:///{tmp_path}/mine.db'")
    assert course_config(own).CourseDirectory.db_url == f"sqlite:///{tmp_path}/mine.db"
    assert course_config(own, tmp_path / "x.db").CourseDirectory.db_url == f"sqlite:///{tmp_path}/x.db"
    usual = course(tmp_path / "usual")
    assert course_config(usual).CourseDirectory.db_url == f"sqlite:///{usual}/gradebook.db"


@pytest.mark.parametrize("name", ["a ? b", "50 %20 [1] # ä"])
def test_the_gradebook_is_in_the_course_whatever_its_name(tmp_path, name):
    root = course(tmp_path / name)
    config = course_config(root)
    assert not has_gradebook(config)
    sqlite3.connect(root / "gradebook.db").execute("CREATE TABLE t (x)").connection.close()
    assert has_gradebook(config)


def test_a_gradebook_on_a_server_is_there(tmp_path):
    assert has_gradebook(course_config(course(tmp_path, "c.CourseDirectory.db_url = 'postgresql://host/grades'")))


@pytest.mark.parametrize("name", ["source", "submitted", "autograded", "feedback"])
def test_renamed_folders_are_refused_in_a_sentence(tmp_path, name):
    with pytest.raises(CourseError, match=f"{name}_directory = 'other'.*nbgrader autograde"):
        course_config(course(tmp_path, f"c.CourseDirectory.{name}_directory = 'other'"))


def test_another_structure_of_folders_is_refused_and_another_release_folder_is_not(tmp_path):
    structure = "c.CourseDirectory.directory_structure = '{assignment_id}/{student_id}/{nbgrader_step}'"
    with pytest.raises(CourseError, match="directory_structure"):
        course_config(course(tmp_path, structure))
    course_config(course(tmp_path, "c.CourseDirectory.release_directory = 'given'"))
