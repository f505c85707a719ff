"""Keeps each variable in an attribute of its own, under a prefix that nothing else uses."""


class ParamStore(tf.Module):
    PREFIX = "param:"

    def __init__(self):
        super().__init__(name="store")

    def create(self, name, value, trainable=True):
        if hasattr(self, self.PREFIX + name):
            raise ValueError(f"there is a {name} already")
        setattr(self, self.PREFIX + name, tf.Variable(value, trainable=trainable, name=name))
        return self.get(name)

    def get(self, name):
        try:
            return getattr(self, self.PREFIX + name)
        except AttributeError:
            raise KeyError(name) from None

    def nbytes(self):
        return sum(v.numpy().nbytes for v in self.variables)
