"""Forms broken at random, and those that a long coverage-guided run found: no crash but Problem."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldtool.forms import Interview, compile_form
from fieldtool.problems import Problem, Problems
from tests.forms.workshop import NOW, form, interview

BASE = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><model><itext><translation lang="دری (fa)">
<text id="l"><value>نام <output value="/d/g/age"/></value></text></translation></itext>
<instance><d id="d"><name/><g><age/><w/></g><r jr:template=""><x/><y/></r><r><x/><y/></r><t k=""/>
<meta><instanceID/></meta></d></instance>
<instance id="l"><root><item><name>a</name></item></root></instance>
<bind nodeset="/d/name" required="true()" jr:requiredMsg="jr:itext('l')"/>
<bind nodeset="/d/g/age" type="int" constraint=". &gt; 3" relevant="/d/name != 'x'"/>
<bind nodeset="/d/r/y" type="decimal" calculate="../x * 2 + position(..)"/>
<bind nodeset="/d/t" type="date"/><bind nodeset="/d/t/@k" calculate="/d/name"/>
<setvalue event="odk-instance-first-load" ref="/d/t" value="today()"/></model></h:head>
<h:body><input ref="/d/name"><label ref="jr:itext('l')"/></input>
<group ref="/d/g"><range ref="/d/g/age" start="1" end="9" step="2"/>
<select ref="/d/g/w"><itemset nodeset="instance('l')/root/item[name != /d/name]">
<value ref="name"/></itemset></select></group>
<group ref="/d/r"><repeat nodeset="/d/r"><input ref="/d/r/x"/></repeat></group></h:body></h:html>"""
PIECES = [
    "/d/r", "/d/name", "..", "'", "(", ")", "[1]", "jr:count", "template", "<r><z/></r>", "ft:row",
    ' type="geopoint"', ' calculate="/d/g/age"', "/@", "é", "-1", "1e999", "sum(", "d", "<", "&#0;",
]  # fmt: skip


def walk(xform: str) -> None:
    """Compile and fill a form, if it can be; only Problem and Problems say that it cannot."""
    try:
        made = Interview(compile_form(xform), lambda: NOW, instance_id="abcdefghijklmnop")
    except Problems:
        return
    for state in list(made.states())[:20]:
        for value in ("1", "a b", "2026-11-22", "34.5 62.2 0 0"):
            try:
                made.answer(state.path, value)
                made.add_row(state.path.partition("[")[0])
            except Problem:
                continue
    made.pages()
    made.validate()
    made.finish()
    Interview.from_xml(made.form, made.to_xml(), lambda: NOW)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, len(BASE)), st.integers(0, 12), st.sampled_from(PIECES)),
        min_size=1,
        max_size=4,
    )
)
def test_a_form_broken_at_random_is_refused_or_works(cuts: list[tuple[int, int, str]]) -> None:
    broken = BASE
    for place, length, piece in cuts:
        broken = broken[:place] + piece + broken[place + length :]

    walk(broken)


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ('<repeat nodeset="/d/r">', '<repeat nodeset="q/r">'),
        ("<r><x/><y/></r>", "<r><x/><y/><other/></r>"),
        ('start="1"', 'start="one"'),
        ('type="int"', 'type="string"'),
        ('<select ref="/d/g/w">', '<select ref="/d/nosuch">'),
        ("/d/t/@k", "/d/t/@\ufffdk"),
    ],
)
def test_what_the_long_run_found_stays_mended(sound: str, broken: str) -> None:
    assert sound in BASE

    walk(BASE.replace(sound, broken))


def test_a_list_of_a_hundred_thousand_rows_is_read_and_filtered() -> None:
    rows = "".join(f"n{i},روستا {i},p{i % 34}\n" for i in range(100_000))
    made = interview(
        form(
            """
            | survey |
            | | type                         | name | label | choice_filter   |
            | | text                         | p    | ولایت |                 |
            | | select_one_from_file big.csv | c    | روستا | province = ${p} |
            """,
            {"big.csv": f"name,label,province\n{rows}".encode()},
        )
    )

    made.answer("p", "p3")

    assert len(made.state("c").choices) == 2942


@pytest.mark.parametrize("inner", ["g", "r"])
def test_groups_in_groups_without_end_are_refused(inner: str) -> None:
    deep = f"<{inner}>" * 200 + f"</{inner}>" * 200

    with pytest.raises(Problems):
        compile_form(BASE.replace("<name/>", deep))
