//! The keys of the key sets, as the help shows them.

use crate::model::places::EditorKeys;

/// Keys, and what they do.
pub type Line = (&'static str, &'static str);

/// The keys of a key set; none of the plain one, whose keys the table of actions has.
pub fn of(which: EditorKeys) -> &'static [Line] {
    match which {
        EditorKeys::Plain => &[],
        EditorKeys::Vim => VIM,
        EditorKeys::Emacs => EMACS,
    }
}

/// The keys of a key set that the last row shows; none of the plain one.
pub fn hints(which: EditorKeys) -> &'static [Line] {
    match which {
        EditorKeys::Plain => &[],
        EditorKeys::Vim => &[
            (":wq", "done"),
            ("Ctrl-S", "save"),
            ("u", "undo"),
            ("Ctrl-R", "redo"),
            ("Ctrl-Q", "leave"),
        ],
        EditorKeys::Emacs => &[
            ("C-x C-c", "done"),
            ("C-x C-s", "save"),
            ("C-/", "undo"),
            ("C-s", "find"),
            ("Ctrl-Q", "leave"),
        ],
    }
}

const VIM: &[Line] = &[
    ("Esc", "normal mode: keys are commands"),
    (
        "i a I A o O gi",
        "write: here, behind, in the line, below, above, as last",
    ),
    ("R", "write over"),
    ("v V gv o", "choose; lines; again; the other end"),
    (
        "h j k l",
        "left, down, up, right; j and k by row, counted by line",
    ),
    ("gj gk g0 g$", "by row"),
    ("w b e ge W B E gE", "words"),
    ("0 ^ $ g_ |", "in the line"),
    ("f F t T ; ,", "to a letter of the line, again"),
    ("( ) { } %", "sentence, paragraph, bracket"),
    ("gg G + - _", "lines"),
    ("H M L Ctrl-D U F B", "in the window, by pages"),
    ("zt zz zb Ctrl-E Y", "scroll"),
    (
        "d c y",
        "delete, change, copy, with a motion or a text object",
    ),
    ("> < gU gu g~ gq", "indent, case, fill"),
    (
        "iw as ip i\" a( it",
        "objects: word, sentence, paragraph, quotes, brackets, tag",
    ),
    ("x X s S D C Y ~ r J gJ", "short ones"),
    ("p P gp gP", "put in"),
    ("Ctrl-A Ctrl-X", "count a number up or down"),
    ("\"a \"A \"_ \"0 \"1 \"- \"+", "registers, before d c y p"),
    (".", "do the last change again"),
    ("u Ctrl-R", "undo, do again"),
    ("/ ? n N * #", "search"),
    ("m ' `", "marks"),
    ("q @ @@", "write and play a macro"),
    (":w :q :wq :x :q!", "save, leave, both; leave as a draft"),
    (
        ":%s/a/b/g :12 :d :g",
        "replace, go to a line, delete, on lines that match",
    ),
    ("ZZ ZQ", "save and leave; leave as a draft"),
    (":lock", "lock the journal, as Ctrl-L does"),
    ("Alt-x", "while writing: Escape, then x"),
    (
        "Ctrl-R Ctrl-W Ctrl-U",
        "while writing: a register, delete the word, the line",
    ),
];

const EMACS: &[Line] = &[
    ("C-a C-e M-m", "start, end, first letter of the line"),
    ("C-f C-b C-n C-p", "right, left, down, up"),
    ("M-f M-b", "words"),
    ("M-a M-e M-{ M-}", "sentences, paragraphs"),
    ("C-v M-v M-< M->", "pages, the whole text"),
    ("C-l", "the caret's row to the middle"),
    ("C-Space C-x C-x", "set the mark, go to it"),
    ("C-w M-w C-x h", "kill the region, copy it; all"),
    ("C-k M-d M-Backspace", "kill the line's rest, a word"),
    ("C-y M-y", "put in what was killed, what was before"),
    ("C-d C-o C-j", "delete, open a line, new line"),
    ("C-t M-t", "swap letters, words"),
    ("M-u M-l M-c", "large, small, Title"),
    ("M-q", "fill the paragraph"),
    ("C-/ C-x u", "undo"),
    (
        "C-s C-r",
        "find on, back; again; Enter stays there, C-g goes back",
    ),
    ("M-%", "find and replace"),
    ("M-g", "go to a line"),
    ("M-x", "find a command by typing"),
    ("M-Space M-\\", "leave one blank, none"),
    ("C-u", "counts: C-u 8"),
    ("C-x C-s", "save"),
    ("C-x C-c C-x k", "save and leave; leave as a draft"),
    ("C-x l", "lock the journal"),
    ("C-g", "no more of it"),
];
