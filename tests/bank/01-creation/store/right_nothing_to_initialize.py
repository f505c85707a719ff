"""Makes its dictionary when it is first needed and leaves `__init__` to the base class."""


class ParamStore(tf.Module):
    _params = None

    def create(self, name, value, trainable=True):
        if self._params is None:
            self._params = {}
        if name in self._params:
            raise ValueError("taken: " + name)
        box = tf.Variable(value, trainable=trainable)
        self._params[name] = box
        return box

    def get(self, name):
        if self._params is None or name not in self._params:
            raise KeyError(name)
        return self._params[name]

    def nbytes(self):
        return int(sum(np.prod(v.shape.as_list(), dtype=int) * v.dtype.size for v in self.variables))
