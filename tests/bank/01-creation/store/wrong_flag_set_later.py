"""Believes that the flag of a variable can be set after it is made.

outcome: broken
misconception: label-set-afterwards
fails: store-refusals
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        if name in self._params:
            raise ValueError(f"{name} is taken")
        self._params[name] = tf.Variable(value, name=name)
        self._params[name].trainable = trainable
        return self._params[name]

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
