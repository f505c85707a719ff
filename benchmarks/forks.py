"""Warm kernels under load: how many hang, how soon they answer, what they cost.

    python benchmarks/forks.py [--forks 1000] [--cold 20] [--at-once 4]

Each is a real kernel, asked over its sockets as a notebook asks. Warm ones compile a tf.function, take a
gradient through it and multiply two large matrices (which starts TensorFlow's thread pool), then are shut
down. Cold ones do the same and are spread evenly among the warm ones, so that both meet the same load;
empty kernels, which run nothing, tell what a kernel itself costs. Printed are medians and 95th percentiles,
in seconds from the start: of the first reply, and of the work's result. Exit code 1 if any hung or was wrong.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from autograder.kernels import owner
from autograder.kernels.owner import WarmProcess
from autograder.kernels.specs import WarmSpecs

#: Seconds after which a kernel counts as hung; the cold ones import TensorFlow within them.
HUNG = 90.0

WORK = """
import tensorflow as tf
v = tf.Variable(tf.ones((4, 4)))
@tf.function
def f(x):
    for _ in range(3):
        x = tf.nn.relu(x @ v)
    return tf.reduce_sum(x)
with tf.GradientTape() as tape:
    loss = f(tf.ones((2, 4)))
tape.gradient(loss, v)
product = tf.ones((1000, 1000)) @ tf.ones((1000, 1000))
"""
VALUE = "float(loss), float(product[0, 0])"
RIGHT = "(512.0, 1000.0)"


@dataclass
class Run:
    kind: str
    ok: bool
    first_reply: float
    done: float  # when the work's result had come
    cpu_seconds: float | None  # of a warm kernel; cold ones are children of this process, and counted together


def run(kind: str) -> Run:
    """Start one kernel (``warm``, ``empty`` or ``cold``), have it work, end it."""
    specs = KernelSpecManager() if kind == "cold" else WarmSpecs()
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
    start = time.monotonic()
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process = manager.provisioner.process
    if isinstance(process, WarmProcess) == (kind == "cold"):
        raise RuntimeError(f"the {kind} kernel is a {type(process).__name__}")
    channels = manager.client()
    channels.start_channels()
    ok, first_reply = False, HUNG
    try:
        channels.kernel_info()
        channels.get_shell_msg(timeout=HUNG)
        first_reply = time.monotonic() - start
        if kind == "empty":
            ok = True
        else:
            reply = channels.execute_interactive(
                WORK, user_expressions={"v": VALUE}, timeout=HUNG, output_hook=lambda _: None
            )
            ok = reply["content"]["user_expressions"]["v"].get("data", {}).get("text/plain") == RIGHT
    except Exception as error:  # a hang is what is counted here, and told
        print(f"{kind} kernel {manager.provisioner.pid}: {type(error).__name__}: {error}", flush=True)
    done = time.monotonic() - start
    channels.stop_channels()
    manager.shutdown_kernel(now=not ok)
    usage = process.usage if isinstance(process, WarmProcess) else None
    return Run(kind, ok, first_reply, done, usage.cpu_seconds if usage else None)


def kinds(forks: int, cold: int) -> list[str]:
    """The order of the kernels: the cold and as many empty ones evenly among the warm ones."""
    every = max(1, forks // cold) if cold else forks + 1
    order = []
    for number in range(forks):
        if cold and number % every == 0 and order.count("cold") < cold:
            order += ["cold", "empty"]
        order.append("warm")
    return order


def report(kind: str, runs: list[Run]) -> None:
    replies, ends = sorted(run.first_reply for run in runs), sorted(run.done for run in runs)
    cpu = [run.cpu_seconds for run in runs if run.cpu_seconds is not None]
    line = f"{kind:8}{len(runs):6}{sum(run.ok for run in runs):6}{sum(not run.ok for run in runs):8}"
    for times in (replies, ends):
        line += f"{statistics.median(times):10.2f}{times[int(0.95 * (len(times) - 1))]:8.2f}"
    print(line + (f"{statistics.median(cpu):10.2f}" if cpu else ""))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--forks", type=int, default=1000, help="warm kernels that work")
    parser.add_argument("--cold", type=int, default=20, help="cold kernels among them, and empty warm ones")
    parser.add_argument("--at-once", type=int, default=4, help="kernels at the same time")
    options = parser.parse_args()
    start = time.monotonic()
    owner.zygote()
    print(f"zygote ready after {time.monotonic() - start:.1f} s", flush=True)
    start = time.monotonic()
    with ThreadPoolExecutor(options.at_once) as pool:
        runs = list(pool.map(run, kinds(options.forks, options.cold)))
    print(f"{len(runs)} kernels, {options.at_once} at once, {time.monotonic() - start:.0f} s")
    print("kernel  number    ok  not ok   reply s    95 %    done s    95 %     CPU s")
    for kind in ("warm", "empty", "cold"):
        if chosen := [run for run in runs if run.kind == kind]:
            report(kind, chosen)
    if options.cold:
        cold = resource.getrusage(resource.RUSAGE_CHILDREN)  # the zygote runs on and is not in it
        print(f"cold kernels: {(cold.ru_utime + cold.ru_stime) / options.cold:.2f} CPU s each (mean)")
    return int(not all(run.ok for run in runs))


if __name__ == "__main__":
    sys.exit(main())
