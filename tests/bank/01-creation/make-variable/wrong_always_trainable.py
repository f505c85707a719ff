"""Believes that whether a variable is trainable is up to the optimizer, and leaves the flag out.

outcome: wrong
misconception: trainable-by-default
"""


def make_variable(value, name, trainable):
    return tf.Variable(value, dtype=tf.float32, name=name)
