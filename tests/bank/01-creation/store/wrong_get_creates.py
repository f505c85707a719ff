"""Makes a variable for a name that it does not know.

outcome: wrong
misconception: missing-made-up
fails: store-refusals
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
        if name not in self._params:
            self.create(name, 0.0)
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
