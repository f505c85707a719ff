"""Lets `copy.deepcopy` copy the boxes with what is in them."""

import copy


def snapshot(variables):
    return copy.deepcopy(list(variables))
