"""Collects the rows in a default argument, and believes that it belongs to the buffer.

outcome: wrong
misconception: shared-between-instances
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows, held=[]):
    held.append(rows)
    buffer.assign(tf.concat(held, axis=0))
