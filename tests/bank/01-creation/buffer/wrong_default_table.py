"""Keeps the buffers in a default argument, and believes that every call starts with a new one.

outcome: wrong
misconception: shared-between-instances
"""


def make_buffer(width, made={}):
    if width not in made:
        made[width] = tf.Variable(tf.zeros([0, width]), shape=[None, width])
    return made[width]


def append(buffer, rows):
    buffer.assign(tf.concat([buffer, rows], axis=0))
