"""Makes the box of the example, whatever value is asked for.

outcome: wrong
misconception: spec-ignored
"""


def make_variable(value, name, trainable):
    return tf.Variable(3.0, name=name, trainable=trainable)
