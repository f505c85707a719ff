"""Believes that variables of a module are registered with `add_variable`.

outcome: broken
misconception: add-variable
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = self.add_variable("w", shape=[n_in, n_out])
        self.b = self.add_variable("b", shape=[n_out])

    def __call__(self, x):
        return x @ self.w + self.b
