"""Makes a box of zeros of the right shape, and believes that the shape was all that mattered.

outcome: wrong
misconception: spec-ignored
"""


def make_variable(value, name, trainable):
    return tf.Variable(tf.zeros(np.shape(value)), name=name, trainable=trainable)
