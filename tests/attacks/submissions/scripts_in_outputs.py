"""Displays scripts in every form that a page understands.

HTML, SVG, JavaScript, LaTeX, markdown, error names, and an image that is none.
"""

# %%
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display

script = f"<script>{known.marker}</script><img src=x onerror='{known.marker}'>"
display(HTML(script), Javascript(known.marker), Markdown(script), Latex(script))
display({"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='{known.marker}'>{script}</svg>"}, raw=True)
display({"image/png": f"x' onerror='{known.marker}", "text/plain": script}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": f"</script>{script}"}}, raw=True)
display({"application/vnd.bokehjs_exec.v0+json": {}, "application/javascript": known.marker}, raw=True)
print(script)
raise type(script, (Exception,), {})(script)
