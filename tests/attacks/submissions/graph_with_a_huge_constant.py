"""Has a constant of 400 MB in its graph.

Whoever exports the graph copies it, and a protocol buffer holds 2 GB. Its variables are right, are kept, and it compiles.

deserved: 3.34
"""

# %% linear
import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.zeros([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    @tf.function
    def __call__(self, x):
        return x[:, :1] + tf.reduce_sum(tf.constant(1.5, shape=[100_000_000])) * 0.0
