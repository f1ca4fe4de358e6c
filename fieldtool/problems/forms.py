"""Problems of forms and of what is answered in them: FT-1xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class Forms:
    """The part of the catalogue whose numbers begin with 1."""

    WORKBOOK_NOT_READABLE = ProblemKind(
        101,
        422,
        "“%(file)s” cannot be read: it is damaged, larger than %(most)s MB, or no XLSForm workbook. Save it as .xlsx from Excel or LibreOffice and try again.",
    )
    WORKBOOK_REFUSED = ProblemKind(102, 422, "%(place)s: %(reason)s")
    FORM_XML_NOT_VALID = ProblemKind(
        103,
        422,
        "The XML of “%(file)s” is damaged at line %(line)s: %(reason)s. Make the form again from its workbook.",
    )
    FORM_XML_UNSAFE = ProblemKind(
        104,
        422,
        "“%(file)s” declares a document type or entities. That is never needed in a form and can be used for attacks, so it was refused. Remove the DOCTYPE.",
    )
    FORM_XML_TOO_DEEP = ProblemKind(
        105, 422, "“%(file)s” is nested more than %(limit)s levels deep. Take some groups apart."
    )
    FORM_PART_MISSING = ProblemKind(
        106, 422, "This is not an XForm: it has no %(part)s. Make the form again from its workbook."
    )
    EXPRESSION_NOT_VALID = ProblemKind(
        107,
        422,
        "%(place)s: “%(expression)s” is not a valid expression; it goes wrong at character %(at)s, “%(rest)s”. Check brackets, quotes and operators there.",
    )
    EXPRESSION_TOO_DEEP = ProblemKind(
        108,
        422,
        "%(place)s: the expression “%(expression)s” is nested too deeply. Split it over some calculate questions.",
    )
    FUNCTION_UNKNOWN = ProblemKind(
        109,
        422,
        "%(place)s: there is no function “%(function)s”. Check its spelling in the XLSForm reference.",
    )
    FUNCTION_ARGUMENTS = ProblemKind(
        110,
        422,
        "%(place)s: the function “%(function)s” was given %(given)s values, but it takes %(allowed)s. Correct the expression.",
    )
    VARIABLE_NOT_ALLOWED = ProblemKind(
        111,
        422,
        "%(place)s: “$%(name)s” is not allowed, forms have no variables. Write ${%(name)s} to refer to a question.",
    )
    QUESTION_UNKNOWN = ProblemKind(
        113,
        422,
        "Question “%(question)s”, column “%(column)s” refers to “%(reference)s”, which is not in the form. Correct the name or add the question.",
    )
    QUESTIONS_IN_A_CIRCLE = ProblemKind(
        114,
        422,
        "These questions depend on each other in a circle, so none can be worked out first: %(questions)s. Break the circle in one of them.",
    )
    NODE_UNKNOWN = ProblemKind(
        115, 422, "The form refers to “%(reference)s” in its %(part)s, but has no such question."
    )
    INSTANCE_UNKNOWN = ProblemKind(
        116,
        422,
        "%(place)s uses the list or file “%(instance)s”, which the form does not bring. Add the list to the choices sheet or attach the file.",
    )
    FORM_FILE_NOT_VALID = ProblemKind(
        118,
        422,
        "The attached file “%(file)s” cannot be used: %(reason)s. Correct the file and attach it again.",
    )
    QUESTION_TWICE = ProblemKind(
        119, 422, "Two questions in the same group are called “%(question)s”. Rename one of them."
    )
    ANSWER_PATH_UNKNOWN = ProblemKind(
        120, 404, "This form has no question “%(path)s”. Open the page again."
    )
    LANGUAGE_UNKNOWN = ProblemKind(
        121, 404, "This form has no language “%(language)s”. Choose one of: %(languages)s."
    )
    EVALUATION_FAILED = ProblemKind(
        122,
        422,
        "The form could not work out %(function)s: %(reason)s. Tell the person who designed the form.",
    )
    FORM_TREE_OLD = ProblemKind(
        123, 500, "The stored form was prepared by another version of the program. Open it again."
    )
    ROW_NOT_ALLOWED = ProblemKind(
        124, 422, "Rows of “%(path)s” cannot be added or removed here: %(reason)s."
    )
    INSTANCE_XML_NOT_VALID = ProblemKind(
        125, 422, "This interview does not fit the form “%(form)s”: %(reason)s."
    )
    QUESTION_NOT_WORKED_OUT = ProblemKind(
        130,
        422,
        "Question “%(question)s”: “%(expression)s” could not be worked out: %(reason)s. It counts as blank. Tell the person who designed the form.",
    )
    ROWS_TOO_MANY = ProblemKind(
        131,
        422,
        "The form asks for %(wanted)s rows of “%(repeat)s”; there can be %(most)s at most. Look at the number that was answered, or tell the person who designed the form.",
    )
    ENTITIES_VERSION_UNKNOWN = ProblemKind(
        132,
        422,
        "The form follows version “%(version)s” of the specification of entities, which this program does not know. Update the program, or make the form for an earlier version.",
    )
    ENTITY_MISSING = ProblemKind(
        133,
        422,
        "Question “%(question)s”, column “save_to”: its answer is to be kept as “%(property)s” of an entity, but the form declares none around it. Add a row to the sheet entities, or empty the cell.",
    )
    EVENT_UNKNOWN = ProblemKind(
        134,
        422,
        "The form waits for an event “%(event)s” that does not exist, so nothing happens then.",
    )
    QUESTION_NOT_SETTLED = ProblemKind(
        135,
        422,
        "Question “%(question)s” changes again each time it is worked out, so the program stopped. Its value may be wrong. Tell the person who designed the form.",
    )
    TRANSLATION_MISSING = ProblemKind(
        160,
        422,
        "“%(question)s” has nothing in %(language)s in the column “%(column)s”, though another language has. Write it there.",
    )
    TRANSLATIONS_MISSING = ProblemKind(
        161,
        422,
        "There is no column “%(column)s”, so texts are missing in %(language)s: %(count)s. Add the column and write them there.",
    )
    FILE_NOT_WITH_FORM = ProblemKind(
        162,
        422,
        "The form names the file “%(file)s”, which did not come with it. Put it beside the form or into its folder of media, or take its name out.",
    )
    LANGUAGE_NOT_NAMED = ProblemKind(
        163,
        422,
        "The column “%(column)s” names no language while others do, so the form gets a language “%(language)s” with little in it. Write the language into the heading, or set default_language on the sheet settings.",
    )
    NEVER_REACHED = ProblemKind(
        164,
        422,
        "“%(question)s” can never be reached: “%(expression)s” is never true, whatever is answered. Correct the condition or take the question out.",
    )
    VALUE_NOT_IN_LIST = ProblemKind(
        165,
        422,
        "“%(question)s” compares “%(other)s” with “%(value)s”, which is not in its list of choices. Correct the value or add the choice.",
    )
    LIST_NOT_USED = ProblemKind(
        166,
        422,
        "No question uses the list “%(list)s”. Take it out, or correct the name where it was meant.",
    )
    PERSONAL_DATA_NOT_FLAGGED = ProblemKind(
        167,
        422,
        "DP-01: “%(question)s” seems to ask for personal data (“%(words)s”) and is not flagged. Leave it out if you can. Otherwise give it class B or C in the column sensitivity, yes in the column pii and its purpose in the column purpose; or write no in the column pii if nothing personal is asked.",
    )
    PERSONAL_DATA_WITHOUT_PURPOSE = ProblemKind(
        168,
        422,
        "DP-01: “%(question)s” seems to ask for personal data (“%(words)s”). It needs class B or C in the column sensitivity, yes in the column pii and its purpose in the column purpose; or write no in the column pii if nothing personal is asked.",
    )
    DELICATE_ANSWER_IN_ENTITY = ProblemKind(
        170,
        422,
        "The sheet entities, column “%(column)s”, reads question “%(question)s”, whose answer is private or personal; with it the register would carry that to every laptop. Use a question of class A.",
    )
    CLASS_NOT_VALID = ProblemKind(
        169,
        422,
        "DP-14: “%(question)s” has no class. Write A (ordinary), B (private) or C (restricted) in the column sensitivity.",
    )
    QUESTIONNAIRE_UNKNOWN = ProblemKind(
        191, 404, "There is no questionnaire “%(name)s”. Choose one of these: %(known)s."
    )
    PROFILE_UNKNOWN = ProblemKind(
        192, 422, "There is no country profile “%(name)s”. Choose one of these: %(known)s."
    )
    MODULE_UNKNOWN = ProblemKind(
        193, 422, "There is no module “%(name)s”. Choose from these: %(known)s."
    )
    SITE_ID_TAKEN = ProblemKind(
        154, 422, "A place has the id “%(id)s” already. Choose another id, or change that place."
    )
    PART_NOT_SHIPPED = ProblemKind(
        136,
        422,
        "No places are shipped for %(parts)s. Choose provinces such as AF32 or ITP001, or a whole country, AF or IT.",
    )
    SITE_ID_NOT_VALID = ProblemKind(
        137,
        422,
        "“%(id)s” cannot be the id of a place. Write up to 40 Latin letters, digits, full stops, hyphens and underscores, a letter or digit first.",
    )
    SITE_ID_TWICE = ProblemKind(
        138,
        422,
        "The id “%(id)s” is in line %(line)s as well. Give each place an id of its own, or leave one of the lines out.",
    )
    SITE_LEVEL_UNKNOWN = ProblemKind(
        139, 422, "“%(level)s” is no level of places. Choose one of these: %(known)s."
    )
    SITE_PARENT_UNKNOWN = ProblemKind(
        140,
        422,
        "“%(parent)s”, in which “%(id)s” is to lie, is neither in the list nor in the register. Add it, or correct what the place lies in.",
    )
    SITE_LEVEL_ORDER = ProblemKind(
        141,
        422,
        "“%(id)s” (%(level)s) cannot lie in “%(parent)s” (%(above)s), which is not of a higher level. Correct the level, or what the place lies in.",
    )
    SITE_IN_CIRCLE = ProblemKind(
        142,
        422,
        "These places lie in each other in a circle: %(chain)s. Correct what one of them lies in.",
    )
    SITE_WITHOUT_NAME = ProblemKind(
        143, 422, "The place “%(id)s” has no name. Write it in at least one language."
    )
    SITE_CODE_TWICE = ProblemKind(
        144,
        422,
        "The place “%(id)s” has the code %(code)s of “%(scheme)s” already. Correct the code, or merge the two places.",
    )
    SITE_NAME_ALIKE = ProblemKind(
        145,
        422,
        "“%(name)s” is the same name as “%(other)s” (%(id)s), or is written nearly as that, and lies in the same place. If it is the same place, give the line that id.",
    )
    SITE_STATE_UNKNOWN = ProblemKind(
        146, 422, "“%(state)s” is no state of a place. Leave it empty, or write closed."
    )
    SITE_SUCCESSOR_UNKNOWN = ProblemKind(
        147,
        422,
        "“%(successor)s”, into which “%(id)s” was merged, is neither in the list nor in the register. Correct the id.",
    )
    SITE_MERGED_IN_CIRCLE = ProblemKind(
        148,
        422,
        "These places were merged into each other in a circle: %(chain)s. Correct one of them.",
    )
    SITE_CODE_WITHOUT_SCHEME = ProblemKind(
        149,
        422,
        "The code %(code)s does not say whose it is, and codes of different lists collide. Fill in the scheme, such as ocha-cod.",
    )
    SITE_NAMES_MISSING = ProblemKind(
        150,
        422,
        "The place “%(id)s” has no name in these languages: %(languages)s. Readers of them see another name.",
    )
    SITE_OTHERS_NOT_READ = ProblemKind(
        151,
        422,
        "“%(text)s” is no list of further codes. Write scheme:code:since, with a semicolon between two codes.",
    )
    SITE_WITHOUT_PARENT = ProblemKind(
        152, 422, "The place “%(id)s” lies in nothing. That is usual for a country alone."
    )
    SITE_MERGE_NOT_POSSIBLE = ProblemKind(
        153,
        422,
        "A place cannot be merged into itself, into a place that lies in it, or into one that was merged into it. Choose another place.",
    )
