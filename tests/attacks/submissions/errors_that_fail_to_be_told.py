"""Raises an exception whose message never ends, or raises, or leaves the kernel.

Whoever writes the message down runs this code.
"""


# %% linear
class Untellable(Exception):
    def __str__(self):
        raise SystemExit(Untellable)

    __repr__ = __str__

    @property
    def __context__(self):
        return Untellable()

    @property
    def __traceback__(self):
        raise Untellable


class Linear:
    def __init__(self, n_in, n_out):
        raise Untellable
