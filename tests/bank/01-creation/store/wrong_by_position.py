"""Believes that `variables` lists them in the order in which they were created.

outcome: wrong
misconception: order-over-names
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._names = []

    def create(self, name, value, trainable=True):
        if name in self._names:
            raise ValueError(f"{name} is taken")
        box = tf.Variable(value, trainable=trainable, name=name)
        setattr(self, f"_param_{name}", box)
        self._names.append(name)
        return box

    def get(self, name):
        if name not in self._names:
            raise KeyError(name)
        return self.variables[self._names.index(name)]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self.variables)
