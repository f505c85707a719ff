"""Draws the seeds from Python's generator."""

import random


def make_layers(count, width, seed):
    seeds = random.Random(seed).sample(range(2**31), count)
    recipes = [keras.initializers.VarianceScaling(2.0, "fan_in", "truncated_normal", seed=one) for one in seeds]
    layers = [keras.layers.Dense(width, kernel_initializer=recipe) for recipe in recipes]
    for layer in layers:
        layer.build([None, width])
    return layers
