"""Warm kernels give what cold ones give, come and go as cold ones do, and never hang."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from banks import ROOT
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.course import read_source, source_script
from autograder.kernels import owner
from autograder.kernels.importtime import read_at_import
from autograder.kernels.owner import NoWarmKernel, WarmProcess, ZygoteHandle
from autograder.kernels.provisioner import NAME
from autograder.kernels.specs import DISPLAY_NAME, KERNEL_NAME, WarmSpecs, install, wants_cold

linux = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="warm kernels need Linux")

#: How many kernels are started in a row, none of which may hang.
FORKS = int(os.environ.get("WARM_FORKS", "30"))
#: Seconds for anything that is waited for.
PATIENCE = 60.0


@pytest.fixture(scope="module", autouse=True)
def no_backend_from_outside() -> Iterator[None]:
    """A kernel chooses its own backend, unless the variable is set around the tests, as where they run unseen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)
        patch.setattr(owner, "_zygote", None)  # that of other tests has read the variable
        yield
        owner.zygote().process.kill()


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"after {seconds:g} s: not {what}"
        time.sleep(0.02)


def running(pid: int) -> bool:
    """Whether that process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Client(NotebookClient):
    """Executes a notebook in a warm kernel, or in a cold one, and remembers the kernel's process."""

    warm = True
    process: object = None

    def create_kernel_manager(self) -> KernelManager:
        manager = super().create_kernel_manager()
        if self.warm:
            manager.kernel_spec_manager = WarmSpecs()
        return manager

    async def async_start_new_kernel_client(self):
        self.process = self.km.provisioner.process
        return await super().async_start_new_kernel_client()


def client(*cells: str, warm: bool = True) -> Client:
    made = Client(
        new_notebook(cells=[new_code_cell(cell) for cell in cells]),
        timeout=int(PATIENCE),
        startup_timeout=int(PATIENCE),
        allow_errors=True,
        kernel_name="python3",
    )
    made.warm = warm
    return made


def execute(*cells: str, warm: bool = True) -> list[list[NotebookNode]]:
    """The outputs of the cells."""
    runner = client(*cells, warm=warm)
    runner.execute()
    assert isinstance(runner.process, WarmProcess) == warm
    return [cell.outputs for cell in runner.nb.cells]


def text(outputs: list[NotebookNode]) -> str:
    """What a cell printed and returned; fails if it raised."""
    assert not [output for output in outputs if output.output_type == "error"], outputs
    return "".join(o.text if o.output_type == "stream" else o.data["text/plain"] for o in outputs)


def comparable(outputs: list[NotebookNode]) -> dict:
    """Outputs without what differs between two cold kernels: pids, addresses, dates, and how streams are cut."""
    found: dict = {"stdout": "", "stderr": "", "rest": []}
    for output in outputs:
        if output.output_type == "stream":
            found[output.name] += output.text
        else:
            found["rest"].append(output)
    return _without_chance(found)


def _without_chance(value):
    if isinstance(value, dict):
        return {key: _without_chance(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_chance(item) for item in value]
    if isinstance(value, str):
        value = re.sub(r"ipykernel_\d+", "ipykernel_PID", value)
        value = re.sub(r"__autograph_generated_file\w+", "GENERATED", value)
        value = re.sub(r"0x[0-9a-f]{6,}", "0xADDRESS", value)
        return re.sub(r"<dc:date>.*?</dc:date>", "", value)
    return value


@contextlib.contextmanager
def kernel(specs: KernelSpecManager | None = None, name: str = "python3", **options) -> Iterator:
    """A warm kernel without a notebook: its manager, and a function that runs code and returns the reply."""
    manager = KernelManager(kernel_name=name, kernel_spec_manager=specs or WarmSpecs())
    manager.start_kernel(**{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options)
    channels = manager.client()
    channels.start_channels()
    try:
        channels.wait_for_ready(timeout=PATIENCE)

        def run(code: str, value: str = "None") -> str:
            """Run ``code``, then the expression ``value``: what its repr is."""
            reply = channels.execute_interactive(
                code, user_expressions={"value": value}, timeout=PATIENCE, output_hook=lambda _: None
            )
            return reply["content"]["user_expressions"]["value"]["data"]["text/plain"]

        run.channels = channels
        yield manager, run
    finally:
        channels.stop_channels()
        manager.shutdown_kernel(now=True)


#: The checks draw their inputs from fresh seeds, which would differ.
FIXED_SEEDS = "import secrets\nsecrets.randbits = lambda bits: 5"

SMALL = (
    FIXED_SEEDS,
    "from autograder import check, student\nimport keras, numpy as np, tensorflow as tf",
    "v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])\nwith tf.GradientTape() as tape:\n"
    "    loss = tf.reduce_sum(tf.nn.relu(v @ v))\ntape.gradient(loss, v)",
    "@tf.function\ndef f(x):\n    for _ in range(3):\n        if tf.reduce_sum(x) > 0:\n            x = x * 2\n"
    "    return x\nf(v)",
    "print('out')\nimport sys; print('err', file=sys.stderr)",
    "tf.ones((2, 3)) @ tf.ones((2, 3))",
    "f(tf.constant('text'))",
    "g = tf.function(lambda x: x + 1)\nfor i in range(7):\n    g(i)",
    "import warnings, logging; warnings.warn('careful'); logging.warning('root'); tf.get_logger().info('info')",
    "import matplotlib, matplotlib.pyplot as plt\nplt.plot([1, 3, 2], label='line'); plt.legend()\n"
    "matplotlib.get_backend()",
    "plt.rcParams['svg.hashsalt'] = 'salt'\nfrom autograder import plots, show_boxes\nshow_boxes(v=v)",
    "figure, data = plots.tracking_worlds()",
    "%matplotlib inline\nplt.imshow(np.eye(3)); plt.show()",
    "keras.utils.set_random_seed(1)\nm = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\nm.summary()\n"
    "m.compile('sgd', 'mse')\nm.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0).history",
    "x = 3\ncheck.value(student.x, 4)\ncheck.score('one', points=1)",
    "sys.path, sys.argv[0], __name__, sys.flags, sorted(os.environ) if 'os' in globals() else None",
    "import os, threading\nsorted(os.environ), os.getcwd(), threading.active_count(), threading.Thread().name",
    "get_ipython().events.callbacks.keys(), len(get_ipython().events.callbacks['post_execute'])",
)


@linux
@pytest.mark.timeout(300)
def test_a_warm_kernel_gives_what_a_cold_one_gives():
    cold, warm = execute(*SMALL, warm=False), execute(*SMALL)
    for source, expected, outputs in zip(SMALL, cold, warm, strict=True):
        assert comparable(outputs) == comparable(expected), source
    shown = {source: [o.data for o in outputs if "data" in o] for source, outputs in zip(SMALL, warm, strict=True)}
    pictures = [source for source, data in shown.items() if any("image/png" in d for d in data)]
    assert [source for source in SMALL if "plt.plot(" in source or "plt.imshow(" in source] == [
        source for source in pictures if "plt." in source
    ]
    assert any("<svg" in d["text/html"] for d in shown["figure, data = plots.tracking_worlds()"])
    assert [o.ename for o in warm[5]] == ["InvalidArgumentError"]


@linux
@pytest.mark.timeout(400)
def test_a_notebook_of_the_course_looks_the_same():
    outputs = []
    for warm in (False, True):
        runner = client(warm=warm)
        runner.nb.cells = [new_code_cell(FIXED_SEEDS), *read_source(source_script(ROOT, "00-start-here")).cells]
        runner.execute()
        assert isinstance(runner.process, WarmProcess) == warm
        outputs.append([comparable(cell.outputs) for cell in runner.nb.cells if cell.cell_type == "code"])
    assert outputs[0] == outputs[1]
    assert sum(map(len, outputs[1])) > 5


@linux
def test_random_numbers_are_a_kernel_s_own():
    draw = "random.random(), np.random.rand(), np.random.default_rng().random(), float(tf.random.normal([]))"
    cells = (
        "import random, numpy as np, tensorflow as tf, keras",
        draw,
        f"keras.utils.set_random_seed(3)\n{draw.replace('np.random.default_rng().random(), ', '')}",
    )
    (_, *first), (_, *second) = execute(*cells), execute(*cells)
    unseeded = [eval(text(outputs[0])) for outputs in (first, second)]
    assert all(a != b for a, b in zip(*unseeded, strict=True))
    assert text(first[1]) == text(second[1])


OBSTACLES = """
import os, sys, threading
from autograder.kernels.zygote import import_and_warm, obstacles
import_and_warm()
print(obstacles())
import zmq
context = zmq.Context()
print(obstacles())
context.term(); del context
event = threading.Event()
thread = threading.Thread(target=event.wait)
thread.start()
print(obstacles())
event.set(); thread.join()
print(obstacles())
import tensorflow as tf
tf.constant(1)
print(obstacles())
"""


def python(code: str, *arguments: str) -> list[str]:
    """The lines that a new Python prints."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@linux
def test_what_must_not_be_forked_is_seen():
    imported, context, thread, none, runtime = map(eval, python(OBSTACLES))
    assert imported == none == []
    assert context == ["it has a ZeroMQ context"]
    assert thread == ["it has 2 threads instead of one"]
    assert "TensorFlow's runtime has started" in runtime


REFUSAL = """
import os, socket, sys, threading
from autograder.kernels.owner import NoWarmKernel, ZygoteHandle
from autograder.kernels.zygote import Zygote
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
threading.Thread(target=Zygote(listener, os.pidfd_open(os.getppid()), {}).serve, daemon=True).start()
handle = ZygoteHandle.__new__(ZygoteHandle)
handle._path = sys.argv[1]
for request in ({"argv": [], "env": {}, "cwd": "/"}, {"argv": []}):
    try:
        handle.fork(request, [0, 1, 2])
    except NoWarmKernel as reason:
        print(reason)
print(open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read().split(), flush=True)
os._exit(0)
"""


@linux
def test_a_zygote_that_must_not_fork_refuses_and_says_why(tmp_path):
    threads, incomplete, children = python(REFUSAL, str(tmp_path / "s"))
    assert threads == "this process cannot be forked: it has 2 threads instead of one"
    assert incomplete.startswith("not a request: ")
    assert children == "[]"


@linux
def test_a_kernel_that_exits_is_reported_with_what_it_used():
    with kernel() as (manager, run):
        process = manager.provisioner.process
        run.channels.execute("import os; os._exit(3)")
        assert process.wait(PATIENCE) == 3
        assert not manager.is_alive()
        assert 0.01 < process.usage.cpu_seconds < 60
        assert process.usage.max_rss > 50e6


@linux
def test_a_kernel_that_is_killed_is_reported():
    with kernel() as (manager, _):
        process = manager.provisioner.process
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(PATIENCE) == -signal.SIGKILL
        process.send_signal(signal.SIGTERM)  # to nobody


@linux
def test_an_endless_loop_is_interrupted_and_the_kernel_lives():
    with kernel() as (manager, run):
        pid = run("import os", "os.getpid()")
        message = run.channels.execute("while True: pass")
        until(lambda: run.channels.get_iopub_msg(timeout=PATIENCE)["msg_type"] == "execute_input", "begun")
        manager.interrupt_kernel()
        reply = run.channels.get_shell_msg(timeout=PATIENCE)
        assert reply["parent_header"]["msg_id"] == message
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert run("", "os.getpid()") == pid


@linux
@pytest.mark.parametrize("now", [True, False])
def test_a_restarted_kernel_is_a_new_warm_one(now):
    with kernel() as (manager, run):
        first = manager.provisioner.process
        run("x = 1")
        manager.restart_kernel(now=now)
        run.channels.wait_for_ready(timeout=PATIENCE)
        second = manager.provisioner.process
        assert isinstance(second, WarmProcess)
        assert second.pid != first.pid
        assert first.returncode == (-signal.SIGKILL if now else 0)
        assert run("", "'x' in globals()") == "False"


@linux
def test_a_zygote_does_not_know_its_owner_s_secrets(monkeypatch):
    monkeypatch.setattr(owner, "_zygote", None)
    monkeypatch.setenv("A_SECRET", "secret-of-the-owner")
    with kernel() as (_, run):  # un-isolated kernels have their owner's environment, as cold ones do
        assert run("import os", "os.environ['A_SECRET']") == "'secret-of-the-owner'"
        started_with = Path(f"/proc/{owner.zygote().process.pid}/environ").read_bytes()
    assert b"PATH=" in started_with
    assert b"secret-of-the-owner" not in started_with
    owner.zygote().process.kill()


@linux
def test_a_kernel_has_no_descriptor_of_the_zygote():
    def descriptors(pid: int) -> set[str]:
        links = Path(f"/proc/{pid}/fd").iterdir()
        return {link for link in map(os.readlink, links) if link.startswith(("socket", "pipe", "anon"))} - {
            "anon_inode:[eventpoll]",  # has no number of its own
            "anon_inode:[eventfd]",
        }

    with kernel(), kernel() as (manager, _):
        of_zygote = descriptors(owner.zygote().process.pid)
        assert len([link for link in of_zygote if link.startswith("socket")]) >= 3  # listens, and two kernels
        assert not of_zygote & descriptors(manager.provisioner.pid)


OWNER = """
import sys, time
from test_warm_kernels import kernel, owner
with kernel() as (manager, run):
    run("import subprocess; p = subprocess.Popen(['sleep', '1000'])")
    print(owner.zygote().process.pid, manager.provisioner.pid, run("", "p.pid"), owner.zygote()._path, flush=True)
    time.sleep(1000)
"""


@linux
def test_the_zygote_and_its_kernels_end_with_their_owner():
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True, env=environment) as process:
        timer = threading.Timer(120, process.kill)
        timer.start()
        *pids, path = process.stdout.readline().split()
        timer.cancel()
        process.kill()
    assert os.path.isabs(path)
    until(lambda: not any(running(int(pid)) for pid in pids), "ended")
    until(lambda: not os.path.exists(os.path.dirname(path)), "cleaned up")


@linux
def test_a_kernel_ends_when_the_client_hangs_up():
    with kernel() as (manager, run):
        pid = manager.provisioner.pid
        grandchild = int(run("import subprocess; p = subprocess.Popen(['sleep', '1000'])", "p.pid"))
        assert running(pid) and running(grandchild)
        manager.provisioner.process = None
        gc.collect()
        until(lambda: not running(pid) and not running(grandchild), "ended")


@linux
def test_what_a_kernel_leaves_running_ends_with_it():
    with kernel() as (_, run):
        grandchild = int(run("import os, subprocess; p = subprocess.Popen(['sleep', '1000'])", "p.pid"))
        run.channels.execute("os._exit(0)")
        until(lambda: not running(grandchild), "ended")


@linux
def test_a_dead_zygote_takes_its_kernels_along_and_is_replaced():
    with kernel() as (manager, _):
        process, first, path = manager.provisioner.process, owner.zygote().process, owner.zygote()._path
        first.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
        assert not manager.is_alive()
    with kernel() as (manager, _):
        assert isinstance(manager.provisioner.process, WarmProcess)
        assert owner.zygote().process.pid != first.pid
    assert not os.path.exists(path)


@linux
def test_loops_in_several_threads_share_one_zygote():
    results: list = []

    def execute_in_a_loop(number: int) -> None:
        runner = client(f"import tensorflow as tf\nint(tf.constant({number}) * 2), __import__('os').getppid()")
        asyncio.run(runner.async_execute())
        results.append((number, eval(text(runner.nb.cells[0].outputs))))

    threads = [threading.Thread(target=execute_in_a_loop, args=(number,), daemon=True) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    zygote = owner.zygote().process.pid
    assert sorted(results) == [(number, (number * 2, zygote)) for number in range(4)]


@linux
@pytest.mark.timeout(120 + 10 * FORKS)
def test_many_kernels_in_a_row_do_not_hang():
    code = "import tensorflow as tf\nv = tf.Variable(3.0)\nf = tf.function(lambda: v * v)\n"
    code += "with tf.GradientTape() as t:\n    y = f()"
    for _ in range(FORKS):
        with kernel() as (manager, run):
            assert isinstance(manager.provisioner.process, WarmProcess)
            assert run(code, "float(t.gradient(y, v))") == "6.0"


@linux
def test_a_variable_that_the_zygote_read_otherwise_means_a_cold_kernel(caplog):
    environment = os.environ | {"TF_ENABLE_ONEDNN_OPTS": "0"}
    with kernel(env=environment) as (manager, run):
        assert isinstance(manager.provisioner.process, subprocess.Popen)
        assert run("import os", "os.environ['TF_ENABLE_ONEDNN_OPTS']") == "'0'"
    assert "a cold one is started. TF_ENABLE_ONEDNN_OPTS: set otherwise" in caplog.text


@linux
def test_the_first_kernel_of_jupyterlab_is_warm(monkeypatch):
    """Its environment was copied before this package was imported, which sets a variable."""
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    with kernel(env=environment) as (manager, _):
        assert isinstance(manager.provisioner.process, WarmProcess)


@linux
def test_without_a_zygote_kernels_are_cold(monkeypatch, caplog):
    monkeypatch.setattr(owner, "_zygote", None)
    monkeypatch.setattr("autograder.kernels.owner.sys.executable", "/bin/false")
    with pytest.raises(NoWarmKernel, match="did not start"):
        ZygoteHandle()

    def broken() -> ZygoteHandle:
        raise NoWarmKernel("the zygote did not start")

    monkeypatch.undo()
    monkeypatch.setattr(owner, "zygote", broken)
    with kernel() as (manager, run):
        assert isinstance(manager.provisioner.process, subprocess.Popen)
        assert run("", "1 + 1") == "2"
    assert "a cold one is started. the zygote did not start" in caplog.text


@linux
def test_a_zygote_does_not_listen_where_others_can_connect(tmp_path):
    tmp_path.chmod(0o755)
    command = [sys.executable, "-m", "autograder.kernels.zygote", str(tmp_path / "s"), str(os.getpid())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "is not private" in done.stderr


LINKS = """
import gc, os
def links():
    numbers = [n for n in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{n}")]
    return {n: os.readlink(f"/proc/self/fd/{n}") for n in numbers}
"""


@linux
def test_no_object_of_the_zygote_closes_a_descriptor_of_the_kernel():
    # Without its history, which opens and closes files in a thread of its own.
    with kernel(), kernel(extra_arguments=["--HistoryManager.enabled=False"]) as (_, run):
        before = eval(run(LINKS, "links()"))
        assert len(before) > 10
        assert eval(run("gc.collect()", "links()")) == before


@linux
def test_students_get_a_kernelspec_of_their_own(tmp_path):
    folder = install(tmp_path)
    assert folder == tmp_path / "share" / "jupyter" / "kernels" / KERNEL_NAME
    specs = KernelSpecManager(kernel_dirs=[str(folder.parent)])
    assert specs.get_kernel_spec(KERNEL_NAME).display_name == DISPLAY_NAME
    with kernel(specs, KERNEL_NAME) as (manager, run):
        assert isinstance(manager.provisioner.process, WarmProcess)
        assert run("", "1 + 1") == "2"


@linux
def test_an_installation_without_the_provisioner_stays_cold(monkeypatch, caplog):
    known = KernelProvisionerFactory.instance().provisioners
    monkeypatch.setattr(KernelProvisionerFactory, "provisioners", {name: known[name] for name in known if name != NAME})
    monkeypatch.setattr(KernelProvisionerFactory, "_get_provisioner", lambda _, name: {}[name])
    assert "kernel_provisioner" not in WarmSpecs().get_kernel_spec("python3").metadata
    assert "that is not available" in caplog.text


def test_which_variables_are_read_at_import():
    names = ("TF_USE_LEGACY_KERAS", "KERAS_BACKEND", "OMP_NUM_THREADS", "MPLBACKEND", "PYTHONHASHSEED", "HOME", "TF")
    assert list(read_at_import(dict.fromkeys(names, "1"))) == list(names[:5])


def notebook(*cells: str, **metadata) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=metadata)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['KERAS_BACKEND'] = 'jax'",
        "from os import environ\nenviron['TF_CPP_MIN_LOG_LEVEL'] = '2'",
        "import os\nif True:\n    os.environ.setdefault('OMP_NUM_THREADS', '1')",
        "os.environ.update({'A': '1', 'MKL_NUM_THREADS': '1'})",
        "os.environ.update(dict(XLA_FLAGS='x'))",
        "os.environ.update(CUDA_VISIBLE_DEVICES='')",
        "os.environ.update(settings)",
        "os.environ |= {'OPENBLAS_NUM_THREADS': '1'}",
        "os.environ[name] = '1'",
        "del os.environ['MPLBACKEND']",
        "os.environ.pop('TF_X', None)",
        "os.environ = {}",
        "os.environ.clear()",
        "os.putenv('PYTHONHASHSEED', '0')",
        "env = os.environ\nenv['TF_X'] = '1'",
        "%env KERAS_BACKEND=jax",
        "%env KERAS_BACKEND jax",
        "x = 1\n%set_env TF_X=1\n",
        "%%capture\nimport os\nos.environ['TF_X'] = '1'",
        "x = " + "-" * 50_000 + "1",
        "x = 1" + " + 1" * 3000,
        "!ls\nimport os; os.environ['TF_X'] = '1'",
    ],
)
def test_a_notebook_that_sets_what_imports_read_wants_a_cold_kernel(source):
    assert wants_cold(notebook("x = 1", source))


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import os\nos.environ['HOME']",
        "os.environ['MY_DATA'] = 'x'",
        "os.environ.get('TF_X')",
        "print(os.environ['TF_X'])",
        "settings = {}\nsettings['TF_X'] = '1'",
        "# os.environ['TF_X'] = '1'",
        "'''os.environ['TF_X'] = 1'''",
        "%env",
        "%env TF_X",
        "%env MY_DATA=x",
        "%matplotlib inline",
        "%%bash\nexport TF_X=1",
        "os.environ['TF_X'] = ",
        "def f(:\n%env TF_X=1",
        "\x00",
    ],
)
def test_other_notebooks_can_have_a_warm_one(source):
    assert not wants_cold(notebook("x = 1", source))


def test_metadata_can_ask_for_a_cold_kernel():
    assert wants_cold(notebook(autograder={"kernel": "cold"}))
    assert not wants_cold(notebook(autograder={"kernel": "warm"}))
    assert not wants_cold(notebook(autograder="cold"))
