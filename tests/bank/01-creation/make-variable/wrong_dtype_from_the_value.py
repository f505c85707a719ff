"""Believes that TensorFlow's variables are float32 whatever they are made from.

outcome: wrong
misconception: int-from-python
"""


def make_variable(value, name, trainable):
    return tf.Variable(value, name=name, trainable=trainable)
