"""Believes that the flag can be set on a finished variable.

outcome: broken
misconception: label-set-afterwards
"""


def make_variable(value, name, trainable):
    variable = tf.Variable(value, dtype=tf.float32, name=name)
    variable.trainable = trainable
    return variable
