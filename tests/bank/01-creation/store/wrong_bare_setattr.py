"""Believes that any name will do for an attribute.

outcome: broken
misconception: name-clash
fails: store
"""


class ParamStore(tf.Module):
    def create(self, name, value, trainable=True):
        if name in vars(self):
            raise ValueError(f"{name} is taken")
        setattr(self, name, tf.Variable(value, trainable=trainable, name=name))
        return getattr(self, name)

    def get(self, name):
        if name not in vars(self):
            raise KeyError(name)
        return getattr(self, name)

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self.variables)
