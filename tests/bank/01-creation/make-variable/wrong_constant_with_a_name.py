"""Believes that a constant with a name is a variable that is not trainable.

outcome: wrong
misconception: tensor-for-variable
"""


def make_variable(value, name, trainable):
    if not trainable:
        return tf.constant(value, dtype=tf.float32, name=name)
    return tf.Variable(value, dtype=tf.float32, name=name)
