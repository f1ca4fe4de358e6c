"""Problems of the log and of syncing: FT-3xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class LogAndSync:
    """The part of the catalogue whose numbers begin with 3."""

    ENTRY_DAMAGED = ProblemKind(
        301,
        422,
        "Entry %(entry)s was altered or cut off. Nothing of what came with it was stored, and nothing is lost where it came from. Send again; if this comes back, call your coordinator.",
    )
    CHAIN_BROKEN = ProblemKind(
        302,
        409,
        "In the log %(log)s, entry %(entry)s does not follow the one before it. Nothing of what came with it was stored. Send again; if this comes back, call your coordinator.",
    )
    CONTENT_NOT_VALID = ProblemKind(
        303,
        422,
        "This version of the program cannot read “%(part)s” of “%(kind)s”. It is kept as it came. Update the program; it is read again then.",
    )
    TIP_SIGNATURE_WRONG = ProblemKind(
        304,
        422,
        "The signature at the end of the log %(log)s does not fit its entries. Nothing of it was stored. Send again; if this comes back, call your coordinator.",
    )
    FORM_VERSION_TAKEN = ProblemKind(
        341,
        409,
        "Version “%(version)s” of the form “%(form)s” was published already with other content, so nothing was published. Give the changed workbook a new version in its settings sheet.",
    )
    ZONE_UNKNOWN = ProblemKind(
        342, 422, "There is no time zone “%(zone)s”. Write its name as Asia/Kabul or Europe/Rome."
    )
    TITLE_MISSING = ProblemKind(
        343, 422, "A project needs a title in at least one language. Give it one and try again."
    )
    CONTAINER_DAMAGED = ProblemKind(
        311,
        422,
        "What was sent was altered or cut off on the way, or was signed by somebody else. Nothing of it was stored, and nothing is lost where it came from. Send again; if this comes back, call your coordinator.",
    )
    CONTAINER_TOO_LARGE = ProblemKind(
        312,
        413,
        "One delivery was larger than %(most)s MB, so it was refused. Nothing is lost. Send again; if this comes back, call your coordinator.",
    )
    SEALED_TO_ANOTHER = ProblemKind(
        313,
        422,
        "This was sealed for somebody else and cannot be opened here. Nothing is lost. Take it to the hub or the laptop that it is meant for.",
    )
    PROTOCOL_UNKNOWN = ProblemKind(
        314,
        400,
        "The other side speaks version %(found)s of the sync protocol, and this program knows version %(known)s. Update the older program, the hub first. Nothing is lost.",
    )
    MESSAGE_NOT_VALID = ProblemKind(
        315,
        422,
        "The other side sent a message whose part “%(part)s” cannot be read. Nothing of it was stored. Update the older program, the hub first.",
    )
    PROJECT_OTHER = ProblemKind(
        316,
        404,
        "The hub does not hold the project %(project)s. Nothing is lost. Ask your coordinator which hub you should use.",
    )
    WORKSPACE_UNKNOWN = ProblemKind(
        317,
        403,
        "The hub does not know this laptop's workspace %(workspace)s. Nothing is lost. Ask your coordinator to enrol you again.",
    )
    WORKSPACE_REVOKED = ProblemKind(
        318,
        403,
        "The hub no longer accepts the workspace %(workspace)s of this laptop. Nothing was deleted. Call your coordinator.",
    )
    LOG_FOREIGN = ProblemKind(
        319,
        403,
        "What was sent for the log %(log)s was not written by its owner. Nothing of it was stored. Call your coordinator.",
    )
    HUB_UNREACHABLE = ProblemKind(
        321,
        502,
        "The hub does not answer at %(address)s. Everything is kept on this laptop. Check the network and send again later.",
    )
    HUB_SLOW = ProblemKind(
        322,
        504,
        "The connection is too slow, and the hub's answer did not come in time. Everything is kept on this laptop; what arrived is not sent twice. Send again where the network is better.",
    )
    HUB_ANSWER_WRONG = ProblemKind(
        323,
        502,
        "What answered at %(address)s is not the hub, or something between changed its answer. Everything is kept on this laptop. If the network asks you to sign in, do that first; then send again.",
    )
    HUB_REFUSED = ProblemKind(
        324,
        502,
        "The hub could not take it now (%(reference)s). Everything is kept on this laptop. Send again later; if this comes back, tell your coordinator the number.",
    )
    SYNC_STUCK = ProblemKind(
        325,
        502,
        "The hub answers but does not get any further. Everything is kept on this laptop. Call your coordinator.",
    )
    RELAY_DECIDES_NOT = ProblemKind(
        326,
        409,
        "This hub is a relay: forms, places, settings, decisions and erasures come from the hub above it (%(address)s). Ask there for it; it reaches this hub and its laptops by itself.",
    )
    CODE_FOR_LAPTOP = ProblemKind(
        327,
        409,
        "This enrolment code sets up a person's laptop, not a relay. Ask at the hub above for a code for a relay.",
    )
    CODE_FOR_RELAY = ProblemKind(
        328,
        409,
        "This enrolment code sets up a relay, which is a hub, and not a person's laptop. Ask your coordinator for a code of your own.",
    )
    RELAY_WITH_PROJECT = ProblemKind(
        329,
        409,
        "This hub has a project already, so it cannot become a relay of another hub. Use an empty data folder (--data) for the relay.",
    )
    NOT_A_RELAY = ProblemKind(
        330,
        409,
        "This hub is no relay: there is no hub above it. First enrol it with the command “fieldtool hub relay enrol”.",
    )
    RELAY_UNKNOWN = ProblemKind(
        331,
        403,
        "The hub above does not know this relay (%(relay)s). Nothing is lost; enrol the relay again with a new code.",
    )
    RELAY_REVOKED = ProblemKind(
        332,
        403,
        "The hub above revoked this relay (%(relay)s) and takes nothing from it any more. Keep everything and ask there.",
    )
    RELAY_NOT_HERE = ProblemKind(
        333, 404, "There is no such relay at this hub. Choose one from the page of relays."
    )
    RELAY_NAME_MISSING = ProblemKind(
        334, 422, "Write what the relay is called, such as the name of its province."
    )
    FORM_FILE_MISSING = ProblemKind(
        345,
        422,
        "The form reads the file “%(file)s”, which did not come with it. Attach that file and publish again.",
    )
    TEAM_UNKNOWN = ProblemKind(
        350, 422, "“%(team)s” is not a team. A team is two to five capital letters, such as HRT."
    )
    FILE_TWICE = ProblemKind(
        351, 422, "Two different files are called “%(file)s”. Leave one of them out, or rename it."
    )
    FILE_OF_NO_USE = ProblemKind(
        352,
        422,
        "“%(file)s” is neither a list (.csv, .xml, .geojson) nor a picture, recording or film that every browser shows. Leave it out, or save it in another format.",
    )
    ARCHIVE_NOT_READABLE = ProblemKind(
        353,
        422,
        "The archive “%(file)s” is damaged or locked with a password. Pack the files again, without a password.",
    )
    FILES_TOO_LARGE = ProblemKind(
        354,
        422,
        "The files of a form may be %(count)s and hold %(most)s MB at most, unpacked. Leave out what the form does not need, or make pictures and films smaller.",
    )
    BLOB_DAMAGED = ProblemKind(
        360,
        422,
        "A photo, recording or file was changed or damaged on the way or on the disk, so it was not taken. Send again; if it says so again, tell your coordinator.",
    )
    BLOB_GAP = ProblemKind(
        361,
        409,
        "A part of a photo or recording does not fit to what is there: %(here)s of %(size)s bytes. Send again; it goes on from there.",
    )
    BLOB_NOT_NAMED = ProblemKind(
        363,
        404,
        "The hub has no interview or questionnaire that this photo, recording or file belongs to. Send the interviews first; if it says so again, tell your coordinator.",
    )
    BLOB_NOT_AT_HUB = ProblemKind(
        364,
        404,
        "The hub has not got this photo, recording or file itself. It is sent by the laptop that has it, or published again by your coordinator.",
    )
    FILE_NAME_NOT_VALID = ProblemKind(
        362,
        422,
        "A file cannot be called “%(file)s” on every laptop. Give it a name of at most 150 letters, digits, spaces, hyphens or dots that does not begin with a dot.",
    )
    BUNDLE_DAMAGED = ProblemKind(
        370,
        422,
        "This file was cut off or altered on the way, so nothing of it was taken. Nothing is lost where it came from. Copy it onto the stick again.",
    )
    ANSWER_NOT_ASKED = ProblemKind(
        371,
        409,
        "An answer of the hub belongs to nothing that this laptop asked, as after an old copy was restored. It was put away; the hub says everything again at the next contact.",
    )
    BUNDLES_ARE_READ = ProblemKind(
        372,
        422,
        "A hub writes its answers when it reads a folder. Type: fieldtool bundle read %(place)s --face hub.",
    )
    ERASURE_REASON_MISSING = ProblemKind(
        380, 422, "Nothing was erased, because no reason was chosen. Choose one of the reasons."
    )
    HUB_CERTIFICATE_WRONG = ProblemKind(
        386,
        502,
        "What answers at %(address)s cannot prove that it is the hub, so nothing was sent. Look whether the date of this laptop is right, and whether the network wants you to sign in. Otherwise carry the work by memory stick and call your coordinator.",
    )
    ROOTS_NOT_READABLE = ProblemKind(
        387,
        500,
        "The certificates that prove the hub cannot be read. They are a file in PEM form, of at most 32 kB.",
    )
