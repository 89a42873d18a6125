#!/usr/bin/env python3
"""Takes golden.jsonl from a real vim: what key scripts make of a text.

Run it by hand, in this folder, where a vim 9 is installed; the tests only read what it wrote:

    python3 take.py

A line holds `text` with `|` at the caret, `keys` in vim's notation, the text `after` them, again
with `|`, and the registers `regs` (each its type, `v` or `V`, and its text). The keys come as if
they were typed: what fails does not keep the next one from counting.
"""

import json
import os
import re
import subprocess
import tempfile

PROSE = """It rained, and |for once I was glad. We had
nothing planned! The lamp  was on;
a hand's breadth open.

  Mara called (about the [week end], again) and "said so", twice.
Is it? Yes. No way...

The end"""
WORLD = """Über |dem Café: naïve 日本語テスト です。次の文。
e\u0301te\u0301 👍🏽 ok 🇩🇪🇫🇷 x 👨‍👩‍👧 end

(日本) "grüße" 'ß' ende"""
CODE = """x = (a, [b, {c: |1}], "d e") + f(g(h))
y = 'it' + "q\\"z" <t> -9 07 99

z = ((1) (2))"""
LINES = "one\ntwo\n|three\nfour\n\nsix\nseven\n"
BLANKS = "\n\n|\na b\n\n\n   \nc\n\n"
TEXTS = {"prose": PROSE, "world": WORLD, "code": CODE, "lines": LINES, "blanks": BLANKS}

MOTIONS = """h l j k w b e ge W B E gE 0 ^ $ 2w 3w 2e 3b 2j 2k fa Fa ta Ta 2fa tn % ( ) 2) { } 2} gg G 3G
+ - _ g_ 5| H L M /an<CR> ?an<CR> n * # 'a `a""".split()
OBJECTS = "iw aw iW aW is as ip ap i( a( i[ i{ a{ i\" a\" i' a' 2iw 2aw 2ap 2is 2as 2i( 3aw i< a<".split()


def at(text, before):
    """`text` with its caret before the first `before`."""
    plain = text.replace("|", "")
    place = plain.index(before)
    return plain[:place] + "|" + plain[place:]


def scripts():
    """Every script: a text, the keys, and the registers that count."""
    places = [
        at(PROSE, "nothing"), at(PROSE, "lamp"), at(PROSE, "week"), at(PROSE, "The end"),
        at(PROSE, "Is it"), at(PROSE, "said"), at(WORLD, "日本語"), at(WORLD, "ok"), LINES, BLANKS,
    ]
    # Motions alone, counted, and under each operator.
    for text in places:
        for motion in MOTIONS:
            yield text, "ma" + motion if "a" == motion[-1] and motion[0] in "'`" else motion, ""
    for text in places[:4] + places[6:9]:
        for motion in MOTIONS:
            if motion[0] in "'`;n*#":
                continue
            yield text, "d" + motion, '"-1'
    for text in (places[1], places[7]):
        for motion in "w W e b $ 0 ^ } { ) ( fa ta % j k G gg 2w h l".split():
            for op, rest in (("c", "NEW<Esc>"), ("y", ""), ("gU", ""), ("g~", ""), (">", ""), ("gu", "")):
                yield text, op + motion + rest, '"0'
    for text in (at(PROSE, "rained"), at(PROSE, "lamp"), at(PROSE, "week"), at(PROSE, "said"),
                 at(WORLD, "dem"), at(WORLD, "grü"), CODE, at(CODE, "z\" <"), at(CODE, "2)"), BLANKS,
                 at(PROSE, "Is it"), at(PROSE, "The end")):
        for thing in OBJECTS:
            yield text, "d" + thing, '"'
            yield text, "v" + thing + "y", '"'
    for text in (PROSE, CODE):
        for thing in "iw aw is ip i( a( i\" it".split():
            yield text, "c" + thing + "NEW<Esc>", '"'
            yield text, "gU" + thing, ""
            yield text, ">" + thing, ""
    # Lines.
    for text in (PROSE, LINES, BLANKS, WORLD, at(LINES, "seven"), "|", "one|", "|\n"):
        for keys in """dd 2dd yyp yyP 2yyp ddp ddP cc<Esc> ccnew<Esc> 2ccnew<Esc> Snew<Esc> D C<Esc> Cnew<Esc> Y Yp
            J 2J 3J gJ 3gJ >> << 2>> >>.. yyGp dG dgg d2j d2k dk ylp 3ylP x 3x X 2X s<Esc> sab<Esc> 3sab<Esc>
            ra 3ra r<CR> ~ 3~ g~~ gUU guu iab<Esc> aab<Esc> Iab<Esc> Aab<Esc> oab<Esc> Oab<Esc> 3iab<Esc>
            3oab<Esc> 2Aab<Esc> 2Oab<Esc> ia<CR>b<Esc> xp ddu ddu<C-r> xxxuu xxxuu<C-r> oab<Esc>u 2ddu jddu
            yy2p yy2P p P Rxy<Esc> 2Rxy<Esc> Rxyzzy<BS><BS><Esc> ylgp yygp yygP""".split():
            yield text, keys, '"'
    hand = [
        # The dot.
        (PROSE, "dw.", '"'), (PROSE, "dw..", '"'), (PROSE, "2dw.", '"'), (PROSE, "dw3.", '"'), (PROSE, "x..", '"'),
        (PROSE, "3x.", ""), (PROSE, "cwNEW<Esc>w.", ""), (PROSE, "cwNEW<Esc>w2.", ""), (PROSE, "Axy<Esc>j.", ""),
        (PROSE, "Ixy<Esc>j.", ""), (PROSE, "oxy<Esc>.", ""), (PROSE, "Oxy<Esc>.", ""), (PROSE, "ixy<Esc>.", ""),
        (PROSE, "axy<Esc>3.", ""), (PROSE, "dd.", '"1'), (PROSE, "ddp.", ""), (PROSE, "J.", ""), (PROSE, "~.", ""),
        (PROSE, "ral.", ""), (PROSE, "rafo.", ""), (PROSE, "dfa.", ""), (PROSE, "dta;.", ""), (PROSE, ">>j.", ""),
        (PROSE, "gUiww.", ""), (PROSE, "diww.", ""), (PROSE, "ciwx<Esc>ww.", ""), (PROSE, "daw.", ""),
        (PROSE, "das.", ""), (PROSE, "dap.", ""), (PROSE, "vlld.", ""), (PROSE, "vjd.", ""), (PROSE, "Vd.", ""),
        (PROSE, "Vjd.", ""), (PROSE, "V>j.", ""), (PROSE, "vllcxy<Esc>w.", ""), (PROSE, "veUw.", ""),
        (PROSE, "xu.", ""), (PROSE, "dw.u", ""), (PROSE, "dw.uu", ""), (PROSE, "ixy<Esc>u.", ""), (PROSE, "yyjp.", ""),
        (PROSE, "sxy<Esc>w.", ""), (PROSE, "Cxy<Esc>j.", ""), (PROSE, "Sxy<Esc>j.", ""), (PROSE, "rx2l3.", ""),
        (PROSE, "ia<CR>b<Esc>.", ""), (PROSE, "ixyz<BS>w<Esc>.", ""), (PROSE, "ione two<C-w>x<Esc>.", ""),
        (PROSE, "A one<C-u>x<Esc>", ""), (PROSE, "d/an<CR>.", ""), (PROSE, "Rxy<Esc>w.", ""), (PROSE, "D j.", ""),
        # Registers.
        (PROSE, "\"ayw\"ap", '"a'), (PROSE, "\"ayww\"Ayw\"ap", '"a'), (PROSE, "\"ayyj\"Ayy\"ap", '"a'),
        (PROSE, "\"aywj\"Ayy\"ap", '"a'), (PROSE, "\"ayyj\"Ayw\"ap", '"a'), (PROSE, "yw\"_dwp", '"0'),
        (PROSE, "ywdw\"0p", '"0-'), (PROSE, "dwdd\"-p", '"1-'), (PROSE, "dddddd\"1p\"2p\"3p", '"123'),
        (PROSE, "dddddd\"1p..", '"123'), (PROSE, "ywx\"0P", '"0-'), (PROSE, "\"adw\"ap", '"a-1'),
        (PROSE, "\"add\"ap", '"a-1'), (PROSE, "d)p", '"1-'), (PROSE, "d%", '"1-'), (PROSE, "y)", '"01'),
        (PROSE, "ywciw<C-r>\"x<Esc>", '"'), (PROSE, "ywA<C-r>0<Esc>", '"0'), (PROSE, "\"xyiwo<C-r>x<Esc>", '"x'),
        (PROSE, "yiwviwp", '"0'), (PROSE, "yiwjviwp", '"0'), (PROSE, "yiwVp", '"0'), (PROSE, "yyjviwp", '"0'),
        (PROSE, "yyjVp", '"0'), (PROSE, "yiw3p", ""), (PROSE, "yiw3P", ""), (PROSE, "yjp", '"'), (PROSE, "yjP", '"'),
        (PROSE, "y}P", '"'), (PROSE, "y}p", '"'), (PROSE, "ywgp", ""), (PROSE, "vjyP", '"'), (PROSE, "vjyp", '"'),
        (PROSE, "\"_dd", '"'), (PROSE, "\"_x", '"'), (PROSE, "\"a\"byw", '"ab'), (PROSE, "2\"a3yw", '"a'),
        (PROSE, "\"a2yy\"a2p", '"a'), (LINES, "ddjp", ""), (LINES, "ddGp", ""), (LINES, "ggddGp", ""),
        (WORLD, "ylp", '"'), (WORLD, "jyiwP", '"'), (at(WORLD, "👍"), "x", '"'), (at(WORLD, "👨"), "x", '"'),
        (at(WORLD, "e\u0301"), "x", '"'), (at(WORLD, "日本語"), "3x", '"'), (at(WORLD, "日本語"), "dlp", '"'),
        (at(WORLD, "日本語"), "xP", '"'), (at(WORLD, "次"), "Di日本<Esc>", '"'), (at(WORLD, "ß'"), "ra", ""),
        (at(WORLD, "ü"), "~", ""), (at(WORLD, "日"), "r本", ""), (at(WORLD, "日"), "fス", ""), (at(WORLD, "日"), "dtス", ""),
        (at(WORLD, "ende"), "Fü", ""), (at(WORLD, "ü"), "gUiw", ""), (at(WORLD, "日"), "i€<Esc>", ""),
        # Marks.
        (PROSE, "majj'a", ""), (PROSE, "majj`a", ""), (PROSE, "majjd'a", '"'), (PROSE, "majjd`a", '"'),
        (PROSE, "majjy'a", '"'), (PROSE, "majjgg'ad'a", '"'), (PROSE, "jmakdd'a", ""), (PROSE, "jmaOnew<Esc>'a", ""),
        (PROSE, "maG''", ""), (PROSE, "maG``", ""), (PROSE, "G``x", ""), (PROSE, "GG''", ""), (PROSE, "/an<CR>``", ""),
        (PROSE, "maggix<Esc>`a", ""), (PROSE, "mawix<Esc>`a", ""), (PROSE, "mab2x`a", ""), (PROSE, "wmbjmajj`bx`ax", ""),
        (PROSE, "ddG`.", ""), (PROSE, "xG`.", ""), (PROSE, "yiwG`[", ""), (PROSE, "yiwG`]", ""), (PROSE, "yjG'[", ""),
        (PROSE, "vey`<", ""), (PROSE, "vey`>x", ""), (PROSE, "ixy<Esc>G`^", ""), (PROSE, "ixy<Esc>Ggiz<Esc>", ""),
        (PROSE, "majd`a", '"'), (PROSE, "c`ax<Esc>", ""), (PROSE, "'q", ""),
        # Macros.
        (PROSE, "qadwq@a", ""), (PROSE, "qadwq2@a", ""), (PROSE, "qadwq@a@@", ""), (PROSE, "qaA!<Esc>jq@a", ""),
        (PROSE, "qaA!<Esc>jq9@a", ""), (PROSE, "qaI- <Esc>jq3@a", ""), (LINES, "qaddpq@a", ""), (LINES, "qaA,<Esc>Jq2@a", ""),
        (PROSE, "qaf xq3@a", ""), (PROSE, "qa/an<CR>xq@a@@", ""), (PROSE, "qawq@a", ""), (PROSE, "qqxq@qu", ""),
        (PROSE, "qacwNEW<Esc>wq@a.", ""), (PROSE, "qayiwP q@a", ""), (LINES, "qajq@a", "a"), (LINES, "qaxqqAjq@a", "a"),
        (LINES, "qaxjq:let @b='dd'<CR>@b", ""), (at(LINES, "one"), "qaA!<Esc>jq20@a", ""), (CODE, "qavi(dq", ""),
        # Visual.
        (PROSE, "vd", '"'), (PROSE, "vld", '"'), (PROSE, "v$d", '"'), (PROSE, "v$y", '"'), (PROSE, "vjd", '"'),
        (PROSE, "vj$d", '"'), (PROSE, "vbd", '"'), (PROSE, "vkd", '"'), (PROSE, "Vd", '"'), (PROSE, "VGd", '"'),
        (PROSE, "Vggd", '"'), (PROSE, "V2jd", '"'), (PROSE, "3Vd", '"'), (PROSE, "3vd", '"'), (PROSE, "vwc<Esc>", '"'),
        (PROSE, "vwcx<Esc>", '"'), (PROSE, "Vcx<Esc>", '"'), (PROSE, "vapd", '"'), (PROSE, "vipd", '"'), (PROSE, "visd", '"'),
        (PROSE, "vasd", '"'), (PROSE, "viwiwd", '"'), (PROSE, "viwawd", '"'), (PROSE, "vawawd", '"'), (PROSE, "vohd", '"'),
        (PROSE, "vjohd", '"'), (PROSE, "veU", ""), (PROSE, "veu", ""), (PROSE, "ve~", ""), (PROSE, "VU", ""), (PROSE, "vjU", ""),
        (PROSE, "verx", ""), (PROSE, "vjrx", ""), (PROSE, "Vrx", ""), (PROSE, "VjJ", ""), (PROSE, "VjjJ", ""), (PROSE, "vjgJ", ""),
        (PROSE, "Vj>", ""), (PROSE, "Vj2>", ""), (PROSE, "Vj><lt>", ""), (PROSE, "vey", '"0'), (PROSE, "vjy", '"0'),
        (PROSE, "Vjy", '"0'), (PROSE, "veyP", ""), (PROSE, "vx", ""), (PROSE, "vX", '"'), (PROSE, "veX", '"'), (PROSE, "veD", '"'),
        (PROSE, "veY", '"'), (PROSE, "veS", '"'), (PROSE, "veSx<Esc>", '"'), (PROSE, "veCx<Esc>", '"'), (PROSE, "veR", '"'),
        (PROSE, "vesx<Esc>", '"'), (PROSE, "v<Esc>x", ""), (PROSE, "vwv", ""), (PROSE, "vwVd", '"'), (PROSE, "Vwvd", '"'),
        (PROSE, "vey2wgvd", '"'), (PROSE, "Vjy2jgvd", '"'), (PROSE, "ve<Esc>jgvd", '"'), (PROSE, "v2wd", '"'), (PROSE, "vfnd", '"'),
        (PROSE, "vtnd", '"'), (PROSE, "v/an<CR>d", '"'), (PROSE, "vGd", '"'), (PROSE, "v}d", '"'), (PROSE, "v)d", '"'), (PROSE, "v%d", '"'),
        (PROSE, "veA!<Esc>", ""), (PROSE, "veI!<Esc>", ""), (PROSE, "VA!<Esc>", ""), (PROSE, "vjo0d", '"'), (PROSE, "v0d", '"'),
        (PROSE, "v^d", '"'), (PROSE, "vged", '"'), (PROSE, "vBd", '"'), (PROSE, "vkkd", '"'), (PROSE, "vhohd", ""),
        (at(WORLD, "日"), "vld", '"'), (at(WORLD, "日"), "vey", '"'), (at(WORLD, "dem"), "vjd", '"'), (WORLD, "vGd", '"'),
        (BLANKS, "vd", '"'), (BLANKS, "vjd", '"'), (BLANKS, "Vd", '"'), (BLANKS, "v$d", '"'), (BLANKS, "vipd", '"'), (BLANKS, "vy", '"'),
        (CODE, "vi(y", '"'), (CODE, "vi(i(y", '"'), (CODE, "va{a[y", '"'), (CODE, "vi\"y", '"'), (CODE, "va\"y", '"'), (CODE, "vi[y", '"'),
        (CODE, "vibd", '"'), (CODE, "vaBd", '"'), (CODE, "vi{cx<Esc>", '"'),
        # Searches.
        (PROSE, "/the<CR>", ""), (PROSE, "/The<CR>", ""), (PROSE, "/The<CR>n", ""), (PROSE, "/The<CR>N", ""), (PROSE, "?The<CR>", ""),
        (PROSE, "?The<CR>n", ""), (PROSE, "?The<CR>N", ""), (PROSE, "/an<CR>2n", ""), (PROSE, "2/an<CR>", ""), (PROSE, "/zzz<CR>", ""),
        (PROSE, "*", ""), (PROSE, "#", ""), (PROSE, "*n", ""), (PROSE, "*N", ""), (PROSE, "g*", ""), (PROSE, "g#", ""),
        (at(PROSE, "an"), "*", ""), (at(PROSE, "was glad"), "*", ""), (at(PROSE, "was glad"), "#", ""), (at(PROSE, "was glad"), "*n", ""),
        (at(PROSE, "was glad"), "2*", ""), (at(PROSE, ", and"), "*", ""), (PROSE, "/\\<lt>an\\><CR>", ""), (PROSE, "/w[ae]<CR>", ""),
        (PROSE, "/a.e<CR>", ""), (PROSE, "/o*n<CR>", ""), (PROSE, "/^a<CR>", ""), (PROSE, "/\\.$<CR>", ""), (PROSE, "/e\\+<CR>", ""),
        (PROSE, "/was\\|had<CR>n", ""), (PROSE, "/\\(an\\)d<CR>", ""), (PROSE, "/\\cTHE<CR>", ""), (PROSE, "/(about<CR>", ""), (PROSE, "/?<CR>", ""),
        (PROSE, "/[a-c]n<CR>", ""), (PROSE, "/an/e<CR>", ""), (PROSE, "/an<CR>//<CR>", ""), (PROSE, "/an<CR>?<CR>", ""), (PROSE, "d/an<CR>", '"'),
        (PROSE, "d?an<CR>", '"'), (PROSE, "/an<CR>dn", '"'), (PROSE, "c/an<CR>x<Esc>", '"'), (PROSE, "y/an<CR>P", '"'), (PROSE, "/\\sw<CR>", ""),
        (WORLD, "/日<CR>", ""), (WORLD, "/é<CR>", ""), (WORLD, "/x<CR>", ""), (at(WORLD, "日"), "*", ""), (PROSE, "/an<BS>h<CR>", ""),
        (PROSE, "/an<Esc>x", ""), (PROSE, "/\\d<CR>", ""), (PROSE, "/a\\{1,2}n<CR>", ""), (PROSE, "/hand's<CR>", ""), (PROSE, "gg/The<CR>cgnX<Esc>", ""),
        # What was looked for, as an object.
        (PROSE, "/an<CR>cgnX<Esc>..", ""), (PROSE, "/an<CR>ggdgn.", '"-'), (PROSE, "/w[ae]<CR>hdgn", '"-'), (PROSE, "/an<CR>ldgn", '"-'),
        (PROSE, "/an<CR>gnd", '"-'), (PROSE, "/an<CR>gngUw", ""), (PROSE, "/an<CR>gngnd", '"'), (PROSE, "/an<CR>vgnd", '"'), (PROSE, "/an<CR>GdgN", '"-'),
        (PROSE, "/an<CR>GcgNX<Esc>.", ""), (PROSE, "/an<CR>GgNd", '"-'), (PROSE, "*cgnX<Esc>n.", ""), (PROSE, "dgn", ""), (PROSE, "/zz<CR>dgn", ""),
        (PROSE, "/an<CR>gUgn.", ""), (PROSE, "/an<CR>ygnP", '"0'), (PROSE, "/[a-z]\\+<CR>ggdgn", '"-'), (WORLD, "/日.<CR>cgnX<Esc>.", ""),
        (PROSE, "/end<CR>cgnX<Esc>.u", ""), (PROSE, "/The end<CR>ggcgnX<Esc>.", ""), (LINES, "/t[a-z]*<CR>qacgnX<Esc>q@a", ""),
        # Find in the line.
        (PROSE, "fa;", ""), (PROSE, "fa;,", ""), (PROSE, "ta;", ""), (PROSE, "ta;;", ""), (PROSE, "Fa;", ""), (PROSE, "Ta;", ""), (PROSE, "fa2;", ""),
        (PROSE, "fad;", '"'), (PROSE, "fad,", '"'), (PROSE, "tad;", '"'), (PROSE, "fad2;", '"'), (PROSE, "fz", ""), (PROSE, "9fa", ""), (PROSE, "dfz", ""),
        # Numbers.
        (at(CODE, "-9"), "<C-a>", ""), (at(CODE, "99"), "<C-a>", ""), (at(CODE, "99"), "<C-x>", ""), (at(CODE, "-9"), "10<C-a>", ""), (CODE, "<C-a>", ""),
        (at(CODE, "it"), "5<C-x>", ""), (at(CODE, "99"), "<C-a>.", ""),
        # Undo and redo.
        (PROSE, "dwdwu", ""), (PROSE, "dwdwuu", ""), (PROSE, "dwdwuu<C-r>", ""), (PROSE, "dwdwuu2<C-r>", ""), (PROSE, "dwdw2u", ""), (PROSE, "ixy<Esc>jiz<Esc>uu", ""),
        (PROSE, "ia b c<Esc>u", ""), (PROSE, "ia b c<Esc>u<C-r>", ""), (PROSE, "cwx<Esc>u", ""), (PROSE, "cwx<Esc>u<C-r>", ""), (PROSE, "ddjddkuu", ""),
        (PROSE, "oxy<Esc>jxu", ""), (PROSE, "oxy<Esc>Gu", ""), (PROSE, "Oxy<Esc>Gu<C-r>", ""), (PROSE, "dGu", ""), (PROSE, "dggu", ""), (PROSE, "d2ju<C-r>", ""), (PROSE, "yypGu", ""),
        (PROSE, "yyPGu", ""), (PROSE, ">jGu", ""), (PROSE, "JGu", ""), (PROSE, "3JGu<C-r>", ""), (PROSE, "Vjd3ju", ""), (PROSE, "viwpu", ""), (PROSE, ":s/a/b/<CR>Gu", ""),
        (PROSE, ":%s/a/b/g<CR>u", ""), (PROSE, "xjxuu<C-r><C-r>", ""), (PROSE, "qadwq3@au", ""), (PROSE, "3dwu", ""), (PROSE, "d)u", ""), (PROSE, "3ixy<Esc>u", ""),
        # The command line.
        (PROSE, ":s/a/X/<CR>", ""), (PROSE, ":s/a/X/g<CR>", ""), (PROSE, ":%s/a/X/<CR>", ""), (PROSE, ":%s/a/X/g<CR>", ""), (PROSE, ":1,2s/a/X/g<CR>", ""),
        (PROSE, ":.,$s/n/N/<CR>", ""), (PROSE, ":%s/\\(a\\)n/\\1\\1m/g<CR>", ""), (PROSE, ":%s/an/[&]/g<CR>", ""), (PROSE, ":%s#a#/#g<CR>", ""), (PROSE, ":s/z/X/<CR>", ""),
        (PROSE, ":%s/\\<lt>a\\w*/A/g<CR>", ""), (PROSE, ":s/a/x\\ry/<CR>", ""), (PROSE, ":%s/A/x/gi<CR>", ""), (PROSE, ":s/a<CR>", ""), (PROSE, ":%s/$/!/<CR>", ""), (PROSE, ":%s/^/> /<CR>", ""),
        (PROSE, ":s/, /,\\r/g<CR>", ""), (PROSE, "/an<CR>:s//X/<CR>", ""), (PROSE, ":%s/^$/-/<CR>", ""), (PROSE, ":%s/o*/x/g<CR>", ""), (PROSE, ":1<CR>", ""), (PROSE, ":3<CR>", ""), (PROSE, ":$<CR>", ""),
        (PROSE, ":99<CR>", ""), (PROSE, ":d<CR>", '"'), (PROSE, ":2,3d<CR>", '"'), (PROSE, ":.+1d<CR>", '"'), (PROSE, ":%d<CR>", '"'), (PROSE, ":'a,.d<CR>", ""), (PROSE, "majj:'a,.d<CR>", '"'),
        (PROSE, "Vj:d<CR>", '"'), (PROSE, "Vj:s/a/X/g<CR>", ""), (PROSE, ":j<CR>", ""), (PROSE, ":><CR>", ""), (PROSE, ":2y<CR>p", '"'), (PROSE, ":s/a/X/<CR>j&", ""), (PROSE, ":s/a/X/<CR>:s/n/N/<CR>", ""),
        (PROSE, ":s/a/X/<CR>G:s<CR>", ""), (PROSE, ":g/an/d<CR>", ""), (PROSE, ":v/an/d<CR>", ""), (PROSE, ":+2<CR>", ""), (PROSE, ":-1<CR>", ""), (PROSE, ":x<BS>3<CR>", ""), (PROSE, ":3<Esc>x", ""),
        (PROSE, ":%s/日/x/<CR>", ""), (WORLD, ":%s/日本/x/g<CR>", ""), (WORLD, ":%s/[äöü]/v/g<CR>", ""), (LINES, ":%s/\\n//<CR>", ""),
        # Counts and odd ends.
        (PROSE, "2d3w", '"'), (PROSE, "3dd", '"'), (PROSE, "d3d", '"'), (PROSE, "99dd", '"'), (PROSE, "99x", '"'), (PROSE, "99dw", '"'), (PROSE, "99j", ""), (PROSE, "99l", ""), (PROSE, "99h", ""), (PROSE, "99w", ""),
        (PROSE, "5G", ""), (PROSE, "5gg", ""), (PROSE, "99G", ""), (PROSE, "50%", ""), (PROSE, "3$", ""), (PROSE, "d3$", ""), (PROSE, "3_", ""), (PROSE, "2+", ""), (PROSE, "$j", ""), (PROSE, "$jjj", ""), (PROSE, "$jjk", ""),
        (PROSE, "15|", ""), (PROSE, "d15|", ""), (PROSE, "10 ", ""), (PROSE, "99 ", ""), (PROSE, "10<BS>", ""), (PROSE, "d ", ""), (PROSE, "d<Esc>x", ""), (PROSE, "2<Esc>x", ""), (PROSE, "\"a<Esc>x", "a"), (PROSE, "d2<Esc>x", ""),
        (PROSE, "dvj", '"'), (PROSE, "dVw", '"'), (PROSE, "dve", '"'), (PROSE, "yvjP", '"'), (PROSE, "gUw", ""), (PROSE, "g~w.", ""), (PROSE, "gUgU", ""), (PROSE, "gugu", ""), (PROSE, "g~g~", ""), (PROSE, "wwwcw<Esc>", ""),
        (at(PROSE, "  was"), "cwx<Esc>", '"'), (at(PROSE, "  was"), "dw", '"'), (at(PROSE, "on;"), "dw", '"'), (at(PROSE, ";\na"), "dw", '"'), (at(PROSE, ";\na"), "d2w", '"'), (at(PROSE, ";\na"), "cwx<Esc>", '"'), (at(PROSE, "end"), "dw", '"'), (at(PROSE, "end"), "cwx<Esc>", '"'), (at(PROSE, "planned!"), "d2w", '"'),
        (at(PROSE, "planned!"), "c2wx<Esc>", '"'), (at(PROSE, "y..."), "cex<Esc>", '"'), (at(PROSE, "wice"), "xxxx", ""), (LINES, "Gdd", '"'), (LINES, "Gp", ""), (LINES, "yyGp", ""), (LINES, "dG", '"'), (LINES, "GO<Esc>", ""), (LINES, "Go<Esc>", ""), ("|abc", "xxxx", '"'), ("|abc", "xxxp", '"'), ("ab|c", "xp", '"'), ("ab|c", "a<Esc>", ""),
        ("ab|c", "i<Esc>", ""), ("|abc", "i<Esc>", ""), ("|", "x", ""), ("|", "ix<Esc>", ""), ("|", "yyp", ""), ("|", "yy3p", ""), ("|", "dd", ""), ("|", "p", ""), ("|", "wbej", ""), ("|a", "dd", ""), ("|a", "ddp", ""), ("|a", "ddP", ""), ("|a\nb", "ddp", ""), ("|  a\nb", "jddk", ""), ("  a|b", "I-<Esc>", ""), ("  a|b", "0i-<Esc>", ""), ("  a|b", "^i-<Esc>", ""),
        ("a|b  ", "A-<Esc>", ""), ("a|b\n\n\nc", "JJJ", ""), ("a|b\n  c\n)d\n e", "JJJ", ""), ("a|b \nc", "J", ""), ("a|b\n", "J", ""), ("a|b\n\n\nc", "4J", ""), ("a|\tb", "x", ""), ("|a\tb", "lx", '"'), ("a|b\ncd", "iX<CR>Y<Esc>", ""), ("a|b\ncd", "i<BS><BS>x<Esc>", ""), ("ab\n|cd", "i<BS>x<Esc>", ""), ("ab\n|cd", "i<C-w>x<Esc>", ""), ("ab cd e|f", "a<C-w>x<Esc>", ""), ("ab cd e|f", "aone two<C-u>x<Esc>", ""), ("ab|c", "i<Del>x<Esc>", ""),
        ("|one two", "wi<C-v>x<Esc>", ""), ("|one two", "ea x<Esc>bb.", ""), ("|one two", "gvd", ""), ("|one two", "ZZ", ""), ("one |two", "Pp", ""), ("one |two", "ylvp", '"'), ("one |two", "yiwbviwpw.", ""), ("one |two\nthree", "v$p", ""), ("|a b c", "dwPwdwP", ""), ("a |b c d", "dwu.", ""), ("a |b c d", "3rx", ""), ("a |b", "3rx", ""), ("a |b c", "2sxy<Esc>.", ""),
        ("a |b c\nd e f", "D.", ""), ("a |b c\nd e f", "Dj.", '"'), ("a |b c\nd e f", "vly$p", ""), ("a |b c\nd e f", "yyjVpu", ""), ("a |b c\nd e f", "gi!<Esc>", ""), ("one (two (three|) four) five", "d%", ""), ("one (two (three|) four) five", "%", ""), ("one (two |(three) four) five", "di(", ""), ("one (two |(three) four) five", "d2i(", ""), ("one (two |(three) four) five", "da(", ""), ("one (two |(three) four) five", "ci(x<Esc>", ""),
        ("one (|two (three) four) five", "[(", ""), ("one (two three|) five", "ci)<Esc>", ""), ("say \"|a b\" and \"c d\"", "di\"", ""), ("say \"a b\" |and \"c d\"", "di\"", ""), ("|say \"a b\" and \"c d\"", "di\"", ""), ("|say \"a b\" and \"c d\"", "da\"", ""), ("|say \"a b\" and \"c d\"", "ci\"x<Esc>", ""), ("say \"a b\"| and", "da\"", ""), ("say \"\"| and", "di\"", ""), ("it's |a 'b' c", "di'", ""), ("x `a| b` y", "di`", ""), ("<a><b>t|ext</b></a>", "dit", ""), ("<a><b>t|ext</b></a>", "dat", ""),
        ("{\n  a|\n}", "di{", ""), ("{\n  a|\n}", "da{", ""), ("f(\n  a|,\n  b\n)", "di(", ""), ("f(\n  a|,\n  b\n)", "ci(x<Esc>", ""), ("a |b.  C d. E", "das", '"'), ("a b.  |C d. E", "dis", '"'), ("a b.  |C d. E", "das", '"'), ("a b. C d. |E", "das", '"'), ("a b.| C", "dis", '"'), ("a |b.  C d. E", "2das", '"'), ("a |b.  C d. E", "d2is", '"'), ("A b.\nC| d.\nE f.", "das", '"'), ("A b.\nC| d.\nE f.", "dis", '"'), ("A b.\nC| d.\nE f.", "cisx<Esc>", '"'), ("A b|.\nC d.\n\nE f.", "d2as", '"'),
        ("a|\nb\n\nc\n\n\nd", "dap", '"'), ("a|\nb\n\nc\n\n\nd", "dip", '"'), ("a|\nb\n\nc\n\n\nd", "d2ap", '"'), ("a|\nb\n\nc\n\n\nd", "d2ip", '"'), ("a\nb\n|\nc\n\n\nd", "dap", '"'), ("a\nb\n|\nc\n\n\nd", "dip", '"'), ("a\nb\n\nc\n\n\n|d", "dap", '"'), ("a\nb\n\nc\n\n\n|d", "dip", '"'), ("a|\nb\n\nc", "yip}p", '"'), ("a|\nb\n\nc", "yapGp", '"'), ("a|\nb\n\nc", "vipapd", '"'), ("a|\nb\n\nc", "cipx<Esc>", '"'), ("a|\nb\n\nc", ">ip", ""), ("a|\nb\n\nc", "gUap", ""),
    ]
    yield from hand


SPECIAL = {"Esc": "\x1b", "CR": "\r", "BS": "\x80kb", "Del": "\x80kD", "lt": "<", "Tab": "\t"}


def raw(keys):
    """The bytes that vim reads for `keys`; `<BS>` stays a name, which vim itself resolves."""
    def key(match):
        name = match.group(1)
        if name.startswith("C-"):
            return chr(ord(name[2].upper()) & 31)
        return SPECIAL[name] if SPECIAL[name][0] != "\x80" else match.group(0)
    return re.sub(r"<(Esc|CR|BS|Del|lt|Tab|C-.)>", key, keys)


DRIVER = r"""
set encoding=utf-8 nocompatible shiftwidth=2 expandtab backspace=indent,eol,start nomore
set nrformats= belloff=all
let out = []
for line in readfile($CASES)
  let case = json_decode(line)
  enew!
  for name in split('abcdefghijklmnopqrstuvwxyz0123456789-', '\zs')
    call setreg(name, '', 'v')
  endfor
  call setreg('"', '', 'v')
  let @/ = ''
  delmarks!
  set undolevels=-1
  call setline(1, split(case.plain, "\n", 1))
  set undolevels=1000
  call cursor(case.line, case.col)
  let keys = substitute(case.raw, '<BS>', "\<BS>", 'g')
  let keys = substitute(keys, '<Del>', "\<Del>", 'g')
  let v:errmsg = ''
  try
    silent call feedkeys(keys, 'tx')
  catch
  endtry
  if mode() != 'n'
    call feedkeys("\<Esc>", 'tx')
  endif
  let regs = {}
  for name in split(case.names, '\zs')
    let regs[name] = [getregtype(name), getreg(name)]
  endfor
  call add(out, json_encode({'lines': getline(1, '$'), 'line': line('.'), 'col': col('.'), 'regs': regs}))
endfor
call writefile(out, $OUT)
qa!
"""


def main():
    """Runs vim once over all scripts and writes what came of them."""
    cases, seen = [], set()
    for text, keys, names in scripts():
        if (text, keys) in seen:
            continue
        seen.add((text, keys))
        before = text.index("|")
        plain = text[:before] + text[before + 1:]
        line = plain.count("\n", 0, before)
        start = plain.rfind("\n", 0, before) + 1
        col = len(plain[start:before].encode()) + 1
        cases.append(dict(text=text, plain=plain, keys=keys, raw=raw(keys), line=line + 1, col=col, names=names))
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, name) for name in ("CASES", "OUT", "driver.vim")}
        with open(paths["CASES"], "w") as file:
            file.writelines(json.dumps(case) + "\n" for case in cases)
        with open(paths["driver.vim"], "w") as file:
            file.write(DRIVER)
        environment = dict(os.environ, CASES=paths["CASES"], OUT=paths["OUT"], LC_ALL="C.UTF-8", TERM="ansi")
        subprocess.run(
            ["vim", "-u", "NONE", "-i", "NONE", "-n", "-N", "--not-a-term", "-S", paths["driver.vim"]],
            env=environment, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=600,
        )
        with open(paths["OUT"]) as file:
            results = [json.loads(line) for line in file]
    assert len(results) == len(cases), (len(results), len(cases))
    with open("golden.jsonl", "w") as file:
        for case, result in zip(cases, results):
            lines = [line.encode() for line in result["lines"]]
            place = sum(len(line) + 1 for line in lines[:result["line"] - 1]) + result["col"] - 1
            after = b"\n".join(lines)
            after = (after[:place] + b"|" + after[place:]).decode()
            line = dict(text=case["text"], keys=case["keys"], after=after)
            if case["names"]:
                line["regs"] = result["regs"]
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(len(cases), "scripts")


main()
