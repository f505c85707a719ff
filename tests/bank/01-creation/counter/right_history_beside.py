"""Remembers every count as a Python number beside the variable, and returns itself."""


class Counter(tf.Module):
    by = 1.0

    def __init__(self):
        super().__init__()
        self.one = tf.constant(self.by)
        self.history = []
        self.count = tf.Variable(tf.zeros_like(self.one))

    def step(self):
        self.count.assign_add(self.one)
        self.history.append(float(self.count))
        return self
