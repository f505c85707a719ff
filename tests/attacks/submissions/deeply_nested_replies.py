"""Replies with JSON that is nested 100,000 deep.

Reading it recurses.
"""

# %%
import autograder.observer


def answer_in_kernel(text):
    return '{"answer": ' + "[" * 100_000 + "]" * 100_000 + "}"


autograder.observer.answer_in_kernel = answer_in_kernel
