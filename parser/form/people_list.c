/* Lists of people in lines of text: names with their numbers, or names below a heading or a meeting. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* A list is looked at so far up and down to see its style. */
#define LINES_AROUND 30
#define ROWS_NEAR    12

/* What may hold a person: no label and no date in front, no sentence. */
static bool may_be_people(const struct line *line)
{
    if (!line->block || strlen(line->whole) > 600 || is_industry_text(line->whole))
        return false;
    for (guint i = 0; i < line->count; i++)
        if (line->places[i].label)
            return false;
    struct when when;
    when_read(line->whole, WHEN_LINE, &when);
    return when.state == DAY_NONE && !when.number;
}

static char *joined(const struct line *line)
{
    GString *text = g_string_new(NULL);
    guint number, from = 0;
    /* "Deltaker 3 | Eva Moen | 8112233" */
    if (line->filled > 1 && label_numbered(line->places[0].text, &number) == LABEL_NAME) {
        g_string_append_printf(text, "%u. ", number);
        from = 1;
    }
    for (guint i = from, written = 0; i < line->count; i++)
        if (!line->places[i].covered && *line->places[i].text)
            g_string_append_printf(text, "%s%s", written++ ? ", " : "", line->places[i].text);
    return g_string_free(text, FALSE);
}

/* Names under "Til stede:" or "Forfall:". */
static bool take_listed(struct reader *reader, const struct line *line, const GPtrArray *people)
{
    if (!reader->list || !reader->meeting)
        return false;
    guint index;
    bool known = members_find(reader->members, line->whole, &index) == REFERENCE_ONE;
    if (!people->len && !known && line->filled > 1)
        return false;
    for (guint i = 0; i < people->len; i++) {
        struct someone *someone = g_ptr_array_index(people, i);
        if (someone->person.hpr)
            take_participant(reader, someone, line->whole);
        struct place name = {.text = someone->person.name, .kind = VALUE_TEXT};
        draft_set(reader, reader->meeting, reader->list, &name);
    }
    struct place value = {.text = line->whole, .kind = VALUE_TEXT};
    if (!people->len)
        draft_set(reader, reader->meeting, reader->list, &value);
    return true;
}

bool is_officer_label(enum label label)
{
    return label == LABEL_SIGNATURE || label == LABEL_ATTESTATION || label == LABEL_SECRETARY ||
           label == LABEL_LEADER;
}

bool is_field_of_form(enum label label)
{
    return (label >= LABEL_GROUP && label <= LABEL_PLAN) || is_officer_label(label);
}

/* A line of people with their numbers or in their full names, and nothing else. */
bool is_people_line(const struct line *line)
{
    if (!line || line->filled == 0 || !may_be_people(line))
        return false;
    g_autofree char *text = joined(line);
    guint strangers = 0;
    g_autoptr(GPtrArray) people = people_read(text, false, &strangers);
    return people->len && !strangers;
}

/* The line with its numbers and brackets cut off. NULL where it is no line of a list. Caller owns it. */
static char *front_of_line(const struct line *line)
{
    if (!line || line->is_row || !line->filled || !may_be_people(line))
        return NULL;
    g_autofree char *text = joined(line);
    if (!strpbrk(text, ",0123456789"))
        return NULL;
    GRegex *bullet = pattern("^\\s*(?:[-*\xe2\x80\xa2]|\\d{1,2}[.)])\\s*", 0);
    char *front = g_regex_replace_literal(bullet, text, -1, 0, "", 0, NULL);
    front[strcspn(front, "0123456789(")] = '\0';
    char *label = strcasestr(front, "hpr");
    if (label)
        *label = '\0';
    for (gsize length = strlen(front); length && strchr(" ,;-", front[length - 1]); length--)
        front[length - 1] = '\0';
    return front;
}

/* True when the lines around part surname and first name by a comma. */
static bool list_is_surname_first(const struct reader *reader, guint at)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    guint first = at;
    while (first > reader->begin && at - first < LINES_AROUND) {
        g_autofree char *before = front_of_line(line_at(reader, first - 1));
        if (!before)
            break;
        first--;
    }
    for (guint i = first; i < at + LINES_AROUND; i++) {
        char *name = front_of_line(line_at(reader, i));
        if (!name)
            break;
        g_ptr_array_add(names, name);
    }
    return names->len > 1 && names_are_surname_first((const char *const *)names->pdata, names->len);
}

static bool has_letter_before_digit(const char *text)
{
    for (; *text; text++) {
        bool small = g_ascii_islower(*text) || *text < 0;
        /* Digits of other scripts begin with such a byte, and no letter of ours. */
        if (small && (g_ascii_isdigit(text[1]) || (guchar)text[1] >= 0xd9))
            return true;
    }
    return false;
}

/* "Helene Gra2946937": names and numbers of a table whose narrow columns cut off what found no room. */
static bool is_cut(const struct line *line)
{
    return line && !line->is_row && has_letter_before_digit(line->whole) &&
           pattern_found("\\p{Ll}\\d{6,9}(?!\\d)", 0, line->whole) && !strchr(line->whole, '@') &&
           !strcasestr(line->whole, "hpr");
}

/* Where some names of a list are cut off, the others may be, too. */
static bool list_is_cut(const struct reader *reader, guint at)
{
    guint first = at - reader->begin > LINES_AROUND ? at - LINES_AROUND : reader->begin;
    for (guint i = first; i < at + LINES_AROUND; i++)
        if (is_cut(line_at(reader, i)))
            return true;
    return false;
}

/* "Alle møtte" on a line of its own below a meeting. */
static bool take_everybody(struct reader *reader, char *text)
{
    struct draft *draft = reader->meeting;
    if (!draft || draft_has(draft, LABEL_PRESENT) || draft->absent || !attendance_is_everybody(text))
        return false;
    struct place value = {.text = text, .kind = VALUE_TEXT};
    draft_set(reader, draft, LABEL_PRESENT, &value);
    draft->open = false;
    return true;
}

bool is_list_of_short_names(const struct reader *reader, const char *text)
{
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;&+/]|\\bog\\b|\\bsamt\\b)\\s*", 0), text, 0);
    guint names = 0, known = 0, index;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *name = name_tidy(*piece);
        if (!*name)
            continue;
        if (strchr(name, ' ') || !name_may_be(name))
            return false;
        names++;
        known += members_find(reader->members, name, &index) == REFERENCE_ONE;
    }
    return names > 2 || (names == 2 && (reader->lists_short_names || known == 2));
}

/* "Per, Randi, Sverre" below a meeting: first names, or surnames, of members who may stand further down. Two
 * alone may be surname and first name of one, where nothing else tells. */
static bool take_short_names(struct reader *reader, const struct line *line)
{
    struct draft *draft = reader->meeting;
    if (!draft || !draft->open || line->is_row || draft->listed ||
        !is_list_of_short_names(reader, line->whole))
        return false;
    struct place value = {.text = line->whole, .kind = VALUE_TEXT};
    draft_set(reader, draft, LABEL_PRESENT, &value);
    draft->open = false;
    reader->lists_short_names = true;
    return true;
}

/* A box in front of a name, with nothing in it. */
static bool is_unticked(const char *text)
{
    return g_str_has_prefix(text, SHEET_UNTICKED) || pattern_found("^\\s*[\\[(]\\s*[\\])]", 0, text);
}

/* "Nordgård | Jon-Arne | 4780624": two cells with a name each, and nothing says which is the surname. */
static bool is_name_in_two_cells(const struct line *line)
{
    const struct place *names[2];
    guint found = 0;
    for (guint i = 0; line->is_row && i < line->count && found < 2; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text || strspn(place->text, "0123456789. ") == strlen(place->text))
            continue;
        names[found++] = place;
    }
    return found == 2 && name_may_be(names[0]->text) && name_may_be(names[1]->text);
}

/* A row with a cross or a word like it in a cell. */
static bool is_marked(const struct reader *reader, const struct line *line)
{
    for (guint i = 1; line->is_row && line->filled > 1 && i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (!place->covered && !g_ascii_isdigit(*place->text) && mark_of(reader, place) == MARK_PRESENT)
            return true;
    }
    return false;
}

/* Whether rows near this one are marked: then who is not may have been away. */
static bool has_marks_near(const struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    for (guint i = at > reader->begin + ROWS_NEAR ? at - ROWS_NEAR : reader->begin; i <= at + ROWS_NEAR;
         i++) {
        const struct line *near = line_at(reader, i);
        if (line->is_row && near && near->block == line->block && is_marked(reader, near))
            return true;
    }
    return false;
}

guint read_people_list(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (line->filled == 0 || !may_be_people(line))
        return 0;
    g_autofree char *text = joined(line);
    if (pattern_found("\\d{7}", 0, text) && list_is_cut(reader, at)) {
        doubt(reader, text, "name cut off");
        return 1;
    }
    if (take_everybody(reader, text))
        return 1;
    /* "Kari Nordmann (HPR 7440613) slutter 1. mars" */
    bool changes =
        !line->is_row && !is_change_label(reader->section) && line->filled == 1 && tells_of_change(text);
    if (changes && read_statements(reader, at))
        return 1;
    if (is_name_in_two_cells(line) && pattern_found("\\d{7}", 0, text)) {
        doubt(reader, text, "person not recognised");
        return 1;
    }
    bool marked = has_marks_near(reader, at);
    guint strangers = 0;
    g_autoptr(GPtrArray) people = people_read(text, list_is_surname_first(reader, at), &strangers);
    guint index;
    bool reference = reader->list && members_find(reader->members, text, &index) == REFERENCE_ONE;
    if ((people->len || reference) && take_listed(reader, line, people))
        return 1;
    if (take_short_names(reader, line))
        return 1;
    bool numbered = people->len && (((struct someone *)g_ptr_array_index(people, 0))->person.hpr ||
                                    ((struct someone *)g_ptr_array_index(people, 0))->identity_number ||
                                    ((struct someone *)g_ptr_array_index(people, 0))->alias);
    bool listed = reader->section == LABEL_PARTICIPANTS || is_change_label(reader->section);
    bool gathered = reader->meeting && reader->meeting->open;
    if (!people->len || strangers || !(numbered || listed || gathered))
        return 0;
    if (changes && reader->first_headline & HEADLINE_UPDATE) {
        doubt(reader, text, "change not understood");
        return 1;
    }
    for (guint i = 0; i < people->len; i++) {
        struct someone *someone = g_ptr_array_index(people, i);
        if (is_change_label(reader->section)) {
            take_change(reader, reader->section, someone, text);
            continue;
        }
        guint participant = take_participant(reader, someone, text);
        if (marked && is_marked(reader, line))
            doubt(reader, text, "presence without a meeting");
        if (gathered && !someone->alias && !marked) {
            draft_mark(reader->meeting, participant, !is_unticked(line->whole));
            reader->meeting->listed = true;
        }
    }
    if (!gathered && ends_in_mark(reader, line))
        doubt(reader, text, "row not understood");
    explain(reader, "  line %u: %u of the people", at + 1, people->len);
    return 1;
}
