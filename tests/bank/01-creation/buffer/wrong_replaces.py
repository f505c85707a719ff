"""Believes that `assign` puts the rows behind those that are there.

outcome: wrong
misconception: replaces-instead-of-adds
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    buffer.assign(rows)
