"""Joins along the columns; with no rows yet that raises.

outcome: broken
misconception: none
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=1))
