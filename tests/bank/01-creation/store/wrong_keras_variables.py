"""Believes that a `tf.Module` tracks Keras's variables.

outcome: wrong
misconception: keras-variable-in-module
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self._params = {}

    def create(self, name, value, trainable=True):
        if name in self._params:
            raise ValueError(f"{name} is taken")
        dtype = tf.convert_to_tensor(value).dtype.name
        self._params[name] = keras.Variable(value, trainable=trainable, dtype=dtype)
        return self._params[name]

    def get(self, name):
        return self._params[name]

    def nbytes(self):
        return sum(v.numpy().nbytes for v in self._params.values())
