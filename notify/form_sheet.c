#include "notify/form_sheet.h"
#include "base/calendar.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_WIDTH = 30, /* characters: names of fields and people */
    SECOND_WIDTH = 14,
    OTHER_WIDTH = 11,
    VALUE_ACROSS = 7, /* columns of a field's value */
    SHEET_ACROSS = 10,
};

struct layout {
    const struct wording *wording; /* borrowed, like the form */
    const json_t *form;
    struct form_sheet_room room;
    json_t *rows;
    GHashTable *cells; /* "topic 0 -1" -> json_t *, borrowed: what a question can be about */
};

/* ---- cells ---- */

static json_t *new_row(struct layout *layout)
{
    json_t *row = json_pack("{s:[], s:i}", "cells", "height", 1);
    json_array_append_new(layout->rows, row);
    return row;
}

static guint width_of(guint at, guint across)
{
    guint width = 0;
    for (guint i = at; i < at + across; i++)
        width += i == 0 ? FIRST_WIDTH : i == 1 ? SECOND_WIDTH : OTHER_WIDTH;
    return width;
}

/* `text` may be NULL: blank. The row grows so that the text fits. */
static json_t *add_cell(json_t *row, guint at, guint across, const char *style, const char *text)
{
    json_t *cell = json_pack("{s:i, s:i, s:s, s:s*}", "at", (int)at, "across", (int)across, "style", style,
                             "text", text);
    json_array_append_new(json_object_get(row, "cells"), cell);
    guint width = MAX(width_of(at, across) * 9 / 10, 1);
    json_int_t lines = text ? (g_utf8_strlen(text, -1) + width - 1) / width : 1;
    if (lines > json_integer_value(json_object_get(row, "height")))
        json_object_set_new(row, "height", json_integer(lines));
    return cell;
}

static json_t *add_word(const struct layout *layout, json_t *row, guint at, guint across, const char *style,
                        const char *key)
{
    g_autofree char *text = wording_word(layout->wording, "sheet", key);
    return add_cell(row, at, across, style, text);
}

static void can_be_asked(struct layout *layout, json_t *cell, const char *asks, int meeting, int participant)
{
    g_hash_table_insert(layout->cells, g_strdup_printf("%s %d %d", asks, meeting, participant), cell);
}

/* ---- values ---- */

static char *written_date(const char *date)
{
    return date && calendar_is_date(date) ? g_strdup_printf("%.2s.%.2s.%.4s", date + 8, date + 5, date)
                                          : g_strdup(date);
}

static char *written_number(const json_t *value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdelimit(g_strdup(g_ascii_formatd(number, sizeof number, "%.10g", json_number_value(value))),
                        ".", ',');
}

static char *written(const json_t *value)
{
    if (json_is_number(value))
        return written_number(value);
    const char *text = json_string_value(value);
    return text && calendar_is_date(text) ? written_date(text) : g_strdup(text);
}

/* ---- which form it is ---- */

#define ON_START    1
#define ON_PRESENCE 2
#define ON_PROGRAM  4
#define ON_UPDATE   8
#define ON_ALL      15

static guint form_bit(const json_t *form)
{
    const char *name = json_string_value(json_object_get(form, "form"));
    return g_strcmp0(name, "start") == 0     ? ON_START
           : g_strcmp0(name, "program") == 0 ? ON_PROGRAM
           : g_strcmp0(name, "update") == 0  ? ON_UPDATE
                                             : ON_PRESENCE;
}

/* ---- fields: a label and a value ---- */

static const struct {
    const char *key, *outer, *member; /* where the value stands in the form; `outer` may be NULL */
    guint always;                     /* the forms on which it stands also where it is empty */
} fields[] = {
    {"group_number", "group", "number", ON_PRESENCE | ON_PROGRAM | ON_UPDATE},
    {"group_name", "group", "name", ON_ALL},
    {"municipality", "group", "municipality", ON_START},
    {"group_kind", "group", "kind", 0},
    {"start_date", NULL, "start_date", ON_START},
    {"leader", "leader", "name", ON_START},
    {"leader_email", "leader", "email", ON_START},
    {"leader_hpr", "leader", "hpr", ON_START},
    {"secretary", "secretary", "name", ON_START},
    {"secretary_email", "secretary", "email", ON_START},
    {"secretary_hpr", "secretary", "hpr", ON_START},
    {"period_from", "period", "from", 0},
    {"period_to", "period", "to", 0},
    {"plan", NULL, "plan", ON_START},
    {"industry_free", NULL, "industry_free", ON_PRESENCE},
    {"sponsor", NULL, "sponsor", 0},
    {"attested_by", NULL, "attested_by", ON_PRESENCE},
};

/* What stands in a field; NULL: nothing. A small group need not say that it is one. */
static char *field_text(const struct layout *layout, guint i)
{
    const json_t *outer = fields[i].outer ? json_object_get(layout->form, fields[i].outer) : layout->form;
    const json_t *value = json_object_get(outer, fields[i].member);
    /* The form asks as our mails do, so that "ja" means the same in both; a blank answer attests nothing. */
    if (json_is_boolean(value))
        return wording_word(layout->wording, "sheet", json_is_true(value) ? "yes" : "no");
    if (strcmp(fields[i].key, "group_kind") == 0)
        return value && g_strcmp0(json_string_value(value), "smagruppe") != 0
                   ? wording_word(layout->wording, "sheet", json_string_value(value))
                   : NULL;
    return written(value);
}

static void add_choices(const struct layout *layout, json_t *cell)
{
    g_autofree char *yes = wording_word(layout->wording, "sheet", "yes"),
                    *no = wording_word(layout->wording, "sheet", "no");
    json_object_set_new(cell, "choices", json_pack("[s, s]", yes, no));
}

static void add_fields(struct layout *layout)
{
    guint form = form_bit(layout->form);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *text = field_text(layout, i);
        if (!text && !(fields[i].always & form))
            continue;
        json_t *row = new_row(layout);
        add_word(layout, row, 0, 1, "label", fields[i].key);
        json_t *cell = add_cell(row, 1, VALUE_ACROSS, "value", text);
        can_be_asked(layout, cell, fields[i].key, -1, -1);
        if (strcmp(fields[i].key, "industry_free") == 0)
            add_choices(layout, cell);
    }
}

/* ---- tables ---- */

struct column {
    const char *key, *member; /* NULL: as `key` */
    guint across;
    bool always;
};

static const struct column of_meetings[] = {
    {"date", NULL, 1, true},     {"start", NULL, 1, true},    {"end", NULL, 1, true},
    {"minutes", NULL, 1, false}, {"hours", NULL, 1, false},   {"topic", NULL, 4, true},
    {"place", NULL, 2, true},    {"lecturer", NULL, 2, true},
};

static const struct column of_people[] = {
    {"hpr", NULL, 1, true},         {"email", NULL, 2, false},     {"specialty", NULL, 2, false},
    {"profession", NULL, 1, false}, {"workplace", NULL, 2, false},
};

static const struct column of_changes[] = {
    {"name", NULL, 2, true},        {"hpr", NULL, 1, true},        {"email", NULL, 2, true},
    {"from_date", "date", 1, true}, {"specialty", NULL, 2, false}, {"profession", NULL, 1, false},
};

static const json_t *value_in(const json_t *row, const struct column *column)
{
    const char *member = column->member ? column->member : column->key;
    const json_t *value = json_object_get(row, member);
    return value ? value : json_object_get(json_object_get(row, "person"), member);
}

/* Beginning and end say how long a meeting was. */
static bool is_needless(const json_t *row, const struct column *column)
{
    return strcmp(column->key, "minutes") == 0 && json_object_get(row, "start") &&
           json_object_get(row, "end");
}

static bool is_used(const json_t *list, const struct column *column)
{
    size_t index;
    const json_t *row;
    if (column->always)
        return true;
    json_array_foreach(list, index, row)
        if (value_in(row, column) && !is_needless(row, column))
            return true;
    return false;
}

/* The heads of those columns that are used, from `at` on; returns the first column after them. */
static guint add_heads(struct layout *layout, json_t *row, guint at, const struct column *columns,
                       guint count, const json_t *list)
{
    for (guint i = 0; i < count; i++) {
        if (!is_used(list, &columns[i]))
            continue;
        can_be_asked(layout, add_word(layout, row, at, columns[i].across, "head", columns[i].key),
                     columns[i].key, -1, -1);
        at += columns[i].across;
    }
    return at;
}

/* The values of one row of the list (NULL: an empty one). */
static guint add_values(struct layout *layout, json_t *row, guint at, const struct column *columns,
                        guint count, const json_t *list, const json_t *values, int meeting, int participant)
{
    for (guint i = 0; i < count; i++) {
        if (!is_used(list, &columns[i]))
            continue;
        g_autofree char *text =
            is_needless(values, &columns[i]) ? NULL : written(value_in(values, &columns[i]));
        json_t *cell = add_cell(row, at, columns[i].across, "value", text);
        can_be_asked(layout, cell, columns[i].key, meeting, participant);
        at += columns[i].across;
    }
    return at;
}

static void add_heading(struct layout *layout, const char *key)
{
    new_row(layout);
    add_word(layout, new_row(layout), 0, 1, "heading", key);
}

static char *meeting_name(const struct layout *layout, guint number)
{
    g_autofree char *meeting = wording_word(layout->wording, "sheet", "meeting");
    return g_strdup_printf("%s %u", meeting, number + 1);
}

static guint meeting_count(const struct layout *layout)
{
    return (guint)json_array_size(json_object_get(layout->form, "meetings")) + layout->room.meetings;
}

static void add_meetings(struct layout *layout)
{
    const json_t *meetings = json_object_get(layout->form, "meetings");
    if (meeting_count(layout) == 0)
        return;
    add_heading(layout, "meetings");
    json_t *head = new_row(layout);
    add_word(layout, head, 0, 1, "head", "meeting");
    add_heads(layout, head, 1, of_meetings, G_N_ELEMENTS(of_meetings), meetings);
    for (guint i = 0; i < meeting_count(layout); i++) {
        json_t *row = new_row(layout);
        g_autofree char *name = meeting_name(layout, i);
        add_cell(row, 0, 1, "head", name);
        add_values(layout, row, 1, of_meetings, G_N_ELEMENTS(of_meetings), meetings,
                   json_array_get(meetings, i), (int)i, -1);
    }
}

static bool is_present(const json_t *meeting, guint participant)
{
    size_t index;
    const json_t *position;
    json_array_foreach(json_object_get(meeting, "present"), index, position)
        if (json_integer_value(position) == participant)
            return true;
    return false;
}

static void add_person(struct layout *layout, guint number)
{
    const json_t *people = json_object_get(layout->form, "participants"),
                 *meetings = json_object_get(layout->form, "meetings"),
                 *person = json_array_get(people, number);
    json_t *row = new_row(layout);
    json_t *name = add_cell(row, 0, 1, "value", json_string_value(json_object_get(person, "name")));
    can_be_asked(layout, name, "name", -1, (int)number);
    guint at =
        add_values(layout, row, 1, of_people, G_N_ELEMENTS(of_people), people, person, -1, (int)number);
    for (guint i = 0; i < meeting_count(layout); i++) {
        bool present = is_present(json_array_get(meetings, i), number);
        can_be_asked(layout, add_cell(row, at + i, 1, "mark", present ? "x" : NULL), "present", (int)i,
                     (int)number);
    }
}

static void add_people(struct layout *layout)
{
    const json_t *people = json_object_get(layout->form, "participants");
    guint count = (guint)json_array_size(people) + layout->room.people;
    if (count == 0)
        return;
    add_heading(layout, "participants");
    json_t *head = new_row(layout), *name = add_word(layout, head, 0, 1, "head", "name");
    can_be_asked(layout, name, "participants", -1, -1);
    can_be_asked(layout, name, "present", -1, -1);
    guint at = add_heads(layout, head, 1, of_people, G_N_ELEMENTS(of_people), people);
    for (guint i = 0; i < meeting_count(layout); i++) {
        g_autofree char *meeting = meeting_name(layout, i);
        can_be_asked(layout, add_cell(head, at + i, 1, "head", meeting), "present", (int)i, -1);
    }
    for (guint i = 0; i < count; i++)
        add_person(layout, i);
}

/* "Ny deltaker", "Sluttet": the change as the reader knows it. */
static char *change_name(const struct layout *layout, const json_t *change)
{
    const char *what = json_string_value(json_object_get(change, "change"));
    if (!what)
        return NULL;
    bool officer = strcmp(what, "joined") != 0 && strcmp(what, "left") != 0;
    g_autofree char *key = g_strconcat(officer ? "new_" : "", what, NULL);
    return wording_word(layout->wording, "sheet", key);
}

static void add_changes(struct layout *layout)
{
    const json_t *changes = json_object_get(layout->form, "changes");
    guint count = (guint)json_array_size(changes) + layout->room.changes;
    if (count == 0)
        return;
    add_heading(layout, "changes");
    json_t *head = new_row(layout);
    add_word(layout, head, 0, 1, "head", "change");
    add_heads(layout, head, 1, of_changes, G_N_ELEMENTS(of_changes), changes);
    for (guint i = 0; i < count; i++) {
        const json_t *change = json_array_get(changes, i);
        json_t *row = new_row(layout);
        g_autofree char *name = change_name(layout, change);
        add_cell(row, 0, 1, "value", name);
        add_values(layout, row, 1, of_changes, G_N_ELEMENTS(of_changes), changes, change, -1, -1);
    }
}

/* ---- questions ---- */

static int position_in(const json_t *question, const char *member)
{
    const json_t *position = json_object_get(question, member);
    return json_is_integer(position) ? (int)json_integer_value(position) : -1;
}

/* The cell that a question is about; where it has none of its own, the head of its column. */
static json_t *cell_of(const struct layout *layout, const json_t *question)
{
    const char *asks = json_string_value(json_object_get(question, "asks"));
    int meeting = position_in(question, "meeting"), participant = position_in(question, "participant");
    int places[][2] = {{meeting, participant}, {meeting, -1}, {-1, participant}, {-1, -1}};
    for (guint i = 0; asks && i < G_N_ELEMENTS(places); i++) {
        g_autofree char *key = g_strdup_printf("%s %d %d", asks, places[i][0], places[i][1]);
        json_t *cell = g_hash_table_lookup(layout->cells, key);
        if (cell)
            return cell;
    }
    return NULL;
}

static void ask(struct layout *layout, const json_t *question)
{
    json_t *cell = cell_of(layout, question);
    if (!cell)
        return;
    const char *text = json_string_value(json_object_get(question, "text")),
               *before = json_string_value(json_object_get(cell, "note"));
    json_int_t number = json_integer_value(json_object_get(question, "number"));
    g_autofree char *word = wording_word(layout->wording, "sheet", "question");
    g_autofree char *label =
        number ? g_strdup_printf("%s %" JSON_INTEGER_FORMAT ": ", word, number) : g_strdup("");
    json_object_set_new(cell, "asked", json_true());
    if (!text)
        return;
    g_autofree char *note = g_strconcat(before ? before : "", before ? "\n" : "", label, text, NULL);
    json_object_set_new(cell, "note", json_string(note));
}

/* ---- the sheet ---- */

static void add_title(struct layout *layout, bool mending)
{
    const char *form = json_string_value(json_object_get(layout->form, "form"));
    g_autofree char *title = g_strconcat("title_", form, NULL), *hint = g_strconcat("hint_", form, NULL);
    add_word(layout, new_row(layout), 0, SHEET_ACROSS, "title", title);
    json_object_set_new(json_array_get(layout->rows, 0), "height", json_integer(2));
    add_word(layout, new_row(layout), 0, SHEET_ACROSS, "hint", mending ? "hint_mend" : hint);
    new_row(layout);
}

json_t *form_sheet(const struct wording *wording, const json_t *form, const struct form_sheet_room *room,
                   const json_t *questions)
{
    struct layout layout = {.wording = wording, .form = form, .rows = json_array()};
    layout.cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint bit = form_bit(form);
    if (room)
        layout.room = (struct form_sheet_room){
            .meetings = bit & (ON_PRESENCE | ON_PROGRAM) ? room->meetings : 0,
            .people = bit & (ON_PRESENCE | ON_START) ? room->people : 0,
            .changes = bit & ON_UPDATE ? room->changes : 0,
        };
    add_title(&layout, json_array_size(questions) > 0);
    add_fields(&layout);
    add_changes(&layout);
    add_meetings(&layout);
    add_people(&layout);
    size_t index;
    const json_t *question;
    json_array_foreach(questions, index, question)
        ask(&layout, question);
    g_hash_table_unref(layout.cells);
    g_autofree char *name = wording_word(wording, "form", json_string_value(json_object_get(form, "form")));
    return json_pack("{s:s*, s:[i, i, i], s:o}", "name", name, "widths", FIRST_WIDTH, SECOND_WIDTH,
                     OTHER_WIDTH, "rows", layout.rows);
}
