"""Finds a variable by the beginning of its label, to get past the `:0` at its end.

outcome: wrong
misconception: label-for-key
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = []

    def create(self, name, value, trainable=True):
        if any(v.name == f"{name}:0" for v in self._params):
            raise ValueError(f"{name} is taken")
        self._params.append(tf.Variable(value, trainable=trainable, name=name))
        return self._params[-1]

    def get(self, name):
        for v in self._params:
            if v.name.startswith(name):
                return v
        raise KeyError(name)

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params)
