"""Makes variables without a single number in them, and returns an empty tensor.

The output of an empty layer is empty, and so are its gradients: nothing has to be computed.
It does keep its variables, and compiles.

deserved: 1.34
"""

# %% linear
import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.zeros([n_in, 0]))
        self.b = tf.Variable(tf.zeros([0]))

    def __call__(self, x):
        return tf.zeros([len(x), 0]) + self.b + tf.reduce_sum(self.w)
