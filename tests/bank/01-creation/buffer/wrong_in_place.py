"""Believes that `+=` extends a variable as it extends a list.

outcome: broken
misconception: in-place-operator
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    buffer += rows
