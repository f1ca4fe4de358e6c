"""Letters typed on different keyboards: one spelling to store, one key to search by."""

from __future__ import annotations

import re
import unicodedata

# Direction marks, byte order mark, tatweel and zero-width space carry no meaning; control
# characters cannot be written into XML. ZWNJ stays: می‌روم is written with it.
_MEANINGLESS = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff"
    "\u0640\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")

# Pashto has five letters that look like ی: سړی is a man, سړي are men. Only Dari unifies them.
_STORED = {
    "fa": str.maketrans("يىك", "ییک"),
    "ps": str.maketrans("ك", "ک"),
}

_SEARCHED = str.maketrans(
    {
        **dict.fromkeys("يىۍېئے", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        "ګ": "گ",
        **dict.fromkeys("ہەةۀھ", "ه"),
        **dict.fromkeys("أإآٱ", "ا"),
        "ؤ": "و",
        **dict(zip("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2, strict=True)),
    }
)
_UNSEARCHED = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0640\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\\s]"
)


def for_storage(text: str, language_tag: str) -> str:
    """Return *text* in the one spelling that is stored and compared; a second time changes nothing.

    *language_tag* is the language it was written in: `fa-AF` unifies ي ى ك with ی ک, `ps` only ك,
    as its other letters are distinct. Digits stay as typed.
    """
    text = _PRESENTATION_FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _MEANINGLESS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text)
    language = language_tag.replace("_", "-").lower().partition("-")[0]
    letters = _STORED.get("fa" if language == "prs" else language)
    return text.translate(letters) if letters else text


def search_key(text: str) -> str:
    """Return what two spellings of one name have in common, in any of the languages.

    Letter variants, accents, spaces, ZWNJ and capitals are folded; part of a name's key is part
    of the key of the whole name.
    """
    return _UNSEARCHED.sub("", unicodedata.normalize("NFKD", text).casefold().translate(_SEARCHED))
