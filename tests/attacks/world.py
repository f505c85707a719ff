"""The throw-away machine of a run, and the detectors: what was hurt, leaked or left behind in it.

Everything is under one temporary folder, ``HOME`` and ``TMPDIR`` of the grader included, so that an
attack that succeeds hurts nothing real. Around the course stand what an instructor's machine has:
a private key, a token in the environment, another process, listening sockets, yesterday's grades.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import psutil
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import DatabaseError

from .submission import Submission, compose

ASSIGNMENT = "attacked"
NOTEBOOK = "linear.ipynb"
#: The honest one, graded after all others; its points are those of the whole assignment.
VICTIM = "zz-victim"
POINTS = 7.0
#: Graded before, for another assignment: neither may change.
EARLIER = "earlier"

#: Largest notebook and feedback page that an instructor should have to open, in bytes.
MAX_RESULT_BYTES = 5 * 2**20
#: What may be left in temporary folders and HOME (caches of libraries), in bytes.
MAX_LEFT_BYTES = 30 * 2**20

#: Secrets by what they are; in the grader's process, in files, in another process.
SECRETS = (
    "token in the environment",
    "private key",
    "password file",
    "memory of another process",
    "key of another kernel",
    "gradebook",
    "answer of another student",
)
SOURCE_SECRETS = {"reference solution": "SECRET_OF_THE_SOURCE", "hidden test": "SECRET_OF_THE_HIDDEN_TEST"}
_SYSTEM_TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")


class World:
    """One run: course, surroundings, detectors. A context manager; it removes all traces at the end.

    Args:
        template: a course folder with the assignment generated (see :mod:`.runs`).
        submissions: who takes part, besides the victim.
        victim_answer: right code of the solution cell.
    """

    def __init__(self, template: Path, submissions: list[Submission], victim_answer: str):
        self.submissions = {submission.name: submission for submission in submissions}
        self.marker = "marker" + secrets.token_hex(8)
        self.secrets = {name: "secret" + secrets.token_hex(8) for name in SECRETS}
        self.heard: list[bytes] = []
        with contextlib.ExitStack() as stack:  # undone as far as it got, if something fails
            self.root = Path(tempfile.mkdtemp(prefix="attack"))
            stack.callback(self._remove)
            self.course, self.home = self.root / "course", self.root / "home"
            self.temporary, self.outside = self.root / "tmp", self.root / "outside"
            shutil.copytree(template, self.course)
            for folder in (self.home, self.temporary, self.outside):
                folder.mkdir()
            self.log = self.root / "log.txt"
            self.environment = self._environment()
            self._plant()
            self._sockets = self._listen(stack)
            self._decoy = self._start_decoy(stack)
            self.known = {
                "marker": self.marker,
                "course": str(self.course),
                "home": str(self.home),
                "outside": str(self.outside),
                "temporary": str(self.temporary),
                "port": self._sockets["tcp"].getsockname()[1],
                "udp": self._sockets["udp"].getsockname()[1],
                "socket": str(self.outside / "socket"),
                "decoy": self._decoy.pid,
            }
            self._submit(victim_answer)
            self._before = self._state()
            stack.callback(self._end_processes)
            self._stack = stack.pop_all()

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _end_processes(self) -> None:
        for process in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def _remove(self) -> None:
        for path in self._stray():
            path.unlink()
        for folder, _, _ in os.walk(self.root):
            os.chmod(folder, 0o700)
        shutil.rmtree(self.root)

    # What is there.

    def _environment(self) -> dict[str, str]:
        """Of the grader: the real one, but for places, with a secret in it."""
        places = {
            "HOME": self.home,
            "TMPDIR": self.temporary,
            "IPYTHONDIR": self.home / ".ipython",
            "JUPYTER_CONFIG_DIR": self.home / ".jupyter",
            "JUPYTER_DATA_DIR": self.home / ".local/share/jupyter",
            "JUPYTER_RUNTIME_DIR": self.temporary / "runtime",
            "XDG_CACHE_HOME": self.home / ".cache",
            "MPLCONFIGDIR": self.home / ".config/matplotlib",
        }
        return (
            {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "XDG_"))}
            | {key: str(value) for key, value in places.items()}
            | {
                "TF_CPP_MIN_LOG_LEVEL": "3",
                "COURSE_TOKEN": self.secrets["token in the environment"],
                "ATTACK_RUN": self.marker,
            }
        )

    def _plant(self) -> None:
        key = self.home / ".ssh" / "id_ed25519"
        shadow = self.outside / "shadow"
        kernel = self.temporary / "kother" / "kernel.json"
        for path, text in (
            (key, self.secrets["private key"]),
            (shadow, f"root:{self.secrets['password file']}:"),
            (self.outside / "keep.txt", "something dear"),
            (self.home / ".bashrc", "# empty"),
            (kernel, json.dumps({"key": self.secrets["key of another kernel"], "transport": "ipc"})),
            (self.course / "autograded" / EARLIER / "before" / NOTEBOOK, "{}"),
            (self.course / "feedback" / EARLIER / "before" / "linear.html", "<html></html>"),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        shadow.chmod(0o600)
        with Gradebook(self.url) as gradebook:
            gradebook.add_student(EARLIER, email=self.secrets["gradebook"])
            gradebook.add_assignment("before")
            gradebook.add_submission("before", EARLIER)

    def _start_decoy(self, stack: contextlib.ExitStack) -> subprocess.Popen:
        """Another process of the same user, with a secret in its environment; it ends with this one."""
        code = "import sys; sys.stdin.read()"
        secret = {"DECOY": self.secrets["memory of another process"]}
        process = subprocess.Popen([sys.executable, "-S", "-c", code], env=secret, cwd="/", stdin=subprocess.PIPE)
        stack.enter_context(process)  # closes its stdin and waits: it reads, and ends
        return process

    def _listen(self, stack: contextlib.ExitStack) -> dict[str, socket.socket]:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(self.outside / "socket"))
        unix.listen()
        threading.Thread(target=self._hear_datagrams, args=(udp,), daemon=True).start()
        for server in (tcp, unix):
            threading.Thread(target=self._hear_connections, args=(server,), daemon=True).start()
        return {"tcp": tcp, "udp": udp, "unix": unix}

    def _hear_connections(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):  # closed at the end of the run
            while True:
                connection, _ = server.accept()
                with connection:
                    connection.settimeout(5)
                    self.heard.append(connection.recv(10_000))

    def _hear_datagrams(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.heard.append(server.recv(10_000))

    def _submit(self, victim_answer: str) -> None:
        released = nbformat.read(self.course / "notebooks" / ASSIGNMENT / NOTEBOOK, as_version=4)
        comment = f"# {self.secrets['answer of another student']}\n"
        answer = (("linear", "code", comment + victim_answer),)
        everybody = [*self.submissions.values(), Submission(VICTIM, "", "honest", POINTS, answer)]
        for submission in everybody:
            folder = self.course / "submitted" / submission.name / ASSIGNMENT
            folder.mkdir(parents=True)
            notebook = compose(submission, released, self.known)
            content = submission.tamper(notebook, folder, self.known) if submission.tamper else None
            path = folder / NOTEBOOK
            if isinstance(content, bytes):
                path.write_bytes(content)
            elif not os.path.lexists(path):
                path.write_text(content or json.dumps(notebook), encoding="utf-8")

    # What came of it.

    @property
    def url(self) -> str:
        return f"sqlite:///{self.course / 'gradebook.db'}"

    def points(self, student: str) -> float | None:
        """From the gradebook; None without a row, or without a grade, in it."""
        try:
            with Gradebook(self.url) as gradebook:
                grades = gradebook.find_submission(ASSIGNMENT, student).notebooks[0].grades
                return float(sum(grade.score for grade in grades)) if _graded(grades) else None
        except (MissingEntry, IndexError, DatabaseError):  # DatabaseError: an attack destroyed it
            return None

    def autograded(self, student: str) -> NotebookNode | None:
        path = self.course / "autograded" / student / ASSIGNMENT / NOTEBOOK
        with contextlib.suppress(OSError, ValueError, nbformat.ValidationError):  # not there, or destroyed
            return nbformat.read(path, as_version=4)
        return None

    def feedback(self, student: str) -> str:
        path = self.course / "feedback" / student / ASSIGNMENT / "linear.html"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def has_result(self, student: str) -> bool:
        return self.points(student) is not None and bool(self.feedback(student))

    def leaks(self, student: str, anywhere: bool) -> list[str]:
        """Which secrets are in the student's outputs or feedback.

        Args:
            anywhere: also a hidden test in the feedback page or in a traceback below the test. (Stock
                nbgrader shows them there to everybody, its issue 917: only the student's own
                outputs count then.)
        """
        notebook = self.autograded(student)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"] if notebook else []
        outputs = json.dumps([cell.outputs for cell in cells])
        own = json.dumps([cell.outputs for cell in cells if not utils.is_grade(cell)])
        page = self.feedback(student)
        found = [name for name, secret in self.secrets.items() if secret in outputs or secret in page]
        searched = outputs + page if anywhere else own
        return found + [name for name, secret in SOURCE_SECRETS.items() if secret in searched]

    def too_large(self, student: str) -> list[str]:
        """Results that nobody could open."""
        found = []
        for kind, name in (("autograded", NOTEBOOK), ("feedback", "linear.html")):
            path = self.course / kind / student / ASSIGNMENT / name
            size = path.stat().st_size if path.is_file() else 0
            if size > MAX_RESULT_BYTES:
                found.append(f"{kind}: {size / 2**20:.0f} MB")
        return found

    def claims(self, student: str) -> list[str]:
        """What the submission says it got: too much of something, or what is no planted secret."""
        notebook = self.autograded(student)
        outputs = json.dumps([cell.get("outputs") for cell in notebook.cells]) if notebook else ""
        return sorted(set(re.findall(rf"{self.marker} got ([\w ]+)", outputs)))

    def scripts(self, student: str) -> list[str]:
        """What would run in the browser of who opens the feedback page."""
        finder = _Scripts(self.marker)
        finder.feed(self.feedback(student))
        return sorted(finder.found)

    def damage(self) -> list[str]:
        """What was hurt, that is nobody's own."""
        found = []
        try:
            after = self._state()
        except (sqlite3.DatabaseError, OSError) as error:
            return [f"gradebook destroyed ({error})"]
        for name, before in self._before.items():
            if after.get(name) != before:
                found.append(f"{name} {'changed' if after.get(name) else 'gone'}")
        if written := sorted(path.replace(self.marker, "*") for path in self._written()):
            found.append(f"written: {', '.join(written)}")
        if self._decoy.poll() is not None:
            found.append("another process killed")
        if self.heard:
            found.append(f"network: {len(self.heard)} messages got out")
            found += [f"sent away: {name}" for name, secret in self.secrets.items() if self._was_sent(secret)]
        time.sleep(0.5)  # what is about to end may end
        found += [f"left running: {_spelled(process)}" for process in self._processes()]
        left = sum(_size(folder) for folder in (self.home, self.temporary, self.outside))
        if left > MAX_LEFT_BYTES:
            found.append(f"left on disk: {left / 2**20:.0f} MB")
        return found

    def _was_sent(self, secret: str) -> bool:
        return any(secret.encode() in message for message in self.heard)

    def _state(self) -> dict[str, str]:
        """Digests of everything that no submission may change, the gradebook's other rows included."""
        state = {}
        for folder in ("source", "notebooks", "submitted", f"autograded/{EARLIER}", f"feedback/{EARLIER}"):
            for path in sorted((self.course / folder).rglob("*")):
                if path.is_file() and not path.is_symlink():
                    state[str(path.relative_to(self.root))] = hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (
            self.course / "nbgrader_config.py",
            self.outside / "keep.txt",
            self.outside / "shadow",
            self.home / ".ssh" / "id_ed25519",
            self.home / ".bashrc",
        ):
            if path.exists():
                state[str(path.relative_to(self.root))] = hashlib.sha256(path.read_bytes()).hexdigest()
        state["gradebook"] = _gradebook_digest(self.course / "gradebook.db")
        return state

    def _written(self) -> Iterator[str]:
        """Files that a submission wrote, but for those named after a student: the marker is in them."""
        everybody = {*self.submissions, VICTIM}
        unasked = (self.course / "gradebook.db", self.log)  # what is said in them was not written by code
        for path in self.root.rglob("*"):
            own = everybody & {Path(part).stem for part in path.relative_to(self.root).parts}
            if own or path in unasked or not path.is_file():
                continue
            if self.marker in path.name or _contains(path, self.marker.encode()):
                yield str(path.relative_to(self.root))
        yield from (str(path) for path in self._stray())

    def _stray(self) -> list[Path]:
        folders = [Path(folder) for folder in _SYSTEM_TEMPORARY if Path(folder).is_dir()]
        return [path for folder in folders for path in folder.glob(f"*{self.marker}*") if path.is_file()]

    def _processes(self) -> list[psutil.Process]:
        """Processes of this run, known by marker or folder; but for the decoy."""
        found = []
        for process in psutil.process_iter():
            if process.pid in (os.getpid(), self._decoy.pid):
                continue
            with contextlib.suppress(psutil.Error):
                about = [*process.cmdline(), *process.environ().values(), process.cwd()]
                if process.status() != psutil.STATUS_ZOMBIE and any(
                    self.marker in text or str(self.root) in text for text in about
                ):
                    found.append(process)
        return found


class _Scripts(HTMLParser):
    """Finds what a browser would run, if the marker is in it."""

    def __init__(self, marker: str):
        super().__init__()
        self._marker = marker
        self._in_script = False
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            if self._marker in (value or "") and self._runs(tag, name, value or ""):
                self.found.add(f"<{tag} {name}=…>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and self._marker in data:
            self.found.add("<script>")

    @staticmethod
    def _runs(tag: str, name: str, value: str) -> bool:
        active = tag in ("iframe", "object", "embed", "base", "form", "meta", "link") or name == "srcdoc"
        return name.startswith("on") or active or value.strip().lower().startswith(("javascript:", "data:text/html"))


def _graded(grades: list) -> bool:
    return bool(grades) and any(grade.auto_score is not None or grade.needs_manual_grade for grade in grades)


def _gradebook_digest(path: Path) -> str:
    """Of what is in it besides this run's students and their submissions."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = []
        for table in ("assignment", "notebook", "base_cell", "grade_cells", "source_cell"):
            rows += map(repr, database.execute(f"select * from {table} order by id"))
        rows += map(repr, database.execute("select * from student where id = ?", [EARLIER]))
        rows += map(repr, database.execute("select * from submitted_assignment where student_id = ?", [EARLIER]))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _contains(path: Path, text: bytes) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        overlap = b""
        while block := file.read(2**20):
            if text in overlap + block:
                return True
            overlap = block[-len(text) :]
    return False


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def _spelled(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return " ".join(process.cmdline())[:60]
    return str(process.pid)
