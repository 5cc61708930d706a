/* Cells of tables of meetings that hold several fields of a meeting, each with its label. */
#include "parser/form/reader.h"

#include <string.h>

/* The lines of a cell; one without a label goes on with the one above. Caller unrefs (frees its char *). */
static GPtrArray *labelled_lines(const char *text)
{
    GPtrArray *whole = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autoptr(GPtrArray) pairs = pairs_of(*line);
        bool labelled = pairs->len && ((const struct pair *)g_ptr_array_index(pairs, 0))->label;
        if (labelled || !whole->len) {
            g_ptr_array_add(whole, g_strdup(*line));
            continue;
        }
        char *above = g_ptr_array_index(whole, whole->len - 1);
        g_ptr_array_index(whole, whole->len - 1) = g_strdup_printf("%s %s", above, *line);
        g_free(above);
    }
    return whole;
}

/* Counts the fields of a meeting in a text, and sets them where they are to be taken; false where it holds
 * anything else. */
static bool take_fields(struct reader *reader, struct draft *draft, const char *text, bool take, guint *found)
{
    g_autoptr(GPtrArray) lines = labelled_lines(text);
    for (guint k = 0; k < lines->len; k++) {
        g_autoptr(GPtrArray) pairs = pairs_of(g_ptr_array_index(lines, k));
        for (guint i = 0; i < pairs->len; i++) {
            const struct pair *pair = g_ptr_array_index(pairs, i);
            enum label label = pair->label == LABEL_PARTICIPANTS ? LABEL_PRESENT : pair->label;
            struct place value = {.text = pair->value, .kind = *pair->value ? VALUE_TEXT : VALUE_EMPTY};
            if (!is_meeting_label(label))
                return false;
            if (take)
                draft_set(reader, draft, label, &value);
            ++*found;
        }
    }
    return true;
}

bool take_fields_in_cell(struct reader *reader, struct draft *draft, const char *text)
{
    guint fields = 0;
    if (!strchr(text, ':') || !take_fields(reader, draft, text, false, &fields) || fields < 2)
        return false;
    return take_fields(reader, draft, text, true, &fields);
}

bool take_attendance_in_cell(struct reader *reader, struct draft *draft, const char *text)
{
    guint fields = 0;
    g_autoptr(GPtrArray) pairs = strchr(text, ':') ? pairs_of(text) : NULL;
    for (guint i = 0; pairs && i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        if (pair->label != LABEL_PRESENT && pair->label != LABEL_ABSENT)
            return false;
        fields++;
    }
    return fields && take_fields(reader, draft, text, true, &fields);
}

void take_fields_behind_date(struct reader *reader, struct draft *draft, const char *text)
{
    g_autoptr(GPtrArray) pairs = *text ? pairs_of(text) : NULL;
    for (guint i = 0; pairs && i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        struct place value = {.text = pair->value, .kind = *pair->value ? VALUE_TEXT : VALUE_EMPTY};
        if (pair->label && pair->label != LABEL_DATE)
            draft_set(reader, draft, pair->label, &value);
    }
}
