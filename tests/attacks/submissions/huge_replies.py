"""Replies with 200 MB of text.

The grader's process reads all of it before it can see how long it is.
"""

# %%
import autograder.observer


def answer_in_kernel(text):
    return '{"answer": "' + "r" * (200 * 2**20) + '"}'


autograder.observer.answer_in_kernel = answer_in_kernel
