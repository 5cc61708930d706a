/* Labels alone on their lines, with their values on the lines below. */
#include "parser/form/names.h"
#include "parser/form/reader.h"

/* So many lines of text may follow the heading "Plan". */
#define PLAN_LINES 12

/* Text under a heading of its own: the plan, up to the next heading or table. */
static guint take_text_below(struct reader *reader, guint at, enum label label)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint read = 1;
    for (guint i = at + 1; i <= at + PLAN_LINES; i++) {
        const struct line *line = line_at(reader, i);
        if (!line || line->count != 1 + (line->is_row ? line->count - 1 : 0) || is_industry_text(line->whole))
            break;
        if (!line->filled) {
            if (text->len)
                break;
            continue;
        }
        g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
        bool labelled = line->filled != 1 || line->places[0].label ||
                        (pairs->len && ((struct pair *)g_ptr_array_index(pairs, 0))->label);
        if (labelled || (label != LABEL_PLAN && text->len) || !line->block)
            break;
        g_string_append_printf(text, "%s%s", text->len ? " " : "", line->whole);
        read = i + 1 - at;
    }
    if (!text->len)
        return 0;
    struct place value = {.text = text->str, .kind = VALUE_TEXT};
    field_set(reader, label, &value);
    return read;
}

#define LABELS_ABOVE     3   /* so many labels above their values show that a form is written in that way */
#define LINES_FOR_LABELS 100 /* in which they are looked for */

static bool is_label_above_value(const struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at), *next = line_at(reader, at + 1);
    return !line->is_row && line->filled == 1 && line->places[0].label >= LABEL_GROUP &&
           line->places[0].label <= LABEL_PERIOD_TO && next && !next->is_row && next->filled == 1 &&
           !next->places[0].label;
}

bool labels_stand_above(const struct reader *reader)
{
    guint found = 0, end = MIN(reader->end, reader->begin + LINES_FOR_LABELS);
    for (guint i = reader->begin; i < end && found < LABELS_ABOVE; i++)
        found += is_label_above_value(reader, i);
    return found == LABELS_ABOVE;
}

guint take_lone_label(struct reader *reader, guint at, enum label label)
{
    const struct line *line = line_at(reader, at), *next = line_at(reader, at + 1);
    if (label == LABEL_PLAN)
        return take_text_below(reader, at, label);
    bool asks = g_str_has_suffix(line->whole, ":") || (!line->is_row && reader->labels_above);
    if (!asks || !next || next->filled != 1 || line->is_row != next->is_row || next->block == NULL)
        return 0;
    if (label >= LABEL_GROUP && label <= LABEL_PERIOD_TO && label != LABEL_LEADER && label != LABEL_SECRETARY)
        return take_text_below(reader, at, label);
    struct someone *someone = someone_read(next->whole, false);
    bool person = someone->person.name && name_is_likely(someone->person.name);
    someone_free(someone);
    return person && (label == LABEL_LEADER || label == LABEL_SECRETARY) ? take_text_below(reader, at, label)
                                                                         : 0;
}
