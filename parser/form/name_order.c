/* Whether a column of names has the surnames first. */
#include "parser/form/names.h"
#include "parser/form/reader.h"

/* "Dato", "Møte 2", "3.2.2025" in a column of names: something else begins. */
static bool begins_other(const struct place *place)
{
    struct when when;
    if (is_meeting_label(place->label))
        return true;
    if (!has_digit(place->text))
        return false;
    when_read(place->text, WHEN_DATE, &when);
    return when.state != DAY_NONE || when.number;
}

bool column_is_surname_first(const struct reader *reader, guint from, guint end, guint column)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = from; i < end; i++) {
        const struct line *line = line_at(reader, i);
        const struct place *first = first_filled(line);
        if (is_heading_row(line) || column >= line->count || is_industry_text(line->whole) ||
            (first && is_field_of_form(first->label)) || (names->len && begins_other(&line->places[column])))
            break;
        if (!line->places[column].covered && !is_remark(line) && !line->places[column].label)
            g_ptr_array_add(names, line->places[column].text);
    }
    return names->len && names_are_surname_first((const char *const *)names->pdata, names->len);
}
