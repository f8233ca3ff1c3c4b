"""Pictures are judged by content and made anew."""

from io import BytesIO

import pytest
from PIL import Image

from weconomics.pictures import PictureRefused, clean_picture


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, (20, 120, 110)).save(out, kind, **options)
    return BytesIO(out.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_takes_a_picture_and_writes_a_new_webp(kind):
    clean = clean_picture(picture(kind))
    with Image.open(BytesIO(clean.read())) as result:
        assert (result.format, result.size) == ("WEBP", (40, 20))


def test_forgets_where_it_was_taken_and_turns_it_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "Thuis bij Nel"
    clean = clean_picture(picture(exif=exif)).read()
    with Image.open(BytesIO(clean)) as result:
        assert result.size == (20, 40)
        assert not result.getexif()
    assert b"Nel" not in clean


def test_drops_what_hides_behind_the_picture():
    with_tail = BytesIO(picture().getvalue() + b"<script>alert(1)</script>")
    assert b"script" not in clean_picture(with_tail).read()


def test_makes_a_large_picture_smaller():
    clean = clean_picture(picture(size=(4000, 1000)))
    with Image.open(BytesIO(clean.read())) as result:
        assert result.size == (1600, 400)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a....", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\xff\xd8\xff broken"],
)
def test_refuses_what_is_not_a_picture(content):
    with pytest.raises(PictureRefused):
        clean_picture(BytesIO(content))


def test_refuses_a_bomb_before_it_is_decoded():
    with pytest.raises(PictureRefused):
        clean_picture(picture("PNG", size=(8000, 8000)))


def test_refuses_more_than_ten_megabytes():
    with pytest.raises(PictureRefused):
        clean_picture(BytesIO(b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024)))
