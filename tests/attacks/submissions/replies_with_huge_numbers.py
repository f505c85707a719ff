"""Replies with numbers of a million digits, and floats that overflow.

Python refuses to read some, and takes long over others.
"""

# %%
import autograder.observer

BODIES = iter(["1" * 1_000_000, "1e999999", "-0", "1" * 4000, '{"object": ' + "9" * 4000 + "}"] * 50)


def answer_in_kernel(text):
    return '{"answer": ' + next(BODIES) + "}"


autograder.observer.answer_in_kernel = answer_in_kernel
