"""Lets a second variable take a name from the first.

outcome: wrong
misconception: silent-overwrite
fails: store-refusals
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        self._params[name] = tf.Variable(value, trainable=trainable, name=name)
        return self._params[name]

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
