"""The form of the walk: returned interviews are opened with it, so it is a real one."""

from __future__ import annotations

from dataclasses import replace

from tests.log import samples

_XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head>
<h:title>احساس امنیت</h:title>
<model>
<instance><data id="safety-perception" version="1.0.0">
<age/><night/><why/><hazard jr:template=""><kind/></hazard><meta><instanceID/></meta>
</data></instance>
<bind nodeset="/data/age" type="string"/>
<bind nodeset="/data/night" type="string"/>
<bind nodeset="/data/why" type="string"/>
<bind nodeset="/data/hazard/kind" type="string"/>
</model>
</h:head>
<h:body>
<input ref="/data/age"><label>چند ساله هستید؟</label></input>
<input ref="/data/night"><label>شب‌ها بیرون می‌روید؟</label></input>
<input ref="/data/why"><label>چرا؟</label></input>
<group ref="/data/hazard"><label>خطر</label>
<repeat nodeset="/data/hazard">
<input ref="/data/hazard/kind"><label>چه خطری؟</label></input>
</repeat>
</group>
</h:body>
</h:html>
"""

# What the hub begins with.
FORM = replace(samples.FORM, xform=_XFORM, files={})
# What interviews are filled with; the hub may not have it.
FORMS = [
    *(replace(FORM, version=f"0.9.{number}", hash=f"{number}" * 64) for number in range(3)),
    FORM,
]
