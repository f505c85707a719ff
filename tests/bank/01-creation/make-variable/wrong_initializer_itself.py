"""Believes that an initializer can stand in for the value.

outcome: broken
misconception: initializer-not-called
"""


def make_variable(value, name, trainable):
    return tf.Variable(tf.initializers.Constant(value), dtype=tf.float32, name=name, trainable=trainable)
