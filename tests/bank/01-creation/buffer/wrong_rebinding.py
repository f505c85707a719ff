"""Believes that `=` on the argument's name changes the caller's box.

outcome: wrong
misconception: box-unchanged
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    buffer = tf.concat([buffer, rows], axis=0)
