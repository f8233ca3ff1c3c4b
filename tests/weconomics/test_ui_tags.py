"""What the pages' tags make of what they are given."""

import pytest

from weconomics.ui.templatetags.ui import device, device_icon

ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.mark.parametrize(
    ("user_agent", "words", "icon"),
    [
        (ANDROID, "Chrome · Android", "smartphone"),
        (EDGE, "Edge · Windows", "monitor"),
        (IPHONE, "Safari · iPhone", "smartphone"),
        (FIREFOX, "Firefox · Linux", "monitor"),
        ("curl/8.0", "Onbekende browser", "monitor"),
    ],
)
def test_a_device_is_named_in_two_words(user_agent: str, words: str, icon: str) -> None:
    assert (device(user_agent), device_icon(user_agent)) == (words, icon)
