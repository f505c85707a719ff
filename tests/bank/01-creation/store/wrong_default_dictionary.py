"""Makes the dictionary as a default argument: one for all stores.

outcome: wrong
misconception: shared-between-instances
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self, params={}):
        super().__init__()
        self._params = params

    def create(self, name, value, trainable=True):
        if name in self._params:
            raise ValueError(f"{name} is taken")
        self._params[name] = tf.Variable(value, trainable=trainable, name=name)
        return self._params[name]

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
