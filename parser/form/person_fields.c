/* Fields that are somebody's: of a numbered person, of people below each other, of an officer above. */
#include "parser/form/names.h"
#include "parser/form/reader.h"

#include "base/text.h"

bool is_person_label(enum label label)
{
    return label == LABEL_HPR || label == LABEL_EMAIL || label == LABEL_SPECIALTY ||
           label == LABEL_PROFESSION || label == LABEL_WORKPLACE;
}

bool take_numbered(struct reader *reader, const struct place *name, const struct place *value)
{
    guint number = 0;
    enum label label = label_numbered(name->text, &number);
    if (!label || !number)
        return false;
    if (is_meeting_label(label)) {
        if (*value->text)
            draft_set(reader, draft_of(reader, NULL, number, -1), label, value);
        return true;
    }
    bool name_of_person = label == LABEL_NAME;
    if (!name_of_person && !is_person_label(label))
        return false;
    g_autofree char *digits = g_strdup_printf("%u", number);
    guint index;
    bool known = members_find(reader->members, digits, &index) == REFERENCE_ONE;
    if (known == name_of_person || !*value->text)
        return true;
    struct line row = {.count = 1, .places = (struct place *)value};
    struct someone *someone = someone_of_row(&row, &label, 1, false);
    someone->number = number;
    if (known)
        someone->person.name =
            g_strdup(((struct person *)g_ptr_array_index(reader->form->participants, index))->name);
    if (someone->person.name)
        take_participant(reader, someone, value->text);
    someone_free(someone);
    return true;
}

bool take_numbered_row(struct reader *reader, const struct line *line)
{
    guint number = 0;
    if (line->count < 2 || !has_digit(line->places[0].text) ||
        label_numbered(line->places[0].text, &number) != LABEL_NAME || !number)
        return false;
    g_autofree enum label *labels = g_new0(enum label, line->count);
    enum label label = LABEL_NAME;
    bool labelled = false;
    for (guint i = 1; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        labelled = labelled || is_person_label(place->label);
        if (!place->label)
            labels[i] = label;
        label = place->label;
    }
    /* Without a label behind the name a heading may say what the row holds. */
    if (!labelled)
        return false;
    struct someone *someone = someone_of_row(line, labels, line->count, false);
    bool named = someone->person.name && name_is_likely(someone->person.name);
    someone->number = number;
    if (named) {
        take_participant(reader, someone, line->whole);
        reader->person = NULL;
    }
    someone_free(someone);
    return named;
}

struct person *officer_above(const struct reader *reader, guint at)
{
    const struct line *above = at > reader->begin ? line_at(reader, at - 1) : NULL;
    enum label label = above && above->filled == 1 ? first_filled(above)->label : LABEL_NONE;
    return label == LABEL_LEADER || label == LABEL_BOTH_OFFICERS ? &reader->form->leader
           : label == LABEL_SECRETARY                            ? &reader->form->secretary
                                                                 : NULL;
}

bool take_owner(struct reader *reader, const struct place *value)
{
    struct someone *someone = someone_read(value->text, false);
    bool named = someone->person.name && name_is_likely(someone->person.name);
    guint index = named ? take_participant(reader, someone, value->text) : G_MAXUINT;
    reader->owner = reader->blocks_of_people ? index : G_MAXUINT;
    reader->person = named ? g_ptr_array_index(reader->form->participants, index) : NULL;
    if (!named)
        doubt(reader, value->text, "person not recognised");
    someone_free(someone);
    return true;
}

void choose_officer_above(struct reader *reader, guint at, guint column)
{
    for (guint above = at; above-- > reader->begin;) {
        const struct line *line = line_at(reader, above);
        if (!line->is_row || line->block != line_at(reader, at)->block)
            return;
        guint leader = column_of(line, LABEL_LEADER), secretary = column_of(line, LABEL_SECRETARY);
        if (leader == G_MAXUINT && secretary == G_MAXUINT)
            continue;
        if (leader != G_MAXUINT && secretary != G_MAXUINT)
            reader->person = column == leader      ? &reader->form->leader
                             : column == secretary ? &reader->form->secretary
                                                   : NULL;
        return;
    }
}

bool take_person_in_fields(struct reader *reader, const struct line *line)
{
    if (line->is_row || !line->filled || reader->change || reader->person || strlen(line->whole) > 300)
        return false;
    g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
    const struct pair *name = pairs->len > 1 ? g_ptr_array_index(pairs, 0) : NULL;
    if (!name || name->label != LABEL_NAME || !name_is_likely(name->value))
        return false;
    struct someone *someone = someone_read(name->value, false);
    bool numbered = false;
    for (guint i = 1; i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        bool identity = false, doubtful = false;
        if (pair->label == LABEL_HPR && !someone->person.hpr)
            someone->person.hpr = hpr_read(pair->value, &identity, &doubtful);
        else if (pair->label == LABEL_EMAIL && !someone->person.email)
            someone->person.email = email_read(pair->value);
        else
            take_trait(&someone->person, pair->label, pair->value);
        numbered = numbered || pair->label == LABEL_HPR;
        someone->identity_number = someone->identity_number || identity;
        someone->hpr_doubtful = someone->hpr_doubtful || doubtful;
    }
    bool taken = numbered && someone->person.name;
    if (taken)
        take_participant(reader, someone, line->whole);
    someone_free(someone);
    return taken;
}
