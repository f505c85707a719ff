"""Keeps the variables in one global table, as TensorFlow 1 did.

outcome: wrong
misconception: not-on-instance
fails: store
"""

TABLE = {}


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        TABLE.clear()

    def create(self, name, value, trainable=True):
        if name in TABLE:
            raise ValueError(f"{name} is taken")
        TABLE[name] = tf.Variable(value, trainable=trainable, name=name)
        return TABLE[name]

    def get(self, name):
        return TABLE[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in TABLE.values())
