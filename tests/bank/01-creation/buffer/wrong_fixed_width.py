"""Writes the width of the example into the code.

outcome: wrong
misconception: fixed-sizes
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, 2]), shape=[None, 2])


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
