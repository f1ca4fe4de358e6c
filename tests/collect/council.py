"""A form that registers councils and visits them again, as the tests of registers use it."""

from __future__ import annotations

from pyxform.xls2xform import convert

from fieldtool.forms import form_hash
from fieldtool.log.kinds import FormPublished

COUNCIL = """
| survey |                                   |             |             |                 |                 |                             |         |
|        | type                              | name        | label::دری (fa-AF) | choice_filter   | relevant        | calculation                 | save_to |
|        | hidden                            | site        |             |                 |                 |                             | site    |
|        | hidden                            | wave        |             |                 |                 |                             |         |
|        | select_one_from_file councils.csv | council     | کدام شورا؟  | site = ${site}  |                 |                             |         |
|        | text                              | new_name    | نام شورا    |                 | ${council} = '' |                             |         |
|        | calculate                         | new_id      |             |                 |                 | once(uuid())                |         |
|        | calculate                         | known_name  |             |                 |                 | instance('councils')/root/item[name=${council}]/label |  |
|        | integer                           | members     | چند عضو؟    |                 |                 |                             | members |
|        | text                              | chair       | رئیس        |                 |                 |                             | chair   |
| entities |                                                          |                 |                 |                               |
|          | list_name | label                                        | create_if       | update_if       | entity_id                     |
|          | councils  | if(${council} = '', ${new_name}, ${known_name}) | ${council} = '' | ${council} != '' | coalesce(${council}, ${new_id}) |
| settings |         |         |                  |
|          | form_id | version | default_language |
|          | council | 1       | دری (fa-AF)      |
"""  # noqa: E501 - a form is a table


def council_form() -> FormPublished:
    xform = str(convert(xlsform=COUNCIL, file_type=".md").xform)
    return FormPublished("council", "1", form_hash(xform, {}), {"fa_AF": "شورا"}, xform)
