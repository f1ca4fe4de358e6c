"""Files that come with a workbook: what they are, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from fieldtool.problems import Code, ProblemKind, Problems
from fieldtool.sync.forms import uploads
from fieldtool.sync.forms.uploads import Attached, attached

# The beginning of a PNG; nobody looks further.
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
LIST = "name,label\nh,هرات\n".encode()


def packed(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def locked() -> bytes:
    """Return an archive whose only file says that it is encrypted."""
    content = bytearray(packed(("a.png", PICTURE)))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


def lying(size: int) -> bytes:
    """Return an archive that says its file of *size* bytes has ten."""
    content = bytearray(packed(("big.csv", bytes(size))))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + place
        content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def test_lists_and_media_are_told_apart() -> None:
    found = attached([("places.csv", LIST), ("street.png", PICTURE)])

    assert found == Attached({"places.csv": LIST}, {"street.png": PICTURE})


def test_an_archive_is_unpacked_and_its_folders_are_forgotten() -> None:
    archive = packed(
        ("../../etc/street.png", PICTURE),
        ("C:\\media\\places.csv", LIST),
        ("media/", b""),
        ("__MACOSX/media/._street.png", b"rubbish"),
    )

    assert attached([("form-media.ZIP", archive)]) == Attached(
        {"places.csv": LIST}, {"street.png": PICTURE}
    )


def test_the_same_file_twice_is_no_contradiction() -> None:
    found = attached([("street.png", PICTURE), ("a.zip", packed(("x/street.png", PICTURE)))])

    assert list(found.media) == ["street.png"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("notes.exe", b"MZ")], Code.FILE_OF_NO_USE),
        ([("film.svg", b"<svg onload='x'/>")], Code.FILE_OF_NO_USE),
        ([("a.zip", packed(("b.zip", packed(("a.png", PICTURE)))))], Code.FILE_OF_NO_USE),
        ([("a.zip", b"PK nothing")], Code.ARCHIVE_NOT_READABLE),
        ([("a.zip", packed(("a.png", PICTURE))[:-30])], Code.ARCHIVE_NOT_READABLE),
        ([("a.zip", locked())], Code.ARCHIVE_NOT_READABLE),
        ([("a.zip", lying(100_000))], Code.ARCHIVE_NOT_READABLE),
        ([("a.png", PICTURE), ("b.zip", packed(("x/a.png", PICTURE + b"2")))], Code.FILE_TWICE),
        ([("a.zip", packed(("..hidden.png", PICTURE)))], Code.FILE_NAME_NOT_VALID),
        ([("a.zip", packed(*((f"{n}.png", PICTURE) for n in range(501))))], Code.FILES_TOO_LARGE),
        ([(f"{n}.png", PICTURE) for n in range(501)], Code.FILES_TOO_LARGE),
        ([("a.zip", packed(("a.csv", bytes(uploads.MOST_BYTES + 1))))], Code.FILES_TOO_LARGE),
    ],
    ids=[
        "a program",
        "a drawing with scripts",
        "an archive in an archive",
        "no archive",
        "an archive that is cut off",
        "a locked archive",
        "an archive that lies about sizes",
        "two of one name",
        "a hidden name",
        "too many in an archive",
        "too many",
        "a bomb",
    ],
)
def test_what_cannot_be_used_is_refused(files: list[tuple[str, bytes]], code: ProblemKind) -> None:
    with pytest.raises(Problems) as caught:
        attached(files)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Problems) as caught:
        attached([("a.exe", b"MZ"), ("b.zip", b"PK"), ("c.png", PICTURE), ("c.png", LIST)])

    assert [problem.code for problem in caught.value.problems] == [
        Code.FILE_OF_NO_USE,
        Code.ARCHIVE_NOT_READABLE,
        Code.FILE_TWICE,
    ]
