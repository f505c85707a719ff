"""Believes that NumPy's zeros become float32 in a variable, and stays in NumPy for the rest.

outcome: wrong
misconception: float64-from-numpy
"""


def make_buffer(width):
    return tf.Variable(np.zeros((0, width)), shape=[None, width])


def append(buffer, rows):
    buffer.assign(np.concatenate([buffer.numpy(), rows.numpy()]))
