/* Whether what was read is one of our forms, and which. */
#include "parser/form/reader.h"

static guint headline_of_file(const struct reader *reader)
{
    return reader->around->filename ? vocabulary_headline(reader->around->filename, NULL) : 0;
}

/* A headline announces the kind; what was found decides where it does not. */
bool decide_kind(struct reader *reader)
{
    struct form *form = reader->form;
    guint file = headline_of_file(reader);
    guint headline = reader->first_headline  ? reader->first_headline
                     : file & HEADLINE_FORMS ? file
                                             : reader->subject_headline;
    bool attendance = false;
    for (guint i = 0; i < form->meetings->len; i++)
        attendance = attendance || ((struct meeting *)g_ptr_array_index(form->meetings, i))->present;
    if (headline & HEADLINE_UPDATE || (form->changes->len && !attendance))
        form->kind = FORM_UPDATE;
    else if (headline & HEADLINE_START && !attendance)
        form->kind = FORM_START;
    else if (attendance || headline & HEADLINE_PRESENCE)
        form->kind = FORM_PRESENCE;
    else if (headline & HEADLINE_PROGRAM && form->meetings->len)
        form->kind = FORM_PROGRAM;
    else if (form->start_date || form->plan)
        form->kind = FORM_START;
    else if (form->meetings->len)
        form->kind = FORM_PROGRAM;
    else
        return headline != 0;
    return true;
}

bool is_sure_form(const struct reader *reader)
{
    const struct form *form = reader->form;
    guint with_hpr = 0, attended = 0, topics = 0;
    for (guint i = 0; i < form->participants->len; i++)
        with_hpr += ((struct person *)g_ptr_array_index(form->participants, i))->hpr != NULL;
    for (guint i = 0; i < form->meetings->len; i++) {
        const struct meeting *meeting = g_ptr_array_index(form->meetings, i);
        attended += meeting->date && meeting->present;
        topics += meeting->date && meeting->topic;
    }
    bool headline = reader->first_headline != 0;
    guint evidence = (headline ? 2 : 0) + MIN(reader->group_labels, 3) + (with_hpr >= 2 ? 2 : with_hpr) +
                     (form->participants->len >= 2) + (attended ? 2 : 0) + (topics ? 1 : 0) +
                     (reader->attested.given || reader->attested.denied || reader->attested.sentence ||
                              reader->attested.blank
                          ? 1
                          : 0) +
                     (form->changes->len ? 2 : 0);
    /* A letter that tells of changes, and of which group. */
    evidence += (reader->stated_changes || (form->changes->len && !reader->group_labels)) &&
                (form->group.number || form->group.name);
    bool substance = form->participants->len || form->meetings->len || form->changes->len;
    explain(reader, "  evidence %u: %u of the group, %u people, %u meetings, %u changes", evidence,
            reader->group_labels, form->participants->len, form->meetings->len, form->changes->len);
    if (!substance)
        return headline && reader->group_labels >= 2;
    /* Crosses, names and dates alone may be a duty roster. */
    bool fields = reader->group_labels >= 4 && (form->start_date || form->plan);
    bool named = headline || fields || form->group.number || form->group.name;
    bool announced = (headline_of_file(reader) | reader->subject_headline) & HEADLINE_FORMS;
    bool attested = reader->attested.given || reader->attested.denied || reader->attested.sentence;
    return evidence >= 3 && (named || (attended && (with_hpr || announced || (attested && topics))));
}
