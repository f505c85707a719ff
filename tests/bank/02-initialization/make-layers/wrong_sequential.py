"""Puts the layers into a model.

outcome: wrong
misconception: none
"""


def make_layers(count, width, seed):
    recipes = [keras.initializers.HeNormal(seed=100 * seed + number) for number in range(count)]
    model = keras.Sequential([keras.layers.Dense(width, kernel_initializer=recipe) for recipe in recipes])
    model.build((None, width))
    return model
