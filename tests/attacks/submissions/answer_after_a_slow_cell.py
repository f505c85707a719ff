"""Computes for five seconds before it answers.

That is long, and within the limits.

kind: honest
deserved: 7
"""

# %%
import time

time.sleep(5)
# %% linear
import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b
