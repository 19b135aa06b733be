"""The narrative editor as people use it: keys, paste, and what arrives at the server."""

import itertools
import json

import pytest
from playwright.sync_api import expect

from roadmap.texts.narrative import plain_text
from tests.browser import axe, narrative_page
from tests.trees import listed, paragraph, run

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.narrative_page")]

EDITOR = "[role=textbox]"
PASTE = """([types, files]) => {
  const data = new DataTransfer();
  for (const [type, text] of Object.entries(types)) data.setData(type, text);
  for (const name of files) data.items.add(new File(["x"], name, { type: "image/png" }));
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def stored():
    """What the page has saved: its last tree and all that was sent."""
    narrative_page.STORED.update(tree=[], posts=[])
    return narrative_page.STORED


@pytest.fixture
def editor(page, stored):
    """Opens the page with a narrative in the editor and the caret at its end."""

    def start(*blocks, to=None):
        stored["tree"] = list(blocks)
        at = to or page
        at.goto("/text/")
        at.locator(EDITOR).focus()
        at.keyboard.press("Control+End")
        return at

    return start


def paste(page, html="", text="", files=()):
    types = {"text/html": html, "text/plain": text}
    page.evaluate(PASTE, [{k: v for k, v in types.items() if v}, list(files)])


def save(page, stored):
    sent = len(stored["posts"])
    with page.expect_navigation():
        page.locator("#save").click()
    assert len(stored["posts"]) == sent + 1
    return stored["tree"]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


# Typing


def test_typing_and_enter_make_paragraphs(editor, stored):
    page = editor()
    page.keyboard.type("El año pasado: ñandú, «está» ¿no?")
    press(page, "Enter")
    page.keyboard.type("Segundo")
    press(page, "Shift+Enter")
    page.keyboard.type("línea")
    assert save(page, stored) == [
        paragraph("El año pasado: ñandú, «está» ¿no?"),
        paragraph("Segundo\nlínea"),
    ]
    assert stored["posts"][0]["text_format"] == "tree"


def test_double_spaces_and_line_breaks_stay_what_was_typed(editor, stored):
    page = editor(paragraph("uno"))
    page.keyboard.type("  dos")
    press(page, "Shift+Enter", "Shift+Enter", "Backspace")
    page.keyboard.type("tres")
    assert save(page, stored) == [paragraph("uno  dos\ntres")]


def test_bold_and_italic_by_keys_and_buttons(editor, stored):
    page = editor()
    page.keyboard.type("sin ")
    press(page, "Control+b")
    page.keyboard.type("negrita")
    press(page, "Control+b")
    page.keyboard.type(" y ")
    page.locator("[data-command=italic]").click()
    page.keyboard.type("cursiva")
    assert save(page, stored) == [
        paragraph("sin ", run("negrita", bold=True), " y ", run("cursiva", italic=True))
    ]


def test_bold_over_several_lines_and_off_again(editor, stored):
    page = editor(paragraph("uno dos"), listed("tres", "cuatro"))
    press(page, "Control+a", "Control+b")
    bold = [
        paragraph(run("uno dos", bold=True)),
        listed([paragraph(run("tres", bold=True))], [paragraph(run("cuatro", bold=True))]),
    ]
    assert save(page, stored) == bold
    page.locator(EDITOR).focus()
    press(page, "Control+a", "Control+b")
    assert save(page, stored) == [paragraph("uno dos"), listed("tres", "cuatro")]


def test_the_buttons_say_what_is_on(editor):
    page = editor(paragraph("sin ", run("con", bold=True)), listed("a", ordered=True))
    pressed = page.locator("[role=toolbar] [aria-pressed=true]")
    expect(pressed).to_have_attribute("data-command", "numbers")
    press(page, "ArrowUp", "End")
    expect(pressed).to_have_attribute("data-command", "bold")


def test_backspace_and_delete_join_paragraphs(editor, stored):
    page = editor(paragraph("uno"), paragraph(run("dos", bold=True)), paragraph("tres"))
    press(page, "Home", "Backspace")
    assert save(page, stored) == [paragraph("uno"), paragraph(run("dos", bold=True), "tres")]
    page.locator(EDITOR).focus()
    press(page, "Control+Home", "End", "Delete")
    page.keyboard.type(", ")
    assert save(page, stored) == [paragraph("uno, ", run("dos", bold=True), "tres")]


def test_a_selection_over_several_lines_is_replaced(editor, stored):
    page = editor(paragraph("uno dos"), listed("tres", "cuatro"), paragraph("cinco seis"))
    press(page, "Control+Home", *["ArrowRight"] * 3, "Control+Shift+End")
    press(page, *["Shift+ArrowLeft"] * 5)
    page.keyboard.type("X")
    assert save(page, stored) == [paragraph("unoX seis")]


def test_all_can_be_deleted_and_typed_anew(editor, stored):
    page = editor(listed("tres", "cuatro"), paragraph("cinco"))
    press(page, "Control+a", "Backspace")
    page.keyboard.type("nuevo")
    assert plain_text(save(page, stored)) == "nuevo"


def test_dead_keys_and_input_methods_are_left_alone(editor, page, stored):
    editor(paragraph("a"))
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "´", "selectionStart": 1, "selectionEnd": 1})
    client.send("Input.insertText", {"text": "ñ"})
    client.send("Input.imeSetComposition", {"text": "á", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(400)
    client.send("Input.insertText", {"text": "á"})
    page.keyboard.type("!")
    assert save(page, stored) == [paragraph("añá!")]


def test_a_composition_over_several_lines_is_mended(editor, page, stored):
    editor(paragraph("uno"), listed("dos", "tres"), paragraph("cuatro"))
    press(page, "Control+a")
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "é", "selectionStart": 1, "selectionEnd": 1})
    client.send("Input.insertText", {"text": "é"})
    page.keyboard.type("l")
    assert plain_text(save(page, stored)) == "él"


# Lists


def test_lists_are_nested_and_left_by_the_keyboard(editor, stored):
    page = editor(paragraph("Título"))
    press(page, "Enter")
    page.locator("[data-command=bullets]").click()
    for text, key in (("a", ""), ("b", "Control+]"), ("c", ""), ("d", "Control+[")):
        if key:
            press(page, key)
        page.keyboard.type(text)
        press(page, "Enter")
    press(page, "Enter")
    page.keyboard.type("Fin")
    assert save(page, stored) == [
        paragraph("Título"),
        listed([paragraph("a"), listed("b", "c")], "d"),
        paragraph("Fin"),
    ]


def test_a_list_changes_its_kind_and_ends(editor, stored):
    page = editor(paragraph("a"), paragraph("b"))
    press(page, "Control+a")
    page.locator("[data-command=numbers]").click()
    assert save(page, stored) == [listed("a", "b", ordered=True)]
    page.locator(EDITOR).focus()
    press(page, "Control+a")
    page.locator("[data-command=bullets]").click()
    assert save(page, stored) == [listed("a", "b")]
    page.locator(EDITOR).focus()
    press(page, "Control+a")
    page.locator("[data-command=bullets]").click()
    assert save(page, stored) == [paragraph("a"), paragraph("b")]


def test_enter_in_an_item_takes_its_inner_list_along(editor, stored):
    page = editor(listed([paragraph("ab"), listed("c")], "d"))
    press(page, "Control+Home", "ArrowRight", "Enter")
    assert save(page, stored) == [listed("a", [paragraph("b"), listed("c")], "d")]


def test_what_hangs_on_an_item_stays_when_the_item_goes(editor, stored):
    page = editor(listed([paragraph("a")], [paragraph("b"), listed("c", "d")], "e"))
    press(page, "Control+Home", "ArrowDown", "Home", "Control+[")
    assert save(page, stored) == [listed("a"), paragraph("b"), listed("c", "d", "e")]


def test_backspace_at_the_start_of_an_item_leaves_the_list(editor, stored):
    page = editor(listed("a", "b"))
    press(page, "Home", "Backspace")
    assert save(page, stored) == [listed("a"), paragraph("b")]


# Links


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("https://www.gob.mx/stps?a=1&b=(2)", "https://www.gob.mx/stps?a=1&b=(2)"),
        ("www.gob.mx", "https://www.gob.mx"),
        ("a@gob.mx", "mailto:a@gob.mx"),
        ("mailto:a@gob.mx", "mailto:a@gob.mx"),
    ],
)
def test_selected_words_become_a_link(editor, stored, typed, href):
    page = editor(paragraph("ver informe"))
    press(page, *["Shift+ArrowLeft"] * 7, "Control+k")
    page.keyboard.type(typed)
    press(page, "Enter")
    assert save(page, stored) == [paragraph("ver ", run("informe", href=href))]


def test_a_link_is_changed_and_removed(editor, stored):
    page = editor(paragraph("ver ", run("informe", href="https://a.mx/"), " hoy"))
    press(page, *["ArrowLeft"] * 6, "Control+k")
    assert page.locator("#id_text_href").input_value() == "https://a.mx/"
    page.keyboard.type("https://b.mx/")
    press(page, "Enter")
    assert save(page, stored)[0]["runs"][1] == run("informe", href="https://b.mx/")
    page.locator(EDITOR).focus()
    press(page, "Control+End", *["ArrowLeft"] * 6, "Control+k")
    page.locator("[data-link=unset]").click()
    assert save(page, stored) == [paragraph("ver informe hoy")]


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "", "dos palabras", "ftp://a.mx", "http:"]
)
def test_an_address_that_is_none_is_refused(editor, stored, typed):
    page = editor(paragraph("ver"))
    press(page, "Control+k")
    page.keyboard.type(typed)
    press(page, "Enter")
    assert page.get_by_role("alert").inner_text() != ""
    press(page, "Escape")
    page.keyboard.type("!")
    assert save(page, stored) == [paragraph("ver!")]


# Undo


def test_undo_and_redo_go_through_every_kind_of_change(editor, stored):
    page = editor(paragraph("uno"))
    page.keyboard.type(" dos")
    press(page, "Control+a", "Control+b", "Control+End", "Enter")
    paste(page, html="<ul><li>a<li>b</ul>")
    texts = []
    for _ in range(5):
        texts.append(page.locator(EDITOR).inner_html())
        press(page, "Control+z")
    assert texts[-1] == page.locator(EDITOR).inner_html() == "<p>uno</p>"
    press(page, *["Control+Shift+z"] * 2, *["Control+y"] * 2)
    assert page.locator(EDITOR).inner_html() == texts[0]
    assert save(page, stored) == [paragraph(run("uno dos", bold=True)), listed("a", "b")]


# Paste


def word(*body):
    """A clipboard as Word fills it."""
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:'
        'office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/'
        'REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8">'
        '<meta name=Generator content="Microsoft Word 15"><link rel=File-List href="file:///C:/'
        'clip_filelist.xml"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View>'
        "</w:WordDocument></xml><![endif]--><style><!-- /* Font Definitions */ @font-face "
        "{font-family:Symbol;} p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0cm;} "
        "@list l0:level1 {mso-level-number-format:bullet;} --></style><!--[if gte mso 10]><style>"
        ' table.MsoNormalTable {mso-style-name:"Tabla normal";}</style><![endif]--></head>'
        "<body lang=ES-MX link=\"#0563C1\" style='tab-interval:35.4pt'><!--StartFragment-->\n\n"
        + "\n\n".join(body)
        + "\n\n<!--EndFragment--></body></html>"
    )


def word_item(text, sign, level=1, number="l0", lfo="lfo1", place="Middle"):
    """A paragraph of a Word list, the way it comes: no <ul>, its sign in the text."""
    return (
        f"<p class=MsoListParagraphCxSp{place} style='margin-left:{18 * level}.0pt;mso-add-space:"
        f"auto;text-indent:-18.0pt;mso-list:{number} level{level} {lfo}'><![if !supportLists]>"
        "<span\n"
        "style='font-family:Symbol;mso-fareast-font-family:Symbol;mso-bidi-font-family:Symbol'>"
        f"<span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>"
        f"&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
    )


WORD = {
    "paragraphs": (
        word(
            "<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Acción:</b> se\ncapacitó "
            'a <i>120</i> personas en <st1:place w:st="on">Oaxaca</st1:place>.<o:p></o:p></p>',
            "<p class=MsoNormal><o:p>&nbsp;</o:p></p>",
            "<p class=MsoNormal>Véase <a href=\"https://www.gob.mx/stps\"><span style='color:blue'>"
            "la página</span></a><span style='mso-spacerun:yes'>  </span>oficial<o:p></o:p></p>",
        ),
        [
            paragraph(
                run("Acción:", bold=True),
                " se capacitó a ",
                run("120", italic=True),
                " personas en Oaxaca.",
            ),
            paragraph("Véase ", run("la página", href="https://www.gob.mx/stps"), " oficial"),
        ],
    ),
    "nested bullets": (
        word(
            "<p class=MsoNormal>Resultados:<o:p></o:p></p>",
            word_item("Uno", "·", place="First"),
            word_item("Uno bis", "o", level=2),
            word_item("Uno ter", "§", level=3),
            word_item("Dos", "·", place="Last"),
            "<p class=MsoNormal>Fin<o:p></o:p></p>",
        ),
        [
            paragraph("Resultados:"),
            listed([paragraph("Uno"), listed([paragraph("Uno bis"), listed("Uno ter")])], "Dos"),
            paragraph("Fin"),
        ],
    ),
    "numbers with letters inside": (
        word(
            word_item("Primero", "1.", place="First"),
            word_item("inciso", "a)", level=2),
            word_item("otro <b>inciso</b>", "b)", level=2),
            word_item("Segundo", "2.", place="Last"),
            word_item("Aparte", "·", number="l1", lfo="lfo2"),
        ),
        [
            listed(
                [
                    paragraph("Primero"),
                    listed("inciso", [paragraph("otro ", run("inciso", bold=True))], ordered=True),
                ],
                "Segundo",
                ordered=True,
            ),
            listed("Aparte"),
        ],
    ),
    "conditional comments of other browsers": (
        word(
            "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l3 level1 lfo4'>"
            "<!--[if !supportLists]--><span style='mso-list:Ignore'>1)<span>&nbsp;&nbsp;</span>"
            "</span><!--[endif]-->Uno</p>"
        ),
        [listed("Uno", ordered=True)],
    ),
    "tracked changes, comments, headings, tables": (
        word(
            "<h1>Título<o:p></o:p></h1>",
            '<p class=MsoNormal>Se <del cite="mailto:a">quitó</del><ins cite="mailto:a">puso'
            '</ins> esto<span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">'
            "[A1]</a></span>.</p>",
            "<table class=MsoTableGrid border=1><tr><td width=288><p class=MsoNormal>Niñas</p></td>"
            "<td><p class=MsoNormal>12</p></td></tr></table>",
            "<div style='mso-element:comment-list'><p>Un comentario</p></div>",
        ),
        [
            paragraph(run("Título", bold=True)),
            paragraph("Se puso esto."),
            paragraph("Niñas"),
            paragraph("12"),
        ],
    ),
    "word on the web": (
        '<div class="ListContainerWrapper SCXW1"><ul class="BulletListStyle1" role="list">'
        '<li data-leveltext="" data-listid="1" data-aria-level="1" role="listitem"><p '
        'class="Paragraph"><span class="TextRun"><span class="NormalTextRun">Uno</span></span>'
        '<span class="EOP">&nbsp;</span></p></li></ul></div><div class="ListContainerWrapper">'
        '<ul><li data-listid="1" data-aria-level="2"><p>Uno bis</p></li></ul></div>',
        [listed([paragraph("Uno"), listed("Uno bis")])],
    ),
}


@pytest.mark.parametrize("name", WORD)
def test_paste_from_word(editor, stored, name):
    html, expected = WORD[name]
    page = editor()
    paste(page, html=html, text="no")
    assert save(page, stored) == expected


OTHERS = {
    "google docs": (
        '<meta charset=\'utf-8\'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir='
        '"ltr" style="line-height:1.38"><span style="font-weight:400">uno </span><span style='
        '"font-weight:700;font-style:normal">dos</span></p><br /><ul><li dir="ltr" aria-level='
        '"1"><p role="presentation"><span style="font-style:italic">tres</span></p></li><ul>'
        '<li aria-level="2"><p><span>cuatro</span></p></li></ul></ul></b><br class="x">',
        [
            paragraph("uno ", run("dos", bold=True)),
            listed([paragraph(run("tres", italic=True)), listed("cuatro")]),
        ],
    ),
    "libreoffice": (
        '<html><head><title></title><style type="text/css">p { margin: 0 }</style></head><body>'
        '<p style="margin-bottom: 0cm"><font face="Arial"><b>uno</b></font></p>\n<ol>\n\t<li>'
        "<p>dos</p>\n\t<ol>\n\t\t<li><p>tres</p></li>\n\t</ol></li>\n</ol></body></html>",
        [
            paragraph(run("uno", bold=True)),
            listed([paragraph("dos"), listed("tres", ordered=True)], ordered=True),
        ],
    ),
    "a hostile page": (
        "<script>alert(1)</script><p onclick='alert(2)' style=\"background:url(http://a.mx/x)\">a"
        "<img src=x onerror=alert(3)><a href='javascript:alert(4)'>b</a><a href=' JaVaScRiPt:x'>c"
        "</a><svg onload=alert(5)><text>no</text></svg><iframe src='http://a.mx/'></iframe></p>"
        "<math><mi>d</mi></math><object data=x>no</object><style>*{color:red}</style><form action="
        "'http://a.mx'><input value=x><button>no</button></form><template>no</template><p>x style="
        "'a' onclick=1 &lt;b onload=2&gt;<a href='/relativo'>e</a> <span style='display:none'"
        ">no</span><u>f</u></p><link rel=stylesheet href=http://a.mx/a.css><base href=http://a.mx>",
        [
            paragraph("abc"),
            paragraph("d"),
            paragraph("x style='a' onclick=1 <b onload=2>e f"),
        ],
    ),
    "a chat or mail": (
        "<div>uno</div><div><br></div><div>dos<br>tres</div><blockquote>cuatro</blockquote>",
        [paragraph("uno"), paragraph("dos\ntres"), paragraph("cuatro")],
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_paste_from_elsewhere(editor, stored, name):
    html, expected = OTHERS[name]
    page = editor()
    paste(page, html=html, text="no")
    assert save(page, stored) == expected


PLAIN = "Uno\r\nsigue\r\n\r\n- a\n  - b\n- c\n\n1. x\n2. y\n\n2022. Un año\n\n5) no"


def test_paste_of_plain_text(editor, stored):
    page = editor()
    paste(page, text=PLAIN)
    assert save(page, stored) == [
        paragraph("Uno\nsigue"),
        listed([paragraph("a"), listed("b")], "c"),
        listed("x", "y", ordered=True),
        paragraph("2022. Un año"),
        paragraph("5) no"),
    ]


def test_paste_into_the_middle(editor, stored):
    page = editor(paragraph("antes después"), listed("item"))
    press(page, "Control+Home", *["ArrowRight"] * 6)
    paste(page, html="<p><b>uno</b></p><p>dos </p>")
    press(page, "Control+End")
    paste(page, text=" más")
    press(page, "Enter")
    paste(page, html="<ol><li>x<li>y</ol>")
    assert save(page, stored) == [
        paragraph("antes ", run("uno", bold=True)),
        paragraph("dosdespués"),
        listed("item más", "x", "y"),
    ]


def test_cut_and_paste_keep_the_text_as_it_was(editor, page, stored):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tree = [
        paragraph("uno\ndos ", run("tres", bold=True, href="https://a.mx")),
        listed([paragraph("a"), listed("b", ordered=True)], "c"),
    ]
    editor(*tree)
    press(page, "Control+a", "Control+x")
    assert save(page, stored) == []
    page.locator(EDITOR).focus()
    press(page, "Control+v")
    assert save(page, stored) == tree


def test_files_are_refused_and_the_text_stays(editor, stored):
    page = editor(paragraph("uno"))
    paste(page, files=["foto.png"])
    assert "evidencia" in page.get_by_role("status").inner_text()
    assert save(page, stored) == [paragraph("uno")]


def test_text_is_dropped_where_it_is_let_go(editor, page, stored):
    editor(paragraph("uno"))
    page.evaluate("""() => {
      const box = document.querySelector("[role=textbox] p").getBoundingClientRect();
      const data = new DataTransfer();
      data.setData("text/html", "<b>cero</b><img src=x onerror=alert(1)>");
      document.querySelector("[role=textbox]").dispatchEvent(new DragEvent("drop", {
        dataTransfer: data, bubbles: true, cancelable: true,
        clientX: box.left, clientY: box.top + 5,
      }));
    }""")
    assert save(page, stored) == [paragraph(run("cero", bold=True), "uno")]


# What the form sends


def test_an_untouched_text_is_sent_as_it_was(editor, stored):
    tree = [paragraph("a"), listed([listed([paragraph("b"), paragraph("c")], ordered=True)])]
    page = editor(*tree)
    assert save(page, stored) == tree


def test_without_scripts_the_same_text_is_markdown(new_page, stored):
    page = new_page(java_script_enabled=False)
    tree = [paragraph("uno ", run("dos", bold=True)), listed("tres")]
    stored["tree"] = tree
    page.goto("/text/")
    assert not page.locator("[role=toolbar]").is_visible()
    assert page.locator("textarea").input_value() == "uno **dos**\n\n- tres"
    assert save(page, stored) == tree
    page.locator("textarea").fill("uno *dos*\n\n1. tres")
    assert save(page, stored) == [
        paragraph("uno ", run("dos", italic=True)),
        listed("tres", ordered=True),
    ]
    assert stored["posts"][-1]["text_format"] == "markdown"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refused_form_keeps_what_was_typed(new_page, stored, scripts):
    page = new_page(java_script_enabled=scripts)
    stored["tree"] = [paragraph("uno ", run("dos", bold=True))]
    page.goto("/text/")
    page.get_by_label("Título").fill("mal")
    if scripts:
        page.locator(EDITOR).focus()
        page.keyboard.press("Control+End")
        page.keyboard.type(" tres")
    else:
        page.locator("textarea").fill("uno **dos tres**")
    assert len(save(page, stored)[0]["runs"]) == 2
    page.get_by_label("Título").fill("bien")
    assert save(page, stored) == [paragraph("uno ", run("dos tres", bold=True))]


def test_the_textarea_follows_for_other_scripts(editor, page):
    editor(paragraph("uno"))
    page.evaluate("""() => {
      window.heard = [];
      for (const name of ["input", "narrative:change"]) document.querySelector("form")
        .addEventListener(name, (event) => event.target.name && window.heard.push(name));
    }""")
    page.keyboard.type(" dos")
    page.wait_for_timeout(600)
    assert page.evaluate("window.heard") == ["input", "narrative:change"]
    value, changed, sent = page.evaluate("""() => {
      const area = document.querySelector("textarea");
      return [area.value, area.value !== area.defaultValue, [...new FormData(area.form)]];
    }""")
    assert (json.loads(value), changed) == ([paragraph("uno dos")], True)
    assert ["text", value] in sent
    assert ["text_format", "tree"] in sent


def test_form_data_is_never_behind_the_keys(editor, page):
    editor()
    page.keyboard.type("uno")
    sent = page.evaluate("new FormData(document.forms[0]).get('text')")
    assert json.loads(sent) == [paragraph("uno")]


def test_what_was_typed_before_the_script_came_stays(page, stored):
    page.route("**/editor.js", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.goto("/text/", wait_until="commit")
    page.locator("textarea").fill("uno **dos**")
    page.wait_for_load_state("load")
    assert not page.locator("[role=toolbar]").is_visible()
    assert save(page, stored) == [paragraph("uno ", run("dos", bold=True))]


def test_another_script_can_load_a_text(editor, page, stored):
    editor(paragraph("uno"))
    page.evaluate(
        """async (tree) => {
          const { editorOf } = await import(document.querySelector("script[type=module]").src);
          editorOf(document.querySelector("textarea")).load(tree);
        }""",
        [paragraph("dos")],
    )
    assert save(page, stored) == [paragraph("dos")]


# For everybody


def test_the_keyboard_alone_is_enough(page, stored):
    page.goto("/text/")
    page.get_by_label("Título").focus()
    focused = []
    for _ in range(3):
        press(page, "Tab")
        focused.append(
            page.evaluate(
                "document.activeElement.dataset.command || document.activeElement.role"
                " || document.activeElement.id"
            )
        )
    assert focused == ["bold", "textbox", "save"]
    press(page, "Shift+Tab")
    page.keyboard.type("uno")
    press(page, "Alt+F10", "ArrowRight", "ArrowRight", "Enter")
    page.keyboard.type(" dos")
    press(page, "Alt+F10")
    assert page.evaluate("document.activeElement.dataset.command") == "bullets"
    press(page, "End", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter")
    page.keyboard.type("gob.mx")
    press(page, "Tab", "Enter", "Tab")
    with page.expect_navigation():
        press(page, "Enter")
    assert stored["tree"] == [listed([paragraph("uno dos", run("gob.mx", href="https://gob.mx"))])]


def test_the_region_has_the_names_of_its_field(editor, page):
    editor()
    region = page.get_by_role("textbox", name="Qué se hizo")
    assert region.get_attribute("aria-multiline") == "true"
    assert region.get_attribute("lang") == "es"
    assert region.evaluate("it => it.spellcheck")
    page.locator("h1").click()
    page.locator("label", has_text="Qué se hizo").click()
    assert page.evaluate("document.activeElement.role") == "textbox"


def test_the_words_are_counted_after_a_pause(editor, page):
    editor(paragraph("uno – dos 3"))
    status = page.get_by_role("status")
    assert status.inner_text() == "3 palabras"
    page.keyboard.type(" cuatro")
    assert status.inner_text() == "3 palabras"
    expect(status).to_have_text("4 palabras")


STATES = {
    "empty": [],
    "filled": [
        paragraph("uno ", run("dos", bold=True, href="https://a.mx/")),
        listed([paragraph("a"), listed("b", ordered=True)]),
    ],
}


@pytest.mark.parametrize(
    ("width", "state"), list(itertools.product([320, 1280], [*STATES, "link", "refused"]))
)
def test_axe_finds_nothing_and_nothing_is_cut_off(new_page, editor, request, stored, width, state):
    page = new_page(viewport={"width": width, "height": 800})
    editor(*STATES.get(state, STATES["filled"]), to=page)
    if state == "link":
        press(page, "Control+k", "Enter")
    if state == "refused":
        page.get_by_label("Título").fill("mal")
        save(page, stored)
    assert axe.violations(page, request.config.cache) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_a_planted_fault(editor, page, request):
    editor()
    page.evaluate("document.querySelector('[role=textbox]').removeAttribute('aria-labelledby')")
    assert axe.violations(page, request.config.cache) != []


# Long texts

WORDS = "La inspección federal del trabajo visitó 1,204 centros agrícolas en Sinaloa y ñandú. "


def long_text(length):
    lines = [WORDS * 12 for _ in range(length // (len(WORDS) * 12) + 1)]
    return "\n\n".join(lines)[:length].rstrip()


@pytest.mark.parametrize("length", [60_000, 200_000])
def test_a_long_paste_keeps_every_character(editor, stored, length):
    text = long_text(length)
    page = editor()
    paste(page, text=text)
    expected = "\n".join(line.strip() for line in text.split("\n\n"))
    assert plain_text(save(page, stored)) == expected


def test_60_000_characters_typed_arrive(editor, page, stored):
    """Key by key in parts, with Enter between them; the rest as an input method sends words."""
    editor()
    client = page.context.new_cdp_session(page)
    lines = long_text(60_000).split("\n\n")
    for number, line in enumerate(lines):
        if number:
            press(page, "Enter")
        page.keyboard.type(line[:60])
        for start in range(60, len(line), 12):
            client.send("Input.insertText", {"text": line[start : start + 12]})
    assert plain_text(save(page, stored)) == "\n".join(line.strip() for line in lines)
