"""An executor of the workers of a Dask cluster, when a class outgrows one machine.

Workers are started with ``dask worker ADDRESS --nthreads 1``, where this package is installed in the same
versions. Whoever can reach the scheduler can run code on them: use a private network or TLS.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class NoCluster(Exception):
    """The cluster cannot be used; the message says why."""


class Cluster(Executor):
    """Runs calls on the workers of the scheduler at ``address``.

    A worker that dies costs a retry of its calls, on another one. A call whose workers die more
    often than the scheduler's ``allowed-failures`` is lost.

    Raises:
        NoCluster: ``distributed`` is not installed, nobody answers, or no worker joins.
    """

    def __init__(self, address: str, timeout: float = 30):
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            raise NoCluster("a cluster needs Dask: pip install 'autograder[cluster]'") from error
        self.lost = (KilledWorker,)
        try:
            self._client = Client(address, timeout=timeout, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:  # a TypeError: tls:// without certificates
            raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from error
        try:
            self._client.wait_for_workers(1, timeout=timeout)
        except TimeoutError as error:
            self._client.close()
            raise NoCluster(
                f"the cluster at {address} has no worker: start some with `dask worker {address} --nthreads 1`"
            ) from error
        # Every submission is executed, even if another one is equal to it.
        self._executor = self._client.get_executor(pure=False)

    @property
    def width(self) -> int:
        """Calls worth submitting at once: one at work and one waiting, for each thread of today's workers.

        Raises:
            NoCluster: the scheduler does not answer any more.
        """
        try:
            return 2 * max(1, sum(self._client.nthreads().values()))
        except OSError as error:
            raise NoCluster(f"the cluster is gone. What was graded is kept ({error})") from error

    def submit(self, function: Callable, /, *args: Any, **kwargs: Any) -> Future:
        return self._executor.submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()
