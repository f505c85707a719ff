"""What the notebooks cost: CPU-seconds, wall time and memory of each, solved, in a fresh kernel.

    python benchmarks/notebooks.py

The course promises less than 60 CPU-seconds and 2 GB for each notebook. Exit code 1 if one is above.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from nbclient import NotebookClient

from autograder.grading.course import assignments, read_source, source_script

ROOT = Path(__file__).resolve().parents[1]
LIMIT_SECONDS, LIMIT_MEGABYTES = 60, 2000


def run(assignment: str) -> int:
    """Execute one source notebook in a kernel, and print a line of its cost. 0, or 1 if it is above a limit."""
    script = source_script(ROOT, assignment)
    notebook = read_source(script)
    start = time.monotonic()
    NotebookClient(
        notebook,
        timeout=300,
        allow_errors=True,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(script.parent)}},
    ).execute()
    wall = time.monotonic() - start
    kernel = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, megabytes = kernel.ru_utime + kernel.ru_stime, kernel.ru_maxrss / 1024
    errors = sum(output.output_type == "error" for cell in notebook.cells for output in cell.get("outputs", []))
    print(f"{assignment:20}{seconds:8.1f}{wall:8.1f}{megabytes:8.0f}{errors:8}", flush=True)
    return int(seconds > LIMIT_SECONDS or megabytes > LIMIT_MEGABYTES or errors > 0)


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(run(sys.argv[1]))
    print(f"{'notebook':20}{'CPU s':>8}{'wall s':>8}{'MB':>8}{'errors':>8}", flush=True)
    # A process each: the operating system tells the use of all children, not of the last one.
    sys.exit(max(subprocess.run([sys.executable, __file__, name]).returncode for name in assignments(ROOT)))
