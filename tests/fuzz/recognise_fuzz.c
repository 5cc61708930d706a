/*
 * Fuzzing of the recogniser on sheets that no reader would write, for libFuzzer. Each line of the input is a
 * block: "label=value" after a '=' is a field, cells between tabs after a '|' are a row of a table, which
 * goes on as long as such rows follow, anything else is a paragraph. What comes of it must be what the store
 * takes.
 */
#include "parser/form/recognise.h"
#include "parser/json.h"
#include "store/reading.h"
#include "tests/fuzz/finding.h"

#include <string.h>

static bool write_row(struct sheet *sheet, const char *line, guint row)
{
    g_auto(GStrv) cells = g_strsplit(line, "\t", 200);
    for (guint column = 0; cells[column]; column++) {
        /* A digit and a backslash before the text: a span, and the kind of value. */
        bool special = g_ascii_isdigit(cells[column][0]) && cells[column][1] == '\\';
        guint number = special ? (guint)g_ascii_digit_value(cells[column][0]) : 1;
        enum value_kind kind = special ? (enum value_kind)(number % (VALUE_TICK + 1)) : VALUE_TEXT;
        if (!sheet_table_cell(sheet, row, column, number % 3 + 1, number / 3 + 1, kind,
                              cells[column] + (special ? 2 : 0), 45000 + number, NULL))
            return false;
    }
    return true;
}

static bool write_block(struct sheet *sheet, const char *line)
{
    char *split = *line == '=' ? strchr(line + 1, '=') : NULL;
    if (!split)
        return sheet_paragraph(sheet, NULL, line, NULL);
    g_autofree char *label = g_strndup(line + 1, (gsize)(split - line - 1));
    return sheet_field(sheet, NULL, label, split + 1, VALUE_TEXT, NULL);
}

static struct sheet *sheet_of(char *const *lines)
{
    struct sheet *sheet = sheet_new();
    bool good = true;
    for (guint i = 0, row = 0; lines[i] && good; i++) {
        if (lines[i][0] != '|') {
            good = write_block(sheet, lines[i]);
            continue;
        }
        good = (row > 0 || sheet_table_begin(sheet, NULL, NULL)) && write_row(sheet, lines[i] + 1, row++);
        if (good && (!lines[i + 1] || lines[i + 1][0] != '|')) {
            good = sheet_table_end(sheet, NULL);
            row = 0;
        }
    }
    if (good)
        return sheet;
    sheet_free(sheet);
    return NULL;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autofree char *raw = g_strndup((const char *)data, size), *text = g_utf8_make_valid(raw, -1);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 2000);
    g_autoptr(sheet_t) sheet = sheet_of(lines);
    if (!sheet)
        return 0;
    const struct surroundings around = {
        .subject = lines[0], .note = text, .filename = "liste.docx", .sent = "2026-01-12"};
    g_autoptr(GPtrArray) forms = recognise(sheet, &around);
    json_t *read = json_array();
    for (guint i = 0; i < MIN(forms->len, 50); i++)
        json_array_append_new(read, json_of_form(g_ptr_array_index(forms, i)));
    json_t *reading = json_pack("{s:{}, s:s, s:o}", "message", "kind", "other", "forms", read);
    json_hide_identity_numbers(reading);
    char *dumped = json_dumps(reading, JSON_COMPACT);
    g_autoptr(GError) fault = NULL;
    g_autofree char *checked = reading_check(dumped, &fault);
    if (!checked)
        finding("%s: %s", fault->message, dumped);
    free(dumped);
    json_decref(reading);
    return 0;
}
