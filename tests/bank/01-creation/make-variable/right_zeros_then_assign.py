"""Makes a box of zeros of the right shape, then puts the value into it."""


def make_variable(value, name, trainable):
    variable = tf.Variable(tf.zeros(np.shape(value)), name=name, trainable=trainable)
    variable.assign(value)
    return variable
