"""The clean process: ``python -m autograder.evaluation`` answers requests on its standard input.

One line of JSON in, one out, as :mod:`autograder.protocol` writes them. ``load`` reads a graph
in place of the one before; ``forward`` and ``gradients`` compute it. An answer has the one key
``answer``; or ``refused``, with the reason; or ``malformed``.
"""

from __future__ import annotations

import os
from typing import Any, BinaryIO

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import tensorflow as tf

from autograder import protocol
from autograder.evaluation.graphs import Computation, Malformed, Refused

#: Bytes that a graph may take beside what TensorFlow has taken when it starts.
MEMORY = 2 * 2**30


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the requests end."""
    evaluation = Evaluation()
    for line in requests:
        replies.write(evaluation.answer(line.decode()).encode() + b"\n")
        replies.flush()


class Evaluation:
    """Answers requests, about one graph at a time."""

    def __init__(self):
        self._computation: Computation | None = None

    def answer(self, text: str) -> str:
        request = protocol.loads(text)
        try:
            return protocol.dumps({"answer": self._answer(request.pop("ask"), request)})
        except Malformed as error:
            return protocol.dumps({"malformed": str(error)})
        except Refused as error:
            return protocol.dumps({"refused": str(error)})
        # What is left is the memory limit: this process is spent, and ends.

    def _answer(self, question: str, details: dict) -> Any:
        if question == "load":
            self._computation = None
            tf.random.set_seed(0)  # kernels of random operations hold a stream each: none is carried over
            try:
                self._computation = Computation(**details)
            except (Malformed, Refused, MemoryError):
                raise
            except Exception as error:  # whatever hostile bytes make of a check
                raise Malformed(f"{type(error).__name__} while it was read") from error
            return None
        if self._computation is None:
            raise Malformed("there is no graph")
        try:
            return _QUESTIONS[question](self._computation, **details)
        except (Malformed, Refused, MemoryError, tf.errors.ResourceExhaustedError):
            raise
        except Exception as error:
            raise Refused(f"{type(error).__name__} when it was computed") from error


_QUESTIONS = {"forward": Computation.forward, "gradients": Computation.gradients}


def limit() -> None:
    """No more memory than :data:`MEMORY`, no files, no core dump; where the system has such limits."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    taken = 0
    if os.path.exists("/proc/self/statm"):
        with open("/proc/self/statm") as file:
            taken = int(file.read().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (taken + MEMORY, taken + MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    # Only replies go out where the grader reads them.
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.constant(0.0)  # the runtime starts its threads before there is a limit
    limit()
    replies.write(b'{"answer": "ready"}\n')
    replies.flush()
    serve(requests, replies)


if __name__ == "__main__":
    main()
