/* Bounds of what a form may say. What lies beyond them was never meant so: it is left out and reported. */
#include "parser/form/reader.h"

#include <string.h>

#define LONGEST_NAME 200  /* bytes of names, numbers and other short texts */
#define LONGEST_TEXT 1000 /* of a topic, place or lecturer */
#define LONGEST_PLAN 8000
#define MOST_ENTRIES 500 /* participants, meetings, changes */
#define MOST_MINUTES 1440
#define MOST_HOURS   24

static void bound_text(struct reader *reader, char **text, gsize longest, const char *where)
{
    if (!*text || strlen(*text) <= longest)
        return;
    doubt(reader, where, "text too long");
    g_clear_pointer(text, g_free);
}

static void bound_person(struct reader *reader, struct person *person, const char *where)
{
    char **const texts[] = {&person->name,      &person->hpr,        &person->email,
                            &person->specialty, &person->profession, &person->workplace};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        bound_text(reader, texts[i], LONGEST_NAME, where);
}

static void bound_meeting(struct reader *reader, struct meeting *meeting, guint participants)
{
    const char *where = meeting->date ? meeting->date : "et møte";
    bound_text(reader, &meeting->topic, LONGEST_TEXT, where);
    bound_text(reader, &meeting->place, LONGEST_TEXT, where);
    bound_text(reader, &meeting->lecturer, LONGEST_TEXT, where);
    if (meeting->minutes > MOST_MINUTES) {
        doubt(reader, where, "duration not understood");
        meeting->minutes = -1;
    }
    if (meeting->hours > MOST_HOURS) {
        doubt(reader, where, "hours not understood");
        meeting->hours = -1;
    }
    for (guint i = meeting->present ? meeting->present->len : 0; i > 0; i--)
        if (g_array_index(meeting->present, guint, i - 1) >= participants)
            g_array_remove_index(meeting->present, i - 1);
}

static void bound_count(struct reader *reader, GPtrArray *entries, const char *where)
{
    if (entries->len <= MOST_ENTRIES)
        return;
    doubt(reader, where, "too many");
    g_ptr_array_set_size(entries, MOST_ENTRIES);
}

void form_bound(struct reader *reader)
{
    struct form *form = reader->form;
    bound_count(reader, form->participants, "deltakere");
    bound_count(reader, form->meetings, "møter");
    bound_count(reader, form->changes, "endringer");
    bound_text(reader, &form->group.number, LONGEST_NAME, "gruppenummer");
    bound_text(reader, &form->group.name, LONGEST_NAME, "gruppenavn");
    bound_text(reader, &form->group.municipality, LONGEST_NAME, "kommune");
    bound_text(reader, &form->plan, LONGEST_PLAN, "plan");
    bound_text(reader, &form->sponsor, LONGEST_NAME, "sponsor");
    bound_text(reader, &form->attested_by, LONGEST_NAME, "signatur");
    bound_person(reader, &form->leader, "leder");
    bound_person(reader, &form->secretary, "sekretær");
    for (guint i = 0; i < form->participants->len; i++)
        bound_person(reader, g_ptr_array_index(form->participants, i), "deltaker");
    for (guint i = 0; i < form->changes->len; i++)
        bound_person(reader, &((struct change *)g_ptr_array_index(form->changes, i))->person, "endring");
    for (guint i = 0; i < form->meetings->len; i++)
        bound_meeting(reader, g_ptr_array_index(form->meetings, i), form->participants->len);
}
