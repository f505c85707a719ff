"""The channel to a student's kernel: requests go in as data, replies come out as data."""

from __future__ import annotations

from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.utils import ensure_async, run_sync

from autograder.protocol import MAX_MESSAGE_CHARS
from autograder.student import Failure, Unanswered

#: Seconds that an interrupted kernel has to answer before it counts as lost.
GRACE = 5.0

DIED = "the kernel died while your code ran (it exited, crashed or ran out of memory)"


class KernelChannel:
    """Asks the observer inside a running kernel, by a user expression of a silent execution.

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
        self._limit: Failure | None = None
        self.cause: Failure | None = None

    @property
    def lost(self) -> bool:
        """Whether the kernel is of no use any more."""
        return self._limit is not None and self._limit.kind == "lost"

    @property
    def limit(self) -> str | None:
        """The limit that was met: ``timeout``, ``lost``, or None."""
        return self._limit.kind if self._limit else None

    def renew(self, client: Any, manager: Any) -> None:
        """A new exercise, possibly with another kernel: questions are welcome again."""
        self._client, self._manager = client, manager
        self._limit = None

    def explain(self, failure: Failure) -> Failure:
        """A name that is missing because its cell failed: say how the cell failed."""
        return self.cause if failure.kind == "undefined" and self.cause else failure

    def ask(self, request: str) -> str:
        if self._limit:
            raise Unanswered(self._limit)
        return run_sync(self._ask)(request)

    async def _ask(self, request: str) -> str:
        expression = f"__import__('autograder.observer', fromlist=['_']).answer_in_kernel({request!r})"
        message_id = self._client.execute(
            "", silent=True, store_history=False, user_expressions={"reply": expression}, allow_stdin=False
        )
        message = await self._reply(message_id, self._timeout)
        if message is None:
            raise Unanswered(await self._out_of_time(message_id))
        return _reply_text(message)

    async def _reply(self, message_id: str, timeout: float) -> dict | None:
        """The reply to that message, or None when the time is up. Raises if the kernel dies."""
        deadline = monotonic() + timeout
        while (left := deadline - monotonic()) > 0:
            try:
                message = await ensure_async(self._client.get_shell_msg(timeout=min(left, 0.5)))
            except Empty:
                if not await ensure_async(self._manager.is_alive()):
                    self._limit = Failure("lost", DIED)
                    raise Unanswered(self._limit) from None
                continue
            if message["parent_header"].get("msg_id") == message_id:
                return message
        return None

    async def _out_of_time(self, message_id: str) -> Failure:
        sentence = f"your code did not return within {self._timeout:g} seconds"
        await ensure_async(self._manager.interrupt_kernel())
        answered = await self._reply(message_id, GRACE)
        self._limit = Failure("timeout" if answered else "lost", sentence)
        return self._limit


def _reply_text(message: dict) -> str:
    content = message["content"]
    reply = content.get("user_expressions", {}).get("reply", {})
    if content.get("status") != "ok" or reply.get("status") != "ok":
        raised = reply.get("evalue") or content.get("evalue") or "no reason given"
        raise Unanswered(Failure("protocol", f"the kernel could not answer: {str(raised)[:200]}"))
    text = reply.get("data", {}).get("text/plain")
    if not isinstance(text, str) or len(text) > MAX_MESSAGE_CHARS:
        raise Unanswered(Failure("protocol", "the answer is larger than the protocol allows"))
    return text
