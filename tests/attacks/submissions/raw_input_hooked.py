"""Replaces the kernel's raw_input, through which the observer's replies go out.

It knows each question, since it brought it, and can give another reply than the observer's.
"""

# %% forger
# %%
forger = Forger()
kernel = get_ipython().kernel
real, question = kernel.raw_input, None


def raw_input(prompt=""):
    global question
    number, _, reply = prompt.partition(" ")
    if question is None:
        question = asked(kernel.get_parent()["content"]["user_expressions"]).partition(" ")[2]
    reply = forger.answer(question)
    text = real(f"{number} {reply}")
    question = text.partition(" ")[2]
    return text


kernel.raw_input = raw_input
