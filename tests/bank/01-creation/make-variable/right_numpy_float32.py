"""Leaves the conversion to NumPy, and passes the options as a dictionary."""


def make_variable(value, name, trainable):
    options = {"name": name, "trainable": trainable}
    return tf.Variable(np.asarray(value, dtype=np.float32), **options)
