"""Looks the variables up by their shape in one table for all modules.

outcome: wrong
misconception: shared-between-instances
"""

TABLE = {}


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def __call__(self, x):
        shape = (x.shape[-1], self.units)
        if shape not in TABLE:
            TABLE[shape] = (tf.Variable(tf.random.normal(shape)), tf.Variable(tf.zeros([self.units])))
        self.w, self.b = TABLE[shape]
        return x @ self.w + self.b
