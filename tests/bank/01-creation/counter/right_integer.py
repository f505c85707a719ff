"""Counts in int64 and returns the new count."""


class Counter(tf.Module):
    def __init__(self):
        super().__init__(name="counter")
        self.count = tf.Variable(0, dtype=tf.int64, trainable=False)

    def step(self):
        self.count.assign_add(1)
        return int(self.count)
