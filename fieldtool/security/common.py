"""Passphrases that many people choose, in the languages of those who use this program.

NIST SP 800-63B: compare a new one with what is commonly used and with what belongs to its person;
ask for length; ask for no capitals, digits or signs, because that makes people choose worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from fieldtool.security.folding import fold

# One a line; written without spaces, because people write them with and without.
_USUAL = """
password passphrase passwort password1 passw0rd p@ssword mypassword yourpassword thepassword
letmein letmeinplease welcome welcometo admin administrator root superuser login guest changeme
changemenow iloveyou ilovemyfamily sunshine princess dragon monkey football baseball superman
batman starwars trustno1 whatever secret mysecret topsecret computer internet laptop qwerty
qwertyuiop asdfghjkl zxcvbnm qazwsxedc 1qaz2wsx3edc correcthorsebatterystaple thisismypassword
opensesame fieldtool survey questionnaire interview facilitator coordinator council community
communitycouncil communitysafety socialcohesion
kabul herat kandahar jalalabad mazarisharif mazar balkh kunduz ghazni afghanistan afghan islamic
emirate islamicemirate islamicrepublic republic bismillah alhamdulillah mashallah inshallah
allahuakbar subhanallah astaghfirullah muhammad mohammad khan ahmad mahmood
italia roma milano torino napoli juventus forzajuve forzaitalia forzamilan forzainter ciao ciaociao
tiamo amore amoremio amoretiamo buongiorno benvenuto benvenuti parolachiave lamiapassword segreto
segretissimo principessa francesco giuseppe alessandro comune municipio questionario intervista
nelmezzodelcammindinostravita fratelliditalia apritisesamo
رمز رمزعبور گذرواژه کلمهعبور رمزمن رمزعبورمن پسورد پاسورد سلام سلامدوست سلامدوستان سلامعلیکم
السلامعلیکم خوشآمدید دوستتدارم خدایا خداحافظ افغانستان افغان کابل هرات قندهار بلخ مزارشریف
جلالآباد ننگرهار بامیان بدخشان پنجشیر هلمند غزنی کندز وطن وطنم وطنمن مادر مادرجان پدر پدرجان
اللهاکبر بسمالله بسماللهالرحمنالرحیم الحمدلله الحمدللهربالعالمین ماشاءالله انشاءالله
سبحانالله استغفرالله لاالهالاالله لاالهالااللهمحمدرسولالله محمدرسولالله یاالله یاعلی امارتاسلامی
جمهوریاسلامی تسهیلکننده هماهنگکننده پرسشنامه مصاحبه مصونیت مصونیتجامعه شورایانکشافی کمپیوتر
بنیآدماعضاییکدیگرند بنامخداوندجانوخرد توانابودهرکهدانابود محمد احمد زهرا فاطمه مریم
ضصثقفغعهخحج شسیبلاتنمکگ ابپتثجچحخ الفبپت
پټنوم زماپټنوم پاسورډ سلامونه ستړیمهشې هرکلهراشئ مننه زهتاسرهمینهلرم زموږوطن زماوطن
داوطنافغانستاندی داعزتدهرافغاندی افغانستانزنده‌باد ژوندیدیویافغانستان ژوندیدېویافغانستان
پښتو پښتون پښتونخوا ننګرهار کندهار هلمند خوست پکتیا کونړ لغمان خدایپامان پوښتنلیک مرکه
خونديتوب دټولنېخونديتوب اسانتیابرابروونکی همغږيکوونکی
"""
_ROWS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو",
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
)
_FEW = 4
# Telephone numbers, dates and numbers of papers are shorter.
_LONG_NUMBER = 16
_STEPS = 0.8


def is_common(passphrase: str, personal: Iterable[str] = ()) -> bool:
    """Say whether *passphrase* is one that a guesser tries early.

    *personal* is what belongs to its person or project: a code, a title, a sign-in name.
    """
    plain = _plain(passphrase)
    words = re.sub(r"\d+", "", plain)
    if not words and len(plain) < _LONG_NUMBER:
        return True
    own = {_plain(text) for text in personal} - {""}
    return bool(
        plain in _usual()
        or (words in _usual() | own)
        or plain in own
        or _is_repeated(plain)
        or _is_run(plain)
        or (words and all(part in _usual() | own | {""} for part in _parts(passphrase)))
    )


@cache
def _usual() -> frozenset[str]:
    return frozenset(_plain(word) for word in _USUAL.split())


def _plain(text: str) -> str:
    return "".join(sign for sign in fold(text).lower() if sign.isalnum())


def _parts(text: str) -> list[str]:
    return [re.sub(r"\d+", "", _plain(part)) for part in fold(text).split()]


def _is_repeated(plain: str) -> bool:
    """Say whether it is a few signs or one short word again and again."""
    if len(set(plain)) <= _FEW:
        return True
    return any(
        plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, len(plain) // 2 + 1)
    )


def _is_run(plain: str) -> bool:
    """Say whether most of it goes along the keyboard, the alphabet or the numbers."""
    steps = list(pairwise(plain))
    along = sum(any(f"{a}{b}" in row or f"{b}{a}" in row for row in _rows()) for a, b in steps)
    return bool(steps) and along / len(steps) >= _STEPS


@cache
def _rows() -> tuple[str, ...]:
    return tuple(fold(row).lower() for row in _ROWS)
