#include "parser/form.h"

static void person_clear(struct person *person)
{
    g_free(person->name);
    g_free(person->hpr);
    g_free(person->email);
    g_free(person->specialty);
    g_free(person->profession);
    g_free(person->workplace);
}

static void person_free(gpointer data)
{
    person_clear(data);
    g_free(data);
}

static void meeting_free(gpointer data)
{
    struct meeting *meeting = data;
    g_free(meeting->date);
    g_free(meeting->start);
    g_free(meeting->end);
    g_free(meeting->place);
    g_free(meeting->topic);
    g_free(meeting->lecturer);
    if (meeting->present)
        g_array_unref(meeting->present);
    g_free(meeting);
}

static void change_free(gpointer data)
{
    struct change *change = data;
    person_clear(&change->person);
    g_free(change->date);
    g_free(change);
}

static void doubt_free(gpointer data)
{
    struct doubt *doubt = data;
    g_free(doubt->where);
    g_free(doubt->why);
    g_free(doubt);
}

struct form *form_new(enum form_kind kind)
{
    struct form *form = g_new0(struct form, 1);
    form->kind = kind;
    form->participants = g_ptr_array_new_with_free_func(person_free);
    form->meetings = g_ptr_array_new_with_free_func(meeting_free);
    form->changes = g_ptr_array_new_with_free_func(change_free);
    form->doubts = g_ptr_array_new_with_free_func(doubt_free);
    return form;
}

void form_free(struct form *form)
{
    if (!form)
        return;
    g_free(form->group.number);
    g_free(form->group.name);
    g_free(form->group.municipality);
    person_clear(&form->leader);
    person_clear(&form->secretary);
    g_free(form->start_date);
    g_free(form->period_from);
    g_free(form->period_to);
    g_free(form->plan);
    g_ptr_array_unref(form->participants);
    g_ptr_array_unref(form->meetings);
    g_ptr_array_unref(form->changes);
    g_ptr_array_unref(form->doubts);
    g_free(form->sponsor);
    g_free(form->attested_by);
    g_free(form);
}

struct person *form_add_participant(struct form *form)
{
    struct person *person = g_new0(struct person, 1);
    g_ptr_array_add(form->participants, person);
    return person;
}

struct meeting *form_add_meeting(struct form *form)
{
    struct meeting *meeting = g_new0(struct meeting, 1);
    meeting->minutes = -1;
    meeting->hours = -1;
    g_ptr_array_add(form->meetings, meeting);
    return meeting;
}

struct change *form_add_change(struct form *form, enum change_kind kind)
{
    struct change *change = g_new0(struct change, 1);
    change->kind = kind;
    g_ptr_array_add(form->changes, change);
    return change;
}

void form_add_doubt(struct form *form, const char *where, const char *why)
{
    struct doubt *doubt = g_new0(struct doubt, 1);
    doubt->where = g_strdup(where);
    doubt->why = g_strdup(why);
    g_ptr_array_add(form->doubts, doubt);
}

void meeting_add_present(struct meeting *meeting, guint participant)
{
    if (!meeting->present)
        meeting->present = g_array_new(FALSE, FALSE, sizeof(guint));
    guint place = 0;
    while (place < meeting->present->len && g_array_index(meeting->present, guint, place) < participant)
        place++;
    if (place == meeting->present->len || g_array_index(meeting->present, guint, place) != participant)
        g_array_insert_val(meeting->present, place, participant);
}
