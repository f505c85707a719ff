"""Copies with NumPy, in a function of its own."""


def value_of(variable):
    """What the variable holds now."""
    return np.array(variable.read_value(), copy=True)


def snapshot(variables):
    return list(map(value_of, variables))
