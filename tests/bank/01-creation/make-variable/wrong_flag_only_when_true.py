"""Passes the flag only if it is set, in the belief that a variable is not trainable by default.

outcome: wrong
misconception: trainable-by-default
"""


def make_variable(value, name, trainable):
    options = {"trainable": True} if trainable else {}
    return tf.Variable(value, dtype=tf.float32, name=name, **options)
