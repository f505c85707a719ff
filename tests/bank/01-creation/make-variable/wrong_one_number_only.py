"""Converts with `float`, in the belief that a value is always a single number.

outcome: broken
misconception: none
"""


def make_variable(value, name, trainable):
    return tf.Variable(float(value), name=name, trainable=trainable)
