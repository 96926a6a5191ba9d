# SPDX-License-Identifier: MIT
"""The pictures of the documentation are what the screens show, pixel by pixel."""

import pytest

from harness import scenes
from harness.guest import wait_for


@pytest.mark.parametrize("name", sorted(scenes.SCENES))
def test_picture_is_what_the_screen_shows(name):
    scene = scenes.SCENES[name]
    width, height, wanted = scenes.read_png(scenes.path(name))
    with scene.machine() as machine:
        scenes.play(machine, scene.keys)
        wait_for(lambda: machine.picture().data == wanted,
                 f"docs/pictures/{name}.png (make screenshots takes it anew)")
        picture = machine.picture()
    assert (picture.width, picture.height) == (width, height)
