"""Student code cannot break out: each promise with an attempt that succeeds without the isolation.

Everything runs in forks of the test process, in each mode that works here, and when that is root, also as
an ordinary user. A fork answers in JSON what it saw.
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import functools
import importlib
import json
import math
import os
import platform
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder import isolation
from autograder.isolation import NoIsolation, Policy, entry, landlock, privileges, seccomp, syscalls, usage
from autograder.isolation.attempts import ATTEMPTS, attempt
from autograder.isolation.examination import break_out, exceed, folder, outside, run_inside
from autograder.isolation.guard import LIMITS, WEIGHT, limit_of
from autograder.isolation.policy import MODES, PACKAGE, is_installed

USERS = ("root", "ordinary") if sys.platform == "linux" and os.getuid() == 0 else ("ordinary",)
NOBODY = 65534
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="isolation needs Linux; test_refusal is for the rest")


def become(user: str) -> None:
    """Be that user, who may not reach this Python: what is imported later is imported now."""
    if user == USERS[0]:
        return
    for name in ("mmap", "resource", "shutil", "tempfile"):
        importlib.import_module(name)
    for name in ("ascii", "idna"):
        codecs.lookup(name)
    os.chdir("/")
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    syscalls.prctl(4, 1)  # PR_SET_DUMPABLE: else its /proc/self stays root's


def forked(act: Callable[[], Any], user: str = USERS[0]) -> Any:
    """What ``act`` returns in a fork of this process, as that user."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        answer: dict = {}
        try:
            os.setpgid(0, 0)
            become(user)
            answer = {"returned": act()}
        except NoIsolation as reason:
            answer = {"refused": str(reason)}
        except BaseException as error:
            answer = {"raised": f"{type(error).__name__}: {error}"}
        finally:
            with open(writer, "w", encoding="utf-8") as file:
                json.dump(answer, file)
            os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as file:
        text = file.read()
    os.waitpid(child, 0)
    answer = json.loads(text or '{"raised": "it died"}')
    if "refused" in answer:
        raise NoIsolation(answer["refused"])
    assert "raised" not in answer, answer["raised"]
    return answer["returned"]


@dataclass(frozen=True)
class Way:
    """A mode, and who the grader is."""

    mode: str
    user: str

    def __str__(self) -> str:
        return f"{self.mode}-{self.user}"

    def inside(self, act: Callable[[], Any], prepare: Callable[[Policy], Any] = lambda _: None, **limits: Any) -> tuple:
        """Return code and output of an isolated fork that calls ``act``; and what ``prepare`` returned outside."""

        def run() -> tuple:
            with folder(self.mode, **limits) as policy:
                prepared = prepare(policy)
                return (*run_inside(policy, act), prepared)

        return tuple(forked(run, self.user))

    def ask(self, act: Callable[[], Any], **limits: Any) -> Any:
        """What ``act`` returns inside."""
        code, printed, _ = self.inside(lambda: print(json.dumps(act())), **limits)
        assert code == 0, printed
        return json.loads(printed)


@functools.cache
def broken(mode: str, user: str) -> str:
    """Why that mode does not work for that user, or nothing."""

    def look() -> list[str]:
        # Root's Python may lie in a folder that an ordinary user cannot enter.
        unreachable = "" if os.access(sys.executable, os.X_OK) else "run Python"
        return [
            f"{probe.name}: {probe.detail}" for probe in break_out(mode) if not probe.held and probe.name != unreachable
        ]

    os.environ["AUTOGRADER_EXAMINATION"] = "secret"
    try:
        return "; ".join(forked(look, user))
    except NoIsolation as reason:
        return str(reason)


WAYS = [Way(mode, user) for mode in MODES for user in USERS]


def only(**wanted: str) -> pytest.MarkDecorator:
    """Of the ways, those in that mode or of that user."""
    ways = [way for way in WAYS if wanted.items() <= asdict(way).items()]
    return pytest.mark.parametrize("way", ways, indirect=True, ids=str)


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    if reason := broken(request.param.mode, request.param.user):
        pytest.skip(f"this mode does not work here: {reason}")
    return request.param


@pytest.mark.parametrize("user", USERS)
def test_attempts_are_stopped_in_the_modes_that_the_kernel_has(user: str):
    """Else all tests of a mode would be skipped, and none would fail."""
    version = ctypes.CDLL(None).syscall(ctypes.c_long(444), None, ctypes.c_long(0), ctypes.c_long(1))
    if version >= 3:
        assert broken("landlock", user) == ""
    command = ["unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--mount-proc", "true"]
    with contextlib.suppress(FileNotFoundError):
        if forked(lambda: subprocess.run(command, capture_output=True).returncode, user) == 0:
            assert broken("namespaces", user) == ""


def test_one_mode_works_or_the_refusal_says_what_to_do():
    if works := [mode for mode in MODES if not broken(mode, USERS[0])]:
        assert isolation.mode() == works[0]
        probes = isolation.examine(works[0])
        assert [probe for probe in probes if not probe.held] == []
        assert len(probes) == len(ATTEMPTS) + 3 + 5  # what is needed, and limits
        return
    with pytest.raises(NoIsolation, match=r"namespaces: .*landlock: .*--unsafe-no-isolation"):
        isolation.mode()


def test_each_attempt_succeeds_without_isolation():
    code = """
import json, os
from autograder.isolation.attempts import ATTEMPTS, attempt
from autograder.isolation.examination import outside
with outside() as target:
    if os.fork() == 0:
        print(json.dumps({name: attempt(act, target) for name, act in ATTEMPTS.items()}), flush=True)
        os._exit(0)
    os.wait()
"""
    environment = {**os.environ, "AUTOGRADER_EXAMINATION": "secret"}
    printed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True).stdout
    seen = json.loads(printed)
    # Some kernels, and containers, forbid these to everybody.
    for name in ("make a user namespace", "handle page faults", "use io_uring", "trace a process outside"):
        if answer := seen.pop(name):
            assert answer.endswith(("Operation not permitted", "Function not implemented"))
    assert set(seen.values()) == {None}, seen


@pytest.mark.parametrize("limit", ["memory", "processes", "cpu time", "wall time", "disk"])
def test_limits_end_it_with_their_code(way: Way, limit: str):
    assert set(LIMITS.values()) >= {limit}
    probes = forked(lambda: [[probe.held, probe.detail] for probe in exceed(way.mode, limit)], way.user)
    assert probes == [[True, f"ended by the limit of {limit}"]]


def test_memory_is_counted_where_much_was_inherited(way: Way):
    """Of what is shared with processes outside, too, those inside have but their part."""
    inherited = bytearray(400 * 2**20)
    inherited[::4096] = b"x" * len(inherited[::4096])
    probes = forked(lambda: [[probe.held, probe.detail] for probe in exceed(way.mode, "memory")], way.user)
    assert probes == [[True, "ended by the limit of memory"]]


def niceness_of(crowd: int) -> list[int]:
    """How much nicer than at the start so many processes are that compute for two seconds."""
    before, children = os.nice(0), []
    reader, writer = os.pipe()
    for _ in range(crowd):
        if (child := os.fork()) == 0:
            os.close(writer)
            os.read(reader, 1)  # all start at once, when the pipe is closed: forks of a large process take long
            until = time.monotonic() + 2
            while time.monotonic() < until:
                pass
            time.sleep(20)
        children.append(child)
    os.close(writer)
    time.sleep(4)
    return [os.getpriority(os.PRIO_PROCESS, process) - before for process in children]


def test_crowd_gives_way_to_classmates(way: Way):
    """A step of niceness divides a process's weight by 1.25, sched(7)."""
    crowd = way.ask(lambda: niceness_of(6 * WEIGHT), processes=8 * WEIGHT)
    assert sum(1.25**-nicer for nicer in crowd) <= 1.25 * WEIGHT  # one of them may have been missed
    assert max(crowd) <= math.ceil(math.log(8, 1.25))


def test_a_proc_that_does_not_tell_the_load_is_taken_for_a_busy_machine(tmp_path: Path):
    seen = []
    for place in ("/proc", tmp_path):
        proc = os.open(place, os.O_RDONLY)
        seen.append(usage.all_at_work(proc))
        os.close(proc)
    assert 1 <= seen[0] < seen[1] == math.inf


def test_few_processes_give_way_to_nobody(way: Way):
    assert set(way.ask(lambda: niceness_of(WEIGHT // 2))) == {0}


@only(mode="namespaces")
def test_many_sessions_end_it(way: Way):
    """In the other mode there is only one."""

    def act() -> None:
        for _ in range(8):
            if os.fork() == 0:
                os.setsid()
                time.sleep(20)
        time.sleep(20)

    assert limit_of(way.inside(act)[0]) == "processes"
    assert limit_of(way.inside(act, sessions=10, wall_seconds=1)[0]) == "wall time"


def test_only_the_limits_of_the_guard_are_limits():
    assert limit_of(201) == "memory"
    assert [limit_of(code) for code in (None, 0, 1, 137, -9)] == [None] * 5
    assert len(set(LIMITS.values())) == 5


def test_exit_codes(way: Way):
    assert way.inside(lambda: os._exit(0))[0] == 0
    assert way.inside(lambda: os._exit(3))[0] == 3
    assert way.inside(lambda: os.kill(os.getpid(), signal.SIGSEGV))[0] == 128 + signal.SIGSEGV
    for code in LIMITS:
        assert way.inside(lambda code=code: os._exit(code))[0] == 1


def test_single_process_runs_out_of_memory(way: Way):
    def bomb() -> str:
        hoard = []
        try:
            while len(hoard) < 4000:
                hoard.append(bytearray(2**20))
        except MemoryError:
            return "MemoryError"
        return "no limit"

    code, printed, _ = way.inside(lambda: print(bomb()), memory=100 * 2**20)
    assert limit_of(code) == "memory" or "MemoryError" in printed


def test_memory_of_the_process_it_was_forked_from_is_not_counted(way: Way):
    def run() -> list:
        inherited = bytearray(os.urandom(2**20)) * 200
        with folder(way.mode, memory=64 * 2**20) as policy:

            def share() -> None:
                children = []
                for _ in range(3):
                    if (child := os.fork()) == 0:
                        time.sleep(0.6)
                        os._exit(0)
                    children.append(child)
                for child in children:
                    os.waitpid(child, 0)
                print(len(inherited))

            return list(run_inside(policy, share))

    assert forked(run, way.user) == [0, f"{200 * 2**20}\n"]


def test_one_large_file(way: Way):
    def write() -> str:
        with open("large", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(2**18))
            except OSError as error:
                return f"{error.strerror} after {file.tell()}"

    assert way.ask(write, file_size=2**20) == f"File too large after {2**20}"


def test_files_without_a_name_count_as_disk(way: Way):
    def write() -> None:
        with open("large", "wb") as file:
            os.unlink("large")
            file.write(bytes(8 * 2**20))
            file.flush()
            time.sleep(20)

    assert limit_of(way.inside(write, disk=4 * 2**20)[0]) == "disk"


def test_no_file_in_the_folder_of_sockets(way: Way):
    def write() -> list[str]:
        seen = []
        for act in (
            lambda: open("../s/file", "w").close(),
            lambda: os.mkdir("../s/folder"),
            lambda: os.symlink("x", "../s/link"),
            lambda: open("../s/kernel.json", "a").close(),
        ):
            try:
                act()
                seen.append("made")
            except OSError as error:
                seen.append(error.strerror)
        with open("../s/kernel.json") as file:
            return [*seen, file.read()]

    def prepare(policy: Policy) -> None:
        Path(f"{policy.folder}/s/kernel.json").write_text("{}")

    _, printed, _ = way.inside(lambda: print(json.dumps(write())), prepare)
    assert json.loads(printed) == ["Permission denied"] * 4 + ["{}"]


def test_memory_that_nobody_counts(way: Way):
    def allocate() -> list[str]:
        import mmap

        seen = []
        libc = ctypes.CDLL(None, use_errno=True)
        for act in (lambda: mmap.mmap(-1, 2**20), lambda: _raise(libc.shmget(0, 2**20, 0o1600))):
            try:
                act()
                seen.append("given")
            except OSError as error:
                seen.append(error.strerror)
        return seen

    assert way.ask(allocate) == ["Operation not permitted", "Function not implemented"]


def _raise(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def test_no_privileges(way: Way):
    def look() -> dict:
        fields = ("CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs", "Seccomp")
        seen = {name: int(privileges.status(name), 16) for name in fields}
        libc = ctypes.CDLL(None, use_errno=True)
        seen["mount"] = libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)
        seen["unmount"] = libc.umount2(b"/proc", 2)
        seen["chroot"] = libc.chroot(b".")
        seen["setuid"] = libc.setresuid(12345, 12345, 12345)
        return seen

    assert way.ask(look) == {
        **dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapAmb"), 0),
        **{"NoNewPrivs": 1, "Seccomp": 2},
        **dict.fromkeys(("mount", "unmount", "chroot", "setuid"), -1),
    }


def test_descriptors_of_the_grader_are_closed(way: Way):
    secret = os.open(__file__, os.O_RDONLY)
    try:
        # The fourth is the listing's own.
        assert way.ask(lambda: len(os.listdir("/proc/self/fd"))) == 4
    finally:
        os.close(secret)


def test_submission_without_its_links(way: Way):
    def prepare(policy: Policy) -> None:
        work = Path(policy.work)
        (work / "data").mkdir()
        (work / "data" / "numbers.txt").write_text("1 2 3")
        (work / "secret").symlink_to(__file__)
        (work / "folder").symlink_to("/")
        os.mkfifo(work / "pipe")

    def look() -> list:
        with open("data/numbers.txt") as file:
            seen = [file.read(), os.getcwd() == os.path.realpath(".")]
        for path in ("secret", "folder/etc/shadow", "folder/etc/passwd-"):
            try:
                with open(path) as file:
                    seen.append(file.read(10))
            except OSError:
                seen.append(None)
        return seen

    _, printed, _ = way.inside(lambda: print(json.dumps(look())), prepare)
    assert json.loads(printed) == ["1 2 3", True, None, None, None]


@only(mode="namespaces")  # Landlock works in the folder itself, which is thrown away
def test_own_work_does_not_change_the_host(way: Way):
    def run() -> list:
        with folder(way.mode) as policy:
            Path(policy.work, "given").write_text("given")
            run_inside(policy, lambda: [Path(name).write_text("changed") for name in ("given", "new")])
            return [Path(policy.work, "given").read_text(), *os.listdir(policy.work)]

    assert forked(run, way.user) == ["given", "given"]


@only(mode="namespaces")
def test_namespaces_are_its_own(way: Way):
    names = ("cgroup", "ipc", "mnt", "net", "pid", "uts")
    inside = way.ask(lambda: [os.readlink(f"/proc/self/ns/{name}") for name in names])
    assert not {os.readlink(f"/proc/self/ns/{name}") for name in names} & set(inside)


@only(mode="namespaces", user=USERS[0])
def test_root_holds_nothing_else(way: Way):
    shown = {path.split("/")[1] for path in map(os.path.realpath, (sys.prefix, sys.base_prefix, *sys.path))}
    shown |= {Path(isolation.__file__).parts[1], Path(sys.prefix).parts[1]}
    allowed = {"bin", "sbin", "lib", "lib32", "lib64", "usr", "etc", "dev", "proc", "sys", "tmp", "nix", "run", *shown}

    def look() -> list:
        with open("/proc/self/mountinfo") as mounts:
            roots = [line for line in mounts if line.split()[4] == "/"]
        return [*map(os.listdir, ("/", "/etc", "/dev", "/proc")), roots]

    seen = way.ask(look)
    assert set(seen[0]) <= allowed
    assert {"passwd", "group"} <= set(seen[1]) and "shadow" not in seen[1] and "hostname" not in seen[1]
    assert "shm" in seen[2] and "kmsg" not in seen[2] and "zero" not in seen[2]
    assert [name for name in seen[3] if name.isdecimal()] == ["1", "2"]
    assert len(seen[4]) == 1 and " tmpfs " in seen[4][0]  # the old one is not below it


@only(mode="namespaces")
def test_root_is_read_only(way: Way):
    """By the mounts alone: without Landlock, and for files of the user itself."""

    def run() -> dict:
        landlock.version = lambda: 0
        with outside() as target, folder(way.mode, readable=[target.secret]) as policy:
            os.chmod(target.secret, 0o666)

            def write() -> dict:
                seen = {}
                for path in ("/made", "/etc/made", target.secret, "/proc/self/oom_score_adj"):
                    try:
                        with open(path, "w") as file:
                            file.write("0")
                        seen[path] = "made"
                    except OSError as error:
                        seen[path] = error.strerror
                return seen

            return json.loads(run_inside(policy, lambda: print(json.dumps(write())))[1])

    seen = forked(run, way.user)
    assert list(seen.values())[2:] == ["Read-only file system"] * 2
    if way.user == "ordinary":  # who owns the new root
        assert list(seen.values())[:2] == ["Read-only file system"] * 2


@only(mode="namespaces")
def test_names_of_the_machine_are_not_seen(way: Way):
    import pwd

    def look() -> list:
        return [socket.gethostname(), os.getuid(), [account.pw_name for account in pwd.getpwall()]]

    host, user, accounts = way.ask(look)
    assert host == "student" and accounts == ["student"]
    if way.user == "root":
        assert user not in (0, NOBODY)


def test_limits_of_the_kernel(way: Way):
    def look() -> dict:
        import re
        import resource

        names = ("CORE", "CPU", "FSIZE", "MSGQUEUE", "NOFILE", "DATA", "NPROC")
        limits = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}
        # Of the data, what is left: the process was forked from this one, whose size is not its own.
        taken = int(re.search(r"VmData:\s*(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
        return limits | {"DATA": [limit - taken for limit in limits["DATA"]]}

    limits = way.ask(look, cpu_seconds=7, file_size=10**6, memory=10**9)
    assert all(soft == hard for soft, hard in limits.values())
    assert limits["CORE"] == limits["MSGQUEUE"] == [0, 0]
    assert limits["FSIZE"] == [10**6] * 2 and 7 <= limits["CPU"][0] <= 20 and limits["NOFILE"][0] <= 1024
    assert 10**9 < limits["DATA"][0] < 3 * 10**9
    if way.mode == "namespaces" or way.user == "ordinary":  # root has no limit
        assert 256 < limits["NPROC"][0] < 10_000


def test_attempts_are_stopped_by_namespaces_without_landlock():
    for user in USERS:
        if broken("namespaces", user):
            continue

        def run() -> dict:
            landlock.version = lambda: 0
            return {probe.name: probe.detail for probe in break_out("namespaces") if not probe.held}

        assert set(forked(run, user)) <= {"run Python"}


def test_attempts_are_stopped_by_landlock_without_its_scopes():
    """As on Linux 6.2 to 6.11."""
    for user in USERS:
        if broken("landlock", user):
            continue

        def run() -> dict:
            landlock.version = lambda: 3
            return {probe.name: probe.detail for probe in break_out("landlock") if not probe.held}

        assert set(forked(run, user)) <= {"run Python"}


def test_guard_cannot_be_signalled(way: Way):
    def act() -> list[str]:
        seen = []
        for signum in (0, signal.SIGKILL, signal.SIGSTOP):
            try:
                os.kill(os.getppid(), signum)
                seen.append("sent")
            except OSError as error:
                seen.append(error.strerror)
        return seen

    # With namespaces, the parent is the first process inside, which ignores what its own children send.
    expected = ["sent"] * 3 if way.mode == "namespaces" else ["Operation not permitted"] * 3
    assert way.ask(act) == expected


def test_owner_files_keep_their_mode_and_copies_work(way: Way):
    def act() -> int:
        import shutil

        Path("script").write_text("x")
        shutil.copy2("script", "copy")
        os.chmod("copy", 0o700)
        return Path("copy").stat().st_size

    assert way.ask(act) == 1


# --- The end of all processes ---


def running(mark: str) -> list[int]:
    """Processes with these words among their arguments."""
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if mark.encode() in Path(f"/proc/{name}/cmdline").read_bytes():
                found.append(int(name))
    return found


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait for it, and return whether it came true."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return value


def make_daemon(mark: str) -> None:
    """Two processes in a session of their own, whose parents have ended."""
    if os.fork() == 0:
        os.setsid()
        null = os.open(os.devnull, os.O_WRONLY)
        for descriptor in (1, 2):  # or whoever reads waits for it
            os.dup2(null, descriptor)
        for _ in range(2):
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                os.execv("/bin/sh", ["/bin/sh", "-c", "sleep 60; sleep 60", mark])
        os._exit(0)
    os.wait()


def test_daemons_end_with_it(way: Way):
    mark = f"daemon-{time.monotonic_ns()}"

    def act() -> None:
        make_daemon(mark)
        time.sleep(0.3)

    def run() -> list:
        with folder(way.mode) as policy:
            return [run_inside(policy, act)[0], running(mark)]

    assert forked(run, way.user) == [0, []]


def test_fork_bomb_that_runs_away_is_ended(way: Way):
    """Each process forks and ends at once: who kills them one by one comes too late.

    Where the kernel's own limit stops its forks before the guard looks, the guard ends it when its time is up.
    """
    mark = f"bomb-{time.monotonic_ns()}"
    bomb = 'f() { (f "$1" & f "$1" &) ; }; f "$1"; sleep 60'

    def act() -> None:
        os.execv("/bin/sh", ["/bin/sh", "-c", bomb, mark])

    code, _, _ = way.inside(act, processes=40, wall_seconds=10)
    assert limit_of(code) in ("processes", "wall time")
    assert running(mark) == []


@dataclass
class Started:
    guard: int
    mark: str


def start(way: Way, act: Callable[[], None]) -> Started:
    """An isolated process that goes on; ends with the test's process at the latest."""
    mark = f"started-{time.monotonic_ns()}"
    reader, writer = os.pipe()
    guard = os.fork()
    if guard == 0:
        with contextlib.suppress(BaseException):
            os.setpgid(0, 0)
            become(way.user)
            with contextlib.ExitStack() as opened:
                policy = opened.enter_context(folder(way.mode))
                os.dup2(writer, 1)
                os.closerange(3, 4096)  # the guard, too, or whoever reads waits for it
                entry.enter(policy)
                make_daemon(mark)
                os.write(1, b"!")
                act()
        os._exit(9)
    os.close(writer)
    assert os.read(reader, 1) == b"!"
    os.close(reader)
    assert until(lambda: len(running(mark)) == 2)
    return Started(guard, mark)


def test_sigterm_to_the_guard_ends_all(way: Way):
    started = start(way, lambda: time.sleep(60))
    os.kill(started.guard, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(started.guard, 0)[1]) == -signal.SIGTERM
    assert running(started.mark) == []


def test_sigkill_to_the_guard_ends_all(way: Way):
    """With Landlock, to its process group, as whoever kills a kernel does."""
    started = start(way, lambda: time.sleep(60))
    if way.mode == "namespaces":
        os.kill(started.guard, signal.SIGKILL)
    else:
        os.killpg(started.guard, signal.SIGKILL)
    os.waitpid(started.guard, 0)
    assert until(lambda: not running(started.mark))


def test_kernel_ends_with_the_guard(way: Way):
    """Even if the guard alone is killed: the isolated process cannot take back that it then dies."""

    def act() -> None:
        syscalls.prctl(1, 0)  # PR_SET_PDEATHSIG
        time.sleep(60)

    started = start(way, act)

    def inside() -> set[str]:
        children = Path(f"/proc/{started.guard}/task/{started.guard}/children").read_text().split()
        return set(children) - set(map(str, running(started.mark)))  # of the daemons, it became the parent

    assert until(lambda: len(inside()) == 1)  # who started them may not have been reaped yet
    (child,) = inside()
    os.kill(started.guard, signal.SIGKILL)
    os.waitpid(started.guard, 0)
    assert until(lambda: not Path(f"/proc/{child}").exists() or "zombie" in Path(f"/proc/{child}/status").read_text())
    for process in running(started.mark):
        os.kill(process, signal.SIGKILL)


def test_all_ends_with_the_process_that_started_it(way: Way):
    mark = forked(lambda: start(way, lambda: time.sleep(60)).mark)  # which ends now
    assert until(lambda: not running(mark))


def test_interrupt_of_the_group_reaches_it_and_not_the_guard(way: Way):
    def loop() -> None:
        try:
            while True:
                time.sleep(0.01)
        except KeyboardInterrupt:
            os._exit(7)

    started = start(way, loop)
    time.sleep(0.1)
    os.killpg(started.guard, signal.SIGINT)
    assert os.waitstatus_to_exitcode(os.waitpid(started.guard, 0)[1]) == 7


# --- Fail closed ---


@only(user=USERS[0])
@pytest.mark.parametrize("step", ["_restrict_files", "_make_package_importable"])
def test_failure_of_a_step_is_a_refusal_outside(monkeypatch, way: Way, step: str):
    def fail(*_: Any) -> None:
        raise OSError(1, "this step fails")

    monkeypatch.setattr(entry, step, fail)

    def run() -> list:
        before = [os.getpid(), sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))]
        try:
            with folder(way.mode) as policy:
                entry.enter(policy)
        except NoIsolation as reason:
            return [str(reason), before == [os.getpid(), sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))]]
        return ["it went in"]

    assert forked(run) == ["[Errno 1] this step fails", True]


@only(user=USERS[0])
@pytest.mark.parametrize("failing", [(seccomp, "install"), (privileges, "drop_capabilities")], ids=lambda pair: pair[1])
def test_missing_layer_is_noticed(monkeypatch, way: Way, failing: tuple):
    monkeypatch.setattr(*failing, lambda *_: None)
    with pytest.raises(NoIsolation):
        forked(lambda: _enter_and_end(way.mode))


def _enter_and_end(mode: str) -> None:
    with folder(mode) as policy:
        entry.enter(policy)
        os._exit(0)


def test_process_with_threads_is_refused():
    import threading

    def run() -> None:
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        _enter_and_end("landlock")

    with pytest.raises(NoIsolation, match="2 threads"):
        forked(run)


def test_refusal_without_system_calls():
    """Where a container forbids both ways, the sentence says what is missing and what to do."""
    code = """
import autograder.isolation.examination as examination
examination.PROGRAM = __import__("sys").argv[1]
try:
    print(examination.mode())
except examination.NoIsolation as reason:
    print("REFUSED", reason)
"""
    program = """
import json, sys, types
package = types.ModuleType("autograder"); package.__path__ = [PACKAGE]; sys.modules["autograder"] = package
from autograder.isolation import entry, landlock, examination
def forbidden(*_): raise OSError(1, "Operation not permitted")
entry._clone = forbidden
landlock.version = lambda: 0
examination.main(*sys.argv[2:])
"""
    where = Path(isolation.__file__).parents[1]
    with folder("landlock") as policy:
        path = Path(policy.work, "program.py")
        path.write_text(program.replace("PACKAGE", repr(str(where))))
        printed = subprocess.run(
            [sys.executable, "-c", code, path],
            capture_output=True,
            text=True,
            cwd=where.parent,
        ).stdout
    assert printed.startswith("REFUSED Student code cannot be isolated here.")
    for words in (
        "namespaces: no process with namespaces",
        "Operation not permitted",
        "landlock: Landlock of Linux 6.2",
    ):
        assert words in printed
    for words in ("container", "WSL2", "--unsafe-no-isolation"):
        assert words in printed


def test_policy():
    policy = Policy("/", "landlock", readable=("/usr",), memory=5)
    assert Policy(**json.loads(json.dumps(asdict(policy)))) == policy
    with pytest.raises(ValueError, match="mode"):
        Policy("/", "none")
    with pytest.raises(ValueError, match="folder"):
        Policy("relative", "landlock")
    with pytest.raises(ValueError, match="folder"):
        Policy("/proc/self/cwd", "landlock")  # a symbolic link
    with pytest.raises(ValueError, match="readable"):
        Policy("/", "landlock", readable=("data",))


def test_readable_paths(way: Way, tmp_path: Path):
    def run() -> list:
        import tempfile

        with tempfile.TemporaryDirectory() as place:
            place = os.path.realpath(place)
            Path(place, "data").mkdir()
            Path(place, "data", "given").write_text("given")
            Path(place, "other").write_text("other")
            Path(place, "link").symlink_to("data")

            def look() -> list:
                with open(f"{place}/link/given") as file:
                    seen = [file.read()]
                for path, flags in ((f"{place}/other", os.O_RDONLY), (f"{place}/data/given", os.O_WRONLY)):
                    try:
                        os.close(os.open(path, flags))
                        seen.append("opened")
                    except OSError:
                        seen.append("refused")
                return seen

            with folder(way.mode, readable=[f"{place}/link"]) as policy:
                return json.loads(run_inside(policy, lambda: print(json.dumps(look())))[1])

    assert forked(run, way.user) == ["given", "refused", "refused"]
    with pytest.raises(NoIsolation, match="missing"):
        forked(lambda: way.ask(list, readable=[str(tmp_path / "missing")]))


def test_environment_is_clean(monkeypatch):
    monkeypatch.setenv("GRADER_TOKEN", "secret")
    monkeypatch.setenv("TF_CONFIG", "secret")
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "1")
    policy = Policy("/", "landlock")
    variables = isolation.environment(policy)
    assert "secret" not in variables.values()
    assert variables["TF_NUM_INTRAOP_THREADS"] == "1"
    assert variables["HOME"] == "//home" and variables["TMPDIR"] == "//tmp"


@only(user=USERS[0])  # another may not reach this Python
def test_command(way: Way):
    """The same for a command: it starts isolated, with an environment and a package of its own."""
    code = "import os, json, autograder.misconceptions; print(json.dumps([os.getcwd(), dict(os.environ)]))"
    with folder(way.mode) as policy:
        argv = isolation.command(policy, [sys.executable, "-c", code])
        secretive = {**os.environ, "GRADER_TOKEN": "secret"}
        finished = subprocess.run(argv, capture_output=True, text=True, env=secretive, cwd="/", start_new_session=True)
        cwd, variables = json.loads(finished.stdout)
        assert cwd.endswith(policy.work)
        assert set(variables) >= set(isolation.environment(policy)) and "GRADER_TOKEN" not in variables
        if not is_installed(os.path.dirname(PACKAGE)):
            assert f"{policy.folder}/site" in variables["PYTHONPATH"]
        argv[1:3] = ["-m", "autograder.isolation"]
        argv[-1] = "raise SystemExit(5)"
        where = Path(isolation.__file__).parents[2]
        assert subprocess.run(argv, cwd=where, start_new_session=True).returncode == 5


# --- Layers alone ---


def alone(install: Callable[[], None], names: set[str]) -> dict:
    """What is said to those attempts behind one layer only."""

    def run() -> dict:
        reader, writer = os.pipe()
        with outside() as target:
            if os.fork() == 0:  # the target is the parent
                with contextlib.suppress(BaseException):
                    privileges.drop_capabilities()
                    install()
                    seen = {name: attempt(ATTEMPTS[name], target) for name in names}
                    os.write(writer, json.dumps(seen).encode())
                os._exit(0)
            os.close(writer)
            with open(reader, encoding="utf-8") as file:
                return json.load(file)

    return forked(run)


def test_system_calls_alone():
    names = {
        *("watch a folder outside", "trace a process outside", "make a user namespace", "have memory in no process"),
        *("connect by TCP", "send by UDP", "connect to a socket's path", "connect to a socket's abstract name"),
        *("handle page faults", "use io_uring"),
    }
    seen = alone(lambda: seccomp.install("namespaces", True), names)
    for name, answer in seen.items():
        expected = {
            "connect by TCP": "Operation not supported",
            "send by UDP": "Operation not supported",
            "have memory in no process": "Function not implemented",
            "use io_uring": "Function not implemented",
        }.get(name, "Operation not permitted")
        assert answer and answer.endswith(expected), (name, answer)


def test_system_calls_alone_where_the_grader_is_the_same_user():
    names = {"change the mode of a file outside", "limit a process outside", "signal a process outside"}
    seen = alone(lambda: seccomp.install("landlock", False), names)
    assert seen["change the mode of a file outside"] == "PermissionError: it was said to be done, and was not"
    assert seen["limit a process outside"].endswith("Operation not permitted")
    assert seen["signal a process outside"].endswith("Operation not permitted")


def test_landlock_alone():
    if landlock.version() < landlock.SCOPED:
        pytest.skip(f"this kernel has version {landlock.version()} of Landlock")
    names = {"read a file outside", "list a folder outside", "make a file outside", "signal a process outside"}
    names |= {"connect by TCP", "connect to a socket's abstract name", "list the processes outside"}

    seen = alone(lambda: landlock.restrict({"/usr": landlock.READ}), names)
    assert all(answer and answer.startswith("PermissionError") for answer in seen.values()), seen


class Filter:
    """Runs a program of seccomp as the kernel does, for architectures that this machine is not."""

    def __init__(self, mode: str, scoped: bool):
        program = b"".join(seccomp._program(mode, scoped))
        self._program = list(struct.iter_unpack("HBBI", program))

    def __call__(self, architecture: int, number: int, *arguments: int) -> str:
        data = struct.pack("<IIQ6Q", number, architecture, 0, *(*arguments, *[0] * 6)[:6])
        position, accumulator = 0, 0
        while True:
            code, if_true, if_false, value = self._program[position]
            position += 1
            match code:
                case 0x20:
                    accumulator = struct.unpack_from("<I", data, value)[0]
                case 0x54:
                    accumulator &= value
                case 0x15:
                    position += if_true if accumulator == value else if_false
                case 0x35:
                    position += if_true if accumulator >= value else if_false
                case 0x06:
                    kind, error = value & 0xFFFF0000, value & 0xFFFF
                    return {0x80000000: "killed", 0x7FFF0000: "allowed"}.get(kind) or os.strerror(error)


#: Of the kernel's tables arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
X86_64 = {"read": 0, "connect": 42, "socket": 41, "clone": 56, "chmod": 90, "kill": 62, "openat": 257, "clone3": 435}
AARCH64 = {"read": 63, "connect": 203, "socket": 198, "clone": 220, "kill": 129, "openat": 56, "clone3": 435}


@pytest.mark.parametrize(
    ("machine", "architecture", "foreign", "numbers"),
    [("x86_64", 0xC000003E, 0x40000003, X86_64), ("aarch64", 0xC00000B7, 0x40000028, AARCH64)],
)
def test_filter_of_each_architecture(monkeypatch, machine: str, architecture: int, foreign: int, numbers: dict):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    for mode in MODES:
        run = functools.partial(Filter(mode, scoped=False), architecture)
        assert run(numbers["read"]) == run(numbers["openat"]) == "allowed"
        assert Filter(mode, False)(foreign, numbers["read"]) == "killed"
        assert run(numbers["connect"]) == "Operation not permitted"
        assert run(numbers["clone3"]) == "Function not implemented"
        assert run(463) == run(10_000) == "Function not implemented"
        assert run(0x40000000 | numbers["read"]) == "Function not implemented"  # the x32 calls
        assert run(numbers["socket"], socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) == "allowed"
        assert run(numbers["socket"], socket.AF_UNIX, socket.SOCK_DGRAM) == "Operation not supported"
        for family in (socket.AF_INET, socket.AF_INET6, 16, 40):  # netlink and vsock, too
            assert run(numbers["socket"], family, socket.SOCK_STREAM) == "Operation not supported"
        assert run(numbers["socket"], 2**32 + socket.AF_INET, socket.SOCK_STREAM) == "Operation not supported"
        assert run(numbers["clone"], 0x003D0F00) == "allowed"  # a thread
        for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
            assert run(numbers["clone"], 0x003D0F00 | flag) == "Operation not permitted"
        own, other = run(numbers["kill"], os.getpid()), run(numbers["kill"], 1)
        assert [own, other] == ["allowed", "allowed" if mode == "namespaces" else "Operation not permitted"]
        if "chmod" in numbers:
            assert run(numbers["chmod"]) == ("allowed" if mode == "namespaces" else "Success")


def test_architecture_that_is_not_known_is_refused(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(NoIsolation, match="riscv64"):
        entry.enter(Policy("/", "landlock"))


@pytest.mark.skipif(platform.machine() != "x86_64", reason="machine code of x86_64")
def test_system_calls_of_32_bit_code_are_the_end(way: Way):
    def act() -> None:
        import mmap

        code = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
        code.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20 (getpid); int 0x80; ret
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()

    assert way.inside(act)[0] == 128 + signal.SIGSYS


# --- What the guard measures ---


def test_usage_of_a_process(tmp_path: Path):
    def run() -> list:
        proc = os.open("/proc", os.O_RDONLY)
        reader, writer = os.pipe()
        filled = bytearray(os.urandom(2**20)) * 50
        child = os.fork()
        if child == 0:
            os.fork()  # shares it
            end = time.process_time() + 0.3
            while time.process_time() < end:
                pass
            os.write(writer, b"!")
            signal.pause()
        for _ in range(2):
            os.read(reader, 1)
        found = [int(pid) for pid in usage.of_descendants(proc, str(os.getpid()))]
        used = usage.measure(proc, map(str, found))
        exact = usage.proportional_memory(proc, map(str, found))
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        return [len(found), used.tasks, used.cpu_seconds, used.memory / len(filled), exact / len(filled)]

    count, tasks, cpu, memory, exact = forked(run)
    assert count == tasks == 2
    assert cpu >= 0.5
    # Each has the 50 MB, and what Python and pytest have in memory besides; of three that share it, two are measured.
    assert memory > 2
    assert exact < 0.8 * memory


def test_disk_of_folders(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(bytes(10**6))
    (tmp_path / "folder" / "link").symlink_to("/usr")
    assert 10**6 <= usage.disk([str(tmp_path)]) < 10**6 + 10**5
    assert usage.disk([str(tmp_path / "missing")]) == 0
