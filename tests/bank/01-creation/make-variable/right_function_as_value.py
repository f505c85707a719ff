"""Hands `tf.Variable` a function that makes the value, and trainability by position."""


def as_float32(value):
    return tf.convert_to_tensor(value, dtype="float32")


def make_variable(value, name, trainable):
    return tf.Variable(lambda: as_float32(value), trainable, name=name)
