/*
 * Plain text: every line is a paragraph, but those that a mail program broke; columns that line up for
 * certain are a table.
 */
#include "base/text.h"
#include "parser/formats/columns.h"
#include "parser/formats/format.h"
#include "parser/formats/wrapped.h"
#include <string.h>

#define MAX_BYTES (4u << 20)

static bool is_blank_line(const char *line)
{
    for (; *line; line = g_utf8_next_char(line))
        if (!g_unichar_isspace(g_utf8_get_char(line)) && g_utf8_get_char(line) != 0xa0)
            return false;
    return true;
}

/* Whether a line may begin a table: it has a gap inside. */
static bool has_gap(const char *line)
{
    const char *start = line + strspn(line, " \t");
    return strchr("|+", *start) || strchr(start, '\t') || strstr(start, "  ") || strstr(start, "\u00a0");
}

/* Lines without a blank line between them. A table may begin at any of them; where one is refused, the rest
 * are paragraphs, for a table that begins in the middle of another would have a wrong heading. */
static bool write_stanza(struct sheet *sheet, char *const *lines, guint count, GError **error)
{
    bool may_be_table = true;
    for (guint i = 0; i < count;) {
        int written = 0;
        bool barred = *lines[i] == '|' || *lines[i] == '+';
        if ((may_be_table && has_gap(lines[i])) || barred) {
            written = columns_write(sheet, lines + i, count - i, error);
            may_be_table = written > 0 && may_be_table;
        }
        if (written < 0 || (written == 0 && !sheet_paragraph(sheet, NULL, lines[i], error)))
            return false;
        i += written ? (guint)written : 1;
    }
    return true;
}

struct sheet *text_read(GBytes *file, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    if (length > MAX_BYTES) {
        fail(error, ERROR_INPUT, "a text of more than %u MB", MAX_BYTES >> 20);
        return NULL;
    }
    g_autofree char *text = text_decode(bytes, length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    wrapped_join(lines);
    g_autoptr(sheet_t) sheet = sheet_new();
    for (guint i = 0; lines[i];) {
        guint count = 0;
        while (lines[i + count] && !is_blank_line(lines[i + count]))
            count++;
        if (!write_stanza(sheet, lines + i, count, error))
            return NULL;
        i += MAX(count, 1);
    }
    return g_steal_pointer(&sheet);
}
