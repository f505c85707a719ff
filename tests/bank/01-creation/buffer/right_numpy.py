"""Does the arithmetic in NumPy; the buffer is not for the optimizer."""


def make_buffer(width):
    return tf.Variable(np.zeros((0, width), np.float32), shape=[None, width], trainable=False, name="buffer")


def append(buffer, rows):
    buffer.assign(np.vstack([buffer.numpy(), rows]))
