/* What headlines, sentences, the subject and the covering note say of the group. */
#include "parser/form/group_number.h"
#include "parser/form/group_phrase.h"
#include "parser/form/identifiers.h"
#include "parser/form/names.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

#define LONGEST_TEXT 4000
#define LONGEST_LINE 120
#define FIELDS_BELOW 6

static bool names_group(const char *text)
{
    return strcasestr(text, "grupp") || strcasestr(text, "klubb") || strstr(text, "EUG") ||
           (has_digit(text) && strpbrk(text, "gG") &&
            pattern_found("\\bS?M?G\\s?-?\\s?\\d", G_REGEX_CASELESS, text));
}

/* A line that may name the group: text of its own, without a date in front. */
static bool may_name_group(const struct line *line, bool *headline)
{
    if (!line->block || line->filled == 0 || (line->is_row && line->filled > 1) ||
        strlen(line->whole) > LONGEST_TEXT)
        return false;
    bool prose;
    guint announced = vocabulary_headline(line->whole, &prose);
    *headline = announced & HEADLINE_FORMS && !prose && strlen(line->whole) < LONGEST_LINE;
    if (!*headline && !names_group(line->whole))
        return false;
    struct when when;
    when_read(line->whole, WHEN_LINE, &when);
    return when.state == DAY_NONE && !when.number;
}

/* "Alta smågruppe II" above "Gruppe nr. SG-1919" */
static bool is_title_above_number(const struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at), *next = line_at(reader, at + 1);
    if (line->is_row || !next || next->is_row || strlen(line->whole) > LONGEST_LINE ||
        strpbrk(line->whole, ".:,"))
        return false;
    g_autoptr(GPtrArray) pairs = pairs_of(next->whole);
    const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
    return (first && first->label == LABEL_GROUP_NUMBER) ||
           pattern_found("^(?:små)?gruppe(?:nummer|nr\\.?| nr\\.?)\\s*:?\\s*(?:SG)?[\\s-]*\\d",
                         G_REGEX_CASELESS, next->whole);
}

/* "Gruppenummer: SG-0123", "Kommune | Voss", "Nummer: 123" */
static bool is_field_of_group(const struct line *line)
{
    if (!line || !line->count || strlen(line->whole) > LONGEST_TEXT)
        return false;
    g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
    const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
    enum label label = line->is_row ? line->places[0].label : first ? first->label : LABEL_NONE;
    const char *value = line->is_row && line->count > 1 ? line->places[1].text : first ? first->value : "";
    g_autofree char *number = group_number_read(value);
    return label == LABEL_GROUP_NUMBER || label == LABEL_MUNICIPALITY || is_officer_label(label) ||
           (label == LABEL_NUMBER && number);
}

/* Number or municipality right below, and a leader or secretary among the fields that follow: so begins what
 * is said of a group, not of a person. */
static bool begins_fields_of_group(const struct reader *reader, guint at)
{
    bool officer = false;
    for (guint below = at + 2; below < at + FIELDS_BELOW && !officer; below++) {
        const struct line *line = line_at(reader, below);
        if (!line || strlen(line->whole) > LONGEST_TEXT)
            break;
        g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
        const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
        officer = first && !line->is_row && is_officer_label(first->label);
    }
    const struct line *next = line_at(reader, at + 1);
    return officer && !next->is_row && is_field_of_group(next);
}

bool is_name_of_group(const struct reader *reader, guint at, const char *text)
{
    if (!*text || reader->form->group.name || members_count(reader->members) || reader->person ||
        reader->change || (name_is_likely(text) && !begins_fields_of_group(reader, at)))
        return false;
    return is_field_of_group(line_at(reader, at + 1)) ||
           (at > reader->begin && is_field_of_group(line_at(reader, at - 1)));
}

bool take_headline_in_row(struct reader *reader, const struct line *line, enum label label,
                          const struct place *value)
{
    if (label != LABEL_PRESENT || reader->drafts->len || !line->is_row || !*value->text ||
        !(vocabulary_headline(line->places[0].text, NULL) & HEADLINE_FORMS))
        return false;
    g_autoptr(GPtrArray) people = people_read(value->text, false, NULL);
    guint named = 0;
    for (guint i = 0; i < people->len; i++) {
        const struct someone *someone = g_ptr_array_index(people, i);
        named += someone->person.name && name_is_likely(someone->person.name);
    }
    if (named >= 2)
        return false;
    g_autofree char *name = g_strndup(value->text, strcspn(value->text, "\n"));
    if (group_phrase_is_group(name) && !reader->form->group.name)
        reader->form->group.name = g_steal_pointer(&name);
    return true;
}

/* The title of the form, above its fields, where no field names the group. */
static void take_name_in_title(struct reader *reader, guint end)
{
    guint at = reader->begin;
    while (at < end && (!line_at(reader, at)->block || !line_at(reader, at)->filled))
        at++;
    guint next = at + 1;
    while (next < end && !line_at(reader, next)->filled)
        next++;
    if (reader->form->group.name || next >= end || !is_field_of_group(line_at(reader, next)))
        return;
    /* "Presensliste | Havørna" */
    const struct line *line = line_at(reader, at);
    bool parted = line->is_row && line->filled == 2 && line->count > 1 && !line->places[0].label;
    g_autofree char *title =
        parted ? g_strdup_printf("%s \xe2\x80\x93 %s", line->places[0].text, line->places[1].text)
               : g_strdup(line->whole);
    bool headline;
    if (strlen(title) < LONGEST_LINE && (parted || (may_name_group(line, &headline) && headline)))
        reader->form->group.name = group_phrase_name_in_title(title);
}

void group_said_in_lines(struct reader *reader, guint end)
{
    struct group_phrase all = {NULL, NULL, NULL};
    struct form *form = reader->form;
    bool differs = false;
    g_autoptr(GPtrArray) phrases = g_ptr_array_new_with_free_func(g_free);
    guint headlines = 0;
    for (guint at = reader->begin; at < end; at++) {
        bool headline;
        if (!may_name_group(line_at(reader, at), &headline))
            continue;
        headline = headline || is_title_above_number(reader, at);
        g_auto(GStrv) sentences = sentences_of(line_at(reader, at)->whole);
        for (char **sentence = sentences; *sentence; sentence++)
            g_ptr_array_insert(phrases, headline ? (gint)headlines++ : -1, g_strdup(*sentence));
    }
    for (guint i = 0; i < phrases->len; i++) {
        struct group_phrase here;
        group_phrase_of_line(g_ptr_array_index(phrases, i), i < headlines, &here);
        differs = differs || (here.number && all.number && strcmp(here.number, all.number) != 0) ||
                  (here.name && all.name && strcmp(here.name, all.name) != 0) ||
                  (here.municipality && all.municipality && strcmp(here.municipality, all.municipality) != 0);
        if (here.name && !all.name)
            all.name = g_steal_pointer(&here.name);
        if (here.number && !all.number)
            all.number = g_steal_pointer(&here.number);
        if (here.municipality && !all.municipality)
            all.municipality = g_steal_pointer(&here.municipality);
        group_phrase_clear(&here);
    }
    g_autofree char *one = text_fold(form->group.number), *other = text_fold(all.number);
    if (!differs && (!one || !other || strcmp(one, other) == 0)) {
        if (!form->group.number)
            form->group.number = g_steal_pointer(&all.number);
        if (!form->group.name)
            form->group.name = g_steal_pointer(&all.name);
        if (!form->group.municipality)
            form->group.municipality = g_steal_pointer(&all.municipality);
    }
    group_phrase_clear(&all);
    take_name_in_title(reader, end);
    for (guint at = reader->begin; at < end && !form->group.municipality; at++) {
        const struct line *line = line_at(reader, at);
        /* "Farsund kommune" on a line of its own */
        if (line->block && !line->is_row && strlen(line->whole) < LONGEST_LINE &&
            g_str_has_suffix(line->whole, " kommune"))
            form->group.municipality = group_phrase_municipality(line->whole);
    }
}

/* "Smågruppe | Vest | | SG-0123": a cell with nothing but a number that says itself whose it is. */
static void append_numbers_alone(GString *text, const struct line *line)
{
    for (guint i = 0; i < line->count; i++)
        if (!line->places[i].covered && g_ascii_tolower(*line->places[i].text) == 's' &&
            pattern_found("^SG\\s?-?\\s?\\d{2,6}$", G_REGEX_CASELESS, line->places[i].text))
            g_string_append_printf(text, "%s\n", line->places[i].text);
}

/* What headlines, the subject and the covering note say of the group, where the form itself does not. */
void group_from_surroundings(struct reader *reader)
{
    struct form *form = reader->form;
    group_set_kind(reader, reader->headlines);
    GRegex *regex = pattern("\\b(SG\\s?-?\\s?\\d{2,6})\\b|\\b(?:små)?gruppe(?:nr\\.?|nummer)?"
                            "\\s*:?\\s*(?:nr\\.?\\s*)?(\\d{3,5})\\b(?![.:/-]\\d)",
                            G_REGEX_CASELESS);
    g_autoptr(GString) own = g_string_new(NULL);
    for (guint at = reader->begin; at < reader->end && own->len < LONGEST_TEXT; at++) {
        const struct line *line = line_at(reader, at);
        if ((!line->is_row || line->filled == 1) && strlen(line->whole) < LONGEST_LINE)
            g_string_append_printf(own, "%s\n", line->whole);
        else
            append_numbers_alone(own, line);
    }
    const char *const texts[] = {own->str, reader->around->subject, reader->around->note};
    g_autofree char *found = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(texts) && !form->group.number; i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (found || !texts[i] || !g_regex_match(regex, texts[i], 0, &match))
            continue;
        for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
            g_autofree char *one = g_match_info_fetch(match, 1);
            g_autofree char *other = g_match_info_fetch(match, 2);
            const char *number = one && *one ? one : other;
            int year = atoi(number);
            if (year >= 1990 && year <= 2039 && number == other)
                continue;
            if (found && strcmp(found, number) != 0)
                return;
            if (!found)
                found = g_strdup(number);
        }
    }
    if (found && !form->group.number)
        form->group.number = g_steal_pointer(&found);
}
