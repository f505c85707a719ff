"""Believes that the arguments of `tf.Variable` come in the order value, name, trainable.

outcome: wrong
misconception: name-left-out
"""


def make_variable(value, name, trainable):
    return tf.Variable(value, name, trainable, dtype=tf.float32)
