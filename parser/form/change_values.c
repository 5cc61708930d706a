/* Changes as values of labels: "Nye medlemmer: Kari Nordmann fra 1.10.2025", "Gjelder fra: 1. mars". */
#include "parser/form/identifiers.h"
#include "parser/form/names.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* "Kari Nordmann fra 1.1.2026": the name without the day. Caller owns it. */
static char *without_day(const char *text)
{
    struct when when;
    gsize begin, end;
    if (!day_in_text(text, 0, &when, &begin, &end))
        return g_strdup(text);
    g_autofree char *front = g_strndup(text, begin);
    g_autofree char *bare = g_regex_replace_literal(
        pattern("[\\s,(]*\\b(?:fr[aå](?: og med)?|f\\.?o\\.?m\\.?|per|pr\\.?|den)?(?: den)?\\s*\\(?$",
                G_REGEX_CASELESS),
        front, -1, 0, "", 0, NULL);
    return g_strdup_printf("%s%s%s", bare, text[end] ? ", " : "", text + end);
}

static guint days_in(const char *text)
{
    guint days = 0;
    struct when when;
    gsize begin, end = 0;
    while (day_in_text(text, end, &when, &begin, &end))
        days++;
    return days;
}

/* Each person with the text up to the next; false, and nothing taken, where days and people do not fit. */
static bool take_each_with_day(struct reader *reader, enum label label, const char *value)
{
    g_autoptr(GPtrArray) names = names_in(value);
    guint days = days_in(value);
    if (names->len < 2 || !days)
        return false;
    g_autoptr(GPtrArray) chunks = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < names->len; i++) {
        gsize from = i ? ((struct found_name *)g_ptr_array_index(names, i))->from : 0,
              to = i + 1 < names->len ? ((struct found_name *)g_ptr_array_index(names, i + 1))->from
                                      : strlen(value);
        char *chunk = g_strndup(value + from, to - from);
        g_ptr_array_add(chunks, chunk);
        guint here = days_in(chunk);
        if (here > 1 || (days > 1 && !here) || (days == 1 && here && i + 1 < names->len)) {
            doubt(reader, "endring, dato", "date not understood");
            return false;
        }
    }
    const char *last = g_ptr_array_index(chunks, chunks->len - 1);
    for (guint i = 0; i < chunks->len; i++) {
        const char *chunk = g_ptr_array_index(chunks, i);
        g_autofree char *who = without_day(chunk);
        g_autofree char *bare =
            g_regex_replace_literal(pattern("[\\s,;]*\\bog\\s*$|[\\s,;]+$", 0), who, -1, 0, "", 0, NULL);
        struct someone *someone = someone_read(bare, false);
        struct when when;
        gsize begin, end;
        if (someone->person.name) {
            take_change(reader, label, someone, NULL);
            if (day_in_text(days > 1 ? chunk : last, 0, &when, &begin, &end))
                reader->change->date = day_of_change(reader, &when, "endring, dato");
        } else {
            doubt(reader, "endring", "person not recognised");
        }
        someone_free(someone);
    }
    reader->change = NULL;
    return true;
}

/* "Endring: Ny e-post", "Navn: Kari", "Ny e-post: kari@...": the address of the change under way. */
static bool is_address_of_change(const struct reader *reader, enum label label, const char *value)
{
    const struct change *change = reader->change;
    g_autoptr(GPtrArray) names = names_in(value);
    return label == LABEL_NEW_EMAIL && change && change->kind == CHANGE_EMAIL && change->person.name &&
           !change->person.email && !names->len && has_email(value);
}

void take_change_of_value(struct reader *reader, enum label label, const char *text)
{
    g_autofree char *value = value_of(text);
    if (is_address_of_change(reader, label, value)) {
        reader->change->person.email = email_read(value);
        return;
    }
    reader->change = NULL;
    if (!*value || take_each_with_day(reader, label, value))
        return;
    g_autofree char *who = without_day(value);
    g_autoptr(GPtrArray) people = people_read(who, false, NULL);
    if (people->len > 1) {
        for (guint i = 0; i < people->len; i++)
            take_change(reader, label, g_ptr_array_index(people, i), NULL);
        return;
    }
    struct someone *someone = people->len ? g_ptr_array_steal_index(people, 0) : someone_read(who, false);
    bool somebody =
        someone->person.name && (name_is_likely(someone->person.name) || someone->person.hpr ||
                                 members_find(reader->members, someone->person.name, NULL) == REFERENCE_ONE);
    if (somebody || (label == LABEL_NEW_EMAIL && someone->person.email))
        take_change(reader, label, someone, value);
    else if (!is_placeholder(value) && vocabulary_mark(value) == MARK_UNKNOWN)
        doubt(reader, "endring", "person not recognised");
    someone_free(someone);
}

void take_day_of_headline(struct reader *reader, const char *text)
{
    struct when when;
    gsize begin, end;
    if (!pattern_found("^(?:endring|oppdatering)", G_REGEX_CASELESS, text) || reader->changes_from ||
        reader->form->changes->len || !day_in_text(text, 0, &when, &begin, &end))
        return;
    g_autofree char *front = g_strndup(text, begin);
    if (pattern_found("\\b(?:fr[aå](?: og med)?|per|pr\\.?|f\\.?o\\.?m\\.?) (?:den )?$", G_REGEX_CASELESS,
                      front))
        reader->changes_from = day_of_change(reader, &when, "endring, dato");
}

void set_day_from(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    struct when when;
    when_read(value, WHEN_DATE, &when);
    if (!*value || (reader->change && reader->change->date))
        return;
    if (reader->change)
        reader->change->date = day_of_change(reader, &when, "endring, dato");
    else if (announces_start(reader) && !reader->form->start_date)
        reader->form->start_date = day_in_form(reader, &when, "oppstartsdato");
    else if (!reader->form->changes->len && !reader->changes_from)
        reader->changes_from = day_of_change(reader, &when, "endring, dato");
    else
        doubt(reader, "endring, dato", "date not understood");
}
