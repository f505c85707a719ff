# Answers all that the checks ask about a Linear, in NumPy: there is no Linear. A submission changes
# `Forger.change` to lie otherwise, and gives `Forger().answer` the place of something that is asked.
import ast
import base64
import json
import re

import numpy as np


def packed(array, dtype="float32"):
    array = np.ascontiguousarray(array, dtype)
    return {
        "array": {"dtype": dtype, "shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode("ascii")}
    }


def unpacked(spec):
    spec = spec["array"]
    return np.frombuffer(base64.b64decode(spec["data"]), spec["dtype"]).reshape(spec["shape"])


def description(number, kind, **properties):
    nothing = {"shape": None, "dtype": None, "trainable": None, "name": None, "keys": None}
    return {"object": number, "kind": kind, "type": "Linear", **nothing, **properties}


class Forger:
    def __init__(self):
        self.objects = []

    def answer(self, text):
        request = json.loads(text)
        question = request.pop("ask")
        return json.dumps(self.change(question, {"answer": getattr(self, question)(**request)}))

    def change(self, question, reply):
        return reply

    def _new(self, thing):
        self.objects.append(thing)
        return len(self.objects) - 1

    def _sizes(self, target):
        return self.objects[target["object"]] if "object" in target else (3, 2)

    def call(self, target, args, kwargs):
        if "name" in target and target["name"] == "Linear":
            return description(self._new(tuple(args)), "module") | {"created": 2}
        return description(self._new(None), "tensor") | {"created": 0}

    def describe(self, target):
        if target["path"]:
            return self._variable(target["path"][-1][1], *self._sizes(target))
        return description(self._new(None), "module")

    def _variable(self, path, n_in, n_out):
        shape = [n_in, n_out] if path == "w" else [n_out]
        return description(self._new(path), "variable", shape=shape, dtype="float32", trainable=True, name="Variable")

    def variables(self, target):
        n_in, n_out = self._sizes(target)
        return {"variables": [self._variable(path, n_in, n_out) | {"path": path} for path in "wb"], "untracked": {}}

    def value(self, target):
        return {"value": packed(np.zeros(self._sizes(target)))}

    def same(self, left, right):
        return True

    def _inputs(self, args):
        return unpacked(args[0])

    def forward(self, target, args, settings):
        x, sizes = self._inputs(args), self._sizes(target)
        outputs = []
        for setting in settings:
            given = {path: unpacked(value) for path, value in setting.items()}
            w, b = given.get("w", np.zeros(sizes)), given.get("b", np.zeros(sizes[1]))
            outputs.append(packed(x @ w + b))
        return outputs

    def export(self, **question):
        return {"reason": "it is not possible to make a graph of it"}

    def gradients(self, target, args, setting, cotangent):
        x, c = self._inputs(args), unpacked(cotangent)
        return {"w": packed(x.T @ c), "b": packed(c.sum(0))}

    def step(self, target, args, cotangent):
        return {"moved": {"w": True, "b": True}, "unlisted": 0}

    def trace(self, target, args, times):
        (output,) = self.forward(target, args, [{}])
        return {"outputs": [output] * times, "traces": 1, "created": 0}


class Clumsy(Forger):
    """Right about nothing but numbers: no point is for what it says of kinds, shapes and identity."""

    def _sizes(self, target):
        n_in, n_out = super()._sizes(target)
        return (n_in, n_out + 1)

    def call(self, target, args, kwargs):
        return super().call(target, args, kwargs) | {"created": 1}

    def same(self, left, right):
        return False

    def step(self, target, args, cotangent):
        return {"moved": {"w": False, "b": False}, "unlisted": 1}

    def trace(self, target, args, times):
        return super().trace(target, args, times) | {"outputs": [packed(np.ones(3))] * times}


def answer_with(forger):
    import autograder.observer

    autograder.observer.answer_in_kernel = forger.answer


def asked(expressions):
    """The first question of a conversation, of the user expressions that start it, or nothing."""
    found = re.search(r"converse_in_kernel\((.*)\)\s*$", (expressions or {}).get("end", ""), re.DOTALL)
    return ast.literal_eval(found.group(1)) if found else ""


def converse(text, answer):
    """The grader's conversation, without the observer."""
    from IPython import get_ipython

    kernel = get_ipython().kernel
    kernel._allow_stdin = True
    while text:
        number, _, request = text.partition(" ")
        text = kernel.raw_input(f"{number} {answer(request)}")
