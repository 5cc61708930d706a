/*
 * Doc file: the parts of a binary Word document, [MS-DOC]: its header, the pieces that its text is scattered
 * over, and the properties of paragraphs and characters.
 */
#pragma once

#include "parser/formats/compound.h"
#include "parser/formats/octets.h"
#include "parser/formats/rows.h"

/* Where text stands in the document stream. */
struct doc_piece {
    guint32 first, end; /* places in the text, the end excluded */
    gsize place;        /* of the first character in the stream */
    bool wide;          /* UTF-16, else Windows-1252 */
    guint16 change;     /* what properties change for all of it */
};

struct doc_file {
    GBytes *document_bytes, *table_bytes, *data_bytes;
    struct octets document, table, data; /* the streams; `data` may be empty */
    gsize lengths, tables;               /* where the header's lengths, and its places of tables stand */
    GArray *pieces;                      /* of struct doc_piece, in the order of the text */
    GArray *changes;                     /* of struct octets: what pieces may refer to */
    GPtrArray *fonts;                    /* of char *, names by number */
    gsize changed;                       /* octets of changes of properties that were gone through */
};

/* Each paragraph and each run may refer to the same changes again: a sound file has no more in all. */
#define DOC_MAX_CHANGED (64u << 20)

typedef struct doc_file doc_file_t; /* the typedef is for g_autoptr(doc_file_t) */

/* NULL with ERROR_INPUT ("password protected", "not a sound Word file" ...). Free with doc_file_close. The
 * bytes stay alive as long as it does. */
struct doc_file *doc_file_open(GBytes *bytes, GError **error);
void doc_file_close(struct doc_file *file); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(doc_file_t, doc_file_close)

/* The number of characters in a part of the text; they follow each other in this order. */
enum doc_story {
    STORY_BODY,
    STORY_NOTES,
    STORY_MARGINS,
    STORY_MACROS,
    STORY_COMMENTS,
    STORY_END_NOTES,
    STORY_BOXES,
};
guint32 doc_file_length(const struct doc_file *file, enum doc_story story);

/* Tables of the header by their number in it; empty where the file has none. */
enum doc_table { TABLE_RUNS = 12, TABLE_PARAGRAPHS = 13, TABLE_FONTS = 15, TABLE_PIECES = 33 };
struct octets doc_file_table(const struct doc_file *file, enum doc_table number);

/* The name of a font; NULL where there is none. Borrowed. */
const char *doc_file_font(const struct doc_file *file, guint number);

/* What is said of a paragraph. */
struct doc_paragraph {
    bool known;    /* something is said of it */
    guint depth;   /* inside tables; 0 outside */
    bool ends_row; /* of the outermost table */
    bool ends_inner_cell, ends_inner_row;
};

/* The paragraph whose last character stands at a place of the document stream. A row's layout is put where
 * its end is; the cells of `layout` are the caller's. Beyond DOC_MAX_CHANGED nothing is said any more, as of
 * runs. */
struct doc_paragraph doc_paragraph_at(struct doc_file *file, const struct doc_piece *piece, gsize place,
                                      struct row_layout *layout);

/* What is said of a run of characters. */
struct doc_run {
    gsize first, end; /* the places in the stream of which it is said */
    guint16 change;   /* of the piece that it was asked for */
    bool hidden, deleted, struck;
    bool special;  /* the character is no text: a symbol, a picture, the data of a field */
    bool has_data; /* of a form field */
    guint font;
    guint symbol_font;
    gunichar symbol;
    gsize data; /* its place in the data stream */
};

struct doc_run doc_run_at(struct doc_file *file, const struct doc_piece *piece, gsize place);

/* The value of a form field whose data stands at a place of the data stream: a box, or what was chosen from a
 * list. NULL for a field of text. Caller owns the result. */
char *doc_field_value(const struct doc_file *file, gsize place);
