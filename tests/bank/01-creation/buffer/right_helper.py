"""Computes the longer value in a function of its own, and returns it after it is stored."""


def make_buffer(width):
    no_rows = tf.random.normal([3, width])[:0]
    return tf.Variable(initial_value=lambda: no_rows, shape=[None, width], dtype=tf.float32)


def joined(above, below):
    return tf.concat([tf.identity(above), tf.cast(below, above.dtype)], 0)


def append(buffer, rows):
    longer = joined(buffer, rows)
    buffer.assign(longer)
    return longer
