/* Labels with their values: beside each other in a row, below each other, or "Label: value" in a line. */
#include "parser/form/identifiers.h"
#include "parser/form/names.h"
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

static bool closes_the_letter(enum label label)
{
    return label == LABEL_CLOSING;
}

/* A date beside a signature is the day of signing. */
static bool is_near_signature(const struct reader *reader, guint at)
{
    for (guint i = at ? at - 1 : 0; i <= at + 1; i++) {
        const struct line *line = line_at(reader, i);
        for (guint k = 0; line && k < line->count; k++) {
            g_autoptr(GPtrArray) pairs =
                strlen(line->places[k].text) < 300 ? pairs_of(line->places[k].text) : NULL;
            if (line->places[k].label == LABEL_SIGNATURE)
                return true;
            for (guint p = 0; pairs && p < pairs->len; p++)
                if (((struct pair *)g_ptr_array_index(pairs, p))->label == LABEL_SIGNATURE)
                    return true;
        }
    }
    return false;
}

static char *meeting_day(struct reader *reader, const struct when *when, const struct place *value)
{
    g_autofree char *where = date_place(value->text);
    return day_in_form(reader, when, where);
}

/* A meeting's field: the meeting under way, or a new one where it has that field already. */
static void take_meeting_field(struct reader *reader, guint at, enum label label, const struct place *value)
{
    struct draft *draft = reader->meeting;
    if ((label == LABEL_DATE && is_near_signature(reader, at)) ||
        take_headline_in_row(reader, line_at(reader, at), label, value))
        return;
    if ((label == LABEL_TIME || label == LABEL_PLACE || label == LABEL_DURATION) && !draft &&
        *value->text == '\0')
        return;
    struct when when;
    when_read(value->text, WHEN_DATE, &when);
    /* "Start: 15.01.2025" is the group's, "Start: 18.00" a meeting's. */
    if (label == LABEL_START && when.state != DAY_NONE) {
        field_set(reader, LABEL_START_DATE, value);
        return;
    }
    bool again = draft && ((label == LABEL_DATE && draft_has(draft, LABEL_DATE) && when.state != DAY_NONE) ||
                           (label == LABEL_TOPIC && draft_has(draft, LABEL_TOPIC) && !draft->topic_inferred &&
                            draft_has(draft, LABEL_DATE) && draft_has(draft, LABEL_PRESENT)));
    if (!draft || again) {
        if (!*value->text)
            return;
        g_autofree char *iso = NULL;
        if (label == LABEL_DATE && when.state == DAY_READ)
            iso = meeting_day(reader, &when, value);
        draft = iso ? draft_of(reader, iso, when.number, when.start) : draft_new(reader);
        if (label == LABEL_DATE && when.state == DAY_READ && !iso)
            draft->date_doubtful = true;
        draft->headed = true;
        reader->meeting = draft;
        if (draft->date_doubtful)
            return;
    }
    draft_set(reader, draft, label, value);
    reader->list = (label == LABEL_PRESENT || label == LABEL_ABSENT) && !*value->text ? label : LABEL_NONE;
    /* A list of people may follow, once it is clear that this is a meeting. */
    bool clear = draft_has(draft, LABEL_DATE) &&
                 (draft_has(draft, LABEL_TOPIC) || draft_has(draft, LABEL_TIME) || draft->number);
    draft->open = clear && !draft->present && !draft->absent && !draft->has_marks;
}

/* "Medlemmer: ...", "Gruppens faste deltakere: ..." are the group, wherever they stand. */
static bool names_the_group(const struct line *line)
{
    g_autofree char *folded = text_fold(line->whole);
    g_autofree char *label = g_strndup(folded, strcspn(folded, ":"));
    return strstr(label, "medlem") || strstr(label, "grupp") || strstr(label, "faste");
}

/* "Deltakere: Kari, Ola" in the block of a meeting are those who came; anywhere else they are the group. */
static void take_participants(struct reader *reader, guint at, const struct place *value)
{
    struct draft *draft = reader->meeting;
    if (draft && draft->headed && draft_has(draft, LABEL_DATE) && !draft->present &&
        !names_the_group(line_at(reader, at))) {
        draft_set(reader, draft, LABEL_PRESENT, value);
        draft->open = false;
        return;
    }
    reader->section = LABEL_PARTICIPANTS;
    g_autoptr(GPtrArray) people = people_read(value->text, false, NULL);
    for (guint i = 0; i < people->len; i++)
        take_participant(reader, g_ptr_array_index(people, i), value->text);
}

/* "Tidsrom: 18.00-21.00" is of a meeting, "Tidsrom: 1.1.-31.12.2025" the period of the form. */
static bool is_time_span(const char *text)
{
    struct when when;
    when_read(text, WHEN_TIME, &when);
    return when.state == DAY_NONE && when.start >= 0 && when.end >= 0 && *when.rest == '\0';
}

static bool lists_people(const char *text)
{
    guint strangers = 0;
    if (!strpbrk(text, ",;\n"))
        return false;
    g_autoptr(GPtrArray) people = people_read(text, false, &strangers);
    return people->len >= 2 && !strangers;
}

/* One label with its value; false where the label is of no use here. */
static bool take_label(struct reader *reader, guint at, enum label label, const struct place *value)
{
    if (label == LABEL_NONE)
        return false;
    /* "Gruppen: Kari Moe (HPR ...), Ola Lie (HPR ...)": who is in it, not what it is called. */
    if ((label == LABEL_GROUP || label == LABEL_GROUP_NAME) && lists_people(value->text))
        label = LABEL_PARTICIPANTS;
    if (label == LABEL_WHO && reader->meeting && draft_has(reader->meeting, LABEL_DATE))
        label = LABEL_PRESENT;
    if (label == LABEL_PERIOD && reader->meeting && is_time_span(value->text))
        label = LABEL_TIME;
    if (label == LABEL_MEETING) {
        struct when when;
        when_read(value->text, WHEN_DATE, &when);
        guint number = (guint)g_ascii_strtoull(value->text, NULL, 10);
        if (when.state == DAY_NONE && (!number || number > 99))
            return false;
        g_autofree char *iso = when.state != DAY_NONE ? meeting_day(reader, &when, value) : NULL;
        reader->meeting =
            iso || when.state == DAY_NONE
                ? draft_of(reader, iso, when.state == DAY_NONE ? number : when.number, when.start)
                : draft_new(reader);
        draft_take_when(reader, reader->meeting, &when);
        reader->meeting->headed = reader->meeting->open = true;
        if (when.separated && g_utf8_strlen(when.rest, -1) > 2 && when.state != DAY_NONE)
            draft_set_topic(reader, reader->meeting, when.rest);
        return true;
    }
    struct when when;
    when_read(value->text, WHEN_DATE, &when);
    /* "Fra: 1. januar" below a change. */
    if (label == LABEL_START && reader->change && when.state != DAY_NONE)
        label = LABEL_FROM_DATE;
    /* "Tid: 17.09.2026 18.00-21.00" */
    if (label == LABEL_TIME && when.state == DAY_READ && when.day.year && when.start >= 0)
        label = LABEL_DATE;
    if (is_meeting_label(label)) {
        /* "Tema: ..." and "E-post: ..." of a change are not of a meeting. */
        if (reader->change && label == LABEL_DATE) {
            field_set(reader, LABEL_FROM_DATE, value);
            return true;
        }
        take_meeting_field(reader, at, label, value);
        return true;
    }
    /* "Navn: Kari Nordmann" below "Nytt medlem i gruppe 123:" */
    if (label == LABEL_NAME && *value->text && is_change_label(reader->section) && !reader->change &&
        name_is_likely(value->text))
        open_change(reader, reader->section);
    struct person *officer = label == LABEL_NAME && *value->text ? officer_above(reader, at) : NULL;
    if (officer)
        reader->person = officer;
    else if (label == LABEL_NAME && *value->text && !reader->change &&
             (reader->blocks_of_people || reader->fields_of_people))
        return take_owner(reader, value);
    if (label == LABEL_NAME && is_name_of_group(reader, at, value->text))
        label = LABEL_GROUP_NAME;
    if (label == LABEL_PARTICIPANTS || label == LABEL_NAME) {
        if (label == LABEL_PARTICIPANTS && *value->text)
            take_participants(reader, at, value);
        else if (label == LABEL_NAME && (reader->change || reader->person))
            field_set(reader, label, value);
        else
            return false;
        return true;
    }
    /* "Møteplan: seks møter i året" is how the group is run. */
    if (label == LABEL_PROGRAM && !reader->drafts->len && strchr(value->text, ' ') && !has_digit(value->text))
        label = LABEL_PLAN;
    if (closes_the_letter(label) || label == LABEL_MEETINGS || label == LABEL_PROGRAM)
        return false;
    field_set(reader, label, value);
    return true;
}

/* Labels side by side, with their values in the row below. */
static bool take_values_below(struct reader *reader, guint at)
{
    const struct line *labels = line_at(reader, at), *values = line_at(reader, at + 1);
    if (!labels->is_row || !values || values->block != labels->block || labels->filled < 2)
        return false;
    guint group = 0, matched = 0;
    bool strange = false, sure = false;
    enum label before = LABEL_NONE;
    for (guint i = 0; i < labels->count; i++) {
        const struct place *place = &labels->places[i];
        if (place->covered || !*place->text)
            continue;
        strange = strange || !place->label;
        sure = sure || (before && place->label);
        before = place->label;
        if (!place->label && g_str_has_suffix(place->text, ":"))
            return false;
        group +=
            (place->label >= LABEL_GROUP && place->label <= LABEL_PLAN) || place->label == LABEL_SIGNATURE;
        if (i < values->count && *values->places[i].text && values->places[i].label)
            return false;
        matched += i < values->count && *values->places[i].text;
    }
    /* A label that nobody knows stands among the others where two are neighbours, or the last is one. */
    if (!group || !matched || (strange && !sure && !before) || (strange && group < 2))
        return false;
    for (guint i = 0; i < labels->count; i++)
        if (!labels->places[i].covered && labels->places[i].label && i < values->count)
            take_label(reader, at, labels->places[i].label, &values->places[i]);
    return true;
}

/* The value of a label in a row: the next place that is filled; NULL where another label comes first. */
static const struct place *value_beside(const struct line *line, guint place, guint *taken)
{
    for (guint i = place + 1; i < line->count; i++) {
        const struct place *next = &line->places[i];
        if (next->covered || !*next->text)
            continue;
        /* A value may be a word that is also a label ("Kommune | Sted"), but a row of labels has none. */
        if (next->label)
            return NULL;
        g_autoptr(GPtrArray) pairs = strlen(next->text) < 200 ? pairs_of(next->text) : NULL;
        if (pairs && pairs->len && ((struct pair *)g_ptr_array_index(pairs, 0))->label &&
            strchr(next->text, ':'))
            return NULL;
        *taken = i;
        return next;
    }
    return NULL;
}

/* A list of names that goes on in the places after the first ("Til stede: | Kari | Ola"). */
static char *list_beside(const struct line *line, guint from)
{
    GString *list = g_string_new(NULL);
    for (guint i = from; i < line->count; i++)
        if (!line->places[i].covered && *line->places[i].text && !line->places[i].label)
            g_string_append_printf(list, "%s%s", list->len ? "\n" : "", line->places[i].text);
    return g_string_free(list, FALSE);
}

static guint take_pairs(struct reader *reader, guint at, guint place, guint *taken)
{
    const struct line *line = line_at(reader, at);
    g_autoptr(GPtrArray) pairs = pairs_of(line->places[place].text);
    guint found = 0;
    for (guint i = 0; i < pairs->len; i++) {
        struct pair *pair = g_ptr_array_index(pairs, i);
        struct place value = {.text = pair->value, .kind = *pair->value ? VALUE_TEXT : VALUE_EMPTY};
        const struct place *beside = NULL;
        g_autofree char *list = NULL;
        if (pair->label && !*pair->value && i + 1 == pairs->len)
            beside = value_beside(line, place, taken);
        if (pair->label == LABEL_PRESENT && (beside || (i + 1 == pairs->len && place + 1 < line->count))) {
            g_autofree char *more = list_beside(line, place + 1);
            value.text = list = g_strconcat(pair->value, *pair->value ? "\n" : "", more, NULL);
            value.kind = VALUE_TEXT;
            beside = NULL;
            *taken = line->count;
        }
        if (pair->label && !(beside && place + 1 < line->count && beside->label))
            found += take_label(reader, at, pair->label, beside ? beside : &value);
    }
    return found;
}

/* "Nordmann, Kari (HPR: 7440613)": the label belongs to the name in front. */
static bool begins_with_person(const struct line *line)
{
    if (line->is_row || line->filled != 1 || strlen(line->whole) > 200)
        return false;
    g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
    if (pairs->len < 2)
        return false;
    const struct pair *first = g_ptr_array_index(pairs, 0), *second = g_ptr_array_index(pairs, 1);
    return !first->label && *first->value && (second->label == LABEL_HPR || second->label == LABEL_EMAIL);
}

/* "Sekretær | Kari Nordmann | kari@legekontor.no | HPR 7440613": what stands behind the name is that
 * person's. Returns the last place taken. */
static guint take_behind_officer(struct reader *reader, const struct line *line, guint name)
{
    for (guint i = name + 1; i < line->count; i++) {
        const struct place *place = &line->places[i];
        bool email = strchr(place->text, '@') && !place->label;
        /* Eight digits are a telephone number. */
        bool hpr =
            pattern_found("^(?:hpr\\b.*\\d{7}.*|\\d{7}|\\d{3} \\d{4})$", G_REGEX_CASELESS, place->text);
        if (place->covered || !*place->text)
            continue;
        if (!email && !hpr)
            break;
        field_set(reader, email ? LABEL_EMAIL : LABEL_HPR, place);
        name = i;
    }
    return name;
}

/* "Tema | Astma | Diabetes | KOLS": of as many meetings, whose dates are not in sight. */
static bool is_row_of_meetings(const struct line *line, guint place)
{
    enum label label = line->places[place].label;
    if (place || label == LABEL_PRESENT || label == LABEL_ABSENT || !is_meeting_label(label) ||
        g_str_has_suffix(line->places[place].text, ":"))
        return false;
    guint values = 0;
    for (guint i = 1; i < line->count; i++) {
        if (line->places[i].label)
            return false;
        values += !line->places[i].covered && *line->places[i].text;
    }
    return values >= 2;
}

/* "Gruppe: | Vest | Nr: | 2345 | Sted: | Voss": short words that mean the group's where they stand with it.
 */
static enum label label_beside_group(const struct reader *reader, enum label label, enum label before,
                                     const struct place *value)
{
    bool said = value && pattern_found("^SG[ -]?\\d+$", G_REGEX_CASELESS, value->text);
    if (label == LABEL_NUMBER && (said || before == LABEL_GROUP || before == LABEL_GROUP_NAME))
        return LABEL_GROUP_NUMBER;
    bool of_group = before >= LABEL_GROUP && before <= LABEL_SECRETARY_EMAIL;
    if (label == LABEL_PLACE && of_group && !reader->meeting && value &&
        vocabulary_is_municipality(value->text))
        return LABEL_MUNICIPALITY;
    return label;
}

guint read_fields(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (!line->filled || !line->block || begins_with_person(line))
        return 0;
    if (take_person_in_fields(reader, line))
        return 1;
    if (take_values_below(reader, at)) {
        explain(reader, "  line %u: labels with values below", at + 1);
        return 2;
    }
    guint found = 0;
    enum label before = line->is_row ? reader->label_above : LABEL_NONE;
    reader->label_above = LABEL_NONE;
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text || strlen(place->text) > 6000)
            continue;
        guint taken = i;
        if (!place->label && line->block->kind == BLOCK_FIELD && i == 0 &&
            take_numbered(reader, place, &line->places[1]))
            return 1;
        if (!place->label && line->is_row && i == 0 && take_numbered_row(reader, line))
            return 1;
        if (!place->label) {
            found += take_pairs(reader, at, i, &taken);
            i = MAX(i, MIN(taken, line->count));
            continue;
        }
        if (is_row_of_meetings(line, i))
            return found ? 1 : 0;
        /* The value is the name of a field itself: "Endring | Ny deltaker". */
        if (place->label == LABEL_CHANGE && line->filled == 2 && i + 1 < line->count &&
            change_named(line->places[i + 1].text)) {
            open_change(reader, change_named(line->places[i + 1].text));
            return 1;
        }
        const struct place *value = value_beside(line, i, &taken);
        static char nothing[] = "";
        struct place blank = {.text = nothing, .kind = VALUE_EMPTY};
        if (!value && line->filled == 1) {
            guint below = take_lone_label(reader, at, place->label);
            if (below)
                return below;
            if (!g_str_has_suffix(place->text, ":") && !line->is_row && place->label != LABEL_SIGNATURE)
                return 0;
        }
        if (value && place->label == LABEL_PRESENT) {
            g_autofree char *list = list_beside(line, i + 1);
            struct place names = {.text = list, .kind = VALUE_TEXT};
            found += take_label(reader, at, place->label, &names);
            break;
        }
        if (value && line->is_row && is_change_label(place->label)) {
            g_autofree char *list = list_beside(line, i + 1);
            g_strdelimit(list, "\n", ',');
            struct place person = {.text = list, .kind = VALUE_TEXT};
            found += take_label(reader, at, place->label, &person);
            break;
        }
        /* "Navn | HPR | ...": a heading, of nobody who was named before. */
        if (!value && place->label == LABEL_NAME && line->is_row && line->filled > 1)
            reader->person = NULL;
        enum label label = label_beside_group(reader, place->label, before, value);
        if (line->is_row && (label == LABEL_HPR || label == LABEL_EMAIL) && !reader->change)
            choose_officer_above(reader, at, i);
        found += take_label(reader, at, label, value ? value : &blank);
        if (value && reader->person && (label == LABEL_LEADER || label == LABEL_SECRETARY))
            taken = take_behind_officer(reader, line, taken);
        if (!value && line->filled == 1 && is_change_label(label))
            reader->section = label;
        before = reader->label_above = label;
        i = MAX(i, taken);
    }
    if (found)
        explain(reader, "  line %u: %u label%s", at + 1, found, found == 1 ? "" : "s");
    return found ? 1 : 0;
}

void take_remark(struct reader *reader, guint at)
{
    reader->meeting = NULL;
    if (!read_attestation(reader, at) && !read_sponsor(reader, at))
        read_fields(reader, at);
    reader->meeting = NULL;
}

/* Headings of sections, and headlines of the form. */
guint read_heading(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (!line->filled)
        return 0;
    const struct place *place = NULL;
    for (guint i = 0; i < line->count && !place; i++)
        if (!line->places[i].covered && *line->places[i].text)
            place = &line->places[i];
    enum label label = line->filled == 1 && place ? place->label : LABEL_NONE;
    if (label) {
        reader->section = label;
        reader->person = NULL;
        reader->change = NULL;
        reader->list =
            reader->meeting && (label == LABEL_PRESENT || label == LABEL_ABSENT) ? label : LABEL_NONE;
        /* Members are listed apart from the last line of a programme, but below the headline of a meeting. */
        if (reader->meeting && label == LABEL_PARTICIPANTS && !reader->meeting->headed)
            reader->meeting = NULL;
        if (label == LABEL_MEETINGS || label == LABEL_PROGRAM)
            reader->meeting = NULL;
    }
    bool prose;
    guint headline = vocabulary_headline(line->whole, &prose);
    if (headline && line->filled == 1 && strlen(line->whole) < 120 && !prose) {
        reader->headlines |= headline;
        if (!reader->first_headline)
            reader->first_headline = headline & HEADLINE_FORMS;
        take_day_of_headline(reader, line->whole);
        explain(reader, "  line %u: headline", at + 1);
        return 1;
    }
    /* "Vi melder oppstart av veiledningsgruppe": somebody talking, who says what kind of group it is. */
    if (headline & HEADLINE_FORMS && prose)
        reader->headlines |= headline & (HEADLINE_LIS1 | HEADLINE_ALIS);
    return label != LABEL_NONE;
}
