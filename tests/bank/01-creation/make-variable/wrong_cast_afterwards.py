"""Casts the finished variable, and believes that a cast variable is a variable.

outcome: wrong
misconception: tensor-for-variable
"""


def make_variable(value, name, trainable):
    variable = tf.Variable(value, name=name, trainable=trainable)
    return tf.cast(variable, tf.float32)
