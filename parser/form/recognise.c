#include "parser/form/recognise.h"

#include "base/text.h"
#include "parser/form/reader.h"
#include <string.h>

/* In this order: the first that knows a line reads it. */
static const struct {
    const char *name;
    guint (*read)(struct reader *reader, guint at);
} strategies[] = {
    {"legend", read_legend},
    {"announced", read_announced},
    {"time of all meetings", read_common_time},
    {"changes", read_changes},
    {"matrix", read_matrix},
    {"meetings", read_meeting_table},
    {"people", read_people_table},
    {"attestation", read_attestation},
    {"signature", read_signature},
    {"sponsor", read_sponsor},
    {"always", read_always},
    {"meetings of a person", read_days_of_person},
    {"running text", read_running},
    {"told", read_told},
    {"letter", read_letter},
    {"fields", read_fields},
    {"list of people", read_people_list},
    {"statements", read_statements},
    {"headings", read_heading},
};

static void draft_free(gpointer data)
{
    struct draft *draft = data;
    if (draft->present)
        g_string_free(draft->present, TRUE);
    if (draft->absent)
        g_string_free(draft->absent, TRUE);
    if (draft->marked)
        g_array_unref(draft->marked);
    g_free(draft);
}

static void reader_begin(struct reader *reader, const struct surroundings *around, GPtrArray *lines,
                         guint from, guint end)
{
    *reader = (struct reader){.around = around, .lines = lines, .begin = from, .end = end};
    reader->form = form_new(FORM_PRESENCE);
    reader->members = members_new(reader->form);
    reader->drafts = g_ptr_array_new_with_free_func(draft_free);
    reader->lone_marks = g_array_new(FALSE, FALSE, sizeof(guint));
    reader->owner = G_MAXUINT;
    reader->late_numbers = g_string_new(NULL);
    reader->subject_headline = around->subject ? vocabulary_headline(around->subject, NULL) : 0;
}

/* Frees everything but the form. */
static void reader_end(struct reader *reader)
{
    members_free(reader->members);
    g_ptr_array_unref(reader->drafts);
    g_array_unref(reader->lone_marks);
    g_free(reader->changes_from);
    g_free(reader->vacant_from);
    g_string_free(reader->late_numbers, TRUE);
    g_free(reader->common_place);
    always_free(&reader->always);
    g_clear_pointer(&reader->person_days, g_ptr_array_unref);
    g_clear_pointer(&reader->legend, g_hash_table_unref);
    g_clear_pointer(&reader->dated_days, g_hash_table_unref);
}

/* A greeting ends a letter: what follows is a name and an address, not a form. */
static bool is_closing(const struct line *line)
{
    if (line->is_row || !line->block || strlen(line->whole) > 60)
        return false;
    if (label_of(line->whole) == LABEL_CLOSING)
        return true;
    g_autofree char *folded = text_fold(line->whole);
    static const char *const greetings[] = {
        "mvh ",  "hilsen ", "vennlig hilsen ", "beste hilsen ",   "med vennlig hilsen ",
        "mvh. ", "mvh, ",   "hilsen, ",        "vennleg helsing "};
    for (guint i = 0; i < G_N_ELEMENTS(greetings); i++)
        if (g_str_has_prefix(folded, greetings[i]))
            return true;
    return false;
}

static bool is_letter(const struct reader *reader)
{
    return reader->around->note == NULL;
}

/* "Navn | Kari Nordmann" */
static bool names_owner(const struct line *line)
{
    const struct place *first = line->is_row && line->filled == 2 ? first_filled(line) : NULL;
    for (guint i = 0; first && first->label == LABEL_NAME && i < line->count; i++)
        if (&line->places[i] > first && *line->places[i].text)
            return name_is_likely(line->places[i].text);
    return false;
}

/* The heading of a table of meetings. */
static bool heads_meetings(const struct line *line)
{
    return is_heading_row(line) && column_of(line, LABEL_DATE) != G_MAXUINT;
}

/* "HPR | 8112233" */
static bool is_field_of_person(const struct line *line)
{
    const struct place *first = line && line->is_row && line->filled == 2 ? first_filled(line) : NULL;
    return first && is_person_label(first->label);
}

static bool has_fields_of_people(const struct reader *reader)
{
    guint people = 0;
    for (guint at = reader->begin; at + 1 < reader->end; at++)
        people += names_owner(line_at(reader, at)) && is_field_of_person(line_at(reader, at + 1)) &&
                  !officer_above(reader, at);
    return people >= 2;
}

/* Several people with their names above tables of meetings: every table is of the person above it. */
static bool has_blocks_of_people(const struct reader *reader)
{
    guint blocks = 0;
    bool named = false;
    for (guint at = reader->begin; at < reader->end; at++) {
        const struct line *line = line_at(reader, at);
        blocks += named && heads_meetings(line);
        named = names_owner(line) || (named && line->block && !heads_meetings(line));
    }
    return blocks >= 2;
}

/* A row with a person's number and name, or with crosses, that no strategy knew. */
static bool tells_something(const struct reader *reader, const struct line *line)
{
    guint marks = 0;
    bool number = false, name = false;
    for (guint i = 0; line->is_row && i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        marks += place->kind == VALUE_TEXT && mark_of(reader, place) == MARK_PRESENT;
        number = number || (strlen(place->text) == 7 && strspn(place->text, "0123456789") == 7);
        name = name || name_is_likely(place->text);
    }
    return (number && name) || marks >= 2;
}

/* A line that begins with a day in full and its hours, and says more, is of a meeting. */
static bool tells_of_a_day(const struct line *line)
{
    struct when when;
    if (line->is_row || !g_ascii_isdigit(*line->whole))
        return false;
    /* "2) 18.02.25" */
    const char *text = line->whole + strspn(line->whole, "0123456789");
    when_read(*text == ')' ? text + strspn(text, ") ") : line->whole, WHEN_LINE, &when);
    return when.state == DAY_READ && when.day.year && when.start >= 0 && when.end >= 0 && *when.rest;
}

/* Returns where the form ends: at the greeting of a letter, or after its last line. */
static guint read_lines(struct reader *reader, guint from)
{
    guint at = from;
    while (at < reader->end) {
        const struct line *line = line_at(reader, at);
        if (is_letter(reader) && is_closing(line))
            break;
        /* Another worksheet says nothing more of the meeting before. */
        if (!line->block) {
            reader->meeting = NULL;
            reader->person = NULL;
            reader->change = NULL;
            reader->section = LABEL_NONE;
            reader->list = LABEL_NONE;
            reader->owner = G_MAXUINT;
            years_of_worksheet(reader, at);
        }
        years_of_headline_above(reader, at);
        if (!line->is_row)
            reader->label_above = LABEL_NONE;
        guint read = 0;
        for (guint i = 0; i < G_N_ELEMENTS(strategies) && !read; i++)
            read = strategies[i].read(reader, at);
        if (!read && line->filled && line->block)
            explain(reader, "  line %u: not read: %s", at + 1, line->whole);
        if (!read && line->block &&
            (tells_something(reader, line) || tells_of_a_day(line) || ends_in_mark(reader, line)))
            doubt(reader, line->whole, "row not understood");
        if (!read && line->filled) {
            /* A heading that nobody knows: what follows may be anything. */
            if (is_change_label(reader->section) && g_str_has_suffix(line->whole, ":"))
                reader->section = LABEL_NONE;
            reader->list = LABEL_NONE;
            reader->person = NULL;
        }
        at += MAX(read, 1);
    }
    return MIN(at, reader->end);
}

static void finish_attestation(struct reader *reader)
{
    const struct attested *attested = &reader->attested;
    struct form *form = reader->form;
    bool given =
        attested->given ||
        (attested->sentence && !attested->blank && !(attested->signature_blank && !attested->signed_)) ||
        ((attested->sentence || attested->demanded) && attested->signed_ && !attested->blank);
    if (attested->unclear || (given && attested->denied))
        doubt(reader, "attest", "attestation unclear");
    else if (attested->denied)
        form->industry_free = ATTESTATION_DENIED;
    else if (given)
        form->industry_free = ATTESTATION_GIVEN;
}

/* Ticks of a list without a meeting are of the only meeting there is. */
static void finish_lone_marks(struct reader *reader)
{
    if (!reader->has_lone_marks)
        return;
    if (reader->drafts->len != 1) {
        doubt(reader, "til stede", "presence without a meeting");
        return;
    }
    struct draft *only = g_ptr_array_index(reader->drafts, 0);
    if (only->has_marks || only->present)
        return;
    only->has_marks = true;
    for (guint i = 0; i < reader->lone_marks->len; i++)
        draft_mark(only, g_array_index(reader->lone_marks, guint, i), true);
}

/* A list of people below the last of several meetings, and below no other, is the list of members. */
static void finish_lists(struct reader *reader)
{
    struct draft *listed = NULL;
    for (guint i = 0; i < reader->drafts->len; i++) {
        struct draft *draft = g_ptr_array_index(reader->drafts, i);
        if (draft->present || draft->absent || (draft->has_marks && !draft->listed) ||
            (listed && draft->listed))
            return;
        listed = draft->listed ? draft : listed;
    }
    if (!listed || reader->drafts->len < 2)
        return;
    listed->has_marks = false;
    g_clear_pointer(&listed->marked, g_array_unref);
}

/* On a presence list a sentence about members is a remark. */
static void finish_statements(struct reader *reader)
{
    bool attendance = false;
    for (guint i = 0; i < reader->form->meetings->len; i++)
        attendance = attendance || ((struct meeting *)g_ptr_array_index(reader->form->meetings, i))->present;
    if (attendance && reader->stated_changes == reader->form->changes->len && reader->stated_changes) {
        g_ptr_array_set_size(reader->form->changes, 0);
        reader->unclear_changes += reader->stated_changes;
    }
    if (reader->unclear_changes)
        doubt(reader, "endring", "change not understood");
}

/* Who was there, as the form says it in the end. */
static void explain_attendance(const struct reader *reader)
{
    const struct form *form = reader->form;
    for (guint i = 0; reader->around->explanation && i < form->meetings->len; i++) {
        const struct meeting *meeting = g_ptr_array_index(form->meetings, i);
        g_autoptr(GString) names = g_string_new(NULL);
        for (guint k = 0; meeting->present && k < meeting->present->len; k++) {
            const struct person *person =
                g_ptr_array_index(form->participants, g_array_index(meeting->present, guint, k));
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", person->name ? person->name : "?");
        }
        explain(reader, "  meeting %s: present %s", meeting->date ? meeting->date : "without a date",
                meeting->present ? names->str : "not said");
    }
}

static void read_all(struct reader *reader)
{
    years_find(reader);
    legend_find(reader);
    find_time_of_all(reader);
    reader->blocks_of_people = has_blocks_of_people(reader);
    reader->fields_of_people = has_fields_of_people(reader);
    reader->labels_above = labels_stand_above(reader);
    guint end = read_lines(reader, reader->begin);
    group_said_in_lines(reader, end);
    finish_lone_marks(reader);
    finish_lists(reader);
    finish_days_of_people(reader);
    drafts_finish(reader);
    leave_planned(reader);
    finish_late_numbers(reader);
    changes_finish(reader);
    finish_attestation(reader);
    finish_statements(reader);
    form_bound(reader);
    explain_attendance(reader);
}

/* --- the list of members may stand behind the meetings that speak of them by first names or initials */

static bool names_short(const struct form *form)
{
    guint whole = 0, single = 0;
    for (guint i = 0; i < form->participants->len; i++) {
        const struct person *person = g_ptr_array_index(form->participants, i);
        bool full = person->name && strchr(person->name, ' ');
        whole += full;
        single += person->name && !full;
    }
    for (guint i = 0; i < form->doubts->len; i++)
        single +=
            strcmp(((struct doubt *)g_ptr_array_index(form->doubts, i))->why, "person not recognised") == 0;
    return whole >= 2 && single;
}

/* Reads again, with those known from the beginning who stood anywhere with their whole names. */
static void read_again_knowing(struct reader *reader, const struct form *known)
{
    explain(reader, "  read again, with the members known");
    for (guint i = 0; i < known->participants->len; i++) {
        const struct person *person = g_ptr_array_index(known->participants, i);
        struct someone someone = {.person = *person};
        if (person->name && strchr(person->name, ' '))
            members_add(reader->members, &someone, NULL);
    }
    read_all(reader);
}

/* One form out of lines [from, end); NULL where there is none. */
static struct form *read_form(const struct surroundings *around, GPtrArray *lines, guint from, guint end)
{
    struct reader reader;
    reader_begin(&reader, around, lines, from, end);
    read_all(&reader);
    if (names_short(reader.form)) {
        struct reader other;
        reader_begin(&other, around, lines, from, end);
        read_again_knowing(&other, reader.form);
        /* Of two that one short name may mean, neither is: a doubt for every one that was somebody before. */
        bool better = (other.form->doubts->len <= reader.form->doubts->len ||
                       other.form->participants->len < reader.form->participants->len) &&
                      other.form->participants->len <= reader.form->participants->len &&
                      other.form->meetings->len == reader.form->meetings->len &&
                      other.form->doubts->len + other.form->participants->len <
                          reader.form->doubts->len + reader.form->participants->len;
        form_free(better ? reader.form : other.form);
        reader_end(better ? &reader : &other);
        if (better)
            reader = other;
    }
    struct form *form = reader.form;
    bool found = is_sure_form(&reader);
    if (found)
        group_from_surroundings(&reader);
    found = found && decide_kind(&reader);
    explain(&reader, found ? "  a form" : "  no form");
    reader_end(&reader);
    if (found)
        return form;
    form_free(form);
    return NULL;
}

/* --- several forms in one document */

static bool is_title(const struct line *line)
{
    bool prose;
    guint headline = line->filled == 1 && strlen(line->whole) < 120 && line->block
                         ? vocabulary_headline(line->whole, &prose)
                         : 0;
    return headline & HEADLINE_FORMS && !prose && label_of(line->whole) == LABEL_NONE;
}

/* The group that the fields below a title name: number, else name; NULL where there are none. */
static char *group_below(const GPtrArray *lines, guint from, guint end)
{
    g_autofree char *name = NULL;
    for (guint at = from; at < end; at++) {
        const struct line *line = g_ptr_array_index(lines, at);
        for (guint i = 0; i < line->count; i++) {
            const struct place *place = &line->places[i];
            g_autoptr(GPtrArray) pairs =
                place->label || strlen(place->text) > 200 ? NULL : pairs_of(place->text);
            const struct pair *pair = pairs && pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
            enum label label = place->label ? place->label : pair ? pair->label : LABEL_NONE;
            const char *value = place->label && i + 1 < line->count ? line->places[i + 1].text
                                : pair                              ? pair->value
                                                                    : "";
            if (label == LABEL_GROUP_NUMBER && *value)
                return text_fold(value);
            if (label == LABEL_GROUP_NAME && *value && !name)
                name = text_fold(value);
        }
    }
    return g_steal_pointer(&name);
}

static guint kind_of_title(const struct line *line)
{
    guint headline = vocabulary_headline(line->whole, NULL);
    return headline & (HEADLINE_UPDATE | HEADLINE_START) ? headline & (HEADLINE_UPDATE | HEADLINE_START) : 0;
}

/* Where the next form begins: a title with another group, or another kind of form, below it. */
static guint next_form(const GPtrArray *lines, guint from)
{
    g_autofree char *group = NULL;
    const struct line *title = NULL;
    for (guint at = from; at < lines->len; at++) {
        if (!is_title(g_ptr_array_index(lines, at)))
            continue;
        guint end = at + 1;
        while (end < lines->len && !is_title(g_ptr_array_index(lines, end)))
            end++;
        g_autofree char *here = group_below(lines, at, end);
        if (!here)
            continue;
        if (group &&
            (strcmp(group, here) != 0 || kind_of_title(title) != kind_of_title(g_ptr_array_index(lines, at))))
            return at;
        if (!group) {
            group = g_steal_pointer(&here);
            title = g_ptr_array_index(lines, at);
        }
    }
    return lines->len;
}

GPtrArray *recognise(const struct sheet *sheet, const struct surroundings *around)
{
    GPtrArray *forms = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    bool cut;
    labels_forget();
    g_autoptr(GPtrArray) lines = lines_of(sheet, &cut);
    for (guint from = 0; from < lines->len;) {
        guint end = next_form(lines, from);
        struct form *form = read_form(around, lines, from, end);
        if (form)
            g_ptr_array_add(forms, form);
        from = end;
    }
    if (cut && forms->len)
        form_add_doubt(g_ptr_array_index(forms, forms->len - 1), "en del av dokumentet", "document too long");
    return forms;
}

struct form *recognise_content(const struct sheet *sheet, const struct surroundings *around)
{
    bool cut;
    g_autoptr(GPtrArray) lines = lines_of(sheet, &cut);
    struct reader reader;
    reader_begin(&reader, around, lines, 0, lines->len);
    read_all(&reader);
    decide_kind(&reader);
    struct form *form = reader.form;
    reader_end(&reader);
    return form;
}
