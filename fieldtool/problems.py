"""Everything that may go wrong, in one catalogue: what happened, where, and what to do.

A problem's sentence is translated when it is shown, never when it is raised. Its reference
(`FT-301`) is what a facilitator says aloud on the telephone, so a number is never reused; retired
codes stay, marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum


def N_(message: str) -> str:  # noqa: N802 - the conventional name of the marker
    """Mark *message* for translation where it is shown later."""
    return message


@dataclass(frozen=True)
class Spec:
    """One row of the catalogue.

    Attributes:
        number: stable, spoken as FT-<number>; hundreds say the layer.
        status: HTTP status where a web page or the protocol answers with it.
        sentence: English source text with %(name)s placeholders.
    """

    number: int
    status: int
    sentence: str


class Code(Enum):
    """The catalogue; the hundreds say the layer."""

    # -- 1xx forms
    WORKBOOK_NOT_READABLE = Spec(
        101,
        422,
        N_(
            "“%(file)s” cannot be read: it is damaged, larger than %(most)s MB, or no XLSForm workbook. Save it as .xlsx from Excel or LibreOffice and try again."
        ),
    )
    WORKBOOK_REFUSED = Spec(
        102,
        422,
        N_("%(place)s: %(reason)s"),
    )
    FORM_XML_NOT_VALID = Spec(
        103,
        422,
        N_(
            "The XML of “%(file)s” is damaged at line %(line)s: %(reason)s. Make the form again from its workbook."
        ),
    )
    FORM_XML_UNSAFE = Spec(
        104,
        422,
        N_(
            "“%(file)s” declares a document type or entities. That is never needed in a form and can be used for attacks, so it was refused. Remove the DOCTYPE."
        ),
    )
    FORM_XML_TOO_DEEP = Spec(
        105,
        422,
        N_("“%(file)s” is nested more than %(limit)s levels deep. Take some groups apart."),
    )
    FORM_PART_MISSING = Spec(
        106,
        422,
        N_("This is not an XForm: it has no %(part)s. Make the form again from its workbook."),
    )
    EXPRESSION_NOT_VALID = Spec(
        107,
        422,
        N_(
            "%(place)s: “%(expression)s” is not a valid expression; it goes wrong at character %(at)s, “%(rest)s”. Check brackets, quotes and operators there."
        ),
    )
    EXPRESSION_TOO_DEEP = Spec(
        108,
        422,
        N_(
            "%(place)s: the expression “%(expression)s” is nested too deeply. Split it over some calculate questions."
        ),
    )
    FUNCTION_UNKNOWN = Spec(
        109,
        422,
        N_(
            "%(place)s: there is no function “%(function)s”. Check its spelling in the XLSForm reference."
        ),
    )
    FUNCTION_ARGUMENTS = Spec(
        110,
        422,
        N_(
            "%(place)s: the function “%(function)s” was given %(given)s values, but it takes %(allowed)s. Correct the expression."
        ),
    )
    VARIABLE_NOT_ALLOWED = Spec(
        111,
        422,
        N_(
            "%(place)s: “$%(name)s” is not allowed, forms have no variables. Write ${%(name)s} to refer to a question."
        ),
    )
    QUESTION_UNKNOWN = Spec(
        113,
        422,
        N_(
            "Question “%(question)s”, column “%(column)s” refers to “%(reference)s”, which is not in the form. Correct the name or add the question."
        ),
    )
    QUESTIONS_IN_A_CIRCLE = Spec(
        114,
        422,
        N_(
            "These questions depend on each other in a circle, so none can be worked out first: %(questions)s. Break the circle in one of them."
        ),
    )
    NODE_UNKNOWN = Spec(
        115,
        422,
        N_("The form refers to “%(reference)s” in its %(part)s, but has no such question."),
    )
    INSTANCE_UNKNOWN = Spec(
        116,
        422,
        N_(
            "%(place)s uses the list or file “%(instance)s”, which the form does not bring. Add the list to the choices sheet or attach the file."
        ),
    )
    FORM_FILE_NOT_VALID = Spec(
        118,
        422,
        N_(
            "The attached file “%(file)s” cannot be used: %(reason)s. Correct the file and attach it again."
        ),
    )
    QUESTION_TWICE = Spec(
        119,
        422,
        N_("Two questions in the same group are called “%(question)s”. Rename one of them."),
    )
    ANSWER_PATH_UNKNOWN = Spec(
        120,
        404,
        N_("This form has no question “%(path)s”. Open the page again."),
    )
    LANGUAGE_UNKNOWN = Spec(
        121,
        404,
        N_("This form has no language “%(language)s”. Choose one of: %(languages)s."),
    )
    EVALUATION_FAILED = Spec(
        122,
        422,
        N_(
            "The form could not work out %(function)s: %(reason)s. Tell the person who designed the form."
        ),
    )
    FORM_TREE_OLD = Spec(
        123,
        500,
        N_("The stored form was prepared by another version of the program. Open it again."),
    )
    ROW_NOT_ALLOWED = Spec(
        124,
        422,
        N_("Rows of “%(path)s” cannot be added or removed here: %(reason)s."),
    )
    INSTANCE_XML_NOT_VALID = Spec(
        125,
        422,
        N_("This interview does not fit the form “%(form)s”: %(reason)s."),
    )
    QUESTION_NOT_WORKED_OUT = Spec(
        130,
        422,
        N_(
            "Question “%(question)s”: “%(expression)s” could not be worked out: %(reason)s. It counts as blank. Tell the person who designed the form."
        ),
    )
    ROWS_TOO_MANY = Spec(
        131,
        422,
        N_(
            "The form asks for %(wanted)s rows of “%(repeat)s”; there can be %(most)s at most. Look at the number that was answered, or tell the person who designed the form."
        ),
    )
    ENTITIES_VERSION_UNKNOWN = Spec(
        132,
        422,
        N_(
            "The form follows version “%(version)s” of the specification of entities, which this program does not know. Update the program, or make the form for an earlier version."
        ),
    )
    ENTITY_MISSING = Spec(
        133,
        422,
        N_(
            "Question “%(question)s”, column “save_to”: its answer is to be kept as “%(property)s” of an entity, but the form declares none around it. Add a row to the sheet entities, or empty the cell."
        ),
    )
    EVENT_UNKNOWN = Spec(
        134,
        422,
        N_("The form waits for an event “%(event)s” that does not exist, so nothing happens then."),
    )
    QUESTION_NOT_SETTLED = Spec(
        135,
        422,
        N_(
            "Question “%(question)s” changes again each time it is worked out, so the program stopped. Its value may be wrong. Tell the person who designed the form."
        ),
    )
    TRANSLATION_MISSING = Spec(
        160,
        422,
        N_(
            "“%(question)s” has nothing in %(language)s in the column “%(column)s”, though another language has. Write it there."
        ),
    )
    TRANSLATIONS_MISSING = Spec(
        161,
        422,
        N_(
            "There is no column “%(column)s”, so texts are missing in %(language)s: %(count)s. Add the column and write them there."
        ),
    )
    FILE_NOT_WITH_FORM = Spec(
        162,
        422,
        N_(
            "The form names the file “%(file)s”, which did not come with it. Put it beside the form or into its folder of media, or take its name out."
        ),
    )
    LANGUAGE_NOT_NAMED = Spec(
        163,
        422,
        N_(
            "The column “%(column)s” names no language while others do, so the form gets a language “%(language)s” with little in it. Write the language into the heading, or set default_language on the sheet settings."
        ),
    )
    NEVER_REACHED = Spec(
        164,
        422,
        N_(
            "“%(question)s” can never be reached: “%(expression)s” is never true, whatever is answered. Correct the condition or take the question out."
        ),
    )
    VALUE_NOT_IN_LIST = Spec(
        165,
        422,
        N_(
            "“%(question)s” compares “%(other)s” with “%(value)s”, which is not in its list of choices. Correct the value or add the choice."
        ),
    )
    LIST_NOT_USED = Spec(
        166,
        422,
        N_(
            "No question uses the list “%(list)s”. Take it out, or correct the name where it was meant."
        ),
    )
    PERSONAL_DATA_NOT_FLAGGED = Spec(
        167,
        422,
        N_(
            "DP-01: “%(question)s” seems to ask for personal data (“%(words)s”) and is not flagged. Leave it out if you can. Otherwise give it class B or C in the column sensitivity, yes in the column pii and its purpose in the column purpose; or write no in the column pii if nothing personal is asked."
        ),
    )
    PERSONAL_DATA_WITHOUT_PURPOSE = Spec(
        168,
        422,
        N_(
            "DP-01: “%(question)s” seems to ask for personal data (“%(words)s”). It needs class B or C in the column sensitivity, yes in the column pii and its purpose in the column purpose; or write no in the column pii if nothing personal is asked."
        ),
    )
    DELICATE_ANSWER_IN_ENTITY = Spec(
        170,
        422,
        N_(
            "The sheet entities, column “%(column)s”, reads question “%(question)s”, whose answer is private or personal; with it the register would carry that to every laptop. Use a question of class A."
        ),
    )
    CLASS_NOT_VALID = Spec(
        169,
        422,
        N_(
            "DP-14: “%(question)s” has no class. Write A (ordinary), B (private) or C (restricted) in the column sensitivity."
        ),
    )
    QUESTIONNAIRE_UNKNOWN = Spec(
        191,
        404,
        N_("There is no questionnaire “%(name)s”. Choose one of these: %(known)s."),
    )
    PROFILE_UNKNOWN = Spec(
        192,
        422,
        N_("There is no country profile “%(name)s”. Choose one of these: %(known)s."),
    )
    MODULE_UNKNOWN = Spec(
        193,
        422,
        N_("There is no module “%(name)s”. Choose from these: %(known)s."),
    )
    SITE_ID_TAKEN = Spec(
        154,
        422,
        N_("A place has the id “%(id)s” already. Choose another id, or change that place."),
    )
    PART_NOT_SHIPPED = Spec(
        136,
        422,
        N_(
            "No places are shipped for %(parts)s. Choose provinces such as AF32 or ITP001, or a whole country, AF or IT."
        ),
    )
    SITE_ID_NOT_VALID = Spec(
        137,
        422,
        N_(
            "“%(id)s” cannot be the id of a place. Write up to 40 Latin letters, digits, full stops, hyphens and underscores, a letter or digit first."
        ),
    )
    SITE_ID_TWICE = Spec(
        138,
        422,
        N_(
            "The id “%(id)s” is in line %(line)s as well. Give each place an id of its own, or leave one of the lines out."
        ),
    )
    SITE_LEVEL_UNKNOWN = Spec(
        139,
        422,
        N_("“%(level)s” is no level of places. Choose one of these: %(known)s."),
    )
    SITE_PARENT_UNKNOWN = Spec(
        140,
        422,
        N_(
            "“%(parent)s”, in which “%(id)s” is to lie, is neither in the list nor in the register. Add it, or correct what the place lies in."
        ),
    )
    SITE_LEVEL_ORDER = Spec(
        141,
        422,
        N_(
            "“%(id)s” (%(level)s) cannot lie in “%(parent)s” (%(above)s), which is not of a higher level. Correct the level, or what the place lies in."
        ),
    )
    SITE_IN_CIRCLE = Spec(
        142,
        422,
        N_(
            "These places lie in each other in a circle: %(chain)s. Correct what one of them lies in."
        ),
    )
    SITE_WITHOUT_NAME = Spec(
        143,
        422,
        N_("The place “%(id)s” has no name. Write it in at least one language."),
    )
    SITE_CODE_TWICE = Spec(
        144,
        422,
        N_(
            "The place “%(id)s” has the code %(code)s of “%(scheme)s” already. Correct the code, or merge the two places."
        ),
    )
    SITE_NAME_ALIKE = Spec(
        145,
        422,
        N_(
            "“%(name)s” is the same name as “%(other)s” (%(id)s), or is written nearly as that, and lies in the same place. If it is the same place, give the line that id."
        ),
    )
    SITE_STATE_UNKNOWN = Spec(
        146,
        422,
        N_("“%(state)s” is no state of a place. Leave it empty, or write closed."),
    )
    SITE_SUCCESSOR_UNKNOWN = Spec(
        147,
        422,
        N_(
            "“%(successor)s”, into which “%(id)s” was merged, is neither in the list nor in the register. Correct the id."
        ),
    )
    SITE_MERGED_IN_CIRCLE = Spec(
        148,
        422,
        N_("These places were merged into each other in a circle: %(chain)s. Correct one of them."),
    )
    SITE_CODE_WITHOUT_SCHEME = Spec(
        149,
        422,
        N_(
            "The code %(code)s does not say whose it is, and codes of different lists collide. Fill in the scheme, such as ocha-cod."
        ),
    )
    SITE_NAMES_MISSING = Spec(
        150,
        422,
        N_(
            "The place “%(id)s” has no name in these languages: %(languages)s. Readers of them see another name."
        ),
    )
    SITE_OTHERS_NOT_READ = Spec(
        151,
        422,
        N_(
            "“%(text)s” is no list of further codes. Write scheme:code:since, with a semicolon between two codes."
        ),
    )
    SITE_WITHOUT_PARENT = Spec(
        152,
        422,
        N_("The place “%(id)s” lies in nothing. That is usual for a country alone."),
    )
    SITE_MERGE_NOT_POSSIBLE = Spec(
        153,
        422,
        N_(
            "A place cannot be merged into itself, into a place that lies in it, or into one that was merged into it. Choose another place."
        ),
    )
    # -- 2xx languages, dates and digits
    DATE_NOT_UNDERSTOOD = Spec(
        201,
        422,
        N_("“%(text)s” is not a date. Write year, month and day, such as %(example)s."),
    )
    DATE_DOES_NOT_EXIST = Spec(
        202,
        422,
        N_(
            "There is no day “%(text)s”: that month has %(days)s days. Correct the day or the month."
        ),
    )
    MONTH_DOES_NOT_EXIST = Spec(
        203,
        422,
        N_("There is no month %(month)s in “%(text)s”: a year has 12 months. Correct the month."),
    )
    DATE_OUT_OF_RANGE = Spec(
        204,
        422,
        N_(
            "The year %(year)s in “%(text)s” cannot be right. Years go from 1277 to 1500 in the Solar Hijri calendar, and from 1850 to 2150 in the Gregorian one. Correct the year."
        ),
    )
    LIST_ENCODING = Spec(
        205,
        422,
        N_(
            "It is not certain in which letters this file is written, and names would be damaged. Save it again in Excel as “CSV UTF-8”, or in LibreOffice with the character set Unicode (UTF-8)."
        ),
    )
    LIST_IS_WORKBOOK = Spec(
        206,
        422,
        N_(
            "This is a workbook, not a list as text. Open it in Excel or LibreOffice, save the sheet as “CSV UTF-8”, and choose that file."
        ),
    )
    LIST_TOO_LONG = Spec(
        207,
        422,
        N_("The list is longer than %(most)s lines or %(mega)s MB. Divide it into several files."),
    )
    LIST_COLUMNS = Spec(
        208,
        422,
        N_(
            "The first line has to name each of these columns once: %(columns)s. The file to fill in has all columns."
        ),
    )
    LIST_EMPTY = Spec(
        209,
        422,
        N_("There is nothing below the first line of the list. Write one place a line."),
    )
    LINE_TOO_LONG = Spec(
        210,
        422,
        N_(
            "The line has more cells than the first line names columns. Put a text that has commas or semicolons in it into quotation marks."
        ),
    )
    DIGITS_MIXED = Spec(
        211,
        422,
        N_("“%(text)s” has digits of two scripts in one number or code. Write all of them in one."),
    )
    LETTERS_LOST = Spec(
        212,
        422,
        N_(
            "“%(text)s” lost letters when the file was saved. Save it as “CSV UTF-8” and write the name again."
        ),
    )
    CELL_TOO_LONG = Spec(
        213,
        422,
        N_("“%(text)s” is longer than %(most)s characters. Shorten it."),
    )
    LIST_QUOTE_OPEN = Spec(
        214,
        422,
        N_(
            "A quotation mark in or before line %(line)s is never closed. Close it, or take it away."
        ),
    )
    # -- 3xx log and sync
    ENTRY_DAMAGED = Spec(
        301,
        422,
        N_(
            "Entry %(entry)s was altered or cut off. Nothing of what came with it was stored, and nothing is lost where it came from. Send again; if this comes back, call your coordinator."
        ),
    )
    CHAIN_BROKEN = Spec(
        302,
        409,
        N_(
            "In the log %(log)s, entry %(entry)s does not follow the one before it. Nothing of what came with it was stored. Send again; if this comes back, call your coordinator."
        ),
    )
    CONTENT_NOT_VALID = Spec(
        303,
        422,
        N_(
            "This version of the program cannot read “%(part)s” of “%(kind)s”. It is kept as it came. Update the program; it is read again then."
        ),
    )
    TIP_SIGNATURE_WRONG = Spec(
        304,
        422,
        N_(
            "The signature at the end of the log %(log)s does not fit its entries. Nothing of it was stored. Send again; if this comes back, call your coordinator."
        ),
    )
    FORM_VERSION_TAKEN = Spec(
        341,
        409,
        N_(
            "Version “%(version)s” of the form “%(form)s” was published already with other content, so nothing was published. Give the changed workbook a new version in its settings sheet."
        ),
    )
    ZONE_UNKNOWN = Spec(
        342,
        422,
        N_("There is no time zone “%(zone)s”. Write its name as Asia/Kabul or Europe/Rome."),
    )
    TITLE_MISSING = Spec(
        343,
        422,
        N_("A project needs a title in at least one language. Give it one and try again."),
    )
    CONTAINER_DAMAGED = Spec(
        311,
        422,
        N_(
            "What was sent was altered or cut off on the way, or was signed by somebody else. Nothing of it was stored, and nothing is lost where it came from. Send again; if this comes back, call your coordinator."
        ),
    )
    CONTAINER_TOO_LARGE = Spec(
        312,
        413,
        N_(
            "One delivery was larger than %(most)s MB, so it was refused. Nothing is lost. Send again; if this comes back, call your coordinator."
        ),
    )
    SEALED_TO_ANOTHER = Spec(
        313,
        422,
        N_(
            "This was sealed for somebody else and cannot be opened here. Nothing is lost. Take it to the hub or the laptop that it is meant for."
        ),
    )
    PROTOCOL_UNKNOWN = Spec(
        314,
        400,
        N_(
            "The other side speaks version %(found)s of the sync protocol, and this program knows version %(known)s. Update the older program, the hub first. Nothing is lost."
        ),
    )
    MESSAGE_NOT_VALID = Spec(
        315,
        422,
        N_(
            "The other side sent a message whose part “%(part)s” cannot be read. Nothing of it was stored. Update the older program, the hub first."
        ),
    )
    PROJECT_OTHER = Spec(
        316,
        404,
        N_(
            "The hub does not hold the project %(project)s. Nothing is lost. Ask your coordinator which hub you should use."
        ),
    )
    WORKSPACE_UNKNOWN = Spec(
        317,
        403,
        N_(
            "The hub does not know this laptop's workspace %(workspace)s. Nothing is lost. Ask your coordinator to enrol you again."
        ),
    )
    WORKSPACE_REVOKED = Spec(
        318,
        403,
        N_(
            "The hub no longer accepts the workspace %(workspace)s of this laptop. Nothing was deleted. Call your coordinator."
        ),
    )
    LOG_FOREIGN = Spec(
        319,
        403,
        N_(
            "What was sent for the log %(log)s was not written by its owner. Nothing of it was stored. Call your coordinator."
        ),
    )
    HUB_UNREACHABLE = Spec(
        321,
        502,
        N_(
            "The hub does not answer at %(address)s. Everything is kept on this laptop. Check the network and send again later."
        ),
    )
    HUB_SLOW = Spec(
        322,
        504,
        N_(
            "The connection is too slow, and the hub's answer did not come in time. Everything is kept on this laptop; what arrived is not sent twice. Send again where the network is better."
        ),
    )
    HUB_ANSWER_WRONG = Spec(
        323,
        502,
        N_(
            "What answered at %(address)s is not the hub, or something between changed its answer. Everything is kept on this laptop. If the network asks you to sign in, do that first; then send again."
        ),
    )
    HUB_REFUSED = Spec(
        324,
        502,
        N_(
            "The hub could not take it now (%(reference)s). Everything is kept on this laptop. Send again later; if this comes back, tell your coordinator the number."
        ),
    )
    SYNC_STUCK = Spec(
        325,
        502,
        N_(
            "The hub answers but does not get any further. Everything is kept on this laptop. Call your coordinator."
        ),
    )
    RELAY_DECIDES_NOT = Spec(
        326,
        409,
        N_(
            "This hub is a relay: forms, places, settings, decisions and erasures come from the hub above it (%(address)s). Ask there for it; it reaches this hub and its laptops by itself."
        ),
    )
    CODE_FOR_LAPTOP = Spec(
        327,
        409,
        N_(
            "This enrolment code sets up a person's laptop, not a relay. Ask at the hub above for a code for a relay."
        ),
    )
    CODE_FOR_RELAY = Spec(
        328,
        409,
        N_(
            "This enrolment code sets up a relay, which is a hub, and not a person's laptop. Ask your coordinator for a code of your own."
        ),
    )
    RELAY_WITH_PROJECT = Spec(
        329,
        409,
        N_(
            "This hub has a project already, so it cannot become a relay of another hub. Use an empty data folder (--data) for the relay."
        ),
    )
    NOT_A_RELAY = Spec(
        330,
        409,
        N_(
            "This hub is no relay: there is no hub above it. First enrol it with the command “fieldtool hub relay enrol”."
        ),
    )
    RELAY_UNKNOWN = Spec(
        331,
        403,
        N_(
            "The hub above does not know this relay (%(relay)s). Nothing is lost; enrol the relay again with a new code."
        ),
    )
    RELAY_REVOKED = Spec(
        332,
        403,
        N_(
            "The hub above revoked this relay (%(relay)s) and takes nothing from it any more. Keep everything and ask there."
        ),
    )
    RELAY_NOT_HERE = Spec(
        333,
        404,
        N_("There is no such relay at this hub. Choose one from the page of relays."),
    )
    RELAY_NAME_MISSING = Spec(
        334,
        422,
        N_("Write what the relay is called, such as the name of its province."),
    )
    FORM_FILE_MISSING = Spec(
        345,
        422,
        N_(
            "The form reads the file “%(file)s”, which did not come with it. Attach that file and publish again."
        ),
    )
    TEAM_UNKNOWN = Spec(
        350,
        422,
        N_("“%(team)s” is not a team. A team is two to five capital letters, such as HRT."),
    )
    FILE_TWICE = Spec(
        351,
        422,
        N_("Two different files are called “%(file)s”. Leave one of them out, or rename it."),
    )
    FILE_OF_NO_USE = Spec(
        352,
        422,
        N_(
            "“%(file)s” is neither a list (.csv, .xml, .geojson) nor a picture, recording or film that every browser shows. Leave it out, or save it in another format."
        ),
    )
    ARCHIVE_NOT_READABLE = Spec(
        353,
        422,
        N_(
            "The archive “%(file)s” is damaged or locked with a password. Pack the files again, without a password."
        ),
    )
    FILES_TOO_LARGE = Spec(
        354,
        422,
        N_(
            "The files of a form may be %(count)s and hold %(most)s MB at most, unpacked. Leave out what the form does not need, or make pictures and films smaller."
        ),
    )
    BLOB_DAMAGED = Spec(
        360,
        422,
        N_(
            "A photo, recording or file was changed or damaged on the way or on the disk, so it was not taken. Send again; if it says so again, tell your coordinator."
        ),
    )
    BLOB_GAP = Spec(
        361,
        409,
        N_(
            "A part of a photo or recording does not fit to what is there: %(here)s of %(size)s bytes. Send again; it goes on from there."
        ),
    )
    BLOB_NOT_NAMED = Spec(
        363,
        404,
        N_(
            "The hub has no interview or questionnaire that this photo, recording or file belongs to. Send the interviews first; if it says so again, tell your coordinator."
        ),
    )
    BLOB_NOT_AT_HUB = Spec(
        364,
        404,
        N_(
            "The hub has not got this photo, recording or file itself. It is sent by the laptop that has it, or published again by your coordinator."
        ),
    )
    FILE_NAME_NOT_VALID = Spec(
        362,
        422,
        N_(
            "A file cannot be called “%(file)s” on every laptop. Give it a name of at most 150 letters, digits, spaces, hyphens or dots that does not begin with a dot."
        ),
    )
    BUNDLE_DAMAGED = Spec(
        370,
        422,
        N_(
            "This file was cut off or altered on the way, so nothing of it was taken. Nothing is lost where it came from. Copy it onto the stick again."
        ),
    )
    ANSWER_NOT_ASKED = Spec(
        371,
        409,
        N_(
            "An answer of the hub belongs to nothing that this laptop asked, as after an old copy was restored. It was put away; the hub says everything again at the next contact."
        ),
    )
    BUNDLES_ARE_READ = Spec(
        372,
        422,
        N_(
            "A hub writes its answers when it reads a folder. Type: fieldtool bundle read %(place)s --face hub."
        ),
    )
    ERASURE_REASON_MISSING = Spec(
        380,
        422,
        N_("Nothing was erased, because no reason was chosen. Choose one of the reasons."),
    )
    HUB_CERTIFICATE_WRONG = Spec(
        386,
        502,
        N_(
            "What answers at %(address)s cannot prove that it is the hub, so nothing was sent. Look whether the date of this laptop is right, and whether the network wants you to sign in. Otherwise carry the work by memory stick and call your coordinator."
        ),
    )
    ROOTS_NOT_READABLE = Spec(
        387,
        500,
        N_(
            "The certificates that prove the hub cannot be read. They are a file in PEM form, of at most 32 kB."
        ),
    )
    # -- 4xx storage
    DISK_FULL = Spec(
        401,
        507,
        N_(
            "The disk of %(place)s is full, so this was not saved. Everything shown as saved before is safe. Delete files you no longer need or empty the bin, then try again."
        ),
    )
    DISK_FAILING = Spec(
        402,
        507,
        N_(
            "The disk of %(place)s could not be written, so this was not saved. Everything shown as saved before is safe. Check that the disk is not full or unplugged, then try again; if it happens again, send and call your coordinator."
        ),
    )
    DISK_READ_ONLY = Spec(
        403,
        507,
        N_(
            "%(place)s can be read but not written, so this was not saved. Allow this user to write there, or take the write protection off, then try again."
        ),
    )
    DATABASE_DAMAGED = Spec(
        405,
        500,
        N_(
            "The file %(place)s is damaged and was not opened, so that nothing gets worse. Do not delete it. Call your coordinator: what was sent is at the hub, the rest can often be rescued."
        ),
    )
    DATABASE_BUSY = Spec(
        406,
        503,
        N_(
            "Another part of the program was writing to %(place)s for too long, so this was not saved. Try again in a moment."
        ),
    )
    DATABASE_UNREACHABLE = Spec(
        407,
        503,
        N_(
            "The database %(place)s does not answer. Start it, or correct the setting “database”, then try again."
        ),
    )
    DATABASE_NEWER = Spec(
        408,
        500,
        N_(
            "%(place)s was written by a newer version of fieldtool (%(found)s; this one knows %(known)s). Install the newer version; nothing was changed."
        ),
    )
    FOLDER_IN_USE = Spec(
        409,
        409,
        N_(
            "Another fieldtool is already using the folder %(place)s. Use its window, or stop it first."
        ),
    )
    PLACE_NOT_OPENED = Spec(
        410,
        500,
        N_(
            "%(place)s could not be opened. Check that the folder exists and that this user may read and write there."
        ),
    )
    PROJECT_UNKNOWN = Spec(
        411,
        404,
        N_("This project is not here yet. Connect to the hub once with “Send”, or enrol again."),
    )
    BLOB_NOT_HERE = Spec(
        420,
        404,
        N_(
            "This photo, recording or file is not on this computer yet. It comes with the next contact between laptop and hub."
        ),
    )
    DATABASE_DAMAGED_BACKUP = Spec(
        425,
        500,
        N_(
            "The file %(place)s is damaged and was not opened, so that nothing gets worse. There is a good backup of %(made)s. Stop the program and type: fieldtool restore %(backup)s. Nothing is deleted by that."
        ),
    )
    BACKUP_DAMAGED = Spec(
        426,
        422,
        N_(
            "The backup %(place)s is damaged or not complete, so nothing of it was used and nothing was changed. Choose another backup."
        ),
    )
    BACKUP_NOT_FOUND = Spec(
        427,
        404,
        N_(
            "There is no backup in %(place)s. Give the folder of a backup, in which a file about.json lies, or the folder with all of them."
        ),
    )
    BACKUP_OTHER = Spec(
        428,
        409,
        N_(
            "The backup %(place)s was made by another laptop or hub, so nothing of it was used and nothing was changed. Choose a backup of this one, or an empty data folder (--data)."
        ),
    )
    BACKUP_OF_SERVER = Spec(
        429,
        409,
        N_(
            "This hub keeps its data in PostgreSQL, which makes its own backups. Use pg_dump and pg_restore, and copy the folder of photos; docs/backup.md says how."
        ),
    )
    BACKUP_WITHOUT_DATABASE = Spec(
        430,
        404,
        N_(
            "There is nothing to back up in %(place)s. Give the data folder of the laptop or hub with --data."
        ),
    )
    STICK_NOT_HERE = Spec(
        440,
        422,
        N_(
            "There is no folder “%(place)s” on this computer. Put the stick in, wait a moment, and choose it from the list or write its whole path, such as %(windows)s or %(linux)s."
        ),
    )
    STICK_TOO_FULL = Spec(
        441,
        422,
        N_(
            "%(place)s holds more than %(most)s parcels, so it was not read. Put those of this project into a folder of their own."
        ),
    )
    STICK_FAILING = Spec(
        442,
        507,
        N_(
            "What was written to %(place)s could not be read back as it was. Nothing is lost here. Use another memory stick."
        ),
    )
    # -- 5xx security
    PASSPHRASE_WRONG = Spec(
        501,
        403,
        N_(
            "This passphrase does not open the work. Check the language of the keyboard and the capital letters, then try again."
        ),
    )
    PASSPHRASE_WAIT = Spec(
        502,
        429,
        N_(
            "The passphrase was wrong several times. Wait %(seconds)s seconds before you try again. Nothing is lost."
        ),
    )
    PASSPHRASE_SHORT = Spec(
        503,
        422,
        N_(
            "The passphrase is too short. Use at least %(least)s letters or digits; several words are easy to remember."
        ),
    )
    WORKSPACE_MISSING = Spec(
        504,
        404,
        N_(
            "Nobody's work with this name is on this laptop. Choose a person from the list, or enrol first."
        ),
    )
    KEYS_DAMAGED = Spec(
        505,
        500,
        N_(
            "The file of keys %(place)s is damaged, so this work cannot be opened. Do not delete anything. Call your coordinator."
        ),
    )
    MEMORY_SHORT = Spec(
        506,
        503,
        N_(
            "This computer has too little free memory to check the passphrase. Close other programs and try again."
        ),
    )
    CODE_NOT_VALID = Spec(
        507,
        422,
        N_(
            "An enrolment code has %(length)s letters and digits (A to Z, 2 to 7), and this has another form. Compare it with what your coordinator gave you."
        ),
    )
    ENROLMENT_FILE_NOT_VALID = Spec(
        508,
        422,
        N_(
            "This is not an enrolment file, or it is damaged. Ask your coordinator for it again, or type the code."
        ),
    )
    CODE_UNKNOWN = Spec(
        509,
        404,
        N_(
            "The hub does not know this enrolment code. Compare it letter by letter, or ask your coordinator for a new one."
        ),
    )
    CODE_USED = Spec(
        510,
        409,
        N_(
            "This enrolment code was used already, on another laptop or by another attempt. Ask your coordinator for a new one."
        ),
    )
    CODE_EXPIRED = Spec(
        511,
        410,
        N_("This enrolment code has expired. Ask your coordinator for a new one."),
    )
    CODE_BURNED = Spec(
        512,
        403,
        N_(
            "Somebody used this enrolment code with a wrong proof, so it is no longer good. Ask your coordinator for a new one, face to face or by telephone."
        ),
    )
    ENROLMENT_ALTERED = Spec(
        513,
        502,
        N_(
            "The answer does not come from the hub that gave the enrolment code, so nothing was set up. Do not try again on this network. Call your coordinator."
        ),
    )
    WORKSPACE_TAKEN = Spec(
        514,
        409,
        N_("The hub knows another laptop under the same name. Enrol again with a new code."),
    )
    DURESS_SAME = Spec(
        515,
        422,
        N_("This passphrase opens your work. The one that erases it has to be another."),
    )
    ERASE_NOT_CONFIRMED = Spec(
        516,
        422,
        N_("Mark that you want your work on this laptop erased now."),
    )
    HUB_LOCKED = Spec(
        523,
        423,
        N_(
            "The interviews of this project are sealed and the hub is locked. They are here, counted and safe; to read them an administrator unlocks the hub with the passphrase of one who holds the key."
        ),
    )
    SEAL_KEY_NOT_VALID = Spec(
        524,
        422,
        N_(
            "The project says that interviews are sealed, but to a key that cannot be used, so nothing was finalised. The draft stays as it is. Tell the coordinator."
        ),
    )
    SEAL_KEY_MISSING = Spec(
        525,
        409,
        N_("Interviews of this project are not sealed; there is no key to open them with."),
    )
    SEAL_KEY_MADE = Spec(
        526,
        409,
        N_("Interviews of this project are sealed already. Its key stays the same for life."),
    )
    UNLOCK_HOURS_NOT_VALID = Spec(
        527,
        422,
        N_("Choose for how many hours the hub is to be unlocked: 1 to %(most)s."),
    )
    LOGIN_NOT_VALID = Spec(
        531,
        422,
        N_(
            "“%(login)s” cannot be a sign-in name. Use 3 to 32 small letters (a to z), digits, dots or hyphens, beginning with a letter."
        ),
    )
    LOGIN_TAKEN = Spec(
        532,
        409,
        N_("There is an account “%(login)s” already. Choose another sign-in name."),
    )
    PASSWORD_WEAK = Spec(
        533,
        422,
        N_(
            "This password is too easy to guess. Use at least %(least)s letters, digits or spaces, and nothing that many people choose or that is your own name; four words that do not belong together are easy to remember."
        ),
    )
    INVITATION_WRONG = Spec(
        570,
        404,
        N_(
            "This invitation is not known here: it was used, is older than a week, or is not complete. Ask an administrator of the hub for another one."
        ),
    )
    SECOND_FACTOR_WRONG = Spec(
        571,
        403,
        N_(
            "This is not the code of now. Wait until the app shows the next one and type that, or use a spare code. Check that the clock of the telephone is right."
        ),
    )
    ACCOUNT_UNKNOWN = Spec(
        572,
        404,
        N_("There is no account “%(login)s” here. Go back to the list of accounts."),
    )
    LAST_ADMINISTRATOR = Spec(
        573,
        409,
        N_(
            "“%(login)s” is the only administrator, and without one nobody could open accounts any more. Make somebody else an administrator first."
        ),
    )
    PASSWORDS_DIFFER = Spec(
        574,
        422,
        N_("The two passwords are not the same. Type both again."),
    )
    PASSWORD_NOW_WRONG = Spec(
        575,
        403,
        N_("This is not your password of now, so nothing was changed. Try again."),
    )
    EXPORT_PURPOSE_MISSING = Spec(
        577,
        422,
        N_(
            "A file with everything that was said leaves the hub only for a purpose. Write in a few words what it is needed for; the audit keeps it."
        ),
    )
    RELEASE_NOT_HERE = Spec(
        578,
        404,
        N_(
            "Nobody waits for an agreement to this file any more: it was fetched, somebody agreed already, or it is older than a day. Go back to the list."
        ),
    )
    RELEASE_OWN = Spec(
        579,
        403,
        N_(
            "You asked for this file yourself, so somebody else has to agree. Tell another coordinator or administrator that it waits."
        ),
    )
    TEAM_ELSEWHERE = Spec(
        576,
        403,
        N_(
            "The team “%(team)s” does not work in your area, so you would not see this person any more. Teams of your area: %(teams)s. An administrator says on the page “Where teams work” which place a team has."
        ),
    )
    PASSPHRASE_COMMON = Spec(
        540,
        422,
        N_(
            "This passphrase is one that many people choose, so it is among the first to be tried. Take four words that do not belong together; capitals and signs do not help."
        ),
    )
    RECOVERY_CODE_NOT_VALID = Spec(
        541,
        422,
        N_(
            "This is no recovery code, or a character in it is wrong. It has %(length)s letters and digits, or %(digits)s digits. Read it again group by group."
        ),
    )
    RECOVERY_CODE_WRONG = Spec(
        542,
        403,
        N_(
            "This recovery code was written down correctly but does not open this. After each use there is a new one: take the newest, or ask for it at the hub."
        ),
    )
    RECOVERY_NOT_SET_UP = Spec(
        543,
        409,
        N_(
            "There is no recovery code for this work. Without the passphrase nobody can open it; what was sent is at the hub."
        ),
    )
    HOLDERS_TOO_FEW = Spec(
        544,
        422,
        N_(
            "A key like this needs two people with different names and different passphrases, so that one alone does not lose it. Write both."
        ),
    )
    HOLDER_UNKNOWN = Spec(
        545,
        404,
        N_("Nobody called “%(name)s” holds this key. Choose one of those who are named."),
    )
    ESCROW_NOT_HERE = Spec(
        546,
        404,
        N_(
            "The hub does not hold a recovery code of this laptop: it never sent one, or the key it was sealed to is gone. The laptop sends one when it is next in contact and its person makes a new code."
        ),
    )
    RECOVERY_KEY_MISSING = Spec(
        547,
        409,
        N_(
            "This project has no recovery key yet. An administrator makes one under “Accounts”, together with a second person."
        ),
    )
    PEOPLE_LIST_ENCODING = Spec(
        548,
        422,
        N_(
            "The letters of this list cannot be read. Save it again as “CSV UTF-8” (Excel) or with the character set UTF-8 (LibreOffice)."
        ),
    )
    PEOPLE_LIST_COLUMNS = Spec(
        549,
        422,
        N_(
            "The first line of the list needs each of these headings once; missing or doubled: %(columns)s. Add them and try again."
        ),
    )
    PEOPLE_LIST_LENGTH = Spec(
        550,
        422,
        N_(
            "The list has no people in it, or more than %(most)s. Write one person a line below the headings, or make several lists."
        ),
    )
    PERSON_CODE_TWICE = Spec(
        551,
        422,
        N_("%(code)s stands in the list twice. Each person has a code of their own."),
    )
    NOBODY_CHOSEN = Spec(
        552,
        422,
        N_("Nobody was chosen. Mark the people who are to get a card."),
    )
    INCIDENT_KIND_MISSING = Spec(
        553,
        422,
        N_("Say what happened to the laptop: it was lost, stolen or seized."),
    )
    INCIDENT_NOT_HERE = Spec(
        554,
        404,
        N_("There is no such report of a lost laptop. Choose one from the list."),
    )
    ERASING_NOT_FINISHED = Spec(
        555,
        500,
        N_(
            "The keys are destroyed, so nobody can open this work any more, but another program holds files in %(place)s. Close it and delete that folder by hand."
        ),
    )
    CLOSING_TOO_EARLY = Spec(
        556,
        409,
        N_(
            "Not everything is at the hub for certain yet, so nothing was erased. Finish, hand over or delete the drafts, send everything, and try again."
        ),
    )
    CLOSING_NOT_CONFIRMED = Spec(
        557,
        422,
        N_("Mark that everything of yours on this laptop may be erased."),
    )
    ENROLMENT_CARRIED_NOT_VALID = Spec(
        558,
        422,
        N_(
            "This file is not the one that is asked for here, or it is damaged. A laptop's request ends in .ft-request, the hub's answer in .ft-answer."
        ),
    )
    ENROLMENT_NOT_ASKED = Spec(
        559,
        404,
        N_(
            "This answer is for another laptop, or for a request that was thrown away here. Take it to the laptop that made the request."
        ),
    )
    COLLEAGUE_ELSEWHERE = Spec(
        560,
        409,
        N_("%(person)s does not work for the same project. Choose a colleague who does."),
    )
    COLLEAGUE_LACKS_FORM = Spec(
        561,
        409,
        N_(
            "%(person)s has not got the questionnaire of this interview yet. Let %(person)s send and fetch once, then hand it over. It is still in your work."
        ),
    )
    COLLEAGUE_HAS_IT = Spec(
        562,
        409,
        N_(
            "%(person)s has worked on this interview already, so nothing was overwritten. Look at it together, then delete one of the two."
        ),
    )
    COLLEAGUE_LOCKED = Spec(
        564,
        409,
        N_(
            "The hub has locked the work of %(person)s on this laptop, so nothing can be handed over into it. Choose another colleague."
        ),
    )
    NOBODY_CHOSEN_HERE = Spec(
        563,
        422,
        N_("Choose who you are. Whoever is set up already is not in the list any more."),
    )
    # -- 6xx collecting
    ANSWER_OLDER = Spec(
        601,
        409,
        N_(
            "This answer was changed in another window after this page was opened. Saved there: “%(saved)s”. Typed here: “%(typed)s”. Nothing was overwritten; choose which one is right."
        ),
    )
    DRAFT_UNKNOWN = Spec(
        602,
        404,
        N_("This interview is not on this laptop under your name. Look for it in your list."),
    )
    DRAFT_FINALISED = Spec(
        603,
        409,
        N_("Interview %(number)s is finalised and cannot be changed here any more."),
    )
    DRAFT_DELETED = Spec(
        604,
        409,
        N_("Interview %(number)s was deleted. Undo the deletion in your list to go on with it."),
    )
    INTERVIEW_NOT_COMPLETE = Spec(
        605,
        422,
        N_(
            "%(count)s answers of interview %(number)s are missing or not allowed. Correct them, or finish it with another result than “complete”."
        ),
    )
    RESULT_UNKNOWN = Spec(
        606,
        422,
        N_("There is no result “%(result)s”. Choose one of the results on the page."),
    )
    FORM_NOT_HERE = Spec(
        607,
        404,
        N_(
            "This version of the questionnaire is not on this laptop. Connect to the hub once with “Send” to get it; your answers are kept."
        ),
    )
    SITE_NOT_HERE = Spec(
        608,
        404,
        N_("The place “%(site)s” is not in the list of this project. Choose one from the list."),
    )
    REASON_MISSING = Spec(
        609, 422, N_("Say in a few words why this interview is deleted, then delete it.")
    )
    WHOLE_NUMBER_NOT_READ = Spec(
        610,
        422,
        N_("“%(text)s” is not a whole number. Write it with digits only, such as 33 or ۳۳."),
    )
    DECIMAL_NOT_READ = Spec(
        611, 422, N_("“%(text)s” is not a number. Write it with digits, such as 2.5 or ۲٫۵.")
    )
    TIME_NOT_READ = Spec(
        612, 422, N_("“%(text)s” is not a time. Write hours and minutes, such as 14:05 or ۱۴:۰۵.")
    )
    CHOICE_NOT_IN_LIST = Spec(
        613, 422, N_("“%(text)s” is not in the list of this question. Choose one that is.")
    )
    DATE_NOT_COMPLETE = Spec(
        620, 422, N_("The date is not complete. Give every part of it that is asked for.")
    )
    TIME_NOT_COMPLETE = Spec(
        621,
        422,
        N_("The time is not complete. Write hours and minutes, such as 14:05 or ۱۴:۰۵."),
    )
    NOT_ON_THE_SCALE = Spec(
        622,
        422,
        N_(
            "“%(text)s” is not on this scale, which goes from %(start)s to %(end)s in steps of %(step)s. Choose a number that is."
        ),
    )
    ORDER_NOT_COMPLETE = Spec(
        623,
        422,
        N_("The order is not complete. Give each line a place of its own, from 1 to %(count)s."),
    )
    POSITION_NOT_READ = Spec(
        624,
        422,
        N_(
            "“%(text)s” is not a position. Write latitude and longitude as numbers, such as 34.3529 and 62.2040."
        ),
    )
    POSITION_NOT_ON_EARTH = Spec(
        625,
        422,
        N_(
            "“%(text)s” is not on the earth: latitude goes from -90 to 90, longitude from -180 to 180. Perhaps they are exchanged."
        ),
    )
    LINE_TOO_SHORT = Spec(
        626,
        422,
        N_("A line needs two points or more, and %(count)s is written. Write the others as well."),
    )
    AREA_TOO_SMALL = Spec(
        627,
        422,
        N_(
            "An area needs three corners or more, and %(count)s are written. Write the others as well."
        ),
    )
    YEAR_NOT_READ = Spec(628, 422, N_("“%(text)s” is not a year. Write all four digits of it."))
    FILE_EMPTY = Spec(
        630,
        422,
        N_("The file is empty, so it was not attached. Choose it again, or another one."),
    )
    FILE_TOO_LARGE = Spec(
        631,
        413,
        N_(
            "The file is larger than %(most)s MB, so it was not attached. Make a shorter recording or a smaller file."
        ),
    )
    PICTURE_NOT_READ = Spec(
        632,
        422,
        N_(
            "This is no picture that can be read here, so it was not attached. Choose a JPEG, PNG or WebP picture."
        ),
    )
    RECORDING_NOT_READ = Spec(
        633,
        422,
        N_(
            "This is no sound recording that is known here, so it was not attached. Choose an MP3, M4A, OGG, WAV or AMR file."
        ),
    )
    FILM_NOT_READ = Spec(
        634,
        422,
        N_(
            "This is no film that is known here, so it was not attached. Choose an MP4, MOV or WebM file."
        ),
    )
    FILE_IS_PROGRAM = Spec(
        635,
        422,
        N_("This file is a program, so it was not attached. Choose a document or a picture."),
    )
    FILE_NOT_HERE = Spec(
        636,
        404,
        N_("This file is not attached to the interview any more. Go back to its questions."),
    )
    FILE_IN_TWO_WINDOWS = Spec(
        637,
        409,
        N_(
            "This question got another file in another window, so this one was not attached. Look at the one that is here; if yours is right, choose it again."
        ),
    )
    DRAFT_ERASED = Spec(
        640,
        410,
        N_(
            "This interview was erased at the hub, so its answers are not on this laptop any more. Your list says why."
        ),
    )
    NOT_RETURNED = Spec(
        641,
        409,
        N_(
            "This interview is not waiting to be corrected any more: it was answered, or your coordinator decided something else. Look at it in your list."
        ),
    )
    REQUEST_REASON_MISSING = Spec(
        642, 422, N_("Choose what you ask for, so that your coordinator knows what to do.")
    )
    REQUEST_NOT_POSSIBLE = Spec(
        643,
        409,
        N_(
            "Nothing can be asked about this interview now: you asked already, or it was returned to you. Look at it in your list."
        ),
    )
    FORM_FOR_TRAINED = Spec(
        614,
        403,
        N_(
            "This questionnaire is only for people who are trained for it, and the project does not list you among them. Nothing was opened. Talk to your coordinator."
        ),
    )
    QUESTION_CLOSED = Spec(
        615,
        409,
        N_(
            "This may not be asked now, so the answer was not saved: consent is missing, or the question is for other people. Open the interview again to see what comes next."
        ),
    )
    CONSENT_NOT_GIVEN = Spec(
        616,
        422,
        N_(
            "Nobody has agreed to interview %(number)s, so it cannot be finished. Ask for consent, or write down that the person does not take part."
        ),
    )
    RESULT_IS_COUNTED = Spec(
        617,
        422,
        N_(
            "Interview %(number)s cannot be finished as refused or not reached, because then nothing of it may be kept. Write down that the person does not take part."
        ),
    )
    OUTCOME_UNKNOWN = Spec(618, 422, N_("Choose how it ended."))
    WITHDRAW_AT_HUB = Spec(
        619,
        409,
        N_(
            "Interview %(number)s is at the hub already, so it cannot end here alone. Ask in your list that it be cancelled because the person does not want to be in it any more."
        ),
    )
    ASKS_NOT_VALID = Spec(
        645,
        422,
        N_(
            "DP-07: the column asks of “%(question)s” says “%(words)s”. Write consent, guardian, assent, recontact, quote, photo, sex or age, and after it what single answers mean, such as “sex 1=female 2=male”."
        ),
    )
    CONSENT_NOT_DECLARED = Spec(
        646,
        422,
        N_(
            "DP-07: before “%(question)s” somebody is asked to agree, but the program cannot know it and would not wait for a yes. Write consent into the column asks of that question."
        ),
    )
    SEX_NOT_ASKED = Spec(
        647,
        422,
        N_(
            "DP-09: “%(question)s” is of class C, and no question before it says whether a woman or a man answers. It stays closed where the project wants interviewer and respondent to be of the same sex. Write, for example, “sex 1=female 2=male” into the column asks of the question that asks for it."
        ),
    )
    WITHDRAWAL_CODE_NOT_VALID = Spec(
        648,
        422,
        N_(
            "This is no withdrawal code. It has %(length)s letters and digits, or %(digits)s digits, as they stand on the person’s slip. Compare each of them."
        ),
    )
    WITHDRAWAL_NOT_FOUND = Spec(
        649,
        404,
        N_(
            "No interview at this hub has this code. It may still be on a laptop, or be erased already. Ask again when all laptops have sent what they have."
        ),
    )
    REFERRAL_NOT_READ = Spec(
        650,
        422,
        N_(
            "The list of sheets cannot be used: %(reason)s. Its first line names the columns: place, and a language for each other column (fa_AF, ps, en, it)."
        ),
    )
    DATE_NOT_POSSIBLE = Spec(
        656,
        422,
        N_(
            "This cannot be today’s date: it lies before %(day)s, when this laptop was in use already, or more than a year after it. Look at a calendar and write the date again."
        ),
    )
    TIME_NOT_STATED = Spec(
        657,
        422,
        N_("That is not a time of day. Write hour and minute, such as 14:05."),
    )
    GRACE_NOT_VALID = Spec(
        658,
        422,
        N_("Write a whole number of days from 0 to %(most)s, or leave the field empty."),
    )
    ENTITY_UNKNOWN = Spec(
        659,
        404,
        N_(
            "There is no such entry in this register. It may have been erased; look for it in the list."
        ),
    )
    REGISTER_LIST_COLUMNS = Spec(
        660,
        422,
        N_(
            "The first line of the list must name one column label, with what each entry is called. Other columns are properties, such as code and site."
        ),
    )
    REGISTER_LIST_PROPERTY = Spec(
        661,
        422,
        N_(
            "The column “%(column)s” can be no property. Write Latin letters, digits and _ only, begin with a letter, and name each column once."
        ),
    )
    REGISTER_LIST_LENGTH = Spec(
        662,
        422,
        N_(
            "The list has no lines below its headings, or more than %(most)s. Divide it into several."
        ),
    )
    REGISTER_LINE_NAMELESS = Spec(
        663, 422, N_("Nothing stands under label. Write what the entry is called.")
    )
    REGISTER_LINE_TWICE = Spec(
        664,
        422,
        N_("“%(key)s” stands in several lines. Each entry stands in the list once."),
    )
    REGISTER_LINE_PLACE = Spec(
        665,
        422,
        N_(
            "The project has no place “%(place)s”. Write the id or the code of one of its places, or leave it empty."
        ),
    )
    REGISTER_LINE_ID = Spec(
        666,
        422,
        N_("“%(id)s” is no id of an entry. Leave it empty, and one is made."),
    )
    ASSIGNMENT_NOT_HERE = Spec(
        644,
        409,
        N_(
            "This assignment is not yours any more, or it was withdrawn. Look at today’s work, or start an interview without an assignment."
        ),
    )
    PRACTICE_STAYS = Spec(
        670,
        409,
        N_(
            "This is practice: nothing of it is sent, carried or handed over. End the practice to work with real interviews."
        ),
    )
    QUOTA_WITHOUT_QUESTION = Spec(
        672,
        422,
        N_(
            "This form has no question with one answer for women and one for men, so they cannot be counted. Leave both numbers empty, or choose another form."
        ),
    )
    QUOTA_QUESTION_UNKNOWN = Spec(
        673,
        422,
        N_(
            "This form has no such question with one answer for women and one for men. It has: %(names)s. Write one of these names, or leave the field empty."
        ),
    )
    MEETING_UNKNOWN = Spec(
        674,
        404,
        N_(
            "There is no such meeting on this laptop under your name. Look for it among the interviews that are not finished."
        ),
    )
    PRACTICE_ENDED = Spec(
        671,
        404,
        N_(
            "The practice has ended, and what was typed in it is gone. Begin it again from the start page."
        ),
    )
    # -- 7xx web
    PAGE_EXPIRED = Spec(
        701,
        400,
        N_(
            "This page no longer belongs to your session, so nothing was changed. Open the page again, sign in if you are asked to, and repeat the last step."
        ),
    )
    ADDRESS_WRONG = Spec(
        702,
        403,
        N_("The program does not answer under this name. Open %(address)s instead."),
    )
    ORIGIN_FOREIGN = Spec(
        703,
        403,
        N_(
            "The request came from another site, so nothing was changed. Open the program's own page and repeat the step there."
        ),
    )
    PAGE_UNKNOWN = Spec(
        704,
        404,
        N_("There is nothing at this address. Check the address, or go on from the start page."),
    )
    METHOD_WRONG = Spec(
        705,
        405,
        N_(
            "This address cannot be opened directly. Go to the start page and use the buttons there."
        ),
    )
    REQUEST_TOO_LARGE = Spec(
        706,
        413,
        N_(
            "What was sent is larger than the program accepts. Nothing was changed. Send a smaller file."
        ),
    )
    PROGRAM_FAILED = Spec(
        707,
        500,
        N_(
            "The program made a mistake. Everything that was shown as saved is safe. Go back and repeat the last step; if it happens again, tell your coordinator this number."
        ),
    )
    SIGN_IN_FIRST = Spec(
        708,
        401,
        N_("Your work is locked. Sign in again; everything that was shown as saved is there."),
    )
    REQUEST_BROKEN = Spec(
        709,
        400,
        N_(
            "The program could not understand this request. Go back, load the page again and repeat the step."
        ),
    )
    WORKSPACE_LOCKED = Spec(
        710,
        403,
        N_(
            "The hub has locked this work, so nothing in it can be opened or begun here. Nothing was deleted, and what is not at the hub yet can still be sent. Call your coordinator."
        ),
    )
    REVOCATION_REASON_MISSING = Spec(
        711,
        422,
        N_("Choose why the laptop is revoked. Nothing was changed."),
    )
    LATE_WORK_NOT_HERE = Spec(
        712,
        409,
        N_(
            "None of this waits for a decision any more. Somebody may have decided meanwhile; look at the list again."
        ),
    )
    SIGN_IN_WRONG = Spec(
        740,
        403,
        N_(
            "Sign-in name and password do not fit together. Check the language of the keyboard and the capital letters, then try again."
        ),
    )
    SIGN_IN_WAIT = Spec(
        741,
        429,
        N_("There were too many wrong passwords. Wait %(minutes)s minutes before you try again."),
    )
    NOT_PERMITTED = Spec(
        742,
        403,
        N_("Your account may not do this. Ask an administrator of the project."),
    )
    INTERVIEW_NOT_HERE = Spec(
        743,
        404,
        N_("This interview is not at the hub. Check its number in the list of interviews."),
    )
    PERSON_NOT_HERE = Spec(
        744,
        404,
        N_("There is no person with this code. Check the code in the list of people."),
    )
    HUB_WITHOUT_PROJECT = Spec(
        745,
        503,
        N_("This hub has no project yet. On the hub's computer, run “fieldtool hub init”."),
    )
    PERSON_CODE_NOT_VALID = Spec(
        746,
        422,
        N_(
            "“%(code)s” cannot be a person's code. Write two to five letters of the Latin alphabet, a hyphen and two or three digits, such as HRT-07."
        ),
    )
    PERSON_CODE_TAKEN = Spec(
        747,
        409,
        N_("The code %(code)s belongs to somebody already. Choose the next free number."),
    )
    LAPTOP_NOT_HERE = Spec(
        748,
        404,
        N_("The hub knows no laptop under this name. Check the list of laptops."),
    )
    FORM_NOT_PUBLISHED = Spec(
        749,
        404,
        N_("This form is not published at the hub. Choose one from the list of forms."),
    )
    TRIAL_ENDED = Spec(
        760,
        409,
        N_(
            "The trial has ended, and nothing of it was kept. Begin it again from the page of the form."
        ),
    )
    CANDIDATE_NOT_HERE = Spec(
        761,
        404,
        N_(
            "This form is no longer in preparation: it was published or thrown away. Look at the list of forms."
        ),
    )
    CANDIDATE_NOT_READY = Spec(
        762,
        409,
        N_(
            "This form has problems that must be corrected first. Correct the workbook and upload it again."
        ),
    )
    CANDIDATE_CHANGED = Spec(
        763,
        409,
        N_(
            "Somebody uploaded another state of this form while you looked at it. Nothing was published. Look at it again."
        ),
    )
    SITE_UNKNOWN = Spec(
        764,
        404,
        N_("There is no such place in the register. Look for it in the list of places."),
    )
    LIST_NOT_KEPT = Spec(
        765,
        409,
        N_(
            "The list is not kept here any more, because the hub was started again or another list was chosen since. Choose the file again."
        ),
    )
    REGISTER_MOVED = Spec(
        766,
        409,
        N_(
            "Somebody changed the register while you looked at the list. Nothing was written. Look at what the list would change now."
        ),
    )
    LIST_NOT_CHOSEN = Spec(
        767,
        422,
        N_("Choose a file, or write the list into the field."),
    )
    PARTS_NOT_CHOSEN = Spec(
        768,
        422,
        N_("Choose at least one province."),
    )
    RESTRICTED_NOT_CONFIRMED = Spec(
        769,
        422,
        N_(
            "Nothing was published, because you did not confirm every point. Read what this questionnaire needs, and put all marks."
        ),
    )
    VERDICT_MISSING = Spec(
        720, 422, N_("Choose whether the interview is approved, returned or rejected.")
    )
    REVIEW_IN_CONFLICT = Spec(
        721,
        409,
        N_(
            "This interview was left in two states, so nothing was written. Choose first what is right, then review it."
        ),
    )
    REVIEW_MOVED = Spec(
        722,
        409,
        N_(
            "Something new about this interview arrived while you were reading, so nothing was written. What you typed is still here; read the interview again and decide."
        ),
    )
    RETURN_WITHOUT_COMMENT = Spec(
        723,
        422,
        N_(
            "Say what has to be looked at again, about the whole interview or beside a question. Without that the facilitator cannot know what to do."
        ),
    )
    RETURN_TO_NOBODY = Spec(
        724,
        409,
        N_(
            "No laptop would get this interview back: those of %(person)s were revoked. Set up a laptop for this person first, then return it."
        ),
    )
    REJECTION_NOT_CONFIRMED = Spec(
        725,
        422,
        N_(
            "Nothing was written, because you did not confirm that the interview is not to count. Put the mark, or choose something else."
        ),
    )
    ASSIGNMENT_UNKNOWN = Spec(
        727, 404, N_("There is no such assignment. Look for it in the list of assignments.")
    )
    ASSIGNMENT_WITHOUT_LAPTOP = Spec(
        728,
        409,
        N_(
            "%(person)s has no laptop that would get this assignment, so nothing was written. Set up a laptop for this person first, or assign it to a team."
        ),
    )
    REVISION_NOT_HERE = Spec(
        726,
        404,
        N_("There is no such change in this interview. Go back to it and look at its history."),
    )
    NOTHING_TO_SETTLE = Spec(
        780,
        409,
        N_(
            "Nothing in this interview waits for a decision any more. Somebody may have decided meanwhile; look at it again."
        ),
    )
    CONFLICT_MOVED = Spec(
        781,
        409,
        N_(
            "Something new about this interview arrived while you were deciding, so nothing was written. Look at both sides again and choose."
        ),
    )
    NOT_ALL_DECIDED = Spec(
        782,
        422,
        N_(
            "Some answers are not decided yet, so nothing was written. Choose one answer for each question."
        ),
    )
    INTERVIEW_ERASED = Spec(
        783,
        410,
        N_(
            "This interview was erased. Its answers are nowhere any more at this hub, and laptops destroy theirs when they next sync."
        ),
    )
    ERASURE_NOT_CONFIRMED = Spec(
        784,
        422,
        N_(
            "Nothing was erased, because you did not confirm it. Read what is lost and put the mark, or go back."
        ),
    )
    PAPER_NUMBER_NOT_VALID = Spec(
        785,
        422,
        N_(
            "“%(text)s” is not the number of a printed form. It has 16 letters and digits in groups of four, below the QR code on the paper. Look at it again and type it anew."
        ),
    )
    PAPER_OF_ANOTHER_FORM = Spec(
        786,
        404,
        N_(
            "The paper %(paper)s is of a form, or of a version of it, that is not on this laptop. Send and fetch first. Where that does not help, ask your coordinator which form it was printed from."
        ),
    )
    PAPER_TYPED_ALREADY = Spec(
        787,
        409,
        N_(
            "The paper %(paper)s was typed in already: it is interview %(number)s. Put the paper with those that are done, or go on in that interview."
        ),
    )
    PAPER_DAY_NOT_POSSIBLE = Spec(
        788,
        422,
        N_(
            "The interview on paper cannot be of %(day)s: that day has not come yet. Write the day that stands on the paper."
        ),
    )
    INTERVIEW_SEALED_HERE = Spec(
        789,
        409,
        N_(
            "Interview %(number)s is sealed: nobody can read or print it on this laptop. Your coordinator can print it at the hub."
        ),
    )
    INTERVIEW_PURGED_HERE = Spec(
        790,
        410,
        N_(
            "The answers of interview %(number)s are at the hub and not on this laptop any more, so they cannot be printed here. Your coordinator can print them."
        ),
    )
    INTERVIEW_WITHOUT_FORM = Spec(
        791,
        409,
        N_(
            "Interview %(number)s cannot be printed: the version of the form that it was filled with is not at this hub. Nothing is lost. Publish that version here and try again."
        ),
    )
    # -- 8xx program and settings
    SETTING_UNKNOWN = Spec(
        801,
        500,
        N_("There is no setting “%(name)s”. See docs/settings.md for the list of settings."),
    )
    SETTING_NOT_VALID = Spec(
        802,
        500,
        N_(
            "The setting “%(name)s” cannot be “%(value)s”. Allowed: %(allowed)s. Correct it and start again."
        ),
    )
    PORT_TAKEN = Spec(
        803,
        500,
        N_(
            "Another program listens on port %(port)s. Stop it, or choose another port with --port."
        ),
    )
    PROCESS_DID_NOT_START = Spec(
        804,
        500,
        N_(
            "“fieldtool %(command)s” did not start. The lines above say why; correct that and try again."
        ),
    )
    PROJECT_BEGUN = Spec(
        805,
        409,
        N_("This hub has a project already. Use another data folder (--data) for another project."),
    )
    PROJECT_NOT_BEGUN = Spec(
        806,
        409,
        N_("This hub has no project yet. Begin one first: “fieldtool hub init --title NAME”."),
    )
    PROCESS_ENDED = Spec(
        807,
        500,
        N_(
            "The laptop or the hub of the demo ended by itself. Its log in %(folder)s says more; start the demo again."
        ),
    )
    CHECK_FAILED = Spec(808, 500, N_("The step “%(step)s” failed: %(seen)s"))
    FILE_THERE_ALREADY = Spec(
        810,
        409,
        N_("%(place)s is there already and was not changed. Add --force to replace it."),
    )
    PLAY_COMMAND_UNKNOWN = Spec(
        811,
        422,
        N_("There is no command “%(command)s”. Use one of these: %(known)s."),
    )
    PLAY_VALUES_WRONG = Spec(
        812,
        422,
        N_(
            "The command “%(command)s” was given %(given)s values, but it takes %(allowed)s. Put a tab between them."
        ),
    )
    PLAY_PATH_UNKNOWN = Spec(
        813,
        404,
        N_(
            "“%(path)s” is no node of this interview, or several. Use a reference that “state” shows, such as /data/hazard[1]/note."
        ),
    )
    FORM_CONVERTED_ALREADY = Spec(
        814,
        422,
        N_("“%(file)s” is an XForm already. Give the workbook that it was made from."),
    )
    WORKBOOK_TOO_LONG = Spec(
        815,
        422,
        N_(
            "“%(file)s” has %(rows)s rows on the sheet %(sheet)s; at most %(most)s can be used. Put long lists into a CSV file, and take the form apart."
        ),
    )
    DELICATE_ANSWER_IN_LIST = Spec(
        816,
        422,
        N_(
            "DP-15: “%(question)s” is personal or of class B or C, and save_to would put its answer into a list that goes to every laptop. Empty the cell in save_to."
        ),
    )
    NOTICE_MISSING = Spec(
        817,
        422,
        N_(
            "DP-16, DP-13: “%(question)s” takes free text or a picture, and nothing before it in its group says that no names are to be written and nobody is to be shown. Put a note before it."
        ),
    )
    CONSENT_MISSING = Spec(
        818,
        422,
        N_(
            "DP-07: “%(question)s” is of class B or C, and no question before it asks for consent. Ask for consent first."
        ),
    )
    REFUSAL_MISSING = Spec(
        819,
        422,
        N_(
            "DP-11: “%(question)s” is of class B or C and must be answered, but its list has no choice for not wanting to answer. Add the choice 99, or do not require an answer."
        ),
    )
    WORKBOOK_TOO_LARGE = Spec(
        820,
        422,
        N_(
            "“%(file)s” has %(cells)s cells with something in them; at most %(most)s can be read. Put long lists into CSV files, and take sheets that are no part of the form out."
        ),
    )
    LOG_BROKEN = Spec(
        827,
        500,
        N_(
            "The log %(log)s does not hold together at entry %(entry)s: %(reason)s. Do not delete anything. Restore a backup, or call your coordinator."
        ),
    )
    TIP_WRONG = Spec(
        821,
        500,
        N_(
            "The end of the log %(log)s is not signed by its writer. Do not delete anything. Restore a backup, or call your coordinator."
        ),
    )
    RECEIPT_WRONG = Spec(
        822,
        500,
        N_(
            "%(count)s receipts for the log %(log)s are not what the hub signed. Send again: the hub gives a new receipt."
        ),
    )
    BLOBS_DAMAGED = Spec(
        823,
        500,
        N_(
            "%(count)s photos, recordings or files in %(place)s are damaged. Delete nothing. Send to the hub, or let the laptops send again; what a backup has comes back with it."
        ),
    )
    PROJECTIONS_DIFFER = Spec(
        824,
        500,
        N_(
            "%(count)s rows of the table %(table)s were not what the log says. They were made again from the log; nothing is lost."
        ),
    )
    DISK_NEARLY_FULL = Spec(
        825,
        507,
        N_(
            "Only %(free)s MB are free on the disk of %(place)s. Delete files you no longer need or empty the bin before it is full."
        ),
    )
    RESTORE_UNFINISHED = Spec(
        826,
        409,
        N_(
            "A restore in %(place)s was interrupted. It is finished by itself when the work is opened the next time."
        ),
    )

    # -- 9xx outputs

    @property
    def reference(self) -> str:
        """Return the reference people read aloud, such as FT-301."""
        return f"FT-{self.value.number}"


class Problem(Exception):
    """Something that stops one action, said so that its reader knows what to do next."""

    def __init__(self, code: Code, values: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.values: dict[str, str | int] = dict(values or {})
        super().__init__(code.name)

    @property
    def status(self) -> int:
        """Return the HTTP status that fits."""
        return self.code.value.status

    def sentence(
        self,
        translate: Callable[[str], str] = str,
        show: Callable[[str | int], str] = str,
    ) -> str:
        """Return the sentence for a reader.

        *translate* is the reader's gettext; *show* writes a value in the reader's digits and keeps
        its direction apart from that of the sentence.
        """
        values = {name: show(value) for name, value in self.values.items()}
        return translate(self.code.value.sentence) % values

    def __str__(self) -> str:
        """Return reference and name only: values may hold what people typed."""
        return f"{self.code.reference} {self.code.name}"


class Problems(Exception):
    """Several problems found in one pass, such as all that is wrong with a form."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(", ".join(str(problem) for problem in problems))
