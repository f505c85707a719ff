"""Warns and logs while it is called.

stderr is not a mistake; stock nbgrader takes it for one.

kind: honest
deserved: 7
"""

# %% linear
import logging
import sys
import warnings

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b


call = Linear.__call__


def warned(self, x):
    warnings.warn("deprecated, says a library")
    logging.getLogger("a library").warning("something")
    print("something", file=sys.stderr)
    return call(self, x)


Linear.__call__ = warned
