"""Takes a variable that holds zero for a name that is free, and overwrites it.

outcome: wrong
misconception: taken-name
fails: store-refusals
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        found = self._params.get(name)
        if found is not None and np.any(found):
            raise ValueError(f"{name} is taken")
        self._params[name] = tf.Variable(value, trainable=trainable, name=name)
        return self._params[name]

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
