"""Believes that an empty tensor can be filled later.

outcome: wrong
misconception: tensor-for-variable
"""


def make_buffer(width):
    return tf.zeros([0, width])


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
