"""Keeps the variable in a list under a private name, and shows it as a property."""


class Counter(tf.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        self._state = [tf.Variable(tf.zeros([]), trainable=False)]

    @property
    def count(self):
        return self._state[0]

    def step(self):
        count = self.count
        count.assign_add(tf.ones_like(count))
