"""Believes that a variable takes rows at its end as a list does, by assigning to a slice.

outcome: broken
misconception: item-assignment
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    buffer[len(buffer.numpy()) :] = rows
