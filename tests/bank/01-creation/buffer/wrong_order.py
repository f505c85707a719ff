"""Puts the new rows first in `tf.concat`, in the belief that the last one ends up on top.

outcome: wrong
misconception: concat-order
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    buffer.assign(tf.concat([rows, buffer], axis=0))
