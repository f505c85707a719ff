"""Prints without end while a test asks.

Outputs and the reply come from one process: a full pipe may delay the reply, or fill the grader.
"""

# %% linear
import sys


class Linear:
    def __init__(self, n_in, n_out):
        for _ in range(300):
            print("y" * 100_000)
        raise ValueError("done")
