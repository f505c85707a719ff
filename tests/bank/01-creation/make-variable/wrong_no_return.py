"""Believes that the variable is there once it is made, without a `return`.

outcome: wrong
misconception: nothing-returned
"""


def make_variable(value, name, trainable):
    variable = tf.Variable(value, dtype=tf.float32, name=name, trainable=trainable)
