"""Replies with numbers of a million digits, and floats that overflow.

Python refuses to read some, and takes long over others.
"""

# %%
import autograder.observer

BODIES = iter(["1" * 1_000_000, "1e999999", "-0", "1" * 4000, '{"object": ' + "9" * 4000 + "}"] * 50)


class Text:
    def __repr__(self):
        return '{"answer": ' + next(BODIES) + "}"


autograder.observer.answer_in_kernel = lambda text: Text()
