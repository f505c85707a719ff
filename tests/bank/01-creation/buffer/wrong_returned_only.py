"""Returns the longer value, in the belief that this is what the box then holds.

outcome: wrong
misconception: box-unchanged
"""


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    return tf.concat([buffer, rows], axis=0)
