"""All modules that add pages to the desk's blueprint."""

from fieldtool.web.desk import (  # noqa: F401
    about,
    accounts,
    attachments,
    audits,
    context,
    enrolling,
    erasing,
    exporting,
    forms,
    interviews,
    offering,
    overview,
    people,
    preparing,
    recovery_key,
    settling,
    signing,
    single,
    sticks,
    trying,
)
