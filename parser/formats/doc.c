/*
 * Word documents of 97 to 2003 (doc). The body and the boxes beside it are read; page headers and footers,
 * notes and comments are not.
 */
#include "parser/formats/codepage.h"
#include "parser/formats/doc_file.h"
#include "parser/formats/docx_marks.h"
#include "parser/formats/format.h"
#include <string.h>

#define MAX_FIELDS 256 /* inside each other */

/* Characters that are no text. */
enum mark {
    MARK_OBJECT = 0x01,
    MARK_CELL = 0x07,
    MARK_LINE = 0x0b,
    MARK_PAGE = 0x0c,
    MARK_PARAGRAPH = 0x0d,
    MARK_COLUMN = 0x0e,
    MARK_FIELD = 0x13,
    MARK_FIELD_RESULT = 0x14,
    MARK_FIELD_END = 0x15,
    MARK_HYPHEN = 0x1e,
    MARK_SYMBOL = '(', /* where the run is special */
};

/* A field that is open: its instruction is not text, and its result only where its data did not say it. */
struct field {
    bool in_instruction, has_value;
};

struct story {
    struct doc_file *file;
    const struct codepage *page;
    struct rows *rows;
    struct row_layout layout;
    GArray *fields; /* of struct field, the innermost last */
    guint muted;    /* fields whose text is not wanted now */
    GString *text;  /* of the paragraph in hand */
    gunichar high;  /* the first half of a pair */
    struct doc_run run;
};

/* Fields */

static struct field *inner_field(const struct story *story)
{
    return story->fields->len ? &g_array_index(story->fields, struct field, story->fields->len - 1) : NULL;
}

static bool open_field(struct story *story, GError **error)
{
    struct field field = {.in_instruction = true};
    g_array_append_val(story->fields, field);
    story->muted++;
    return story->fields->len <= MAX_FIELDS || fail(error, ERROR_INPUT, "fields are nested too deeply");
}

static bool open_result(struct story *story, GError **error)
{
    struct field *field = inner_field(story);
    if (!field || !field->in_instruction)
        return fail(error, ERROR_INPUT, "not a sound Word file");
    field->in_instruction = false;
    if (!field->has_value)
        story->muted--;
    return true;
}

static bool close_field(struct story *story, GError **error)
{
    struct field *field = inner_field(story);
    if (!field)
        return fail(error, ERROR_INPUT, "not a sound Word file");
    if (field->in_instruction || field->has_value)
        story->muted--;
    g_array_set_size(story->fields, story->fields->len - 1);
    return true;
}

/* The data of a form field stands in its instruction. */
static void read_field_data(struct story *story)
{
    struct field *field = inner_field(story);
    if (!field || !field->in_instruction || field->has_value || story->muted != 1 || !story->run.has_data)
        return;
    g_autofree char *value = doc_field_value(story->file, story->run.data);
    if (!value)
        return;
    field->has_value = true;
    if (!story->run.hidden && !story->run.deleted)
        g_string_append(story->text, value);
}

/* Text */

static void write_text(struct story *story, const char *text)
{
    if (!story->muted && !story->run.hidden && !story->run.deleted)
        g_string_append(story->text, story->run.struck && !strchr(" \t\n", *text) ? SHEET_STRUCK : text);
}

static void write_symbol(struct story *story, guint font, gunichar character)
{
    const char *name = doc_file_font(story->file, font);
    bool known = name && (g_str_has_prefix(name, "Wingdings") || story->run.symbol);
    write_text(story, docx_symbol(known ? name : NULL, character));
}

static void write_character(struct story *story, gunichar unit)
{
    char text[8] = "";
    if (unit >= 0xd800 && unit < 0xdc00) {
        story->high = unit;
        return;
    }
    if (unit >= 0xdc00 && unit < 0xe000)
        unit = story->high ? 0x10000 + ((story->high - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd;
    story->high = 0;
    if (unit >= 0xf000 && unit <= 0xf0ff) {
        write_symbol(story, story->run.font, unit);
        return;
    }
    g_unichar_to_utf8(unit, text);
    write_text(story, text);
}

/* Paragraphs */

static bool end_paragraph(struct story *story, const struct doc_piece *piece, gsize place, bool is_cell_mark,
                          GError **error)
{
    struct doc_paragraph paragraph = doc_paragraph_at(story->file, piece, place, &story->layout);
    const char *text = story->text->str;
    guint depth = paragraph.depth;
    bool done;
    if (!paragraph.known)
        return fail(error, ERROR_INPUT, "not a sound Word file");
    if (depth && (is_cell_mark ? paragraph.ends_row : paragraph.ends_inner_row))
        done = rows_row(story->rows, depth, &story->layout, error);
    else if (depth && (is_cell_mark || paragraph.ends_inner_cell))
        done = rows_cell(story->rows, depth, text, error);
    else
        done = rows_paragraph(story->rows, depth, text, error);
    g_string_truncate(story->text, 0);
    return done;
}

static bool read_mark(struct story *story, const struct doc_piece *piece, gsize place, gunichar unit,
                      GError **error)
{
    switch (unit) {
    case MARK_CELL:
    case MARK_PARAGRAPH:
    case MARK_PAGE:
        return end_paragraph(story, piece, place, unit == MARK_CELL, error);
    case MARK_FIELD:
        return open_field(story, error);
    case MARK_FIELD_RESULT:
        return open_result(story, error);
    case MARK_FIELD_END:
        return close_field(story, error);
    case MARK_OBJECT:
        read_field_data(story);
        return true;
    case MARK_LINE:
    case MARK_COLUMN:
        write_text(story, "\n");
        return true;
    case MARK_HYPHEN:
        write_text(story, "-");
        return true;
    case '\t':
        write_text(story, "\t");
        return true;
    default:
        return true;
    }
}

static bool read_character(struct story *story, const struct doc_piece *piece, gsize place, GError **error)
{
    gunichar unit = piece->wide ? octets_16(story->file->document, place)
                                : story->page->characters[octets_8(story->file->document, place)];
    if (!piece->wide && octets_8(story->file->document, place) < ' ')
        unit = octets_8(story->file->document, place);
    if (place < story->run.first || place >= story->run.end || story->run.change != piece->change)
        story->run = doc_run_at(story->file, piece, place);
    if (unit < ' ')
        return read_mark(story, piece, place, unit, error);
    if (unit == MARK_SYMBOL && story->run.special)
        write_symbol(story, story->run.symbol_font, story->run.symbol);
    else
        write_character(story, unit);
    return true;
}

static bool is_bounded(const struct story *story, GError **error)
{
    if (story->text->len > SHEET_MAX_TEXT)
        return fail(error, ERROR_INPUT, "more than %u MB of text", SHEET_MAX_TEXT >> 20);
    return story->file->changed <= DOC_MAX_CHANGED || fail(error, ERROR_INPUT, "not a sound Word file");
}

/* Reads the places of the text from `first` on, the end excluded. */
static bool read_places(struct story *story, guint32 first, guint32 end, GError **error)
{
    for (guint i = 0; i < story->file->pieces->len; i++) {
        const struct doc_piece *piece = &g_array_index(story->file->pieces, struct doc_piece, i);
        for (guint32 at = MAX(first, piece->first); at < MIN(end, piece->end); at++) {
            gsize place = piece->place + (gsize)(at - piece->first) * (piece->wide ? 2 : 1);
            if (!read_character(story, piece, place, error) || !is_bounded(story, error))
                return false;
        }
    }
    if (story->fields->len)
        return fail(error, ERROR_INPUT, "not a sound Word file");
    return rows_paragraph(story->rows, 0, story->text->str, error) && rows_end(story->rows, error);
}

static bool read_stories(struct story *story, GError **error)
{
    const struct doc_file *file = story->file;
    guint64 body = doc_file_length(file, STORY_BODY), boxes = 0;
    for (guint i = STORY_BODY; i < STORY_BOXES; i++)
        boxes += doc_file_length(file, i);
    guint64 end = boxes + doc_file_length(file, STORY_BOXES);
    const GArray *pieces = file->pieces;
    guint32 length = pieces->len ? g_array_index(pieces, struct doc_piece, pieces->len - 1).end : 0;
    if (end > length)
        return fail(error, ERROR_INPUT, "not a sound Word file");
    if (end > SHEET_MAX_TEXT)
        return fail(error, ERROR_INPUT, "more than %u MB of text", SHEET_MAX_TEXT >> 20);
    if (!read_places(story, 0, (guint32)body, error))
        return false;
    g_string_truncate(story->text, 0);
    return read_places(story, (guint32)boxes, (guint32)end, error);
}

static bool read_document(struct doc_file *file, struct sheet *sheet, GError **error)
{
    g_autoptr(flow_t) flow = flow_new(sheet);
    g_autoptr(rows_t) rows = rows_new(flow);
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(struct row_cell));
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct field));
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree struct codepage *page = codepage_new(CODEPAGE_WINDOWS);
    struct story story = {
        .file = file, .page = page, .rows = rows, .layout.cells = cells, .fields = fields, .text = text};
    return read_stories(&story, error) && flow_end(flow, error);
}

struct sheet *doc_read(GBytes *file, GError **error)
{
    g_autoptr(doc_file_t) document = doc_file_open(file, error);
    g_autoptr(sheet_t) sheet = sheet_new();
    return document && read_document(document, sheet, error) ? g_steal_pointer(&sheet) : NULL;
}
