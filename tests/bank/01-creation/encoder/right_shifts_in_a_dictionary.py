"""The shifts are values of a dictionary, `__call__` is a `tf.function`."""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__(name="encoder")
        self._gain = tf.Variable(3.0, name="gain")
        self._factor = tf.Variable(2.0, name="factor")
        self._offset = tf.Variable(0.5, name="offset")
        self._shifts = {"first": tf.Variable(1.0), "second": tf.Variable(2.0)}

    @tf.function
    def __call__(self, x):
        scaled = self._gain * (self._factor * x + self._offset)
        return scaled + self._shifts["first"] + self._shifts["second"]
