# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 02 · Initialization
#
# You will choose the first numbers in the box, and see what twenty layers make of them.
#
# - **Two sittings of 60 minutes.** Before it: `01-creation`.
# - After it you can say, before any training: these units are twins, this signal dies, that gradient explodes.
# - You can draw weights whose scale fits their layer, and prove it by a measurement.
#
# Each section asks first. Write your prediction in place of the `...`, then run the next cell.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from autograder import attempt, check, compare, explore, hint, inputs, plots, solution, student

import keras
import numpy as np
import tensorflow as tf

# %% [markdown]
# ## 1 · Twins
#
# ### Heard on the internet: with zero weights "the network essentially becomes a single neuron, regardless of depth"
#
# Two layers, all weights and biases zero, some data, one look at the gradients. Which of `w1`, `b1`, `w2`, `b2` has
# any gradient at all?

# %%
# the names whose gradient is not all zero, such as "w1 b1 w2 b2"
prediction = {"tanh": ..., "relu": ..., "sigmoid": ...}

# %%
x = tf.random.stateless_normal([8, 3], seed=[0, 1])

def moving(activation, first, last):
    box = {"w1": tf.Variable(tf.fill([3, 4], 1.0) * first), "b1": tf.Variable(tf.zeros([4])),
           "w2": tf.Variable(tf.fill([4, 1], 1.0) * last), "b2": tf.Variable(tf.zeros([1]))}
    with tf.GradientTape() as tape:
        hidden = activation(x @ box["w1"] + box["b1"])
        loss = tf.reduce_mean((hidden @ box["w2"] + box["b2"] - 1.0) ** 2)
    gradients = tape.gradient(loss, box)
    return " ".join(name for name in box if np.any(gradients[name] != 0))

compare(
    prediction,
    tanh=moving(tf.tanh, 0.0, 0.0),
    relu=moving(tf.nn.relu, 0.0, 0.0),
    sigmoid=moving(tf.sigmoid, 0.0, 0.0),
)

# %% [markdown]
# With tanh and relu only the output bias moves. This network is no neuron: it is a constant, for as long as you
# train it. With sigmoid, $\sigma(0) = \frac12$ lets the last layer begin.

# %% [markdown]
# "A single neuron" is the story of another start: all weights equal, but not zero. Three networks train for 100
# steps, with three inputs and four hidden units. What is the rank of `w1` at the end?

# %%
# whole numbers; w1 and w2 start with all numbers 0, with all numbers 0.1, or at random
prediction = {"zeros": ..., "constant": ..., "random": ...}

# %%
figure, paths = plots.symmetry()
compare(
    prediction,
    zeros=paths["zeros"]["rank"],
    constant=paths["constant"]["rank"],
    random=paths["random"]["rank"],
)

# %% [markdown]
# Units that start equal get equal gradients and stay equal. Four twins cost four times as much as one unit and can
# do no more. The depth remains: every layer is one unit wide.

# %% [markdown]
# ### Heard on the internet: zero weights are only for debugging
#
# Now only one of the two layers starts at zero, the other at random. Where is a gradient in the first step?

# %%
# the names whose gradient is not all zero
prediction = {"last_is_zero": ..., "first_is_zero_tanh": ..., "first_is_zero_relu": ...}

# %%
w1 = tf.random.stateless_normal([3, 4], seed=[0, 2])
w2 = tf.random.stateless_normal([4, 1], seed=[0, 3])
compare(
    prediction,
    last_is_zero=moving(tf.tanh, w1, 0.0),
    first_is_zero_tanh=moving(tf.tanh, 0.0, w2),
    first_is_zero_relu=moving(tf.nn.relu, 0.0, w2),
)

# %% [markdown]
# A zero *last* layer learns at once, and wakes the first one in the next step. Fixup (Zhang et al. 2019) begins every
# residual branch that way. A zero first layer works with tanh, whose slope at 0 is 1, and is dead with relu.
#
# Biases may all be zero: the weights already tell the units apart.

# %% [markdown]
# ### Exercise 1 · Find the bug: the twins
#
# This network runs and trains. How many *different* columns has the gradient of `w1`, and so how many different
# units will it ever have?

# %%
class Twins(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.w1 = tf.Variable(tf.fill([n_in, n_hidden], 0.1))
        self.b1 = tf.Variable(tf.zeros([n_hidden]))
        self.w2 = tf.Variable(tf.fill([n_hidden, 1], 0.1))
        self.b2 = tf.Variable(tf.zeros([1]))

    def __call__(self, x):
        return tf.tanh(x @ self.w1 + self.b1) @ self.w2 + self.b2

prediction = {"different_columns": ...}

# %%
twins = Twins(3, 5)
with tf.GradientTape() as tape:
    loss = tf.reduce_mean((twins(x) - 1.0) ** 2)
gradient = tape.gradient(loss, twins.w1).numpy()
compare(prediction, different_columns=len(np.unique(gradient.round(6), axis=1).T))

# %% [markdown]
# Write `Network(n_in, n_hidden)` with the same four variables and the same output, in which no two hidden units
# start with the same weights. Biases start at zero.

# %% nbgrader={"grade": false, "grade_id": "network", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        ### BEGIN SOLUTION
        super().__init__()
        self.w1 = tf.Variable(tf.random.normal([n_in, n_hidden], stddev=n_in**-0.5))
        self.b1 = tf.Variable(tf.zeros([n_hidden]))
        self.w2 = tf.Variable(tf.random.normal([n_hidden, 1], stddev=n_hidden**-0.5))
        self.b2 = tf.Variable(tf.zeros([1]))
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        return tf.tanh(x @ self.w1 + self.b1) @ self.w2 + self.b2
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "network-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
network = student.Network(3, 5)
check.variables(network, w1=(3, 5), b1=(5,), w2=(5, 1), b2=(1,), trainable=True)
check.different_columns(network.w1, mistaken="equal-units", weight=4)
check.value(network.b1, np.zeros(5), mistaken="bias-not-zero")
check.value(network.b2, np.zeros(1), mistaken="bias-not-zero")
### BEGIN HIDDEN TESTS
n_in, n_hidden = inputs.integer(4, 6), inputs.integer(7, 9)
wide = student.Network(n_in, n_hidden)
check.variables(wide, w1=(n_in, n_hidden), b1=(n_hidden,), w2=(n_hidden, 1), b2=(1,))
check.different_columns(wide.w1, mistaken="equal-units", weight=4)
batch = inputs.normal(6, n_in)
check.output(
    wide, on=batch, equals=lambda w1, b1, w2, b2: np.tanh(batch @ w1 + b1) @ w2 + b2,
    mistaken={
        "activation-left-out": lambda w1, b1, w2, b2: (batch @ w1 + b1) @ w2 + b2,
        "another-activation": lambda w1, b1, w2, b2: np.maximum(batch @ w1 + b1, 0) @ w2 + b2,
        "activation-on-output": lambda w1, b1, w2, b2: np.tanh(np.tanh(batch @ w1 + b1) @ w2 + b2),
        "bias-left-out": lambda w1, b1, w2, b2: np.tanh(batch @ w1 + b1) @ w2})
check.gradients(wide, on=batch)
### END HIDDEN TESTS
check.score("network", points=3)

# %% [markdown]
# Stuck? Run `hint("network")`; there are three, and each says a little more.

# %% [markdown]
# ## 2 · A recipe draws once
#
# An initializer is a recipe. Which of these pairs hold the same numbers?

# %%
# True if the two are equal
prediction = {"called_twice": ..., "layers_one_object": ..., "layers_one_name": ..., "layers_seed_0": ...}

# %%
def equal_kernels(first, second):
    layers = [keras.layers.Dense(4, kernel_initializer=recipe) for recipe in (first, second)]
    for layer in layers:
        layer.build((None, 4))
    return bool(np.all(layers[0].kernel == layers[1].kernel))

recipe = keras.initializers.HeNormal()
compare(
    prediction,
    called_twice=bool(np.all(recipe((2, 2)) == recipe((2, 2)))),
    layers_one_object=equal_kernels(recipe, recipe),
    layers_one_name=equal_kernels("he_normal", "he_normal"),
    layers_seed_0=equal_kernels(keras.initializers.HeNormal(seed=0), keras.initializers.HeNormal(seed=0)),
)

# %% [markdown]
# In Keras 3 an initializer object draws its seed once, when it is made. Whoever calls it again with the same shape
# gets the same numbers, and nothing warns. A name makes a new object each time.
#
# Twins of section 1 were equal columns. These are equal layers.

# %% [markdown]
# And what repeats from one run to the next? Two layers are made after the same seed was set; then one layer is made
# from the other's configuration.

# %%
# True if the kernels are equal
prediction = {"tf_seed": ..., "keras_seed": ..., "from_config": ...}

# %%
def kernel_after(set_seed):
    set_seed(7)
    layer = keras.layers.Dense(4)
    layer.build((None, 4))
    return layer, layer.kernel.numpy()

layer, kernel = kernel_after(keras.utils.set_random_seed)
again = keras.layers.Dense.from_config(layer.get_config())
again.build((None, 4))
compare(
    prediction,
    tf_seed=bool(np.all(kernel_after(tf.random.set_seed)[1] == kernel_after(tf.random.set_seed)[1])),
    keras_seed=bool(np.all(kernel_after(keras.utils.set_random_seed)[1] == kernel)),
    from_config=bool(np.all(again.kernel == kernel)),
)

# %% [markdown]
# `keras.utils.set_random_seed` reaches Keras; `tf.random.set_seed` does not. A configuration holds the recipe and not
# the weights: for those, `set_weights`.

# %% [markdown]
# ### Exercise 2 · Find the bug: layers that are copies
#
# The seed is passed on, as it should be. How many different kernels have the three layers?

# %%
def broken_layers(count, width, seed):
    recipe = keras.initializers.HeNormal(seed=seed)
    layers = [keras.layers.Dense(width, kernel_initializer=recipe) for _ in range(count)]
    for layer in layers:
        layer.build((None, width))
    return layers

prediction = {"different_kernels": ...}

# %%
kernels = [layer.kernel.numpy() for layer in broken_layers(3, 4, seed=1)]
compare(prediction, different_kernels=len(np.unique(kernels, axis=0)))

# %% [markdown]
# Write `make_layers(count, width, seed)`: a list of `count` built `Dense(width)` layers for inputs of that width, their
# kernels drawn as `HeNormal` does. No two kernels are equal; the same seed gives the same layers again, another
# seed gives others.

# %% nbgrader={"grade": false, "grade_id": "make-layers", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_layers(count, width, seed):
    ### BEGIN SOLUTION
    layers = []
    for number in range(count):
        recipe = keras.initializers.HeNormal(seed=1000 * seed + number)
        layers.append(keras.layers.Dense(width, kernel_initializer=recipe))
        layers[-1].build((None, width))
    return layers
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "make-layers-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
layers, std = student.make_layers(3, 60, 1), (2 / 60) ** 0.5
check.kind(layers, "list")
check.variables(layers[0], kernel=(60, 60), bias=(60,))
check.initial_values(layers[0].kernel, shape=(60, 60), std=std, distribution="truncated_normal", mistaken={
    "another-initializer": (1 / 60) ** 0.5, "std-for-variance": std**2, "truncated-not-corrected": 0.88 * std})
check.value(layers[0].bias, np.zeros(60), mistaken="bias-not-zero")
check.distinct(layers[0], layers[1], mistaken="alias-for-copy")
check.other_value(layers[0].kernel, layers[1].kernel, mistaken="shared-initializer", weight=4)
again = student.make_layers(3, 60, 1)
check.same_value(layers[0].kernel, again[0].kernel, mistaken="seed-ignored")
check.same_value(layers[2].kernel, again[2].kernel, mistaken="seed-ignored")
### BEGIN HIDDEN TESTS
check.other_value(layers[1].kernel, layers[2].kernel, mistaken="shared-initializer", weight=2)
check.other_value(layers[0].kernel, layers[2].kernel, mistaken="shared-initializer", weight=2)
check.distinct(layers[0], again[0], mistaken="shared-between-instances")
other = student.make_layers(3, 60, 2)
check.other_value(layers[0].kernel, other[0].kernel, mistaken="seed-fixed")
width, seed = inputs.integer(70, 90), inputs.integer(3, 10_000)
wide, batch = student.make_layers(2, width, seed), inputs.normal(4, width)
check.variables(wide[1], kernel=(width, width), bias=(width,))
check.initial_values(wide[1].kernel, shape=(width, width), std=(2 / width) ** 0.5, distribution="truncated_normal", mistaken={
    "another-initializer": (1 / width) ** 0.5, "truncated-not-corrected": 0.88 * (2 / width) ** 0.5})
check.same_value(wide[1].kernel, student.make_layers(2, width, seed)[1].kernel, mistaken="seed-ignored")
check.output(wide[1], on=batch, equals=lambda kernel, bias: batch @ kernel + bias)
### END HIDDEN TESTS
check.score("make-layers", points=3)

# %% [markdown]
# ## 3 · A value that comes from another variable
#
# The TensorFlow 1 guide said: if an initial value depends on another variable, "use `initialized_value()`". Today the
# other variable holds its value from its first line on. Is `w` tied to `v` afterwards?

# %%
# a number; a number; the exception's class name
prediction = {"w": ..., "w_after_v_is_10": ..., "initialized_value": ...}

# %%
v = tf.Variable(1.0)
w = tf.Variable(v + 1.0)
first = float(w)
v.assign(10.0)
compare(prediction, w=first, w_after_v_is_10=w, initialized_value=attempt(lambda: v.initialized_value()))

# %% [markdown]
# The value is read once and copied; from then on there are two boxes. `initialized_value` is still listed as a method,
# and only raises.
#
# Biases are such values too, and not all of them start at zero. An LSTM with two units has eight biases, in four
# blocks: input, forget, cell, output. What does Keras put there?

# %%
# a list of eight numbers; one number
prediction = {"lstm": ..., "dense": ...}

# %%
lstm, dense = keras.layers.LSTM(2), keras.layers.Dense(1)
lstm.build((None, 5, 3))
dense.build((None, 3))
compare(prediction, lstm=lstm.cell.bias, dense=dense.bias[0])

# %% [markdown]
# A 1 for each forget gate: it starts at $\sigma(1) = 0.73$ instead of $\sigma(0) = 0.5$, so an untrained cell forgets
# more slowly.

# %% [markdown]
# ### Exercise 3 · `WeightNorm`
#
# Weight normalization (Salimans and Kingma 2016) splits a weight into direction and length: the output is
# `x @ (g * v / length)`, where `length` has one number for each column of `v`, the root of its sum of squares.
#
# Write `WeightNorm(n_in, n_out)` with two variables: `v`, random, shape `(n_in, n_out)`, and `g`, shape `(n_out,)`, which
# starts as the lengths of `v`'s columns. So at the start the output is `x @ v`.

# %% nbgrader={"grade": false, "grade_id": "weight-norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        ### BEGIN SOLUTION
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.g = tf.Variable(tf.norm(self.v, axis=0))
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        return x @ (self.g * self.v / tf.norm(self.v, axis=0))
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "weight-norm-tests", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
layer = student.WeightNorm(3, 2)
check.variables(layer, v=(3, 2), g=(2,), trainable=True, random=("v",), mistaken={
    "g": {(3,): "length-of-rows", (): "one-length", (1, 2): "kept-dimension"}})
lengths = lambda v: np.sqrt((v**2).sum(axis=0))
check.derived(layer, "g", equals=lengths, mistaken={
    "length-squared": lambda v: (v**2).sum(axis=0), "ones-for-lengths": lambda v: np.ones(2),
    "one-length": lambda v: np.full(2, np.sqrt((v**2).sum()))}, weight=2)
x = inputs.normal(5, 3)
check.output(
    layer, on=x, equals=lambda v, g: x @ (g * v / lengths(v)),
    mistaken={
        "not-normalized": lambda v, g: x @ (g * v), "length-without-effect": lambda v, g: x @ v,
        "one-length": lambda v, g: x @ (g * v / np.sqrt((v**2).sum())),
        "length-squared": lambda v, g: x @ (g * v / (v**2).sum(axis=0)),
        "length-of-rows": lambda v, g: x @ (g * v / np.sqrt((v**2).sum(axis=1, keepdims=True)))})
### BEGIN HIDDEN TESTS
check.runs(layer.v.assign_add(layer.v))
check.derived(layer, "g", equals=lambda v: lengths(v) / 2, when="after `v` was doubled", mistaken={
    "follows-the-other": lengths})
n_in, n_out = inputs.integer(4, 6), inputs.integer(7, 9)
wide, y = student.WeightNorm(n_in, n_out), inputs.normal(4, n_in)
check.variables(wide, v=(n_in, n_out), g=(n_out,))
check.derived(wide, "g", equals=lengths)
check.reuse(wide, on=y)
check.gradients(wide, on=y)
check.trains(wide, on=y, moves=("v", "g"))
### END HIDDEN TESTS
check.score("weight-norm", points=4)

# %% [markdown]
# ## 4 · A sum of many terms
#
# One unit adds up `n` products. Inputs and weights are standard normal. What is the standard deviation of the sum, for
# 100 inputs?

# %%
# a number, to the nearest ten
prediction = {"std": ...}

# %%
x = tf.random.stateless_normal([1000, 100], seed=[0, 4])
w = tf.random.stateless_normal([100, 500], seed=[0, 5])
std = np.std(x @ w)
print(std)
compare(prediction, std=round(float(std), -1))

# %% [markdown]
# Variances of independent terms add up: $\mathrm{Var}(z) = n \cdot \mathrm{Var}(w) \cdot \mathrm{E}[x^2]$. So the number
# that counts is $\sigma_w^2 = n \cdot \mathrm{Var}(w)$, and `n`, the **fan-in**, is a property of the layer.
#
# ### Heard on the internet: "values between 0.01 and 0.1 often work well"
#
# Twenty relu layers, weights of standard deviation 0.1, four widths: 32, 64, 256, 1024. Behind each layer, relu drops
# about half of $\mathrm{E}[z^2]$, the **second moment** of the sum $z$. In which widths is it between 1/1000 and 1000 in
# the last layer?

# %%
# a list of widths
prediction = {"alive": ...}

# %%
figure, widths = plots.width_scale(std=0.1, widths=(32, 64, 256, 1024))
compare(prediction, alive=[width for width, found in widths.items() if 1e-3 < found["theory"][-1] < 1e3])

# %% [markdown]
# One width of four, and there it works by accident: $256 \cdot 0.1^2 = 2.56$ is near 2, which relu needs (section 6).
# With ten more layers it too would be out. A standard deviation without a fan-in is half a recipe.

# %% [markdown]
# ### Exercise 4 · `fans`
#
# Write `fans(shape)`: the pair `(fan_in, fan_out)` for a kernel of that shape. For a dense kernel `(n_in, n_out)`
# it is the shape itself. A convolution's kernel is `(height, width, channels_in, channels_out)`: one output adds up
# the whole window in all input channels, and one input goes to as many outputs as the window has places, in every
# output channel. There are convolutions over 1, 2 and 3 dimensions.
#
# `fans((3, 7))` is `(3, 7)`.

# %% nbgrader={"grade": false, "grade_id": "fans", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fans(shape):
    ### BEGIN SOLUTION
    window = 1
    for size in shape[:-2]:
        window *= size
    return window * shape[-2], window * shape[-1]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "fans-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.value(student.fans((3, 7)), [3, 7], mistaken={"fans-swapped": [7, 3]})
check.value(student.fans((3, 3, 64, 128)), [576, 1152], mistaken={
    "receptive-field-left-out": [64, 128], "fans-swapped": [1152, 576],
    "window-for-fan-in-only": [576, 128], "window-for-fan-out-only": [64, 1152],
    "window-added-up": [384, 768], "first-two-sizes": [3, 3]})
### BEGIN HIDDEN TESTS
a, b, c, d, e = (inputs.integer(low, low + 3) for low in (2, 6, 11, 16, 21))
check.value(student.fans((b, a)), [b, a], mistaken={"fans-swapped": [a, b]})
check.value(student.fans((a, d, e)), [a * d, a * e], mistaken={
    "receptive-field-left-out": [d, e], "window-for-fan-in-only": [a * d, e]})
check.value(student.fans((a, b, c, d)), [a * b * c, a * b * d], mistaken={"window-for-fan-in-only": [a * b * c, d]})
check.value(student.fans((a, b, c, d, e)), [a * b * c * d, a * b * c * e], mistaken={
    "two-dimensions-only": [b * c * d, b * c * e], "receptive-field-left-out": [d, e]})
### END HIDDEN TESTS
check.score("fans", points=2)

# %% [markdown]
# ## 5 · Three shapes of randomness
#
# A normal distribution of standard deviation 0.05, the same one cut at two standard deviations, and a uniform one from
# -0.05 to 0.05. What is the standard deviation of the numbers that come out, and how large can one be in the cut one?

# %%
# to two significant digits
prediction = {"normal_std": ..., "truncated_std": ..., "uniform_std": ..., "truncated_max": ...}

# %%
digits = lambda value: float(f"{value:.2g}")
shape = (300, 100)
draws = {
    "normal": keras.initializers.RandomNormal(stddev=0.05, seed=1)(shape),
    "truncated": keras.initializers.TruncatedNormal(stddev=0.05, seed=1)(shape),
    "uniform": keras.initializers.RandomUniform(-0.05, 0.05, seed=1)(shape),
}
compare(
    prediction,
    normal_std=digits(np.std(draws["normal"])),
    truncated_std=digits(np.std(draws["truncated"])),
    uniform_std=digits(np.std(draws["uniform"])),
    truncated_max=digits(np.max(draws["truncated"])),
)

# %% [markdown]
# Cutting a normal distribution at two standard deviations leaves 0.88 of its standard deviation. A uniform
# distribution up to $a$ has $a / \sqrt 3$. Keras's `HeNormal`, `LecunNormal` and `GlorotNormal` make up for the cut;
# `TruncatedNormal` does not.
#
# Three draws with the same standard deviation. Which has the largest weight?

# %%
figure, prints = plots.fingerprints(
    {
        "normal": lambda shape, seed: tf.random.stateless_normal(shape, [seed, 0], stddev=(2 / 300) ** 0.5),
        "he_normal": "he_normal",
        "he_uniform": "he_uniform",
    }
)

# %% [markdown]
# ### Heard on the internet: truncation "prevents excessively large initial weights, which can cause exploding gradients"
#
# Twenty relu layers of width 256. Which of these explode, that is, end above a million?

# %%
# True if it explodes
prediction = {"normal_0_2": ..., "truncated_0_2": ..., "normal_of_same_std": ...}

# %%
def last_moment(draw, layers=20, width=256):
    hidden = tf.random.stateless_normal([64, width], seed=[1, 0])
    for layer in range(layers):
        z = hidden @ draw([width, width], seed=[1, layer + 1])
        hidden = tf.nn.relu(z)
    return float(tf.reduce_mean(z**2))

normal, truncated = tf.random.stateless_normal, tf.random.stateless_truncated_normal
last = {
    "normal_0_2": last_moment(lambda shape, seed: normal(shape, seed, stddev=0.2)),
    "truncated_0_2": last_moment(lambda shape, seed: truncated(shape, seed, stddev=0.2)),
    "normal_of_same_std": last_moment(lambda shape, seed: normal(shape, seed, stddev=0.2 * 0.8796)),
}
print({name: f"{value:.0e}" for name, value in last.items()})
compare(prediction, **{name: value > 1e6 for name, value in last.items()})

# %% [markdown]
# All three. The truncated one is smaller than the first because its standard deviation is, and a normal one of
# that standard deviation ends at the same order of magnitude. What explodes is $\sigma_w^2$, not the few largest weights.

# %% [markdown]
# ### Exercise 5 · `variance_scaling`
#
# Write `variance_scaling(shape, scale, mode, distribution, seed)`: float32 numbers with mean 0 and
# variance `scale / n`. `mode` says what `n` is: `"fan_in"`, `"fan_out"`, or `"fan_avg"`, their mean.
# `distribution` is `"normal"`, `"truncated_normal"` (cut at two standard deviations of the uncut one) or
# `"uniform"`. The variance is that of the numbers that come out.

# %% [markdown]
# The same seed gives the same numbers. Kernels of convolutions count as in exercise 4. LeCun is
# `scale=1, mode="fan_in"`; He is 2 and `"fan_in"`; Glorot is 1 and `"fan_avg"`.

# %% nbgrader={"grade": false, "grade_id": "variance-scaling", "locked": false, "schema_version": 3, "solution": true, "task": false}
def variance_scaling(shape, scale, mode, distribution, seed):
    ### BEGIN SOLUTION
    window = int(np.prod(shape[:-2]))
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = (scale / n) ** 0.5
    if distribution == "normal":
        return tf.random.stateless_normal(shape, [seed, 0], stddev=std)
    if distribution == "truncated_normal":
        return tf.random.stateless_truncated_normal(shape, [seed, 0], stddev=std / 0.87962566)
    limit = 3**0.5 * std
    return tf.random.stateless_uniform(shape, [seed, 0], -limit, limit)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "variance-scaling-tests", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
shape = (300, 100)
std = (2 / 300) ** 0.5
he = student.variance_scaling(shape, 2.0, "fan_in", "normal", 1)
check.initial_values(he, shape=shape, std=std, distribution="normal", mistaken={
    "std-for-variance": std**2, "fans-swapped": (2 / 100) ** 0.5, "another-mode": (2 / 200) ** 0.5,
    "scale-for-gain": 2 / 300**0.5})
limit = student.variance_scaling(shape, 2.0, "fan_in", "uniform", 1)
check.initial_values(limit, shape=shape, std=std, distribution="uniform", mistaken={
    "limit-for-std": std / 3**0.5, "std-for-variance": std**2, "fans-swapped": (2 / 100) ** 0.5})
cut = student.variance_scaling(shape, 2.0, "fan_in", "truncated_normal", 1)
check.initial_values(cut, shape=shape, std=std, distribution="truncated_normal", mistaken={
    "truncated-not-corrected": 0.8796 * std, "correction-upside-down": 0.8796**2 * std, "std-for-variance": std**2})
check.same_value(he, student.variance_scaling(shape, 2.0, "fan_in", "normal", 1), mistaken="seed-ignored")
### BEGIN HIDDEN TESTS
seed = inputs.integer(2, 10_000)
check.other_value(he, student.variance_scaling(shape, 2.0, "fan_in", "normal", seed), mistaken="seed-fixed")
glorot = student.variance_scaling(shape, 1.0, "fan_avg", "uniform", seed)
check.initial_values(glorot, shape=shape, std=(1 / 200) ** 0.5, distribution="uniform", mistaken={
    "another-mode": (1 / 300) ** 0.5, "limit-for-std": (1 / 600) ** 0.5, "sum-for-mean": (1 / 400) ** 0.5,
    "scale-ignored": (2 / 200) ** 0.5})
out = student.variance_scaling((100, 400), 3.0, "fan_out", "truncated_normal", seed)
check.initial_values(out, shape=(100, 400), std=(3 / 400) ** 0.5, distribution="truncated_normal", mistaken={
    "truncated-not-corrected": 0.8796 * (3 / 400) ** 0.5, "fans-swapped": (3 / 100) ** 0.5, "another-mode": (3 / 250) ** 0.5})
kernel = (3, 3, 16, 64)
conv = student.variance_scaling(kernel, 2.0, "fan_in", "truncated_normal", seed)
check.initial_values(conv, shape=kernel, std=(2 / 144) ** 0.5, distribution="truncated_normal", mistaken={
    "receptive-field-left-out": (2 / 16) ** 0.5, "first-two-sizes": (2 / 3) ** 0.5})
across = student.variance_scaling(kernel, 1.0, "fan_out", "normal", seed)
check.initial_values(across, shape=kernel, std=(1 / 576) ** 0.5, distribution="normal", mistaken={
    "window-for-fan-in-only": (1 / 64) ** 0.5})
### END HIDDEN TESTS
check.score("variance-scaling", points=5)

# %% [markdown]
# ### Exercise 6 · `Sparse`, an initializer of your own
#
# Keras takes as an initializer whatever follows its class: `__call__(shape, dtype=None)` returns the numbers, and
# `get_config()` returns the arguments, so that `from_config` can make another. (No `dtype` means float32.)
#
# Martens (2010) gave every unit exactly `k` incoming weights that are not zero, drawn from a standard normal
# distribution, so that a unit's input does not grow with the width.

# %% [markdown]
# Write `Sparse(k, seed)`, a `keras.initializers.Initializer`. For a shape `(n_in, n_out)`, every column has `k` numbers
# other than 0, in places drawn for each column. The same seed gives the same numbers, also when one object is called
# twice.

# %% nbgrader={"grade": false, "grade_id": "sparse", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        ### BEGIN SOLUTION
        self.k = k
        self.seed = seed
        ### END SOLUTION

    def __call__(self, shape, dtype=None):
        ### BEGIN SOLUTION
        rng = np.random.default_rng(self.seed)
        values = np.zeros(shape, "float32")
        for column in range(shape[1]):
            rows = rng.choice(shape[0], self.k, replace=False)
            values[rows, column] = rng.normal(size=self.k)
        return tf.constant(values)
        ### END SOLUTION

    def get_config(self):
        ### BEGIN SOLUTION
        return {"k": self.k, "seed": self.seed}
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "sparse-tests", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
sparse = student.Sparse(4, 1)
w = sparse((30, 20))
check.nonzeros(w, shape=(30, 20), per_column=4, std=1.0, mistaken={"rows-for-columns": 4}, weight=2)
check.same_value(w, student.Sparse(4, 1)((30, 20)), mistaken="seed-ignored")
check.value(sparse.get_config(), {"k": 4, "seed": 1}, mistaken={"config-incomplete": {"k": 4}})
### BEGIN HIDDEN TESTS
k, seed = inputs.integer(5, 9), inputs.integer(2, 10_000)
other = student.Sparse(k, seed)
check.other_value(w, student.Sparse(4, seed)((30, 20)), mistaken="seed-fixed")
wide = other((40, 600))
check.nonzeros(wide, shape=(40, 600), per_column=k, std=1.0)
check.same_value(other((40, 50)), student.Sparse.from_config(other.get_config())((40, 50)), mistaken="seed-ignored")
dense = student.keras.layers.Dense(5, kernel_initializer=other)
check.runs(dense.build((None, 30)))
check.nonzeros(dense.kernel, shape=(30, 5), per_column=k)
### END HIDDEN TESTS
check.score("sparse", points=4)

# %% [markdown]
# ## 6 · One layer, in theory
#
# A pre-activation $z$ is a sum of many terms, so it is nearly normal with mean 0, and its second moment $q = \mathrm{E}[z^2]$ says all
# there is to say. What is left of $q$ behind an activation?

# %%
# the second moment of relu(z) or tanh(z), with one decimal; tanh_q_0_01 with two
prediction = {"relu_q_3": ..., "tanh_q_0_01": ..., "tanh_q_100": ...}

# %%
standard = np.random.default_rng(1).standard_normal(1_000_000)
moment = lambda phi, q: float(np.mean(phi(np.sqrt(q) * standard) ** 2))
relu = lambda z: np.maximum(z, 0)
compare(
    prediction,
    relu_q_3=round(moment(relu, 3), 1),
    tanh_q_0_01=round(moment(np.tanh, 0.01), 2),
    tanh_q_100=round(moment(np.tanh, 100), 1),
)

# %% [markdown]
# relu drops the negative half, and with it half of $q$. tanh leaves small values as they are and flattens large ones.
#
# The next layer multiplies by $\sigma_w^2$: its $q$ is $\sigma_w^2 \, \mathrm{E}[\varphi(z)^2]$. relu needs
# $\sigma_w^2 = 2$ to keep it (He et al. 2015).

# %% [markdown]
# No million samples are needed. Gauss-Hermite quadrature gives points and weights, and a mean over a normal
# distribution becomes a weighted sum:

# %%
points, weights = np.polynomial.hermite_e.hermegauss(200)
weights = weights / weights.sum()
print("E[z^2] for q = 3:      ", weights @ (np.sqrt(3) * points) ** 2)
print("E[relu(z)^2] for q = 3:", weights @ relu(np.sqrt(3) * points) ** 2)
print("E[tanh(z)^2], q = 100:  ", weights @ np.tanh(10 * points) ** 2)

# %% [markdown]
# The first two are right to 14 digits: polynomials on each side of 0. (200 is even on purpose: no point lies at 0, where
# relu has its kink.) The third is 2 percent off: for large q, tanh is a step between two points.
#
# ### Exercise 7 · `next_moment`
#
# Write `next_moment(activation, sigma2, q)`: the second moment of the next layer's pre-activations, as a number, right to
# three digits for `q` up to 5. `activation` is `"linear"`, `"relu"` or `"tanh"`; `keras.activations.get(name)` finds the
# function. It may return a tensor, which has no `@` with a vector: put `np.asarray(...)` around it.
#
# `next_moment("relu", 2.0, 3.0)` is 3.0.

# %% nbgrader={"grade": false, "grade_id": "next-moment", "locked": false, "schema_version": 3, "solution": true, "task": false}
def next_moment(activation, sigma2, q):
    ### BEGIN SOLUTION
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    return float(sigma2 * (weights @ phi(np.sqrt(q) * points) ** 2) / weights.sum())
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "next-moment-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.value(student.next_moment("relu", 1.6, 3.0), 2.4, rtol=1e-3, mistaken={
    "relu-half": 4.8, "q-for-root": 7.2, "variance-for-moment": 4.8 * (0.5 - 0.5 / np.pi),
    "root-returned": 2.4**0.5, "sigma-squared-twice": 3.84, "sigma-left-out": 1.5,
    "weights-not-normalized": 2.4 * (2 * np.pi) ** 0.5})
check.value(student.next_moment("linear", 1.5, 2.0), 3.0, rtol=1e-3, mistaken={
    "q-for-root": 6.0, "sigma-squared-twice": 4.5, "root-returned": 3.0**0.5, "sigma-left-out": 2.0})
check.value(student.next_moment("tanh", 2.0, 0.61797), 0.61797, rtol=1e-3)
### BEGIN HIDDEN TESTS
z = np.linspace(-12, 12, 4_000)
mean = lambda f, q: np.average(f(np.sqrt(q) * z), weights=np.exp(-(z**2) / 2))
for q in (0.02, 0.7, 5.0):
    sigma2 = 0.5 + 0.1 * inputs.integer(1, 20)
    check.value(student.next_moment("tanh", sigma2, q), sigma2 * mean(lambda z: np.tanh(z) ** 2, q), rtol=1e-3, mistaken={
        "q-for-root": sigma2 * mean(lambda z: np.tanh(z) ** 2, q**2), "linear-approximation": sigma2 * q,
        "outer-square-left-out": sigma2 * mean(np.tanh, q)})
    check.value(student.next_moment("relu", sigma2, q), sigma2 * q / 2, rtol=1e-3, mistaken={
        "relu-half": sigma2 * q, "variance-for-moment": sigma2 * q * (0.5 - 0.5 / np.pi)})
### END HIDDEN TESTS
check.score("next-moment", points=3)

# %% [markdown]
# Gradients go the other way, through the same weights and the slope of the activation. With
# $\delta = \partial \mathrm{loss} / \partial z$, a layer multiplies $\mathrm{E}[\delta^2]$ by
#
# $$\chi = \sigma_w^2 \, \mathrm{E}[\varphi'(z)^2].$$
#
# Above 1, gradients explode with depth; below 1, they vanish (Schoenholz et al. 2017). For tanh, deep layers settle at
# one $q$, and so at one $\chi$. Which of these starts has $\chi > 1$ there: Glorot ($\sigma_w^2 = 1$ in a square layer),
# He (2), or the gain of 5/3 that PyTorch's `calculate_gain` has for tanh ($\sigma_w^2 = 25/9$)?

# %%
# True if gradients explode with depth
prediction = {"glorot": ..., "he": ..., "gain_5_3": ...}

# %%
figure, phases = plots.tanh_phases()
chi = lambda sigma2: float(np.interp(sigma2, phases["sigma2"], phases["chi"]))
compare(prediction, glorot=chi(1.0) > 1.001, he=chi(2.0) > 1.001, gain_5_3=chi(25 / 9) > 1.001)

# %% [markdown]
# tanh has one critical point, $\sigma_w^2 = 1$: there the signal decays slowly, like $1/(2l)$, and gradients with it.
# Beyond it the signal survives, at a price: with He, $\mathrm{E}[\delta^2]$ grows by 11 percent a layer, with gain 5/3
# by 21.
#
# ### Exercise 8 · `gradient_ratio`
#
# Write `gradient_ratio(activation, sigma2, layers)`: $\mathrm{E}[\delta_1^2] / \mathrm{E}[\delta_L^2]$ for $L$ layers. The input
# is standard normal, so $q_1 = \sigma_w^2$. From layer $l+1$ back to layer $l$ the factor is $\chi$ at $q_l$.
#
# `gradient_ratio("linear", 2.0, 3)` is 4.0. Three digits, as before.

# %% nbgrader={"grade": false, "grade_id": "gradient-ratio", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_ratio(activation, sigma2, layers):
    ### BEGIN SOLUTION
    phi, slope = {
        "linear": (lambda z: z, np.ones_like),
        "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
        "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    }[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    q, ratio = sigma2, 1.0
    for _ in range(layers - 1):
        z = np.sqrt(q) * points
        ratio *= sigma2 * (weights @ slope(z) ** 2)
        q = sigma2 * (weights @ phi(z) ** 2)
    return float(ratio)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "gradient-ratio-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.value(student.gradient_ratio("linear", 2.0, 3), 4.0, rtol=1e-2, mistaken={
    "one-layer-too-many": 8.0, "upside-down": 0.25, "sigma-left-out": 1.0, "sigma-squared-twice": 16.0,
    "value-for-slope": 32.0})
check.value(student.gradient_ratio("relu", 1.0, 5), 0.5**4, rtol=1e-2, mistaken={
    "relu-half": 1.0, "one-layer-too-many": 0.5**5, "one-layer-too-few": 0.5**3, "upside-down": 2.0**4,
    "root-returned": 0.25})
check.value(student.gradient_ratio("tanh", 25 / 9, 20), 20.96, rtol=1e-2, mistaken={
    "upside-down": 1 / 20.96, "slope-not-squared": 4642, "q-for-root": 0.06072, "moment-of-next-layer": 30.2,
    "same-moment-everywhere": 0.03626, "input-for-first-layer": 41.87})
### BEGIN HIDDEN TESTS
z = np.linspace(-12, 12, 4_000)
mean = lambda f, q: np.average(f(np.sqrt(q) * z), weights=np.exp(-(z**2) / 2))
slope2 = lambda z: np.cosh(z) ** -4.0
for sigma2 in (0.6, 1.0, 1.7):
    layers, q, ratio = inputs.integer(2, 12), sigma2, 1.0
    for _ in range(layers - 1):
        ratio *= sigma2 * mean(slope2, q)
        q = sigma2 * mean(lambda z: np.tanh(z) ** 2, q)
    check.value(student.gradient_ratio("tanh", sigma2, layers), ratio, rtol=1e-2, mistaken={
        "one-layer-too-many": ratio * sigma2 * mean(slope2, q),
        "upside-down": 1 / ratio})
check.value(student.gradient_ratio("relu", 1.7, 12), 0.85**11, rtol=1e-2, mistaken={"relu-half": 1.7**11})
check.value(student.gradient_ratio("tanh", 1.3, 1), 1.0, rtol=1e-2, mistaken={"one-layer-too-many": 1.3 * mean(slope2, 1.3)})
### END HIDDEN TESTS
check.score("gradient-ratio", points=3)

# %% [markdown]
# ## 7 · Twenty layers, measured
#
# Theory is cheap to check. Send a batch through, and write down what arrives.
#
# ### Exercise 9 · `measure`
#
# Write `measure(kernels, activation, x)`: a list with the mean of $z^2$ in each layer, where the first
# $z$ is `x @ kernels[0]` and each next one is `activation(z) @ kernel`. `activation` is a name, as before.

# %% nbgrader={"grade": false, "grade_id": "measure", "locked": false, "schema_version": 3, "solution": true, "task": false}
def measure(kernels, activation, x):
    ### BEGIN SOLUTION
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.reduce_mean(z**2)))
        hidden = phi(z)
    return moments
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "measure-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def moments(kernels, phi, batch, of=lambda z, h: np.mean(z**2), first=lambda x: x):
    found, hidden = [], first(batch)
    for kernel in kernels:
        z = hidden @ kernel
        hidden = phi(z)
        found.append(float(of(z, hidden)))
    return found

def mistakes(kernels, phi, batch):
    return {
        "after-the-activation": moments(kernels, phi, batch, lambda z, h: np.mean(h**2)),
        "variance-for-moment": moments(kernels, phi, batch, lambda z, h: np.var(z)),
        "root-returned": moments(kernels, phi, batch, lambda z, h: np.sqrt(np.mean(z**2))),
        "activation-before-first": moments(kernels, phi, batch, first=phi),
        "activation-left-out": moments(kernels, lambda z: z, batch),
    }

kernels = [inputs.normal(5, 4), inputs.normal(4, 4), inputs.normal(4, 3)]
batch = inputs.normal(6, 5)
expected = moments(kernels, np.tanh, batch)
check.value(student.measure(kernels, "tanh", batch), expected, mistaken=mistakes(kernels, np.tanh, batch))
### BEGIN HIDDEN TESTS
relu = lambda z: np.maximum(z, 0)
deep, wide = [inputs.normal(7, 7) for _ in range(inputs.integer(5, 8))], inputs.normal(3, 7)
check.value(student.measure(deep, "relu", wide), moments(deep, relu, wide), rtol=1e-3, mistaken=mistakes(deep, relu, wide))
check.value(student.measure(deep[:1], "linear", wide), moments(deep[:1], lambda z: z, wide), mistaken={
    "variance-for-moment": [float(np.var(wide @ deep[0]))]})
check.value(student.measure(kernels, "relu", batch), moments(kernels, relu, batch), mistaken=mistakes(kernels, relu, batch))
### END HIDDEN TESTS
check.score("measure", points=2)

# %% [markdown]
# ### Exercise 10 · `plot_moments`
#
# A picture says where a signal goes, if its axes let it. Moments that halve in every layer are a straight line on a
# logarithmic axis, and a hook on a linear one.
#
# Write `plot_moments(moments)`: it takes a dictionary of label to list of moments and returns a matplotlib figure (or
# its axes) with one line for each, over the layers 1, 2, 3…, a logarithmic vertical axis, names on both axes
# and a legend.

# %% nbgrader={"grade": false, "grade_id": "plot-moments", "locked": false, "schema_version": 3, "solution": true, "task": false}
def plot_moments(moments):
    ### BEGIN SOLUTION
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    for label, values in moments.items():
        axes.plot(range(1, len(values) + 1), values, marker="o", label=label)
    axes.set(yscale="log", xlabel="layer", ylabel="mean of z²")
    axes.legend()
    return figure
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "plot-moments-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
halving, steady = [0.5**layer for layer in range(8)], [1.0] * 8
drawn = student.plot_moments({"glorot": halving, "he": steady})
check.figure(drawn, lines={"glorot": halving, "he": steady}, x=range(1, 9), yscale="log", mistaken={
    "logarithm-of-the-data": {"glorot": np.log10(halving), "he": np.log10(steady)}})
### BEGIN HIDDEN TESTS
short, rising = [3.0, 2.0, 4.0], [2.0, 5.0, 9.0]
other = student.plot_moments({"a": short, "b": rising, "c": steady[:3]})
check.figure(other, lines={"a": short, "b": rising, "c": steady[:3]}, x=range(1, 4), yscale="log")
### END HIDDEN TESTS
check.score("plot-moments", points=2)

# %% [markdown]
# ### Heard on the internet: Glorot's initializer "aims to maintain an appropriate scale of activations", so use it for hidden layers
#
# By which factor does $q$ change from one layer to the next?

# %%
# a factor per layer
prediction = {"glorot_linear": ..., "glorot_relu": ..., "he_relu": ...}

# %%
figure, scales = plots.activation_scale()
per_layer = lambda *which: scales[which]["theory"][-1] / scales[which]["theory"][-2]
compare(
    prediction,
    glorot_linear=per_layer("linear", "glorot_uniform"),
    glorot_relu=per_layer("relu", "glorot_uniform"),
    he_relu=per_layer("relu", "he_normal"),
)

# %% [markdown]
# Lines are theory, dots are measured, one for each seed; the band is where 19 of 20 belong at this width. Glorot
# and Bengio derived theirs for a linear network, and relu was not in it: each layer halves $q$.
#
# Your own initializer goes into the same picture. Change the number, or call your `variance_scaling`:

# %%
def yours(shape, seed):
    return tf.random.stateless_normal(shape, [seed, 0], stddev=0.05)

figure, scales = plots.activation_scale(initializers=("glorot_uniform", "he_normal"), yours=yours)

# %% [markdown]
# And with sliders, if your JupyterLab shows widgets (the picture alone, if not):

# %%
explore.activation_explorer()

# %% [markdown]
# ### Heard on the internet: Glorot is "particularly useful for hidden layers with sigmoid or tanh activation functions"
#
# Sixteen layers, three initializers. With which of them is $\mathrm{E}[\delta^2]$ in layer 1 at least a thousandth of
# that in layer 16?

# %%
# a list of some of "glorot_uniform", "he_normal", "orthogonal"
prediction = {"sigmoid": ..., "tanh": ...}

# %%
names = ("glorot_uniform", "he_normal", "orthogonal")
figure, gradients = plots.gradient_scale(activations=("sigmoid", "tanh"), initializers=names)
alive = lambda activation: [name for name in names if gradients[activation, name]["theory"][0] > 1e-3]
compare(prediction, sigmoid=alive("sigmoid"), tanh=alive("tanh"))

# %% [markdown]
# True for tanh. The slope of sigmoid is at most $\frac14$, so $\chi \le \sigma_w^2 / 16$: none of the three saves a deep
# sigmoid network.
#
# Sixteen tanh layers, with weights of standard deviation 0.01, Glorot's, and 0.2. In which do the units end at 0, in which
# at -1 and 1?

# %%
figure, histograms = plots.activation_histograms()

# %% [markdown]
# ### Exercise 11 · `DeepNet`
#
# Write `DeepNet(depth, width, activation)`: lists `ws` and `bs` of `depth` kernels `(width, width)` and biases `(width,)`. Every
# layer computes `activation(h @ w + b)`; the name is `"linear"`, `"relu"` or `"tanh"`.
#
# Biases start at zero, kernels at random, with the $\sigma_w^2$ at the border between exploding and vanishing:
# $\chi = 1$ at the $q$ where deep layers settle.

# %% nbgrader={"grade": false, "grade_id": "deep-net", "locked": false, "schema_version": 3, "solution": true, "task": false}
class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        ### BEGIN SOLUTION
        super().__init__()
        sigma2 = {"linear": 1.0, "tanh": 1.0, "relu": 2.0}[activation]
        self.activation = keras.activations.get(activation)
        std = (sigma2 / width) ** 0.5
        self.ws = [tf.Variable(tf.random.normal([width, width], stddev=std)) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "deep-net-tests", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
net = student.DeepNet(3, 60, "relu")
kernels, biases = {f"ws/{layer}": (60, 60) for layer in range(3)}, {f"bs/{layer}": (60,) for layer in range(3)}
check.variables(net, kernels | biases, trainable=True)
fixed = (1.0, 0.5, 0.1, 0.05, 0.02, 0.01)
scale = {
    "std-for-variance": 2 / 60, "relu-half": (1 / 60) ** 0.5, "fixed-scale": fixed,
    "truncated-not-corrected": 0.8796 * (2 / 60) ** 0.5, "limit-for-std": (2 / 180) ** 0.5}
check.initial_values(net.ws[0], shape=(60, 60), std=(2 / 60) ** 0.5, mistaken=scale, weight=2)
check.other_value(net.ws[0], net.ws[1], mistaken="shared-initializer")
check.value(net.bs[0], np.zeros(60), mistaken="bias-not-zero")
### BEGIN HIDDEN TESTS
check.initial_values(net.ws[2], shape=(60, 60), std=(2 / 60) ** 0.5, mistaken=scale)
width = inputs.integer(70, 90)
smooth = student.DeepNet(20, width, "tanh")
check.count(smooth, 40)
check.initial_values(smooth.ws[19], shape=(width, width), std=(1 / width) ** 0.5, weight=2, mistaken={
    "he-for-tanh": (2 / width) ** 0.5, "gain-for-critical": (25 / 9 / width) ** 0.5, "std-for-variance": 1 / width,
    "fixed-scale": fixed, "truncated-not-corrected": 0.8796 * width**-0.5, "limit-for-std": (3 * width) ** -0.5})
check.other_value(smooth.ws[4], smooth.ws[11], mistaken="shared-initializer")
flat = student.DeepNet(2, width, "linear")
check.initial_values(flat.ws[1], shape=(width, width), std=(1 / width) ** 0.5, mistaken={
    "relu-half": (2 / width) ** 0.5, "std-for-variance": 1 / width})
small, batch = student.DeepNet(2, 4, "tanh"), inputs.normal(5, 4)
paths, first = ("ws/0", "bs/0", "ws/1", "bs/1"), lambda v: batch @ v["ws/0"] + v["bs/0"]
second = lambda v, hidden: hidden @ v["ws/1"] + v["bs/1"]
check.output(small, on=batch, variables=paths, equals=lambda **v: np.tanh(second(v, np.tanh(first(v)))), mistaken={
    "last-layer-linear": lambda **v: second(v, np.tanh(first(v))), "activation-left-out": lambda **v: second(v, first(v)),
    "activation-before-first": lambda **v: second(v, np.tanh(np.tanh(batch) @ v["ws/0"] + v["bs/0"])),
    "activation-fixed": lambda **v: np.maximum(second(v, np.maximum(first(v), 0)), 0),
    "bias-left-out": lambda **v: np.tanh(np.tanh(batch @ v["ws/0"]) @ v["ws/1"])})
relu = student.DeepNet(1, 4, "relu")
check.output(relu, on=batch, variables=paths[:2], equals=lambda **v: np.maximum(first(v), 0), mistaken={
    "activation-fixed": lambda **v: np.tanh(first(v)), "last-layer-linear": lambda **v: first(v)})
check.gradients(small, on=batch)
check.reuse(small, on=batch)
check.trains(student.DeepNet(20, 50, "relu"), on=inputs.normal(8, 50))
### END HIDDEN TESTS
check.score("deep-net", points=5)

# %% [markdown]
# ## 8 · Kept on average is not kept
#
# With $\sigma_w^2 = 1$ a linear layer keeps $q$. Multiply 16 such matrices, 200 by 200. Their product keeps the mean
# square of its singular values at 1. What becomes of the median one?

# %%
# "about 1", "between 0.1 and 1" or "below 0.1"
prediction = {"gaussian": ..., "orthogonal": ...}

# %%
figure, spectra = plots.singular_values(depths=(1, 4, 16), width=200)
middle = {kind: float(spectra[kind, 16]["measured"][100]) for kind in ("gaussian", "orthogonal")}
size = lambda value: "about 1" if value > 0.99 else "between 0.1 and 1" if value > 0.1 else "below 0.1"
print(middle)
compare(prediction, gaussian=size(middle["gaussian"]), orthogonal=size(middle["orthogonal"]))

# %% [markdown]
# A few directions grow, nearly all die, and the mean square is 1. An orthogonal matrix keeps every length
# in every direction, and so does a product of them (Saxe, McClelland and Ganguli 2013).
#
# How to draw one: fill a matrix with normal numbers and take the Q of its QR factorization. There is a catch. Five times
# a random matrix, five times `numpy.linalg.qr`: what sign has the first number of Q?

# %%
# "positive", "negative" or "both"
prediction = {"sign": ...}

# %%
firsts = [np.linalg.qr(np.random.default_rng(seed).standard_normal((4, 4)))[0][0, 0] for seed in range(5)]
print(np.round(firsts, 3))
compare(prediction, sign="both" if min(firsts) < 0 < max(firsts) else "negative" if max(firsts) < 0 else "positive")

# %% [markdown]
# The algorithm fixes the signs, so some orthogonal matrices never come up. Multiply each column of Q by the sign of R's
# diagonal entry, and all are equally likely (Mezzadri 2007).
#
# ### Exercise 12 · `orthogonal`
#
# Write `orthogonal(shape, gain, seed)`: `gain` times a random float32 matrix with orthonormal columns or, if it is wider than
# high, orthonormal rows, all of them equally likely. The same seed gives the same matrix.

# %% nbgrader={"grade": false, "grade_id": "orthogonal", "locked": false, "schema_version": 3, "solution": true, "task": false}
def orthogonal(shape, gain, seed):
    ### BEGIN SOLUTION
    rows, columns = shape
    normal = np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q = q * np.sign(np.diag(r))
    return tf.constant(gain * (q if rows >= columns else q.T), tf.float32)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "orthogonal-tests", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
square = student.orthogonal((6, 6), 1.0, 1)
check.orthogonal(square, shape=(6, 6), gain=1.0)
tall = student.orthogonal((8, 3), 2.0, 1)
check.orthogonal(tall, shape=(8, 3), gain=2.0, mistaken={"gain-squared": 4.0, "gain-ignored": 1.0})
check.same_value(square, student.orthogonal((6, 6), 1.0, 1), mistaken="seed-ignored")
### BEGIN HIDDEN TESTS
n, seed = inputs.integer(3, 6), inputs.integer(2, 10_000)
wide = student.orthogonal((n, 2 * n), 1.5, seed)
check.orthogonal(wide, shape=(n, 2 * n), gain=1.5, mistaken={"gain-squared": 2.25, "gain-ignored": 1.0}, weight=2)
check.other_value(square, student.orthogonal((6, 6), 1.0, seed), mistaken="seed-fixed")
many = [student.orthogonal((n, n), 1.0, seed + number) for number in range(24)]
check.either_sign(*many, mistaken="qr-sign", weight=2)
### END HIDDEN TESTS
check.score("orthogonal", points=4)

# %% [markdown]
# ## 9 · Mini-project: any network, any activation
#
# Formulas need an activation that somebody has worked out. Mishkin and Matas (2015) let the data decide, layer by
# layer: **LSUV**, layer-sequential unit variance. For each layer, from the first on:
#
# 1. put an orthogonal matrix of its own into the kernel;
# 2. send the batch through, and divide the kernel by one number: the standard deviation of the layer's output over all
#    rows and units together, before the activation;
# 3. repeat step 2 until the variance is within 0.1 of 1, at most ten times.

# %% [markdown]
# Why repeat? Here the biases are not zero, and a division of the kernel does not touch them. The output has variance
# 4 from the kernel and 0.5 from the biases. What is it after one division by its standard deviation, and after a
# second one?

# %%
# to two digits
prediction = {"one": ..., "two": ...}

# %%
kernel_part, found = 4.0, []
for _ in range(2):
    kernel_part = kernel_part / (kernel_part + 0.5)
    found.append(round(kernel_part + 0.5, 2))
compare(prediction, one=found[0], two=found[1])

# %% [markdown]
# Write `lsuv(layers, activation, x)`. `layers` is a list of built Keras `Dense` layers without activation, for a network
# that computes `h = activation(layer(h))` one after the other; `activation` is any function of a tensor; `x` is a
# batch. Change the kernels in place, leave the biases alone.

# %% nbgrader={"grade": false, "grade_id": "lsuv", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lsuv(layers, activation, x):
    ### BEGIN SOLUTION
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        for _ in range(10):
            variance = float(tf.math.reduce_variance(layer(hidden)))
            if abs(variance - 1.0) < 0.01:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
    ### END SOLUTION

# %% [markdown]
# First, twelve layers with tanh, on the batch that you were given:

# %% nbgrader={"grade": true, "grade_id": "lsuv-tests", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
x, biases = inputs.normal(200, 40), [0.5 * inputs.normal(40) for _ in range(12)]
kernels = [inputs.normal(40, 40) for _ in range(12)]
layers = inputs.dense(kernels, biases)
check.runs(student.lsuv(layers, inputs.activation("tanh"), x))
check.unit_variance(layers, activation=np.tanh, on=x, tolerance=0.11, start=kernels, weight=2)
### BEGIN HIDDEN TESTS
check.unit_variance(layers, activation=np.tanh, on=inputs.normal(400, 40), tolerance=0.3, when="on data it has not seen")
tiny = inputs.dense([0.01 * inputs.normal(40, 40) for _ in range(12)], biases)
check.runs(student.lsuv(tiny, inputs.activation("tanh"), x))
check.unit_variance(tiny, activation=np.tanh, on=x, tolerance=0.11)
### END HIDDEN TESTS
check.score("lsuv", points=4)

# %% [markdown]
# Then, what must not have changed, and what must have:

# %% nbgrader={"grade": true, "grade_id": "lsuv-kernels-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
x, biases = inputs.normal(200, 30), [0.5 * inputs.normal(n) for n in (30, 50, 20)]
layers = inputs.dense([inputs.normal(30, 30), inputs.normal(30, 50), inputs.normal(50, 20)], biases)
before = inputs.list([layers[0].kernel, layers[2].kernel], "kernels_before")
check.runs(student.lsuv(layers, inputs.activation("tanh"), x))
check.same(before[0], layers[0].kernel, mistaken="layer-replaced")
check.value(layers[0].bias, biases[0], mistaken="bias-changed")
check.orthogonal(layers[0].kernel, shape=(30, 30), gain=None, weight=2)
### BEGIN HIDDEN TESTS
check.same(before[1], layers[2].kernel, mistaken="layer-replaced")
check.value(layers[2].bias, biases[2], mistaken="bias-changed")
check.orthogonal(layers[1].kernel, shape=(30, 50), gain=None)
check.orthogonal(layers[2].kernel, shape=(50, 20), gain=None)
check.count(layers[1], 2)
### END HIDDEN TESTS
check.score("lsuv-kernels", points=3)

# %% [markdown]
# Last, activations and widths that you have not seen:

# %% nbgrader={"grade": true, "grade_id": "lsuv-unseen-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
sizes, x = [(25, 60), (60, 40), (40, 70), (70, 35)], inputs.normal(300, 25)
biases = [0.3 * inputs.normal(n_out) for _, n_out in sizes]
layers = inputs.dense([inputs.normal(*size) for size in sizes], biases)
check.runs(student.lsuv(layers, inputs.activation("relu"), x))
check.unit_variance(
    layers, activation=lambda z: np.maximum(z, 0), on=x, tolerance=0.11, mistaken={"activation-fixed": np.tanh})
### BEGIN HIDDEN TESTS
for name, phi in {
    "softsign": lambda z: z / (1 + np.abs(z)),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "silu": lambda z: z / (1 + np.exp(-z)),
}.items():
    layers = inputs.dense([inputs.normal(*size) for size in sizes], biases)
    check.runs(student.lsuv(layers, inputs.activation(name), x))
    check.unit_variance(
        layers, activation=phi, on=x, tolerance=0.11, when=f"with {name}", mistaken={"activation-fixed": np.tanh})
### END HIDDEN TESTS
check.score("lsuv-unseen", points=3)

# %% [markdown]
# ## What to take along
#
# - Units that start equal stay equal; layers from one initializer object start equal.
# - The scale that counts is $\sigma_w^2$ = fan-in times variance. 1 keeps a linear layer, 2 a relu layer; tanh is critical at 1.
# - A normal distribution cut at two standard deviations keeps 0.88 of its own; a uniform one has $1/\sqrt 3$ of its limit.
# - Gradients follow $\chi$, and no $\sigma_w^2$ of the usual ones saves a deep sigmoid network.
# - Variance is an average. Orthogonal matrices keep every direction.
# - Where no formula fits, measure and divide.
#
# Next: `03-reuse`, on one box in many calls.
