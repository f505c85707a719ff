"""The private copy that a submission runs in."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest

from autograder.grading import workspace
from autograder.grading.workspace import NoWorkspace, make_workspace


def test_files_are_copied_but_for_notebooks_and_links(tmp_path):
    submission = tmp_path / "submission"
    (submission / "data").mkdir(parents=True)
    (submission / "data" / "a.csv").write_text("1,2")
    (submission / "creation.ipynb").write_text("hidden tests")
    (tmp_path / "secret").write_text("secret")
    (submission / "link").symlink_to(tmp_path / "secret")
    (submission / "folder").symlink_to(tmp_path)
    os.mkfifo(submission / "pipe")
    made = make_workspace(tmp_path, submission)
    assert sorted(path.name for path in made.iterdir()) == ["home", "s", "tmp", "work"]
    assert [str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()] == ["work/data/a.csv"]
    assert (made / "work" / "data" / "a.csv").read_text() == "1,2"
    assert made.stat().st_mode & 0o777 == 0o700


def test_what_is_too_large_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(workspace, "MAX_COPIED_BYTES", 100)
    submission = tmp_path / "submission"
    submission.mkdir()
    (submission / "large").write_bytes(b"x" * 101)
    made = make_workspace(tmp_path, submission)
    assert not list((made / "work").iterdir())


def test_its_path_has_no_links(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    made = make_workspace(tmp_path / "link", None)
    assert str(made) == os.path.realpath(made)


def test_a_path_that_is_too_long_for_a_socket_is_refused(tmp_path):
    longest = tmp_path / ("x" * 107)
    longest.mkdir()
    with pytest.raises(NoWorkspace, match="set TMPDIR to a shorter one"):
        make_workspace(longest, None)


@pytest.mark.parametrize("beyond", [0, 1])
def test_the_longest_path_takes_a_socket(beyond):
    with tempfile.TemporaryDirectory() as short:
        parent = Path(os.path.realpath(short))
        rest = 107 - len(f"{parent}//{'y' * 8}/s/k-5") + beyond  # the workspace's name has 8 characters
        (parent / ("x" * rest)).mkdir()
        if beyond:
            with pytest.raises(NoWorkspace, match="by 1 bytes"):
                make_workspace(parent / ("x" * rest), None)
            return
        made = make_workspace(parent / ("x" * rest), None)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"{made}/s/k-5")


def test_without_a_submission_the_copy_is_empty(tmp_path):
    assert not list((make_workspace(tmp_path, None) / "work").iterdir())
    assert not list((make_workspace(tmp_path, tmp_path / "nowhere") / "work").iterdir())
