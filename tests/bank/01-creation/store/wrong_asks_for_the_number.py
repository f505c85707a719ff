"""Believes that `if not v` asks whether there is a variable.

outcome: broken
misconception: value-for-box
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        if name in self._params:
            raise ValueError(f"{name} is taken")
        self._params[name] = tf.Variable(value, trainable=trainable, name=name)
        return self._params[name]

    def get(self, name):
        found = self._params.get(name)
        if not found:
            raise KeyError(name)
        return found

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
