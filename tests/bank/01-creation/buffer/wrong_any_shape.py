"""Leaves the whole shape open, in the belief that then the width takes care of itself.

outcome: wrong
misconception: shape-too-open
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=tf.TensorShape(None))


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
