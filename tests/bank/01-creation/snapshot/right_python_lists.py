"""Keeps the values as plain Python lists."""


def snapshot(variables):
    return [variable.numpy().tolist() for variable in variables]
