"""Keeps what `assign_add` returns: another Python object over the same box."""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count = self.count.assign_add(1.0)
