"""Pictures: what comes in is judged by its bytes; what goes out carries nothing of it but the picture."""

import io

import pytest
from PIL import Image, ImageCms

from catalog.media import pictures
from catalog.media.facts import SHAPES, Limits
from catalog.media.refusals import Refusal
from tests.catalog.media.pictures import bomb, picture, text_bomb


def shown(rendered: dict[str, bytes], size: int = 300) -> Image.Image:
    return Image.open(io.BytesIO(rendered[f"{size}.webp"])).convert("RGB")


def near(pixel, color, by: int = 24) -> bool:
    return all(abs(one - other) <= by for one, other in zip(pixel, color, strict=True))


ORANGE, BLUE = (230, 120, 20), (10, 20, 60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_cover_becomes_square_webp_and_avif_files(kind):
    rendered, color = pictures.render(picture(900, 600, kind=kind))
    assert set(rendered) == set(SHAPES["cover"].files)
    for name, data in rendered.items():
        width, _, ending = name.partition(".")
        with Image.open(io.BytesIO(data)) as image:
            assert (image.format.lower(), image.size) == (ending, (int(width), int(width)))
    assert near(bytes.fromhex(color[1:]), ORANGE)


def test_a_cover_may_be_a_file(tmp_path):
    (tmp_path / "cover").write_bytes(picture())
    assert pictures.render(tmp_path / "cover") == pictures.render(picture())


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "RGBA", "LA", "I;16"])
def test_every_mode_becomes_rgb(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    source = picture(mode="L" if mode == "I;16" else mode, kind=kind)
    if mode == "I;16":
        deep = Image.open(io.BytesIO(source)).convert("I").point(lambda level: level * 257).convert("I;16")
        file = io.BytesIO()
        deep.save(file, "PNG")
        source = file.getvalue()
    image = shown(pictures.render(source)[0])
    left, right = image.getpixel((40, 150)), image.getpixel((260, 150))
    assert sum(left) > sum(right) + 100


@pytest.mark.parametrize(("orientation", "orange"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")])
def test_a_photo_stands_upright(orientation, orange):
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = shown(pictures.render(picture(exif=exif))[0])
    spots = {"left": (40, 150), "right": (260, 150), "top": (150, 40), "bottom": (150, 260)}
    assert near(image.getpixel(spots[orange]), ORANGE)


def test_where_it_was_taken_is_not_carried_over():
    exif = Image.Exif()
    exif[0x010E] = "secret description"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    source = picture(exif=exif, comment=b"secret comment")
    assert b"secret" in source
    for data in pictures.render(source)[0].values():
        assert not Image.open(io.BytesIO(data)).getexif()
        assert b"secret" not in data
        assert b"EXIF" not in data


def test_transparency_is_laid_on_white():
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    file = io.BytesIO()
    image.save(file, "PNG")
    assert near(shown(pictures.render(file.getvalue())[0]).getpixel((150, 150)), (255, 255, 255))


def test_a_transparent_palette_is_laid_on_white():
    image = Image.new("P", (400, 400), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    file = io.BytesIO()
    image.save(file, "PNG", transparency=0)
    assert near(shown(pictures.render(file.getvalue())[0]).getpixel((150, 150)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(kind):
    frames = [Image.new("RGB", (300, 300), color) for color in (ORANGE, BLUE, BLUE)]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    data = pictures.render(file.getvalue())[0]["300.webp"]
    with Image.open(io.BytesIO(data)) as image:
        assert not getattr(image, "is_animated", False)
        assert near(image.convert("RGB").getpixel((150, 150)), ORANGE)


def test_a_wide_gamut_profile_is_applied():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(shown(pictures.render(picture(icc_profile=profile))[0]).getpixel((40, 150)), ORANGE)


def test_a_broken_profile_costs_nothing():
    assert near(shown(pictures.render(picture(icc_profile=b"junk" * 50))[0]).getpixel((40, 150)), ORANGE)


def test_what_hides_behind_a_picture_is_gone():
    source = picture() + b"<script>alert(1)</script>PK\x03\x04"
    assert not any(b"<script>" in data or b"PK\x03\x04" in data for data in pictures.render(source)[0].values())


@pytest.mark.parametrize("size", [(1, 1), (3, 5000), (5000, 3)])
def test_odd_sizes_are_taken(size):
    assert len(pictures.render(picture(*size, kind="PNG"))[0]) == 7


def test_a_large_cover_is_taken():
    assert len(pictures.render(picture(5000, 5000, kind="PNG"))[0]) == 7


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "nothing": (b"", "cover_unreadable"),
    "SVG": (SVG, "cover_format"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "cover_format"),
    "GIF": (picture(kind="GIF"), "cover_format"),
    "TIFF": (picture(kind="TIFF"), "cover_format"),
    "PDF": (b"%PDF-1.7\n", "cover_format"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "cover_format"),
    "random": (bytes(range(256)) * 20, "cover_format"),
    "cut JPEG": (picture()[:900], "cover_unreadable"),
    "cut PNG": (picture(kind="PNG")[:100], "cover_unreadable"),
    "only a signature": (b"\x89PNG\r\n\x1a\n", "cover_unreadable"),
    "WebP of nothing": (b"RIFF\x00\x00\x00\x00WEBP", "cover_unreadable"),
    "bomb": (bomb(), "cover_too_large"),
    "bomb below Pillow's own limit": (bomb(9_000, 9_000), "cover_too_large"),
    "text bomb": (text_bomb(), "cover_unreadable"),
    "too many bytes": (picture() + bytes(21 * 1024**2), "cover_too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_cover_is_refused(name):
    data, code = REFUSED[name]
    with pytest.raises(Refusal) as refused:
        pictures.render(data)
    assert refused.value.code == code


def test_the_limits_are_settings():
    with pytest.raises(Refusal) as refused:
        pictures.render(picture(), Limits(cover_max_pixels=1_000))
    assert refused.value.code == "cover_too_large"
    assert refused.value.facts == {"width": 400, "height": 400}
