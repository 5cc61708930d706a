/*
 * Sheet: what every document format becomes. Blocks in reading order, each a paragraph, a
 * label-value field, or a table of cells. A format reader (parser/formats/) writes sheets and knows
 * nothing of small groups; the recogniser (parser/form/) reads them and knows nothing of formats.
 *
 * All text in a sheet is UTF-8 in NFC. Check boxes, of whatever technique, stand in the text as
 * U+2612 (ticked) and U+2610 (not ticked). Line breaks inside a cell or paragraph are '\n'. A
 * tab is kept in paragraphs (columns typed with tabs), a cell's text is trimmed. A wide gap that a drawing
 * shows between two texts of a line is SHEET_GAP: whether there are columns, nobody said.
 *
 * Text that is struck through holds no more: a reader writes SHEET_STRUCK in its place. Beside other text,
 * and where a whole paragraph, row or column is struck, it is as if it were not there. A cell of its own in a
 * row that holds stays SHEET_STRUCK, which is no name, date or mark: whether the others hold, nobody said.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

#define SHEET_GAP      0x2003   /* an em space */
#define SHEET_STRUCK   "\ufdd0" /* no character of any text; never leaves the parser */
#define SHEET_TICKED   "\u2612"
#define SHEET_UNTICKED "\u2610"

/* What a program that knows types (a workbook, a form field) says of a value. */
enum value_kind {
    VALUE_EMPTY,    /* nothing, or only a placeholder */
    VALUE_TEXT,     /* as typed; may still read as a date or number */
    VALUE_NUMBER,   /* `number` holds it */
    VALUE_DATE,     /* text is "2025-02-03" or "2025-02-03 18:00" */
    VALUE_TIME,     /* text is "18:00" */
    VALUE_DURATION, /* text is "3:00", hours and minutes, may exceed 24 h */
    VALUE_TICK,     /* a boolean, or a text that is a box alone: SHEET_TICKED or SHEET_UNTICKED */
};

/* A cell of a table. A merged cell is one cell that covers several places of the grid. */
struct cell {
    const char *text; /* never NULL; "" when empty; owned by the sheet */
    enum value_kind kind;
    double number;
    guint row, column;   /* its upper left place */
    guint rows, columns; /* what it covers; 1 and 1 where it is not merged */
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_FIELD, BLOCK_TABLE };

struct block {
    enum block_kind kind;
    const char *title; /* the worksheet's name, the PDF page; NULL where the format has none */
    const char
        *label; /* BLOCK_FIELD: what the format itself calls the field (a form's field name or caption) */
    const char *text;      /* BLOCK_PARAGRAPH, BLOCK_FIELD: never NULL; NULL for a table */
    enum value_kind value; /* BLOCK_FIELD */
    struct {
        guint rows, columns;
        struct cell **grid; /* rows * columns, row by row; a covered place points at the covering cell; never
                               NULL entries */
    } table;
};

typedef struct sheet sheet_t; /* owns its blocks and all their text; the typedef is for g_autoptr(sheet_t) */

/* Most blocks, cells and bytes of text that a sheet holds; the writers below report ERROR_INPUT beyond them.
 */
#define SHEET_MAX_BLOCKS  20000
#define SHEET_MAX_CELLS   400000
#define SHEET_MAX_COLUMNS 1024
#define SHEET_MAX_TEXT    (16u << 20)

struct sheet *sheet_new(void);
void sheet_free(struct sheet *sheet); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sheet_t, sheet_free)

bool sheet_has_struck(const struct sheet *sheet); /* something was left out because it is struck through */
guint sheet_length(const struct sheet *sheet);
const struct block *sheet_block(const struct sheet *sheet, guint index); /* borrowed; index < sheet_length */

/* The cell that covers a place of a table block; row and column must be inside. Borrowed. */
const struct cell *table_cell(const struct block *table, guint row, guint column);

/* Writing, in reading order. Text is copied, decoded to NFC, and control characters become blanks; blanks
 * at its end are cut off, and a paragraph without text is left out.
 * Every writer returns false with ERROR_INPUT when the sheet is full. */
bool sheet_paragraph(struct sheet *sheet, const char *title, const char *text, GError **error);
bool sheet_field(struct sheet *sheet, const char *title, const char *label, const char *text,
                 enum value_kind value, GError **error);

/* A table: begin, then cells in any order (the grid grows as needed; a place that is covered twice
 * keeps the first), then end, which fills the holes with empty cells and drops empty last rows and
 * columns. Paragraphs and tables written between begin and end are an error of the caller. */
bool sheet_table_begin(struct sheet *sheet, const char *title, GError **error);
bool sheet_table_cell(struct sheet *sheet, guint row, guint column, guint rows, guint columns,
                      enum value_kind kind, const char *text, double number, GError **error);
bool sheet_table_end(struct sheet *sheet, GError **error);

/* Writes the blocks of another sheet below those of this one. */
bool sheet_append(struct sheet *sheet, const struct sheet *other, GError **error);

/* --- sheet_print.c */
/* The sheet as a grid for people (`presens parse --explain`). Caller owns the result. */
char *sheet_print(const struct sheet *sheet);
