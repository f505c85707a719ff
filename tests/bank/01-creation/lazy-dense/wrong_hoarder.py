"""Appends new variables to lists on each call and uses the last.

outcome: wrong
misconception: new-variable-each-call
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.weights = []
        self.biases = []

    def __call__(self, x):
        self.weights.append(tf.Variable(tf.random.normal([x.shape[-1], self.units])))
        self.biases.append(tf.Variable(tf.zeros([self.units])))
        return x @ self.weights[-1] + self.biases[-1]
