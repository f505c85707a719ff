"""Calls a constant initializer with the shape, and keeps a log of what was made."""

made = []


def make_variable(value, name, trainable):
    value = np.array(value)
    initializer = tf.initializers.Constant(value)
    variable = tf.Variable(initializer(shape=value.shape, dtype=tf.float32), name=name, trainable=bool(trainable))
    made.append(name)
    return variable
