"""The information notice: who asks, why, and what people may demand, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldtool.i18n.digits import to_native
from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.problems import N_
from fieldtool.questionnaires import QUESTIONNAIRES

# What a project says for its notices, by the name it has in the settings.
WHO, CONTACT, OFFICER, AUTHORITY, BASIS, MONTHS = (
    "who", "contact", "officer", "authority", "basis", "months",
)  # fmt: skip
CONSENT, PUBLIC_TASK = "consent", "task"
BASES = (CONSENT, PUBLIC_TASK)
NEEDED = (WHO, CONTACT, MONTHS)
_WITHOUT_NAMES = frozenset(one.id for one in QUESTIONNAIRES)
# Where this law holds, the notice names its articles.
_UNDER_GDPR = "italy"


def why(locale: str) -> str:
    """Return the name of the setting that says in one language what the answers are for."""
    return f"why.{locale}"


def is_whole(said: Mapping[str, str]) -> bool:
    """Tell whether a project has said all that a notice cannot do without."""
    return all(said.get(name) for name in NEEDED)


@dataclass(frozen=True)
class Part:
    """One question that people have, and its answer in sentences."""

    heading: str
    sentences: tuple[str, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """The notice for one form in one language; `lines` of a part were typed by somebody."""

    locale: Locale
    title: str
    form: str
    parts: tuple[Part, ...]
    code: str
    missing: str


@dataclass(frozen=True)
class About:
    """What the notice is about: a form, and the project with its profile."""

    form_id: str
    titles: Mapping[str, str]
    said: Mapping[str, str]
    profile: str


def notice(about: About, locale: Locale, translate: Callable[[str], str]) -> Notice:
    """Return the notice in the language of *locale*, whose gettext is *translate*."""
    said = about.said
    form = about.titles.get(locale.code) or about.titles.get("en") or about.form_id
    parts = (
        _purpose(about, locale, translate),
        Part(
            translate(N_("Do I have to take part?")),
            (
                translate(
                    N_("No. You decide. You may leave out any question and stop at any time.")
                ),
                translate(
                    N_(
                        "Nothing bad follows if you say no. Nobody is paid, and no help is "
                        "promised."
                    )
                ),
                translate(N_("If you agree, say so. You do not sign anything.")),
            ),
        ),
        _written(about, translate),
        _basis(about, translate),
        _kept(said, locale, translate),
        _rights(said, translate),
    )
    return Notice(
        locale,
        translate(N_("What you should know before you answer")),
        form,
        parts,
        # Translators: on the printed notice, before a line that is filled in by hand.
        translate(N_("Code with which your answers can be found and erased:")),
        ""
        if is_whole(said)
        else translate(N_("The project has not yet said who asks. Do not hand this out.")),
    )


def _purpose(about: About, locale: Locale, translate: Callable[[str], str]) -> Part:
    said = about.said
    usual = translate(
        N_(
            "To learn how safe people feel and how they live together here, so that it can "
            "become better."
        )
    )
    typed = said.get(why(locale.code), "")
    return Part(
        translate(N_("Who asks, and why?")),
        () if typed else (usual,),
        tuple(filter(None, (said.get(WHO, ""), typed))),
    )


def _written(about: About, translate: Callable[[str], str]) -> Part:
    sentences = [translate(N_("Your answers, the place and the day. Answers are kept encrypted."))]
    if about.form_id in _WITHOUT_NAMES:
        sentences.append(
            translate(
                N_(
                    "Your name, telephone number and address are not asked for and not "
                    "written down."
                )
            )
        )
    sentences.append(
        translate(
            N_(
                "Only the coordinators of the project read single answers. What is published "
                "are numbers of many people, in which nobody can be recognised."
            )
        )
    )
    return Part(translate(N_("What is written down, and who sees it?")), tuple(sentences))


def _basis(about: About, translate: Callable[[str], str]) -> Part:
    is_task = about.said.get(BASIS) == PUBLIC_TASK
    sentences = [
        translate(N_("A public body does this in the interest of all, as the law provides."))
        if is_task
        else translate(N_("Because you agree. You can take back your agreement at any time."))
    ]
    if about.profile == _UNDER_GDPR:
        sentences.append(
            translate(N_("General Data Protection Regulation, Articles 6(1)(e), 9(2)(j) and 89."))
            if is_task
            else translate(N_("General Data Protection Regulation, Articles 6(1)(a) and 9(2)(a)."))
        )
    return Part(translate(N_("What allows this?")), tuple(sentences))


def _kept(said: Mapping[str, str], locale: Locale, translate: Callable[[str], str]) -> Part:
    months = to_native(said.get(MONTHS, "") or "……", locale.code)
    sentence = translate(
        N_(
            "Single answers are destroyed at the latest %(months)s months after the survey "
            "has ended."
        )
    )
    return Part(translate(N_("How long are they kept?")), (sentence % {"months": months},))


def _rights(said: Mapping[str, str], translate: Callable[[str], str]) -> Part:
    sentences = [
        translate(
            N_(
                "You may ask to see your answers, to have them corrected, not used, or "
                "erased, without giving a reason."
            )
        ),
        translate(
            N_(
                "As your name is not written down, they are found by the code below alone. "
                "Keep it if it is safe for you."
            )
        ),
    ]
    if said.get(AUTHORITY):
        sentences.append(translate(N_("You may also complain to the authority named here.")))
    lines = (said.get(CONTACT, ""), said.get(OFFICER, ""), said.get(AUTHORITY, ""))
    return Part(
        translate(N_("What may I demand, and of whom?")),
        tuple(sentences),
        tuple(filter(None, lines)),
    )


def locales_of(wish: str, usual: Locale) -> tuple[Locale, ...]:
    """Return the languages that an address wishes for: one of ours, all, or the usual one."""
    if wish == "all":
        return LOCALES
    return tuple(one for one in LOCALES if one.code == wish) or (usual,)
