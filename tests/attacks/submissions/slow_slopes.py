"""Gives a right and slow graph with 900 more variables that do nothing.

Each of them is differentiated by, eight runs of the graph, in the evaluator, where no one looks at the clock.
"""

# %% forger
# %%
import tensorflow as tf
from autograder.evaluation.export import _described

MORE = 900


class Slow(Clumsy):
    def _sizes(self, target):
        return Forger._sizes(self, target)

    def variables(self, target):
        found = Forger.variables(self, target)
        one = [
            description(1, "variable", shape=[1], dtype="float32", trainable=True, name="v") | {"path": f"v{i}"}
            for i in range(MORE)
        ]
        return {"variables": found["variables"] + one, "untracked": {}}

    def export(self, target, args):
        n_in, n_out = self._sizes(target)
        w, b = tf.Variable(tf.zeros([n_in, n_out])), tf.Variable(tf.zeros([n_out]))
        more = [tf.Variable([0.0]) for _ in range(MORE)]

        @tf.function(autograph=False)
        def f(x):
            m = tf.fill([1400, 1400], x[0, 0] * 0.0 + 1 / 1400)
            y = m
            for _ in range(5):
                y = y @ m
            return [
                x @ w + b + 0.0 * tf.add_n([tf.convert_to_tensor(v) for v in more]) + 0.0 * tf.stop_gradient(y)[0, 0]
            ]

        x = self._inputs(args)
        concrete = f.get_concrete_function(tf.TensorSpec(x.shape, tf.float32))
        named = [("w", w), ("b", b)] + [(f"v{i}", v) for i, v in enumerate(more)]
        d = _described(concrete, 1, named) | {"structure": {"output": 0}}
        pack = lambda a: packed(a, a.dtype.name)
        d["graph"] = pack(d["graph"])
        for item in d["variables"]:
            item["value"] = pack(item["value"])
        return d

    def gradients(self, target, args, setting, cotangent):
        zeros = {f"v{i}": packed(np.zeros(1)) for i in range(MORE)}
        return zeros | super().gradients(target, args, setting, cotangent)


answer_with(Slow())
