"""Believes that `assign` changes the shape along with the value.

outcome: wrong
misconception: shape-is-fixed
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]))


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
