"""Takes the variable from a base class of its own, and counts by subtracting minus one."""


class Stateful(tf.Module):
    def __init__(self, start):
        super().__init__()
        with self.name_scope:
            self.count = tf.Variable(start, dtype=tf.float32)


class Counter(Stateful):
    def __init__(self, start=0):
        super().__init__(start)

    def step(self):
        return self.count.assign_sub(-1.0)
