"""Believes that what a store should hand out is the number.

outcome: wrong
misconception: tensor-for-variable
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
        return self._params[name].read_value()

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
