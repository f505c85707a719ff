"""Lets the exception of `getattr` out, where a KeyError was asked for.

outcome: wrong
misconception: none
fails: store-refusals
"""


class ParamStore(tf.Module):
    def create(self, name, value, trainable=True):
        if hasattr(self, f"_param_{name}"):
            raise ValueError(f"{name} is taken")
        setattr(self, f"_param_{name}", tf.Variable(value, trainable=trainable, name=name))
        return self.get(name)

    def get(self, name):
        return getattr(self, f"_param_{name}")

    def nbytes(self):
        return sum(v.dtype.size * v.shape.num_elements() for v in self.variables)
