/*
 * RTF document: what is known of an rtf file while its tokens come. Inside rtf*.c only.
 */
#pragma once

#include "parser/formats/rows.h"
#include <glib.h>

/* What becomes of the text of a group. */
enum rtf_destination { TO_TEXT, TO_NOTHING, TO_FONTS, TO_CHOICE, TO_FORM_FIELD };

struct rtf_group {
    enum rtf_destination destination;
    bool starred; /* \* stood before the first word: an unknown one is left out with its group */
    bool hidden, deleted, struck;
    bool nested_row; /* in the properties of a row of an inner table */
    gint font;
    guint skip; /* how many characters stand for a \u in programs that do not know it */
};

struct rtf_font {
    gint charset;
    char *name;
};

/* The definition of a row, while its words come and until the next. */
struct rtf_row {
    struct row_layout layout;
    struct row_cell cell; /* in hand */
};

struct rtf_field {
    gint type, result, otherwise;
    GPtrArray *choices; /* of char * */
};

struct rtf_document {
    struct rows *rows;
    GArray *groups;    /* of struct rtf_group, the innermost last */
    GHashTable *fonts; /* number to struct rtf_font * */
    GHashTable *pages; /* number of a code page to struct codepage * */
    GHashTable *words; /* name to struct rtf_word * */
    guint page;        /* the document's own code page */
    gint default_font, defined_font;
    GString *font_name;
    GString *text; /* of the paragraph in hand */
    bool in_table;
    guint depth;           /* of the paragraph, where it says so */
    guint to_skip;         /* characters that stand for a \u before them */
    gunichar high;         /* the first half of a pair */
    bool field_has_result; /* and it is written already */
    struct rtf_field field;
    GString *choice;
    struct rtf_row row, inner_row;
};

enum rtf_manner { SAYS_WHAT_GROUP_IS, STANDS_FOR_TEXT, ACTS };

/* What a word does; `otherwise` is its number where it has none. Behind \*, any that does not say what its
 * group is, and all that are not here, are left out with their group. */
struct rtf_word {
    const char *word;
    enum rtf_manner manner;
    enum rtf_destination destination;
    const char *text;
    bool (*act)(struct rtf_document *document, gint number, GError **error);
    gint otherwise;
};

/* ---- rtf_text.c ---- */

/* The group in hand. Borrowed; never NULL before the document ends. */
struct rtf_group *rtf_inner(struct rtf_document *document);

/* NULL where the file names no font of that number. Borrowed. */
struct rtf_font *rtf_font(struct rtf_document *document, gint number);
void rtf_font_free(gpointer font);

/* Text in hand, for where the inner group says: the paragraph, a choice of a list, or nowhere. */
void rtf_write(struct rtf_document *document, const char *text);
void rtf_write_octet(struct rtf_document *document, guint8 octet);  /* in the font's code page */
void rtf_write_unicode(struct rtf_document *document, gint number); /* the number behind \u */

void rtf_define_font(struct rtf_document *document, gint number);
void rtf_read_font_octet(struct rtf_document *document, guint8 octet); /* of its name */

/* A form field of Word, between the opening and the closing of its group: its value is written as text. */
void rtf_open_form_field(struct rtf_document *document);
void rtf_close_form_field(struct rtf_document *document);
void rtf_close_choice(struct rtf_document *document);

/* ---- rtf_words.c ---- */

/* From each control word to its struct rtf_word: a file may have millions. Caller unrefs. */
GHashTable *rtf_words(void);

/* How many tables the paragraph in hand stands in. */
guint rtf_depth(const struct rtf_document *document);
