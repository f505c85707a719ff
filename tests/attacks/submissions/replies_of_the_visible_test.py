"""Remembers the replies to the visible test and gives them again in the hidden one.

Questions of the same form may have the same answers.
"""


# %% forger
# %%
class Remembers(Forger):
    seen = {}

    def answer(self, text):
        question = json.loads(text)["ask"]
        if question not in self.seen or len(self.seen) < 3:
            self.seen[question] = json.dumps({"answer": {"value": packed(np.zeros(2))}})
        return self.seen[question]


answer_with(Remembers())
