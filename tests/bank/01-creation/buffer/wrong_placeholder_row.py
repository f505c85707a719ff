"""Believes that a variable cannot be empty, and starts with a row of zeros.

outcome: wrong
misconception: placeholder-row
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([1, width]), shape=[None, width])


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
