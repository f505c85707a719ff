"""Casts to float32 before the variable is made."""


def make_variable(value, name, trainable):
    value = tf.cast(value, tf.float32)
    return tf.Variable(value, trainable=trainable, name=name)
