"""The picture of names and boxes: what it says, and that it is a picture everywhere."""

from __future__ import annotations

from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.drawing import Arrow, Drawing, show_boxes

SVG = "{http://www.w3.org/2000/svg}"


def picture(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.svg())


def boxes(drawing: Drawing) -> list[ElementTree.Element]:
    return picture(drawing).findall(f"{SVG}rect")


def ends(drawing: Drawing) -> list[str]:
    """The heights at which the arrows end, in the order of the names."""
    return [line.attrib["y2"] for line in picture(drawing).findall(f"{SVG}line")]


def texts(drawing: Drawing) -> list[str]:
    return [element.text or "" for element in picture(drawing).findall(f"{SVG}text")]


def test_two_names_of_one_variable_share_its_box() -> None:
    v = tf.Variable(2.0)
    drawing = show_boxes(v=v, w=v, other=tf.Variable(2.0))
    assert len(boxes(drawing)) == 2
    first, second, third = ends(drawing)
    assert first == second != third


def test_two_variables_of_one_value_and_name_have_two_boxes() -> None:
    assert len(boxes(show_boxes(a=tf.Variable(1.0, name="v"), b=tf.Variable(1.0, name="v")))) == 2


def test_a_keras_variable_and_what_is_beneath_it_share_a_box() -> None:
    v = keras.Variable(1.0)
    assert len(boxes(show_boxes(v=v, raw=v.value))) == 1


def test_arrows_end_inside_their_box() -> None:
    drawing = Drawing((Arrow("a", 1, "x"), Arrow("b", 2, "y"), Arrow("c", 1, "x"), Arrow("d", 2, "y")))
    spans = [(float(box.attrib["y"]), float(box.attrib["height"])) for box in boxes(drawing)]
    for end, box in zip(map(float, ends(drawing)), (0, 1, 0, 1), strict=True):
        top, height = spans[box]
        assert top < end < top + height


@pytest.mark.parametrize("one", [False, True])
def test_everything_is_inside_the_picture(one: bool) -> None:
    drawing = show_boxes(**{f"name{index}": 1 if one else index for index in range(300, 320)})
    root = picture(drawing)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for box in boxes(drawing):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= height
    assert all(float(line.attrib["y1"]) <= height for line in root.findall(f"{SVG}line"))


def test_variables_are_solid_and_values_are_dashed() -> None:
    v = tf.Variable(1.0)
    dashed = ["stroke-dasharray" in box.attrib for box in boxes(show_boxes(v=v, t=v + 0, n=3))]
    assert dashed == [False, True, True]


def test_a_box_shows_the_value_that_it_holds_now() -> None:
    v = tf.Variable([1.0, 2.0])
    v.assign([3.0, 4.0])
    assert texts(show_boxes(v=v)) == ["v", "variable  [3. 4.]"]


def test_a_long_value_is_shortened_in_the_picture() -> None:
    drawing = show_boxes(v=tf.Variable(np.arange(1000.0)))
    _name, content = texts(drawing)
    assert len(content) <= 26
    assert content.endswith("…")


def test_it_reads_as_text() -> None:
    v = tf.Variable(2.0)
    assert repr(show_boxes(v=v, w=v, n=3)).splitlines() == [
        "v --> [box 1] variable  2.0",
        "w --> [box 1] variable  2.0",
        "n --> int  3",
    ]


@pytest.mark.parametrize(
    "drawing",
    [
        show_boxes(),
        show_boxes(v=1),
        Drawing((Arrow("<script>&\"'", "<box>", "]]></svg><b>&amp;"), Arrow("", 2, ""))),
        Drawing((Arrow("é✓漢", 1, "\n\t"),)),
    ],
    ids=["empty", "value", "hostile", "unicode"],
)
def test_the_picture_is_well_formed_and_has_its_text_as_title(drawing: Drawing) -> None:
    root = picture(drawing)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    (title,) = root.findall(f"{SVG}title")
    assert (title.text or "") == repr(drawing)
    assert {child.tag for child in root} <= {SVG + name for name in ("title", "defs", "text", "line", "rect")}


def test_names_and_content_are_shown_as_written() -> None:
    assert texts(Drawing((Arrow("<w>", 1, "<b>&amp;"),))) == ["<w>", "<b>&amp;"]


def test_text_and_arrows_have_the_colour_of_the_page() -> None:
    root = picture(show_boxes(v=tf.Variable(1.0)))
    assert root.attrib["fill"] == "currentColor"
    assert all("fill" not in text.attrib for text in root.findall(f"{SVG}text"))
    assert all(line.attrib["stroke"] == "currentColor" for line in root.findall(f"{SVG}line"))
    assert "background" not in show_boxes(v=1).svg()


def test_jupyter_shows_the_picture() -> None:
    drawing = show_boxes(v=1)
    assert drawing._repr_html_() == drawing.svg()
