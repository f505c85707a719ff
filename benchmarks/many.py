"""Windows of a long run: what a submission costs early and late, and the memory in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from metering import Cost, memory_now

#: Seconds between two samples.
PERIOD = 1.0
#: Submissions below which the windows would be shorter than what is done between two samples.
FEWEST = 400


@dataclass(frozen=True)
class Sample:
    """Submissions that are done, what all of it has cost until then, and bytes of memory."""

    done: int
    cost: Cost
    memory: int


def watcher(samples: list[Sample], feedback: Path, assignment: str) -> Callable[[int, float], None]:
    """What ``metering.measure`` calls: adds a sample every PERIOD. A submission is done when it has its page."""
    start = time.monotonic()

    def watch(process: int, cpu: float) -> None:
        done = sum(1 for _ in feedback.glob(f"*/{assignment}/*.html"))
        samples.append(Sample(done, Cost(cpu, time.monotonic() - start), memory_now(process)))
        time.sleep(PERIOD)

    return watch


def first_and_last(samples: list[Sample], number: int) -> tuple[Cost, Cost]:
    """The cost of a submission, early and late: of 2,000 the 101st to 150th, and the last 50 that were seen.

    Other numbers in proportion; not the first ones, while which caches and processes warm up.
    """
    width = number // 40
    last = samples[-1].done
    windows = (2 * width, 3 * width), (last - width, last)
    early, late = ((_at(samples, end) - _at(samples, start)) / width for start, end in windows)
    return early, late


def peaks(samples: list[Sample]) -> tuple[float, float]:
    """The most memory in GB, in the first and in the last tenth of the submissions' time."""
    busy = [sample for sample in samples if sample.done]
    tenth = max(1, len(busy) // 10)
    return tuple(max(sample.memory for sample in some) / 1e9 for some in (busy[:tenth], busy[-tenth:]))


def _at(samples: list[Sample], done: int) -> Cost:
    """The cost when so many were done, between the two samples around that moment."""
    index = next(index for index, sample in enumerate(samples) if sample.done >= done)
    before, after = samples[index - 1], samples[index]
    share = (done - before.done) / (after.done - before.done)
    difference = after.cost - before.cost
    return before.cost + Cost(share * difference.cpu, share * difference.wall)
