"""Hides Python code in a graph, which computes something else each time.

`tf.py_function` calls back into the student's process. Its variables are right.

deserved: 2
"""

# %% linear
import tensorflow as tf


def python(x):
    open(known.outside + "/" + known.marker, "w").write(known.marker)
    return x


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.zeros([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return tf.py_function(python, [x], tf.float32)
