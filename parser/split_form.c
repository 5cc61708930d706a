#include "parser/split_form.h"

#include "base/text.h"
#include "parser/form/members.h"
#include <string.h>

/* A mail with more files is no single form. */
#define MOST_PIECES 8

/* What a document holds, form or not, and what it can be to a form. */
enum role { ROLE_NONE, ROLE_PRESENCE, ROLE_START, ROLE_PEOPLE, ROLE_PROGRAM };

struct content {
    struct form *form; /* owned */
    enum role role;
};

static const struct meeting *meeting_at(const struct form *form, guint index)
{
    return g_ptr_array_index(form->meetings, index);
}

static const struct person *person_at(const struct form *form, guint index)
{
    return g_ptr_array_index(form->participants, index);
}

static guint count_attended(const struct form *form)
{
    guint attended = 0;
    for (guint i = 0; i < form->meetings->len; i++)
        attended += meeting_at(form, i)->present != NULL;
    return attended;
}

static guint count_topics(const struct form *form)
{
    guint topics = 0;
    for (guint i = 0; i < form->meetings->len; i++)
        topics += meeting_at(form, i)->topic != NULL;
    return topics;
}

static guint count_numbers(const struct form *form)
{
    guint numbers = 0;
    for (guint i = 0; i < form->participants->len; i++)
        numbers += person_at(form, i)->hpr != NULL;
    return numbers;
}

/* Names or initials that only a list of members could explain. */
static bool asks_for_people(const struct form *form)
{
    for (guint i = 0; i < form->doubts->len; i++)
        if (strcmp(((const struct doubt *)g_ptr_array_index(form->doubts, i))->why,
                   "person not recognised") == 0)
            return true;
    return false;
}

static enum role role_of(const struct form *form)
{
    if (form->kind == FORM_UPDATE || form->changes->len)
        return ROLE_NONE;
    if (form->meetings->len && (count_attended(form) || asks_for_people(form)))
        return ROLE_PRESENCE;
    if (form->meetings->len)
        return form->participants->len ? ROLE_NONE : ROLE_PROGRAM;
    if (form->kind == FORM_START && (form->start_date || form->plan || form->group.name))
        return ROLE_START;
    return form->participants->len >= 2 ? ROLE_PEOPLE : ROLE_NONE;
}

static bool differ(const char *one, const char *other)
{
    g_autofree char *first = one && other ? text_fold(one) : NULL;
    g_autofree char *second = one && other ? text_fold(other) : NULL;
    return first && strcmp(first, second) != 0;
}

static bool contradict(const struct form *one, const struct form *other)
{
    return differ(one->group.number, other->group.number) || differ(one->group.name, other->group.name) ||
           differ(one->group.municipality, other->group.municipality);
}

/* The person is in the form under the same name, or is the only one there whom a first name or initials can
 * mean. */
static bool has_person(const struct form *form, const struct person *person)
{
    if (!person->name)
        return false;
    struct form *names = form_new(FORM_PRESENCE);
    struct members *members = members_new(names);
    for (guint i = 0; i < form->participants->len; i++) {
        struct someone someone = {.person = *person_at(form, i)};
        members_add(members, &someone, NULL);
    }
    guint index;
    bool found = members_find(members, person->name, &index) == REFERENCE_ONE &&
                 !differ(person->hpr, person_at(names, index)->hpr);
    members_free(members);
    form_free(names);
    return found;
}

/* The list holds everybody whom the form names, and more than the form knows of them, or all the same. */
static bool completes_people(const struct form *form, const struct form *list)
{
    for (guint i = 0; i < form->participants->len; i++)
        if (!has_person(list, person_at(form, i)))
            return false;
    guint known = count_numbers(form), listed = count_numbers(list);
    bool same = listed == known && list->participants->len == form->participants->len;
    return form->participants->len == 0 || listed > known || same;
}

static bool has_day(const struct form *form, const char *date)
{
    for (guint i = 0; i < form->meetings->len; i++)
        if (g_strcmp0(meeting_at(form, i)->date, date) == 0)
            return true;
    return false;
}

/* The programme speaks of the form's own days and of no others, and the form has no topics. */
static bool completes_topics(const struct form *form, const struct form *program)
{
    for (guint i = 0; i < program->meetings->len; i++)
        if (!meeting_at(program, i)->date || !has_day(form, meeting_at(program, i)->date))
            return false;
    return count_topics(form) == 0 && count_topics(program) > 0;
}

/* What a piece is to the main form; where two pieces could be the same, neither is. */
static bool completes(const struct content *content, const struct content *main)
{
    if (contradict(main->form, content->form))
        return false;
    if (content->role == ROLE_PEOPLE)
        return completes_people(main->form, content->form);
    return content->role == ROLE_PROGRAM && main->role == ROLE_PRESENCE &&
           completes_topics(main->form, content->form);
}

static guint only_with_role(const struct content *contents, guint count, enum role role)
{
    guint found = G_MAXUINT;
    for (guint i = 0; i < count; i++) {
        if (contents[i].role != role)
            continue;
        if (found != G_MAXUINT)
            return G_MAXUINT;
        found = i;
    }
    return found;
}

static bool has_role(const struct content *contents, guint count, enum role role)
{
    for (guint i = 0; i < count; i++)
        if (contents[i].role == role)
            return true;
    return false;
}

/* The pieces below each other: people, the form itself, the programme. NULL where they are too much. */
static struct sheet *sheet_of_pieces(const struct form_piece *pieces, const struct content *contents,
                                     guint count, guint main, const bool *used)
{
    static const enum role order[] = {ROLE_PEOPLE, ROLE_NONE, ROLE_PROGRAM}; /* none: the main one */
    struct sheet *sheet = sheet_new();
    for (guint k = 0; k < G_N_ELEMENTS(order); k++)
        for (guint i = 0; i < count; i++) {
            bool now = i == main ? order[k] == ROLE_NONE : used[i] && contents[i].role == order[k];
            if (now && !sheet_append(sheet, pieces[i].sheet, NULL)) {
                sheet_free(sheet);
                return NULL;
            }
        }
    return sheet;
}

/* What each piece says stands in the whole: the same days, everybody of the list and of the form. */
static bool is_whole(const struct form *form, const struct content *contents, guint count, guint main,
                     const bool *used)
{
    if (form->meetings->len != contents[main].form->meetings->len)
        return false;
    for (guint i = 0; i < form->meetings->len; i++)
        if (g_strcmp0(meeting_at(form, i)->date, meeting_at(contents[main].form, i)->date) != 0)
            return false;
    for (guint i = 0; i < count; i++) {
        const struct form *piece = contents[i].form;
        for (guint k = 0; (i == main || used[i]) && k < piece->participants->len; k++)
            if (!has_person(form, person_at(piece, k)))
                return false;
        if (used[i] && contents[i].role == ROLE_PROGRAM && count_topics(form) < count_topics(piece))
            return false;
    }
    return true;
}

static struct form *join(const struct form_piece *pieces, const struct content *contents, guint count,
                         const struct surroundings *around, guint main, const bool *used)
{
    struct surroundings here = *around;
    here.filename = pieces[main].filename;
    g_autoptr(sheet_t) sheet = sheet_of_pieces(pieces, contents, count, main, used);
    if (!sheet)
        return NULL;
    if (here.explanation) {
        g_autofree char *grid = sheet_print(sheet);
        g_string_append_printf(here.explanation, "=== a form in several files, together\n%s\n", grid);
    }
    g_autoptr(GPtrArray) forms = recognise(sheet, &here);
    if (forms->len != 1 || !is_whole(g_ptr_array_index(forms, 0), contents, count, main, used))
        return NULL;
    return g_ptr_array_steal_index(forms, 0);
}

static guint main_of(const struct content *contents, guint count)
{
    guint presence = only_with_role(contents, count, ROLE_PRESENCE);
    if (presence != G_MAXUINT || has_role(contents, count, ROLE_PRESENCE))
        return presence;
    return only_with_role(contents, count, ROLE_START);
}

struct form *split_form_join(const struct form_piece *pieces, guint count, const struct surroundings *around,
                             guint *main, bool *used)
{
    if (count < 2 || count > MOST_PIECES)
        return NULL;
    struct content contents[MOST_PIECES] = {0};
    struct form *form = NULL;
    struct surroundings silent = *around;
    silent.explanation = NULL;
    for (guint i = 0; i < count; i++) {
        silent.filename = pieces[i].filename;
        if (pieces[i].forms->len < 2)
            contents[i].form = recognise_content(pieces[i].sheet, &silent);
        contents[i].role = contents[i].form ? role_of(contents[i].form) : ROLE_NONE;
        used[i] = false;
    }
    *main = main_of(contents, count);
    bool any = false;
    for (guint i = 0; i < count && *main != G_MAXUINT; i++) {
        bool alone = only_with_role(contents, count, contents[i].role) == i;
        used[i] = i != *main && alone && completes(&contents[i], &contents[*main]);
        any = any || used[i];
    }
    if (any)
        form = join(pieces, contents, count, around, *main, used);
    for (guint i = 0; i < count; i++)
        form_free(contents[i].form);
    return form;
}
