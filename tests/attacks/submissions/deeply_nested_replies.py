"""Replies with JSON that is nested 100,000 deep.

Reading it recurses.
"""

# %%
import autograder.observer


class Text:
    def __repr__(self):
        return '{"answer": ' + "[" * 100_000 + "]" * 100_000 + "}"


autograder.observer.answer_in_kernel = lambda text: Text()
