"""Assigns what was read plus one, in a compiled step."""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0, name="count")

    @tf.function
    def step(self):
        self.count.assign(self.count + 1.0)
