"""All modules that add pages to the desk's blueprint."""

from fieldtool.web.desk import (  # noqa: F401
    about,
    accounts,
    attachments,
    audits,
    context,
    enrolling,
    exporting,
    forms,
    interviews,
    overview,
    people,
    publishing,
    signing,
    single,
    trying,
)
