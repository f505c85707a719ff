"""Believes that the box outlives the function that made it, without a `return`.

outcome: wrong
misconception: nothing-returned
"""


def make_buffer(width):
    buffer = tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
