"""The keys that a prompt offers. The prompts are the vendors' and the examples' own, and phrases of everyday menus."""

from __future__ import annotations

import pytest

from emulator.map.hints import offered

pytestmark = pytest.mark.source("own: the map")


@pytest.mark.parametrize(
    ("text", "most", "keys"),
    [
        ("For sales press 1. For our opening hours press 2.", 1, "1 2"),
        ("We did not hear you. Please press 1 or 2.", 1, "1 2"),
        ("Press one, two or three.", 1, "1 2 3"),
        ("To hear this again, press the star key; to leave, press the pound key.", 1, "* #"),
        ("1 for sales, 2 for support.", 1, "1 2"),
        ("We are open from nine to five.", 1, ""),
        ("Press 2 and one of us will help you.", 1, "2"),
        ("Please enter your code of four digits.", 4, ""),
        ("For Verkauf drücken Sie die 1, für Hilfe drücken Sie bitte die zwei.", 1, "1"),
        ("Para ventas, oprima el uno; para soporte, marque 2.", 1, "1 2"),
        ("Pour les ventes, appuyez sur la touche 1 ou 2.", 1, "1 2"),
        ("Call 911 in an emergency, or press 0.", 1, "0"),
        ("Did you travel? Press 1 for yes or 2 for no.", 1, "1 2"),
        ("Press 1 to accept, 2 to decline, or 3 to hear it again.", 1, "1 2 3"),
        ("Press one for English, two for Spanish.", 1, "1 2"),
        ("For sales, press 1; for support, 2.", 1, "1 2"),
        ("To confirm, press 1. To cancel your visit, 3.", 1, "1 3"),
        ("Drücken Sie 1 für ja oder 2 für nein.", 1, "1 2"),
        ("Press 1 to reach us, Monday to Friday, 9 to 5.", 1, "1"),
        ("Press 1 to reach us between 9 and 5 pm, or nine to five o'clock on Friday.", 1, "1"),
        ("Press 1 to hear of our 2 for 1 offer.", 1, "1"),
        ("We have 3 for you, and 4 for her.", 1, ""),
        ("For Ann dial 101, for Ben dial 102.", 3, "101 102"),
    ],
)
def test_the_keys_that_a_text_offers_are_found(text: str, most: int, keys: str) -> None:
    assert offered([text], most) == tuple(keys.split())
