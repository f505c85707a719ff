"""Puts the dictionary into a plain object, where tracking does not look.

outcome: wrong
misconception: hidden-in-object
fails: store
"""


class Table:
    def __init__(self):
        self.entries = {}


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self.table = Table()

    def create(self, name, value, trainable=True):
        if name in self.table.entries:
            raise ValueError(f"{name} is taken")
        self.table.entries[name] = tf.Variable(value, trainable=trainable, name=name)
        return self.table.entries[name]

    def get(self, name):
        return self.table.entries[name]

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self.table.entries.values())
