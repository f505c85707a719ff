"""Says that its variables are negative, huge, or of a billion dimensions.

The grader draws random values of that shape: it may run out of memory.
"""

# %% forger
# %%
SHAPES = iter([[-1, 2], [2**40], [2**31, 2**31], [True, False], [1] * 10_000, [1, -(2**70)], [10**400], [0] * 70])


class Lies(Clumsy):
    def change(self, question, reply):
        if question == "variables":
            for item in reply["answer"]["variables"]:
                item["shape"] = next(SHAPES, [2**62])
        elif question == "forward":
            reply["answer"] = [
                {"array": {"dtype": "float32", "shape": [2**40, 0], "data": ""}} for _ in reply["answer"]
            ]
        return reply


answer_with(Lies())
