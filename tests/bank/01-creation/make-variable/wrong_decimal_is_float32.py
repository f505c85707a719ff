"""Believes that a decimal number is float32, also when NumPy holds it.

outcome: wrong
misconception: float64-from-numpy
"""


def make_variable(value, name, trainable):
    if isinstance(value, int):
        value = float(value)
    return tf.Variable(value, name=name, trainable=trainable)
