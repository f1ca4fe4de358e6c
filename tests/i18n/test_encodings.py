"""Which letters a file is written in: detected where it is certain, refused where it is not."""

from __future__ import annotations

import pytest

from fieldtool.i18n.encodings import decoded
from fieldtool.problems import Code, Problem

DARI = (
    "id;parent;level;fa_AF\nN1;AF3201;nahia;ناحيه اول گذر باغ\nN2;AF3201;nahia;ناحيه دوم شهر کهنه\n"
)
ITALIAN = (
    "id;parent;level;it\nQ1;IT001272;gozar;Città vecchia\nQ2;IT001272;gozar;Borgo Po è più là\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    read = decoded(DARI.replace("ي", "ی").encode(encoding))

    assert read.text == DARI.replace("ي", "ی")
    assert read.encoding == ("UTF-16" if "16" in encoding else "UTF-8")
    assert not read.is_guessed


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [(DARI, "cp1256", "Windows-1256"), (ITALIAN, "cp1252", "Windows-1252")],
)
def test_old_encodings_of_windows_are_told_apart(text: str, encoding: str, name: str) -> None:
    read = decoded(text.encode(encoding))

    assert (read.text, read.encoding, read.is_guessed) == (text, name, True)


@pytest.mark.parametrize(
    "raw",
    [
        "id;name\nN1;пример списка мест\n".encode("cp1251"),
        ITALIAN.encode("mac-roman"),
        DARI.encode("utf-8")[:-7] + b"\xd9\n",
        b"id;name\n\x00\x01\x02\xff\xfa\xfb\n",
        bytes(range(128, 256)),
    ],
    ids=["cyrillic", "mac", "cut", "binary", "anything"],
)
def test_what_is_not_certain_is_refused(raw: bytes) -> None:
    with pytest.raises(Problem) as refused:
        decoded(raw)

    assert refused.value.code is Code.LIST_ENCODING


@pytest.mark.parametrize("raw", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_workbook_is_told_from_a_list(raw: bytes) -> None:
    with pytest.raises(Problem) as refused:
        decoded(raw)

    assert refused.value.code is Code.LIST_IS_WORKBOOK
