"""Returns the variable that has the name already, as `reuse` did in TensorFlow 1.

outcome: wrong
misconception: taken-name
fails: store-refusals
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        if name not in self._params:
            self._params[name] = tf.Variable(value, trainable=trainable, name=name)
        return self._params[name]

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
