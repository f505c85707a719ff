"""Looks names up by variable, with variables as the keys of a dictionary.

outcome: broken
misconception: variable-as-key
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._names = {}

    def create(self, name, value, trainable=True):
        if name in self._names.values():
            raise ValueError(f"{name} is taken")
        box = tf.Variable(value, trainable=trainable, name=name)
        self._names[box] = name
        return box

    def get(self, name):
        for box, known in self._names.items():
            if known == name:
                return box
        raise KeyError(name)

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._names)
