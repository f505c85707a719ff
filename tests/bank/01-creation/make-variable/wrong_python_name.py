"""Believes that a variable takes its name from the argument that stands beside it.

outcome: wrong
misconception: name-left-out
"""


def make_variable(value, name, trainable):
    globals()[name] = tf.Variable(value, dtype=tf.float32, trainable=trainable)
    return globals()[name]
