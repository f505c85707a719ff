"""Makes every variable float32, whatever came.

outcome: wrong
misconception: spec-ignored
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        if name in self._params:
            raise ValueError(f"{name} is taken")
        self._params[name] = tf.Variable(tf.cast(value, tf.float32), trainable=trainable, name=name)
        return self._params[name]

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
