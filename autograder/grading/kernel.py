"""The channel to a student's kernel: requests go in as data, replies come out as data."""

from __future__ import annotations

import contextlib
from queue import Empty
from time import monotonic
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.utils import ensure_async, run_sync

from autograder.grading.outputs import Budget
from autograder.isolation import limit_of
from autograder.protocol import MAX_MESSAGE_CHARS
from autograder.student import Failure, Unanswered

#: Seconds that an interrupted kernel has to answer before it counts as lost.
GRACE = 5.0

#: Largest message that is received from a kernel, in bytes; a larger one closes the connection.
MAX_MESSAGE_BYTES = MAX_MESSAGE_CHARS + 2**20
#: Messages that wait on a socket until they are read; the kernel drops what comes while it is full.
MAX_WAITING = 100

#: What jupyter_client and nbclient raise for messages that are none: no JSON, no signature, no such
#: field, nested too deeply. ZeroMQ's own errors are none of these, and end the grading.
GARBLED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)

OUT_OF_TIME = "the cell did not end in time"
FLOOD = "output flood", "your code printed without an end, and was stopped"
DIED = "the kernel died while your code ran (it exited, crashed or ran out of memory)"
#: By the limit that the isolation names.
_STOPPED = {
    "memory": "your code used more memory than there is for a submission, and was stopped",
    "processes": "your code started more processes than a submission may, and was stopped",
    "cpu time": "your code used more processor time than there is for a submission, and was stopped",
    "wall time": "your code ran longer than a submission may, and was stopped",
    "disk": "your code wrote more to disk than a submission may, and was stopped",
}


class BoundedClient(AsyncKernelClient):
    """A client that receives no message of more than MAX_MESSAGE_BYTES."""

    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()  # which notes that it is to be destroyed with the client
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
        context.setsockopt(zmq.RCVHWM, MAX_WAITING)
        return context


def how_it_died(manager: Any) -> tuple[str, str]:
    """The limit that a dead kernel met (``dead kernel`` if it met none), and the sentence for its student."""
    process = manager.provisioner.process
    limit = limit_of(process.returncode) if process else None
    return (limit, _STOPPED[limit]) if limit else ("dead kernel", DIED)


class KernelChannel:
    """Asks the observer inside a running kernel, in one conversation for each exercise.

    A silent execution hands the first question to the observer. Each reply is a request for input, and
    the next question is what is typed in: a third of the CPU time of an execution for each question,
    of which an exercise has dozens. Questions are numbered, and so are replies.

    After a time-out or a death it refuses further questions until :meth:`renew`: the first
    one that never returned is the message, and the class does not wait for the rest.

    Args:
        client: an asynchronous jupyter_client client of the kernel.
        manager: its manager, to interrupt it.
        timeout: seconds per request.
    """

    def __init__(self, client: Any, manager: Any, timeout: float):
        self._client = client
        self._manager = manager
        self._timeout = timeout
        self._conversation: str | None = None
        self._asked = 0
        self._failure: Failure | None = None
        self.cause: Failure | None = None
        self.limit: str | None = None

    @property
    def lost(self) -> bool:
        """Whether the kernel is of no use any more."""
        return self._failure is not None and self._failure.kind == "lost"

    def renew(self, client: Any, manager: Any) -> None:
        """A new exercise, possibly with another kernel: questions are welcome again."""
        self.end()
        self._client, self._manager = client, manager
        self._failure = self.limit = None

    def end(self) -> None:
        """End the conversation, so that the kernel executes cells again."""
        if self._conversation and not self.lost:
            self._client.input("")
        self._conversation = None

    def explain(self, failure: Failure) -> Failure:
        """A name that is missing because its cell failed: say how the cell failed."""
        if failure.kind == "protocol":
            self.limit = self.limit or "protocol"
        return self.cause if failure.kind == "undefined" and self.cause else failure

    def ask(self, request: str) -> str:
        if self._failure:
            raise Unanswered(self._failure)
        return run_sync(self._ask)(request)

    async def _ask(self, request: str) -> str:
        self._asked += 1
        text = f"{self._asked} {request}"
        if self._conversation:
            self._client.input(text)
        else:
            expression = f"__import__('autograder.observer', fromlist=['_']).converse_in_kernel({text!r})"
            self._conversation = self._client.execute(
                "", silent=True, store_history=False, user_expressions={"end": expression}, allow_stdin=True
            )
        try:
            reply = await self._reply(self._timeout)
        except _Ended as reason:
            raise Unanswered(Failure("protocol", f"the kernel could not answer: {reason}")) from None
        if reply is None:
            raise Unanswered(await self._out_of_time())
        if len(reply) > MAX_MESSAGE_CHARS:
            raise Unanswered(Failure("protocol", "the answer is larger than the protocol allows"))
        return reply

    async def _reply(self, timeout: float) -> str | None:
        """The reply to the last question, or None when the time is up.

        Raises:
            Unanswered: the kernel is dead, or sent what is no message.
            _Ended: the conversation is over; says why.
        """
        deadline = monotonic() + timeout
        budget = Budget()
        while (left := deadline - monotonic()) > 0:
            try:
                message = await ensure_async(self._client.get_stdin_msg(timeout=min(left, 0.5)))
                if message["parent_header"].get("msg_id") == self._conversation:
                    number, _, reply = message["content"]["prompt"].partition(" ")
                    if number == str(self._asked):
                        return reply
            except Empty:
                await self._drain(budget)
                if not await ensure_async(self._manager.is_alive()):
                    self.limit, sentence = FLOOD if budget.flooded else how_it_died(self._manager)
                    self._failure = Failure("lost", sentence)
                    raise Unanswered(self._failure) from None
                await self._look_whether_it_ended()
            except GARBLED as error:
                raise Unanswered(Failure("protocol", f"what the kernel sent is no message: {error!r:.100}")) from None
        return None

    async def _look_whether_it_ended(self) -> None:
        """Raise _Ended if the execution that the conversation is has ended: an interrupt does that."""
        with contextlib.suppress(Empty):
            while True:
                message = await ensure_async(self._client.get_shell_msg(timeout=0))
                if message["parent_header"].get("msg_id") == self._conversation:
                    self._conversation = None
                    end = message["content"].get("user_expressions", {}).get("end") or message["content"]
                    raise _Ended(str(end.get("evalue") or end.get("ename") or "no reason given")[:200])

    async def _drain(self, budget: Budget) -> None:
        """Take what is printed while a question is answered off the socket; nobody else reads it then."""
        while not budget.flooded:
            try:
                budget.spend((await ensure_async(self._client.get_iopub_msg(timeout=0)))["content"])
            except Empty:
                return
            except GARBLED:
                budget.spend("garbled")
        await self._manager.provisioner.kill()

    async def _out_of_time(self) -> Failure:
        sentence = f"your code did not return within {self._timeout:g} seconds"
        await ensure_async(self._manager.interrupt_kernel())
        try:
            answered = await self._reply(GRACE) is not None
        except _Ended:
            answered = True
        self.limit = "time-out"
        self._failure = Failure("timeout" if answered else "lost", sentence)
        return self._failure


class _Ended(Exception):
    """The kernel does not wait for a question any more."""
