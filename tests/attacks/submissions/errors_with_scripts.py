"""Raises errors whose class, message and line are HTML with scripts.

They are shown in the feedback, and the instructor opens it in a browser.
"""

# %%
import json

import autograder.observer

SCRIPT = f"<script>{known.marker}</script><img src=x onerror='{known.marker}'>"


def answer_in_kernel(text):
    error = {"kind": "broken", "classes": [SCRIPT], "message": "`" + SCRIPT + "`", "line": SCRIPT, "number": 1}
    return json.dumps({"error": error})


autograder.observer.answer_in_kernel = answer_in_kernel
