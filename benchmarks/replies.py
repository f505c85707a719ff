"""How soon a warm kernel answers, and what an empty one costs, in isolation and without.

    python benchmarks/replies.py [--kernels 50]

Kernels start one after the other, in turns isolated as in grading and not, answer one question and are shut
down. Prints a line of JSON for each: whether it was isolated, seconds from the request for it to its first
reply, and its CPU-seconds.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import KernelManager

from autograder.grading.workspace import make_workspace
from autograder.isolation import Policy, mode
from autograder.kernels import owner
from autograder.kernels.owner import WarmProcess
from autograder.kernels.specs import WarmSpecs

#: Seconds after which a kernel counts as hung.
HUNG = 60.0


def run(folder: Path, isolated: bool) -> dict:
    workspace = make_workspace(folder, None)
    policy = dataclasses.asdict(Policy(str(workspace), mode())) if isolated else {}
    manager = KernelManager(
        kernel_name="python3",
        kernel_spec_manager=WarmSpecs(options={"policy": policy} if isolated else {}),
        transport="ipc",
        ip=f"{workspace}/s/k",
        connection_file=f"{workspace}/s/kernel.json",
    )
    start = time.monotonic()
    manager.start_kernel(cwd=str(workspace / "work"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process = manager.provisioner.process
    if not isinstance(process, WarmProcess):
        raise RuntimeError(f"the kernel is not warm: {type(process).__name__}")
    client = manager.client()
    client.start_channels()
    client.kernel_info()
    client.get_shell_msg(timeout=HUNG)
    reply = time.monotonic() - start
    client.stop_channels()
    manager.shutdown_kernel(now=isolated)  # as the executor does
    process.wait(HUNG)
    return {"isolated": isolated, "reply": reply, "cpu": process.usage.cpu_seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kernels", type=int, default=50, help="of each kind")
    options = parser.parse_args()
    owner.zygote()
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        for _ in range(options.kernels):
            for isolated in (True, False):
                print(json.dumps(run(Path(folder), isolated)), flush=True)


if __name__ == "__main__":
    main()
