"""What shipped questionnaires are for, in the reader's words."""

from __future__ import annotations

from fieldtool.problems import N_

ABOUT = {
    "safety-perception": N_(
        "How safe people feel by day and by night, where, and why; problems, services, "
        "and what people do to be safe. For a baseline and the waves after it."
    ),
    "social-cohesion": N_(
        "Trust, living together, belonging and taking part: an index of social cohesion, "
        "before and after local activities."
    ),
    "victimisation-restricted": N_(
        "What happened to a person: theft, violence, harassment. It can harm those who "
        "answer and those who ask, so it is closed until somebody opens it."
    ),
    "public-space-audit": N_(
        "A public place seen by day, at dusk and at night: light, ways, people, hazards. "
        "Nobody is interviewed."
    ),
    "council-profile": N_(
        "A community council: members, problems, separate votes of women’s and men’s "
        "groups, and the action plan. Filled in at a meeting."
    ),
    "council-meeting": N_(
        "The sheet of a meeting: agenda, who is here by sex and age, and votes by show of "
        "hands. Other questionnaires are opened beside it."
    ),
    "project-register": N_(
        "Projects, assets and service requests with their state, beneficiaries and visits."
    ),
    "training-attendance": N_(
        "Who attended a training by sex, age and role, tests before and after, and what "
        "changed months later."
    ),
    "municipal-self-assessment": N_(
        "A municipality looks at itself: six dimensions with “not measured” as an answer, "
        "governance, artificial intelligence, design."
    ),
}
CLASSES = {
    # Translators: how sensitive a questionnaire is.
    "A": N_("A: ordinary"),
    # Translators: how sensitive a questionnaire is.
    "B": N_("B: asked in private, of adults"),
    # Translators: how sensitive a questionnaire is.
    "C": N_("C: restricted"),
}
UNITS = {
    # Translators: what one filling of a questionnaire describes.
    "person": N_("one person"),
    # Translators: what one filling of a questionnaire describes.
    "place": N_("one visit to a place"),
    # Translators: what one filling of a questionnaire describes.
    "council": N_("one meeting of a council"),
    # Translators: what one filling of a questionnaire describes.
    "project": N_("one project or request"),
    # Translators: what one filling of a questionnaire describes.
    "session": N_("one training session"),
    # Translators: what one filling of a questionnaire describes.
    "municipality": N_("one municipality in one year"),
}
MODULES = {
    "module_police": N_("Police: contact, satisfaction, trust"),
    "module_italy": N_("Questions for Italy: counterfeit goods, assets taken from organised crime"),
    "module_voice": N_("Having a say in decisions"),
    "module_vulnerability": N_("Ready for crowds and vehicles"),
    "module_ai": N_("Artificial intelligence in security"),
    "module_design": N_("Security by design"),
    "module_restricted": N_("Opened for this project"),
}
# They put people at risk where authorities may ask who answered what.
RISKY = frozenset({"module_police", "module_voice", "module_vulnerability", "module_restricted"})
DANGER = N_(
    "Answers to this questionnaire can bring people into danger: those who answer, and those who "
    "ask. It is off in every project. Publish it only where all of this holds; put a mark at each "
    "point."
)
NEEDS = (
    N_("The risks were assessed and written down, and somebody responsible agreed."),
    N_("Interviewers are trained for it and marked as trained; women ask women, men ask men."),
    N_(
        "It is asked in private, of one adult of a household, and not in the "
        "interviewer’s own community."
    ),
    N_("Each interviewer has a sheet of places that help, and knows how to break off safely."),
    N_(
        "Interviews are sealed when they are finalised, so that a laptop that is taken "
        "tells nothing."
    ),
)
