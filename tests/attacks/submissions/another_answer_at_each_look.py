"""Has attributes that are something else each time they are read.

A question that looks twice compares two different things.
"""

# %% linear
import itertools

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self._sizes = [[n_in, n_out], [n_out], [], [0]]
        self._turns = itertools.cycle(range(4))

    @property
    def w(self):
        return tf.Variable(tf.zeros(self._sizes[next(self._turns)]))

    b = w

    def __call__(self, x):
        return self.w
