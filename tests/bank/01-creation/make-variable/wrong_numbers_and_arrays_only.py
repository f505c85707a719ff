"""Converts Python numbers and NumPy arrays, and believes that a list of whole numbers needs no dtype.

outcome: wrong
misconception: int-from-python
"""


def make_variable(value, name, trainable):
    if isinstance(value, int):
        value = float(value)
    elif isinstance(value, np.ndarray):
        value = value.astype(np.float32)
    return tf.Variable(value, name=name, trainable=trainable)
