"""Has a class name of ten million characters, and an exception with a message as long.

They are shown in the verdict.
"""


# %% linear
def fail(self, *args):
    raise type("E" * 10_000_000, (Exception,), {})("message " * 1_000_000)


Linear = type("L" * 10_000_000, (), {"__call__": fail, "__init__": lambda self, *args: None})
