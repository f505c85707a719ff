"""Sums in TensorFlow, and believes that the sum is a Python number.

outcome: wrong
misconception: tensor-for-number
fails: store-bytes
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
        return self._params[name]

    def nbytes(self):
        total = tf.constant(0)
        for v in self._params.values():
            total += tf.size(v) * v.dtype.size
        return total
