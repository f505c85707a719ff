"""Keeps one generator of seeds for all calls.

outcome: wrong
misconception: seed-ignored
"""

seeds = {}


def make_layers(count, width, seed):
    if seed not in seeds:
        seeds[seed] = keras.random.SeedGenerator(seed)
    recipe = keras.initializers.HeNormal(seed=seeds[seed])
    layers = [keras.layers.Dense(width, kernel_initializer=recipe) for _ in range(count)]
    for layer in layers:
        layer.build((None, width))
    return layers
