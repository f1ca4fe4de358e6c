"""Problems of people, keys and sealing: FT-5xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class Security:
    """The part of the catalogue whose numbers begin with 5."""

    PASSPHRASE_WRONG = ProblemKind(
        501,
        403,
        "This passphrase does not open the work. Check the language of the keyboard and the capital letters, then try again.",
    )
    PASSPHRASE_WAIT = ProblemKind(
        502,
        429,
        "The passphrase was wrong several times. Wait %(seconds)s seconds before you try again. Nothing is lost.",
    )
    PASSPHRASE_SHORT = ProblemKind(
        503,
        422,
        "The passphrase is too short. Use at least %(least)s letters or digits; several words are easy to remember.",
    )
    WORKSPACE_MISSING = ProblemKind(
        504,
        404,
        "Nobody's work with this name is on this laptop. Choose a person from the list, or enrol first.",
    )
    KEYS_DAMAGED = ProblemKind(
        505,
        500,
        "The file of keys %(place)s is damaged, so this work cannot be opened. Do not delete anything. Call your coordinator.",
    )
    MEMORY_SHORT = ProblemKind(
        506,
        503,
        "This computer has too little free memory to check the passphrase. Close other programs and try again.",
    )
    CODE_NOT_VALID = ProblemKind(
        507,
        422,
        "An enrolment code has %(length)s letters and digits (A to Z, 2 to 7), and this has another form. Compare it with what your coordinator gave you.",
    )
    ENROLMENT_FILE_NOT_VALID = ProblemKind(
        508,
        422,
        "This is not an enrolment file, or it is damaged. Ask your coordinator for it again, or type the code.",
    )
    CODE_UNKNOWN = ProblemKind(
        509,
        404,
        "The hub does not know this enrolment code. Compare it letter by letter, or ask your coordinator for a new one.",
    )
    CODE_USED = ProblemKind(
        510,
        409,
        "This enrolment code was used already, on another laptop or by another attempt. Ask your coordinator for a new one.",
    )
    CODE_EXPIRED = ProblemKind(
        511, 410, "This enrolment code has expired. Ask your coordinator for a new one."
    )
    CODE_BURNED = ProblemKind(
        512,
        403,
        "Somebody used this enrolment code with a wrong proof, so it is no longer good. Ask your coordinator for a new one, face to face or by telephone.",
    )
    ENROLMENT_ALTERED = ProblemKind(
        513,
        502,
        "The answer does not come from the hub that gave the enrolment code, so nothing was set up. Do not try again on this network. Call your coordinator.",
    )
    WORKSPACE_TAKEN = ProblemKind(
        514, 409, "The hub knows another laptop under the same name. Enrol again with a new code."
    )
    DURESS_SAME = ProblemKind(
        515, 422, "This passphrase opens your work. The one that erases it has to be another."
    )
    ERASE_NOT_CONFIRMED = ProblemKind(
        516, 422, "Mark that you want your work on this laptop erased now."
    )
    HUB_LOCKED = ProblemKind(
        523,
        423,
        "The interviews of this project are sealed and the hub is locked. They are here, counted and safe; to read them an administrator unlocks the hub with the passphrase of one who holds the key.",
    )
    SEAL_KEY_NOT_VALID = ProblemKind(
        524,
        422,
        "The project says that interviews are sealed, but to a key that cannot be used, so nothing was finalised. The draft stays as it is. Tell the coordinator.",
    )
    SEAL_KEY_MISSING = ProblemKind(
        525, 409, "Interviews of this project are not sealed; there is no key to open them with."
    )
    SEAL_KEY_MADE = ProblemKind(
        526, 409, "Interviews of this project are sealed already. Its key stays the same for life."
    )
    UNLOCK_HOURS_NOT_VALID = ProblemKind(
        527, 422, "Choose for how many hours the hub is to be unlocked: 1 to %(most)s."
    )
    LOGIN_NOT_VALID = ProblemKind(
        531,
        422,
        "“%(login)s” cannot be a sign-in name. Use 3 to 32 small letters (a to z), digits, dots or hyphens, beginning with a letter.",
    )
    LOGIN_TAKEN = ProblemKind(
        532, 409, "There is an account “%(login)s” already. Choose another sign-in name."
    )
    PASSWORD_WEAK = ProblemKind(
        533,
        422,
        "This password is too easy to guess. Use at least %(least)s letters, digits or spaces, and nothing that many people choose or that is your own name; four words that do not belong together are easy to remember.",
    )
    INVITATION_WRONG = ProblemKind(
        570,
        404,
        "This invitation is not known here: it was used, is older than a week, or is not complete. Ask an administrator of the hub for another one.",
    )
    SECOND_FACTOR_WRONG = ProblemKind(
        571,
        403,
        "This is not the code of now. Wait until the app shows the next one and type that, or use a spare code. Check that the clock of the telephone is right.",
    )
    ACCOUNT_UNKNOWN = ProblemKind(
        572, 404, "There is no account “%(login)s” here. Go back to the list of accounts."
    )
    LAST_ADMINISTRATOR = ProblemKind(
        573,
        409,
        "“%(login)s” is the only administrator, and without one nobody could open accounts any more. Make somebody else an administrator first.",
    )
    PASSWORDS_DIFFER = ProblemKind(574, 422, "The two passwords are not the same. Type both again.")
    PASSWORD_NOW_WRONG = ProblemKind(
        575, 403, "This is not your password of now, so nothing was changed. Try again."
    )
    EXPORT_PURPOSE_MISSING = ProblemKind(
        577,
        422,
        "A file with everything that was said leaves the hub only for a purpose. Write in a few words what it is needed for; the audit keeps it.",
    )
    RELEASE_NOT_HERE = ProblemKind(
        578,
        404,
        "Nobody waits for an agreement to this file any more: it was fetched, somebody agreed already, or it is older than a day. Go back to the list.",
    )
    RELEASE_OWN = ProblemKind(
        579,
        403,
        "You asked for this file yourself, so somebody else has to agree. Tell another coordinator or administrator that it waits.",
    )
    TEAM_ELSEWHERE = ProblemKind(
        576,
        403,
        "The team “%(team)s” does not work in your area, so you would not see this person any more. Teams of your area: %(teams)s. An administrator says on the page “Where teams work” which place a team has.",
    )
    PASSPHRASE_COMMON = ProblemKind(
        540,
        422,
        "This passphrase is one that many people choose, so it is among the first to be tried. Take four words that do not belong together; capitals and signs do not help.",
    )
    RECOVERY_CODE_NOT_VALID = ProblemKind(
        541,
        422,
        "This is no recovery code, or a character in it is wrong. It has %(length)s letters and digits, or %(digits)s digits. Read it again group by group.",
    )
    RECOVERY_CODE_WRONG = ProblemKind(
        542,
        403,
        "This recovery code was written down correctly but does not open this. After each use there is a new one: take the newest, or ask for it at the hub.",
    )
    RECOVERY_NOT_SET_UP = ProblemKind(
        543,
        409,
        "There is no recovery code for this work. Without the passphrase nobody can open it; what was sent is at the hub.",
    )
    HOLDERS_TOO_FEW = ProblemKind(
        544,
        422,
        "A key like this needs two people with different names and different passphrases, so that one alone does not lose it. Write both.",
    )
    HOLDER_UNKNOWN = ProblemKind(
        545, 404, "Nobody called “%(name)s” holds this key. Choose one of those who are named."
    )
    ESCROW_NOT_HERE = ProblemKind(
        546,
        404,
        "The hub does not hold a recovery code of this laptop: it never sent one, or the key it was sealed to is gone. The laptop sends one when it is next in contact and its person makes a new code.",
    )
    RECOVERY_KEY_MISSING = ProblemKind(
        547,
        409,
        "This project has no recovery key yet. An administrator makes one under “Accounts”, together with a second person.",
    )
    PEOPLE_LIST_ENCODING = ProblemKind(
        548,
        422,
        "The letters of this list cannot be read. Save it again as “CSV UTF-8” (Excel) or with the character set UTF-8 (LibreOffice).",
    )
    PEOPLE_LIST_COLUMNS = ProblemKind(
        549,
        422,
        "The first line of the list needs each of these headings once; missing or doubled: %(columns)s. Add them and try again.",
    )
    PEOPLE_LIST_LENGTH = ProblemKind(
        550,
        422,
        "The list has no people in it, or more than %(most)s. Write one person a line below the headings, or make several lists.",
    )
    PERSON_CODE_TWICE = ProblemKind(
        551, 422, "%(code)s stands in the list twice. Each person has a code of their own."
    )
    NOBODY_CHOSEN = ProblemKind(
        552, 422, "Nobody was chosen. Mark the people who are to get a card."
    )
    INCIDENT_KIND_MISSING = ProblemKind(
        553, 422, "Say what happened to the laptop: it was lost, stolen or seized."
    )
    INCIDENT_NOT_HERE = ProblemKind(
        554, 404, "There is no such report of a lost laptop. Choose one from the list."
    )
    ERASING_NOT_FINISHED = ProblemKind(
        555,
        500,
        "The keys are destroyed, so nobody can open this work any more, but another program holds files in %(place)s. Close it and delete that folder by hand.",
    )
    CLOSING_TOO_EARLY = ProblemKind(
        556,
        409,
        "Not everything is at the hub for certain yet, so nothing was erased. Finish, hand over or delete the drafts, send everything, and try again.",
    )
    CLOSING_NOT_CONFIRMED = ProblemKind(
        557, 422, "Mark that everything of yours on this laptop may be erased."
    )
    ENROLMENT_CARRIED_NOT_VALID = ProblemKind(
        558,
        422,
        "This file is not the one that is asked for here, or it is damaged. A laptop's request ends in .ft-request, the hub's answer in .ft-answer.",
    )
    ENROLMENT_NOT_ASKED = ProblemKind(
        559,
        404,
        "This answer is for another laptop, or for a request that was thrown away here. Take it to the laptop that made the request.",
    )
    COLLEAGUE_ELSEWHERE = ProblemKind(
        560, 409, "%(person)s does not work for the same project. Choose a colleague who does."
    )
    COLLEAGUE_LACKS_FORM = ProblemKind(
        561,
        409,
        "%(person)s has not got the questionnaire of this interview yet. Let %(person)s send and fetch once, then hand it over. It is still in your work.",
    )
    COLLEAGUE_HAS_IT = ProblemKind(
        562,
        409,
        "%(person)s has worked on this interview already, so nothing was overwritten. Look at it together, then delete one of the two.",
    )
    COLLEAGUE_LOCKED = ProblemKind(
        564,
        409,
        "The hub has locked the work of %(person)s on this laptop, so nothing can be handed over into it. Choose another colleague.",
    )
    NOBODY_CHOSEN_HERE = ProblemKind(
        563, 422, "Choose who you are. Whoever is set up already is not in the list any more."
    )
