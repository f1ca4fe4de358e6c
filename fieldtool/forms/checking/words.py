"""Words by which a question gives away that it asks for personal data, in four languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# What is looked for is what would be written down, not what is talked about: “how many telephones
# have you” and “name of the village” ask for nothing personal, and lists never match.
_EN = r"""
 (?:your|his|her|their|full|first|last|family|given|nick|maiden)\s?names?\b | \bsurname\b | ^names?\W*$
 | (?:respondent|person|interviewee|interviewer|enumerator|child|parent|father|mother|husband|wife
     |victim|witness|beneficiary|participant|member|informant|owner|head|guardian|caregiver)(?:['’]?s)?['’]?\s+names?\b
 | \bnames?\s+of\s+(?:(?:the|your|each|this|all)\s+)?(?:main\s+|eldest\s+)?(?:household\s+)?
   (?:respondent|person|people|interviewee|interviewer|enumerator|child|parent|father|mother|husband|wife
     |victim|witness|beneficiary|participant|member|informant|owner|head|guardian|caregiver)
 | \b(?:tele)?phone\s+(?:number|no\b|contact) | \b(?:mobile|cell|cellular|contact|whatsapp)\s+(?:phone\s+)?(?:number|no\b)
 | ^(?:your\s+)?(?:tele)?phone\W*$ | ^(?:mobile|whatsapp)\W*$ | \bhow\s+can\s+we\s+(?:reach|contact|call)\b
 | \be-?mail\b
 | \b(?:home|house|street|postal|full|exact|residential|your|his|her|their)\s+address\b | \baddress\s+of\b | ^address\W*$
 | \b(?:national|identity|id)\s+(?:card\s+)?(?:number|no\b|code) | \btaz?kk?[ie]ra\b | \bpassport\b | \bsocial\s+security\b
 | \bdate\s+of\s+birth\b | \bbirth\s?date\b
"""
_FA = r"""
 نام\s*(?:شما|تان|کامل|مکمل|پدر|مادر|شوهر|همسر|فرزند|طفل|شخص|فرد|جواب\s*دهنده|پاسخ\s*دهنده|مصاحبه|سرپرست|رئیس\s*خانواده|رییس\s*خانواده)
 | نام\s*و\s*تخلص | \bتخلص\b | ^نام\W*$ | ^اسم\W*$ | اسم\s*(?:شما|تان|کامل|مکمل|پدر)
 | (?:شماره|نمبر)\S*\s*(?:تلفون|تلیفون|تیلفون|تیلیفون|موبایل|مبایل|تماس|واتساپ) | ^(?:تلفون|تلیفون|تیلفون|موبایل|مبایل)\W*$
 | ایمیل | ایمل | پست\s*الکترونیک
 | آدرس | \bنشانی\s*(?:خانه|منزل|شما|تان|کامل|مکمل)
 | (?:شماره|نمبر)\S*\s*(?:تذکره|پاسپورت|هویت) | ^تذکره\W*$
 | تاریخ\s*تولد
"""
_PS = r"""
 (?:ستاسو|خپل|بشپړ|پوره|د\s*پلار|د\s*مور|د\s*مېړه|د\s*ماشوم|د\s*کس|د\s*ځواب\s*ورکوونکي|د\s*مرکه\s*کوونکي|د\s*کورنۍ\s*د\s*مشر)\s*نوم(?!و)
 | نوم\s*(?:او|و)\s*تخلص | ^نوم\W*$ | نوم\s*مو\b | نوم\s*دې\b
 | د?\s*(?:ټلیفون|تلیفون|ټېلیفون|موبایل|اړیکې|واټساپ)\s*(?:شمېره|شمیره|نمبر|لمبر) | ^(?:ټلیفون|تلیفون|موبایل)\W*$
 | برېښنالیک | بریښنالیک
 | (?:د\s*کور|ستاسو|خپله|بشپړه|پوره)\s*(?:پته|ادرس) | ^پته\W*$
 | د?\s*(?:تذکرې|تذکره|پاسپورټ|پاسپورت)\s*(?:شمېره|شمیره|نمبر|لمبر) | ^تذکره\W*$
 | د\s*(?:زېږېدو|زیږیدو|زېږون|تولد)\s*(?:نېټه|نیټه)
"""
_IT = r"""
 \bnome\s+e\s+cognome\b | \bcognome\b | ^nome\W*$ | \b(?:suo|tuo|vostro|loro)\s+nome\b | \bnome\s+completo\b
 | \bnom[ei]\s+(?:del|della|dell['’]|dei|delle|degli)\s*(?:intervistat|rispondent|person|bambin|figli|padre|madre|marito
     |moglie|genitor|capofamiglia|intervistatore|intervistatrice|vittim|testimon|partecipant|component)
 | \b(?:numero\s+di\s+|recapito\s+)(?:telefono|cellulare|telefonico) | \bcellulare\W*$ | ^telefono\W*$ | \brecapito\b
 | \bposta\s+elettronica\b
 | \bindirizzo\b(?!\s+(?:politic|di\s+stud|scolastic))
 | \bcodice\s+fiscale\b | \bnumero\s+(?:del\s+documento|della\s+carta|di\s+passaporto|del\s+passaporto) | \bpassaporto\b
 | \bdata\s+di\s+nascita\b
"""
_PEOPLE = r"""
 \b(?:person|people|respondent|interviewee|face|family|child|children|woman|women|man|men|group|selfie|portrait|participants?)\b
 | شخص | افراد | مردم | چهره | خانواده | طفل | کودک | اشتراک\s*کننده
 | \bکس\b | خلک | څېره | کورنۍ | ماشوم | ګډون\s*وال
 | \b(?:person[ae]|volt[oi]|viso|visi|famiglia|bambin[oiae]|donn[ae]|uomo|uomini|gruppo|partecipanti?|intervistat[oae])\b
"""
_NAMES = r"""
 (?:^|_)(?:full|first|last|family|given|father|mother|respondent|resp|person|child|head|hh|interviewer|enumerator|victim
     |husband|wife|owner)_?names?(?:_|$) | (?:^|_)(?:surname|cognome|nome_cognome|takhallus)(?:_|$)
 | (?:^|_)(?:phone|telephone|mobile|whatsapp|cellphone|telefono|cellulare)(?:_?(?:no|number|num|nr|respondent))?$
 | (?:^|_)e_?mail(?:_?(?:address|addr))?$ | (?:^|_)(?:address|indirizzo|home_address|addr)$
 | (?:^|_)(?:tazkira|tazkera|tazkirah|passport|nid|national_id|id_card|id_number|id_no|codice_fiscale|ssn)(?:_|$)
 | (?:^|_)(?:dob|birth_?date|date_of_birth|data_nascita)(?:_|$)
"""
_NOTICE = r"\bnames?\b | \bidentif | نام | نوم | \bnom[ei]\b | " + _PEOPLE
_CONSENT = r"""
 consent | assent\b | \bagrees?\b | \bwilling\b | \bpermission\b | رضایت | موافق | اجازه | راضی
 | رضا\b | consens | accett | acconsent | d['’]accordo
"""
_REFUSAL = r"""
 want\s+to\s+answer | wish\s+to\s+answer | prefer\s+not | refus | declin | no\s+answer | نمی\s*خواهم | جواب\s*نمی | نمی\s*خواهد
 | نه\s*غواړ | preferi\w+\s+non | non\s+rispon | non\s+vuole | rifiut
"""
REFUSED = frozenset(
    {"99", "-99", "999", "-999", "98", "-98", "ref", "refused", "dk", "na", "prefer_not"}
)


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.VERBOSE)


_FOLDED = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " ", "\u0640": "", "ۀ": "ه", "ة": "ه"}
)


def folded(text: str) -> str:
    """Return *text* as it is compared: small letters, one spelling of ی and ک, no vowel marks."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_FOLDED)
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


ASKS = _compiled(_EN, _FA, _PS, _IT)
COUNTS = _compiled(r"how\s+(?:many|much|often) | \bچند\b | چقدر | څومره | \bڅو\b | \bquant[aeio]\b")
PEOPLE = _compiled(_PEOPLE)
NAMES = _compiled(_NAMES)
NOTICE = _compiled(_NOTICE)
CONSENT = _compiled(_CONSENT)
REFUSAL = _compiled(_REFUSAL)


def first_found(pattern: re.Pattern[str], texts: Iterable[str]) -> str:
    """Return the words in the first of *texts* that match, "" when none does."""
    for text in texts:
        found = pattern.search(folded(text))
        if found is not None:
            return found[0].strip()
    return ""
