"""Keeps a variable of the same value, not the one that it returns.

outcome: wrong
misconception: copy-for-original
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        if name in self._params:
            raise ValueError(f"{name} is taken")
        created = tf.Variable(value, trainable=trainable, name=name)
        self._params[name] = tf.Variable(created, trainable=trainable, name=name)
        return created

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
