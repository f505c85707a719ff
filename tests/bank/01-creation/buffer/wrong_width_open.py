"""Leaves both dimensions open, since the width is in the value anyway.

outcome: wrong
misconception: shape-too-open
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, None])


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
