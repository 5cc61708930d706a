/*
 * Every file of tests/unit/recognise/ is a small document and the forms that it must give:
 *
 *     # what it is about
 *     subject: ...          what stands around the document: subject, note, filename, sent
 *
 *     a line of text        the sheet: a paragraph;
 *     | a | b               a row of a table; "<" goes on to the left, "^" above; date:, time:, number:,
 *                           duration: before a value say its kind;
 *     = Title               the worksheet that follows;
 *     @ label = value       a field of a form
 *     =>
 *     form presence         the forms, as written by write_form below; nothing where there is none
 *
 * PRESENS_SHOW=name prints what the files whose name begins so give, with the explanation.
 */
#include "parser/form/recognise.h"

#include "tests/unit/suite.h"
#include <stdio.h>
#include <string.h>

#define CASES "tests/unit/recognise"

/* --- the document */

struct document {
    struct sheet *sheet;
    char *subject, *note, *filename, *sent;
    char *expected;
};

static void document_clear(struct document *document)
{
    sheet_free(document->sheet);
    g_free(document->subject);
    g_free(document->note);
    g_free(document->filename);
    g_free(document->sent);
    g_free(document->expected);
}

static const struct {
    const char *prefix;
    enum value_kind kind;
} kinds[] = {
    {"date:", VALUE_DATE}, {"time:", VALUE_TIME}, {"number:", VALUE_NUMBER}, {"duration:", VALUE_DURATION}};

static void write_cell(struct sheet *sheet, guint row, guint column, guint rows, guint columns,
                       const char *text)
{
    enum value_kind kind = *text ? VALUE_TEXT : VALUE_EMPTY;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(text, kinds[i].prefix)) {
            text += strlen(kinds[i].prefix);
            kind = kinds[i].kind;
            break;
        }
    g_autofree char *lines = g_strcompress(text);
    ck_assert(
        sheet_table_cell(sheet, row, column, rows, columns, kind, lines, g_ascii_strtod(lines, NULL), NULL));
}

static char **cells_of(const char *line)
{
    g_autofree char *inside = g_strstrip(g_strdup(line + 1));
    char **cells = g_strsplit(inside, "|", -1);
    for (char **cell = cells; *cell; cell++)
        g_strstrip(*cell);
    return cells;
}

static const char *cell_at(GPtrArray *rows, guint row, guint column)
{
    char **cells = row < rows->len ? g_ptr_array_index(rows, row) : NULL;
    return cells && column < g_strv_length(cells) ? cells[column] : "";
}

/* A cell, with the places right of it and below that it covers. */
static void write_table(struct sheet *sheet, const char *title, GPtrArray *rows)
{
    ck_assert(sheet_table_begin(sheet, title, NULL));
    for (guint row = 0; row < rows->len; row++)
        for (guint column = 0; column < g_strv_length(g_ptr_array_index(rows, row)); column++) {
            guint high = 1, wide = 1;
            const char *text = cell_at(rows, row, column);
            if (strcmp(text, "<") == 0 || strcmp(text, "^") == 0)
                continue;
            while (strcmp(cell_at(rows, row, column + wide), "<") == 0)
                wide++;
            while (strcmp(cell_at(rows, row + high, column), "^") == 0)
                high++;
            write_cell(sheet, row, column, high, wide, text);
        }
    ck_assert(sheet_table_end(sheet, NULL));
}

static void write_sheet(struct document *document, char **lines)
{
    g_autofree char *title = NULL;
    document->sheet = sheet_new();
    for (; *lines && strcmp(*lines, "=>") != 0; lines++) {
        if (**lines == '|') {
            g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
            for (; *lines && **lines == '|'; lines++)
                g_ptr_array_add(rows, cells_of(*lines));
            lines--;
            write_table(document->sheet, title, rows);
        } else if (**lines == '=') {
            g_free(title);
            title = g_strstrip(g_strdup(*lines + 1));
        } else if (**lines == '@') {
            g_auto(GStrv) field = g_strsplit(*lines + 1, " = ", 2);
            ck_assert_msg(field[0] != NULL, "a field without a label");
            ck_assert(sheet_field(document->sheet, title, g_strstrip(field[0]), field[1] ? field[1] : "",
                                  field[1] ? VALUE_TEXT : VALUE_EMPTY, NULL));
        } else {
            g_autofree char *text = g_strcompress(*lines);
            ck_assert(sheet_paragraph(document->sheet, title, text, NULL));
        }
    }
    document->expected = *lines ? g_strjoinv("\n", lines + 1) : g_strdup("");
}

static void read_document(struct document *document, const char *path)
{
    g_autofree char *text = NULL;
    ck_assert(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    char **line = lines;
    for (; *line && **line; line++) {
        char **to = g_str_has_prefix(*line, "subject: ")    ? &document->subject
                    : g_str_has_prefix(*line, "note: ")     ? &document->note
                    : g_str_has_prefix(*line, "filename: ") ? &document->filename
                    : g_str_has_prefix(*line, "sent: ")     ? &document->sent
                                                            : NULL;
        if (to)
            *to = g_strdup(strchr(*line, ':') + 2);
    }
    write_sheet(document, line + (*line != NULL));
}

/* --- the forms, as text */

static void write_value(GString *out, const char *name, const char *value)
{
    if (value)
        g_string_append_printf(out, " | %s %s", name, value);
}

static void write_person(GString *out, const char *what, const struct person *person)
{
    if (!person->name && !person->hpr && !person->email)
        return;
    g_string_append_printf(out, "%s %s", what, person->name ? person->name : "?");
    write_value(out, "hpr", person->hpr);
    write_value(out, "email", person->email);
    write_value(out, "specialty", person->specialty);
    write_value(out, "profession", person->profession);
    write_value(out, "workplace", person->workplace);
    g_string_append_c(out, '\n');
}

static void write_meeting(GString *out, const struct meeting *meeting)
{
    g_string_append_printf(out, "meeting %s", meeting->date ? meeting->date : "?");
    if (meeting->start)
        g_string_append_printf(out, " %s", meeting->start);
    if (meeting->end)
        g_string_append_printf(out, "-%s", meeting->end);
    if (meeting->minutes >= 0)
        g_string_append_printf(out, " | %d min", meeting->minutes);
    if (meeting->hours >= 0)
        g_string_append_printf(out, " | %g hours", meeting->hours);
    write_value(out, "topic", meeting->topic);
    write_value(out, "place", meeting->place);
    write_value(out, "lecturer", meeting->lecturer);
    if (meeting->present)
        g_string_append(out, " | present");
    for (guint i = 0; meeting->present && i < meeting->present->len; i++)
        g_string_append_printf(out, " %u", g_array_index(meeting->present, guint, i));
    g_string_append_c(out, '\n');
}

static void write_line(GString *out, const char *name, const char *value)
{
    if (value)
        g_string_append_printf(out, "%s %s\n", name, value);
}

static void write_form(GString *out, const struct form *form)
{
    static const char *const form_kinds[] = {"start", "presence", "program", "update"};
    static const char *const group_kinds[] = {NULL, "smagruppe", "gruppeveiledning", "veiledningsgruppe"};
    static const char *const change_kinds[] = {"joined", "left", "secretary", "leader", "email"};
    static const char *const attestations[] = {NULL, "given", "denied"};
    g_string_append_printf(out, "form %s\n", form_kinds[form->kind]);
    write_line(out, "number", form->group.number);
    write_line(out, "group", form->group.name);
    write_line(out, "municipality", form->group.municipality);
    write_line(out, "kind", group_kinds[form->group.kind]);
    write_person(out, "leader", &form->leader);
    write_person(out, "secretary", &form->secretary);
    write_line(out, "start", form->start_date);
    write_line(out, "from", form->period_from);
    write_line(out, "to", form->period_to);
    write_line(out, "plan", form->plan);
    for (guint i = 0; i < form->participants->len; i++) {
        g_autofree char *what = g_strdup_printf("person %u", i);
        write_person(out, what, g_ptr_array_index(form->participants, i));
    }
    for (guint i = 0; i < form->meetings->len; i++)
        write_meeting(out, g_ptr_array_index(form->meetings, i));
    for (guint i = 0; i < form->changes->len; i++) {
        const struct change *change = g_ptr_array_index(form->changes, i);
        g_autofree char *what =
            g_strdup_printf("change %s %s:", change_kinds[change->kind], change->date ? change->date : "?");
        write_person(out, what, &change->person);
    }
    write_line(out, "industry", attestations[form->industry_free]);
    write_line(out, "sponsor", form->sponsor);
    write_line(out, "attested", form->attested_by);
    for (guint i = 0; i < form->doubts->len; i++) {
        const struct doubt *doubt = g_ptr_array_index(form->doubts, i);
        g_string_append_printf(out, "doubt %s: %s\n", doubt->where, doubt->why);
    }
}

static char *forms_in(const struct document *document, GString *explanation)
{
    struct surroundings around = {.subject = document->subject,
                                  .note = document->note,
                                  .filename = document->filename,
                                  .sent = document->sent,
                                  .explanation = explanation};
    g_autoptr(GPtrArray) forms = recognise(document->sheet, &around);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < forms->len; i++)
        write_form(out, g_ptr_array_index(forms, i));
    return g_string_free(out, FALSE);
}

/* --- running */

static GPtrArray *names;

static void show(const char *name, const struct document *document)
{
    g_autoptr(GString) explanation = g_string_new(NULL);
    g_autofree char *found = forms_in(document, explanation);
    fprintf(stderr, "%s\n%s=>\n%s", name, explanation->str, found);
}

START_TEST(document_gives_its_forms)
{
    const char *name = g_ptr_array_index(names, _i);
    g_autofree char *path = g_strdup_printf(CASES "/%s", name);
    struct document document = {0};
    read_document(&document, path);
    g_autofree char *found = forms_in(&document, NULL);
    g_strstrip(found);
    g_strstrip(document.expected);
    if (g_getenv("PRESENS_SHOW") && g_str_has_prefix(name, g_getenv("PRESENS_SHOW")))
        show(name, &document);
    ck_assert_msg(strcmp(found, document.expected) == 0, "%s: expected\n%s\nbut found\n%s", name,
                  document.expected, found);
    document_clear(&document);
}
END_TEST

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(void)
{
    names = g_ptr_array_new_with_free_func(g_free);
    GDir *folder = g_dir_open(CASES, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));)
        if (g_str_has_suffix(name, ".txt"))
            g_ptr_array_add(names, g_strdup(name));
    if (folder)
        g_dir_close(folder);
    g_ptr_array_sort(names, by_name);
    Suite *suite = suite_create("recognise");
    TCase *cases = tcase_create("layouts");
    tcase_add_loop_test(cases, document_gives_its_forms, 0, (int)names->len);
    suite_add_tcase(suite, cases);
    int failed = names->len ? run_suite(suite) : EXIT_FAILURE;
    g_ptr_array_unref(names);
    return failed;
}
