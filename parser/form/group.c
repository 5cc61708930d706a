/* What a form says of the group and of those who answer for it. */
#include "parser/form/group_number.h"
#include "parser/form/group_phrase.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"
#include "parser/form/signature.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_PLAN 4000
#define LONGEST_NAME 120

/* "Gruppenummer: SG-0123." has the full stop of a sentence, "Lege A.S." its own. */
static char *without_full_stop(const char *text)
{
    gsize length = strlen(text);
    bool sentence = length > 1 && strchr(text, '.') == text + length - 1 && text[length - 2] != ' ';
    return g_strndup(text, length - sentence);
}

static void keep(struct reader *reader, char **to, const char *text, const char *what)
{
    if (!*text)
        return;
    g_autofree char *bare = without_full_stop(text);
    g_autofree char *one = text_fold(bare);
    g_autofree char *other = *to ? text_fold(*to) : NULL;
    if (!*to)
        *to = g_steal_pointer(&bare);
    else if (strcmp(one, other) != 0)
        doubt(reader, what, "said twice, differently");
}

/* A number of a group: digits, perhaps behind letters ("SG-0123", "SG 123"). NULL where it is none. Caller
 * owns it. */
static char *group_number_in(const char *text, char **rest)
{
    GRegex *regex =
        pattern("^(?:nr\\.?\\s*:?\\s*)?((?:SG|SMG|GR|EUG|VG|GV)?\\s?[-.]?\\s?\\d{2,6})(?![\\d.:/])",
                G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, text, 0, &match))
        return NULL;
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    if (rest)
        *rest = g_strdup(text + end);
    return g_match_info_fetch(match, 1);
}

char *group_number_read(const char *text)
{
    g_autofree char *rest = NULL;
    g_autofree char *number = group_number_in(text, &rest);
    return number && rest[strspn(rest, " .!")] == '\0' ? g_steal_pointer(&number) : NULL;
}

static void set_number(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    if (!*value)
        return;
    g_autofree char *rest = NULL;
    g_autofree char *number = group_number_in(value, &rest);
    g_autofree char *digits = text_digits(value);
    if (number && !*rest) {
        keep(reader, &reader->form->group.number, number, "gruppenummer");
    } else if (number && strlen(rest) < 40) {
        keep(reader, &reader->form->group.number, number, "gruppenummer");
        g_autofree char *municipality = group_phrase_municipality(rest);
        if (municipality && !reader->form->group.municipality)
            reader->form->group.municipality = g_steal_pointer(&municipality);
    } else if (*digits && strlen(value) <= 20 && !strchr(value, ' ')) {
        keep(reader, &reader->form->group.number, value, "gruppenummer");
    } else if (g_ascii_strcasecmp(value, "ny") != 0) {
        doubt(reader, "gruppenummer", "group number not understood");
    }
}

/* "Vest (SG-0123), Bergen": more than one thing in a value, each of which says what it is. */
static bool set_phrase(struct reader *reader, const char *value)
{
    struct group_phrase phrase;
    if (!group_phrase_of_value(value, &phrase))
        return false;
    struct form *form = reader->form;
    keep(reader, &form->group.name, phrase.name, "gruppenavn");
    if (phrase.number)
        keep(reader, &form->group.number, phrase.number, "gruppenummer");
    if (phrase.municipality)
        keep(reader, &form->group.municipality, phrase.municipality, "kommune");
    group_phrase_clear(&phrase);
    return true;
}

/* "Gruppe: 3288 Lørdagsgruppen", "SG-0123 / Vest", "Vest (SG-0123)": number, name or both. */
static void set_group(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    if (!*value || strlen(value) > LONGEST_NAME)
        return;
    if (set_phrase(reader, value))
        return;
    g_autofree char *rest = NULL;
    g_autofree char *number = group_number_in(value, &rest);
    if (number) {
        keep(reader, &reader->form->group.number, number, "gruppenummer");
        const char *name = rest + strspn(rest, " ,;:/-()");
        while (g_str_has_prefix(name, "\xe2\x80\x93") || *name == ' ')
            name = g_utf8_next_char(name);
        keep(reader, &reader->form->group.name, name, "gruppenavn");
        return;
    }
    GRegex *behind = pattern("^(.+?)[\\s,;/"
                             "(\xe2\x80\x93-]+((?:nr\\.?\\s*:?\\s*)?(?:SG|SMG)\\s?-?\\s?\\d{2,6}|nr\\.?\\s*:?"
                             "\\s*\\d{2,6}|\\d{3,5})\\)?$",
                             G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (g_regex_match(behind, value, 0, &match)) {
        g_autofree char *name = g_match_info_fetch(match, 1);
        g_autofree char *last = g_match_info_fetch(match, 2);
        g_autofree char *found = group_number_in(last, NULL);
        keep(reader, &reader->form->group.number, found ? found : last, "gruppenummer");
        g_strstrip(name);
        keep(reader, &reader->form->group.name, name, "gruppenavn");
        return;
    }
    keep(reader, &reader->form->group.name, value, "gruppenavn");
}

/* "Vest (gruppenr. SG-0123)": the brackets name what they hold. */
static void set_group_name(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    if (strlen(value) > LONGEST_NAME)
        return;
    if (set_phrase(reader, value))
        return;
    GRegex *regex = pattern("^([^()]+?)\\s*\\(([^()\\d]*?)\\s*:?\\s*((?:SG|SMG)?\\s?-?\\s?\\d{2,6})\\)$",
                            G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (g_regex_match(regex, value, 0, &match)) {
        g_autofree char *name = g_match_info_fetch(match, 1);
        g_autofree char *what = g_match_info_fetch(match, 2);
        g_autofree char *number = g_match_info_fetch(match, 3);
        enum label label = label_of(what);
        if (label == LABEL_GROUP_NUMBER || label == LABEL_NUMBER || !g_ascii_isdigit(*number)) {
            keep(reader, &reader->form->group.number, number, "gruppenummer");
            keep(reader, &reader->form->group.name, name, "gruppenavn");
            return;
        }
    }
    keep(reader, &reader->form->group.name, value, "gruppenavn");
}

/* "Voss kommune", "kommunen Voss", "5700 Voss", "Oslo, bydel Sagene", "Bergen (4601)": the only piece that is
 * one. NULL where there is none, or more than one. Caller owns it. */
static char *municipality_among(const char *text)
{
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*[,;()|/]\\s*", 0), text, 0);
    g_autofree char *only = NULL;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *bare = g_regex_replace_literal(
            pattern("^(?:\\d{4}\\s+|kommunen\\s+|kommuna\\s+)|\\s+(?:kommune|kommunie|suohkan|komm\\.)$",
                    G_REGEX_CASELESS),
            *piece, -1, 0, "", 0, NULL);
        if (!vocabulary_is_municipality(bare))
            continue;
        if (only)
            return NULL;
        only = g_steal_pointer(&bare);
    }
    return g_steal_pointer(&only);
}

static void set_municipality(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    g_autofree char *known = strlen(value) <= LONGEST_NAME ? municipality_among(value) : NULL;
    if (known)
        keep(reader, &reader->form->group.municipality, known, "kommune");
    else if (pattern_found("^\\p{L}[^.!?:]*\\.?$", 0, value) && !pattern_found("(?: \\S+){4}", 0, value))
        keep(reader, &reader->form->group.municipality, value, "kommune");
    else if (*value)
        doubt(reader, "kommune", "municipality not understood");
}

void group_set_kind(struct reader *reader, guint headline)
{
    enum group_kind kind = headline & HEADLINE_LIS1          ? GROUP_GRUPPEVEILEDNING
                           : headline & HEADLINE_ALIS        ? GROUP_VEILEDNINGSGRUPPE
                           : headline & HEADLINE_SMALL_GROUP ? GROUP_SMAGRUPPE
                                                             : GROUP_UNSAID;
    if (reader->form->group.kind == GROUP_UNSAID)
        reader->form->group.kind = kind;
}

/* The leader or secretary: name, HPR number and address as far as they stand beside each other. */
static void set_officer(struct reader *reader, struct person *person, const char *text, const char *what)
{
    g_autofree char *value = value_of(text);
    if (!*value)
        return;
    /* "ikke valgt", "vakant": nobody yet. */
    if (pattern_found(
            "^(?:ikk?j?e (?:valgt|vald|bestemt|bestemt ennå|avklart|klart)|ingen|inga|vakant|ubesatt|ledig|"
            "avklares senere|kommer senere|bestemmes senere)[ .!]*$",
            G_REGEX_CASELESS, value)) {
        reader->person = NULL;
        return;
    }
    struct someone *someone = someone_read(value, false);
    if (someone->person.name) {
        keep(reader, &person->name, someone->person.name, what);
        if (someone->identity_number)
            doubt(reader, what, "national identity number");
        if (!person->hpr)
            person->hpr = g_steal_pointer(&someone->person.hpr);
        if (!person->email)
            person->email = g_steal_pointer(&someone->person.email);
    } else if (someone->person.email && !person->email) {
        person->email = g_steal_pointer(&someone->person.email);
    } else {
        doubt(reader, what, "person not recognised");
    }
    reader->person = person;
    someone_free(someone);
}

static void set_hpr(struct reader *reader, struct person *person, const char *text)
{
    bool identity, doubtful;
    g_autofree char *hpr = hpr_read(text, &identity, &doubtful);
    if (identity)
        doubt(reader, "HPR-nummer", "national identity number");
    else if (doubtful && !is_placeholder(text))
        doubt(reader, "HPR-nummer", "HPR number not understood");
    if (hpr && !person->hpr)
        person->hpr = g_steal_pointer(&hpr);
}

static void set_email(struct person *person, const char *text)
{
    if (!person->email)
        person->email = email_read(text);
}

static void set_period(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    GDate first, last;
    g_date_clear(&first, 1);
    g_date_clear(&last, 1);
    if (!*value || reader->form->period_from)
        return;
    if (!period_read(value, &first, &last)) {
        doubt(reader, "periode", "period not understood");
        return;
    }
    char from[16], to[16];
    g_date_strftime(from, sizeof from, "%Y-%m-%d", &first);
    g_date_strftime(to, sizeof to, "%Y-%m-%d", &last);
    reader->form->period_from = g_strdup(from);
    reader->form->period_to = g_strdup(to);
}

static void set_day(struct reader *reader, char **to, const char *text, const char *what)
{
    g_autofree char *value = value_of(text);
    if (!*value || *to)
        return;
    struct when when;
    when_read(value, WHEN_DATE, &when);
    *to = day_in_form(reader, &when, what);
}

static void set_sponsor(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    g_autofree char *folded = text_fold(value);
    static const char *const nobody[] = {"nei",
                                         "ingen",
                                         "-",
                                         "0",
                                         "ikke",
                                         "n/a",
                                         "ikke aktuelt",
                                         "ingen sponsor",
                                         "nei.",
                                         "ikkje",
                                         "uten sponsor",
                                         "selv",
                                         "deltakerne selv",
                                         "egenbetaling",
                                         "oss selv",
                                         "ingen.",
                                         "ikke relevant",
                                         "deltakerne",
                                         "medlemmene selv"};
    for (guint i = 0; i < G_N_ELEMENTS(nobody); i++)
        if (strcmp(folded, nobody[i]) == 0)
            return;
    if (*value && strlen(value) <= LONGEST_NAME)
        keep(reader, &reader->form->sponsor, value, "sponsor");
}

/* An answer beside a label like "Industrien involvert". */
static void set_attestation(struct reader *reader, const char *text)
{
    enum mark mark = vocabulary_mark(text);
    g_autofree char *folded = text_fold(text);
    bool no = pattern_found(
        "^nei,|^(?:nei|ingen|inga|(?:er |har )?ikkj?e (?:vært |vore )?(?:involvert|med|innblandet|innblanda|"
        "deltatt|delteke|bidratt))[ .!]*$",
        0, folded);
    if (no)
        reader->attested.given = true;
    else if (g_str_has_prefix(folded, "ja"))
        reader->attested.denied = true;
    else if (mark != MARK_BLANK)
        reader->attested.unclear = true;
}

/* Numbers beside single names, which mean members that may be named only later. */
static void append_late_numbers(struct reader *reader, const char *text)
{
    g_string_append_printf(reader->late_numbers, "%s%s", reader->late_numbers->len ? "\n" : "", text);
}

/* "HPR-numre: Kari Nordmann 7440613, Ola Hansen 4753504": of nobody above, each beside its name. */
static void set_numbers(struct reader *reader, const char *text)
{
    guint strangers = 0;
    g_autoptr(GPtrArray) people = people_read(text, false, &strangers);
    for (guint i = 0; i < people->len; i++)
        if (((struct someone *)g_ptr_array_index(people, i))->person.hpr)
            take_participant(reader, g_ptr_array_index(people, i), text);
    if (strangers && has_bare_number(text))
        append_late_numbers(reader, text);
}

void finish_late_numbers(struct reader *reader)
{
    g_auto(GStrv) pieces =
        g_regex_split(pattern("\\s*(?:[,;\\n]|\\bog\\b)\\s*", 0), reader->late_numbers->str, 0);
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *bare = without_full_stop(*piece);
        struct someone *someone = someone_read(bare, false);
        guint index;
        bool short_name = someone->person.name && !name_is_likely(someone->person.name);
        bool known =
            short_name && members_find(reader->members, someone->person.name, &index) == REFERENCE_ONE;
        struct person *person = known ? g_ptr_array_index(reader->form->participants, index) : NULL;
        if (person && !person->hpr && someone->person.hpr)
            person->hpr = g_steal_pointer(&someone->person.hpr);
        else if (short_name && someone->person.hpr &&
                 !(person && g_strcmp0(person->hpr, someone->person.hpr) == 0))
            doubt(reader, *piece, "person not recognised");
        someone_free(someone);
    }
}

static bool is_officer(const struct reader *reader, const struct person *person)
{
    return person == &reader->form->leader || person == &reader->form->secretary;
}

/* Values of a person that stands above or beside. */
static bool set_of_person(struct reader *reader, enum label label, const struct place *value)
{
    struct person *person = reader->change ? &reader->change->person : reader->person;
    if (!person && label == LABEL_HPR)
        set_numbers(reader, value->text);
    if (!person)
        return label == LABEL_HPR || label == LABEL_EMAIL || label == LABEL_SPECIALTY ||
               label == LABEL_WORKPLACE;
    if (label == LABEL_HPR)
        set_hpr(reader, person, value->text);
    else if (label == LABEL_EMAIL)
        set_email(person, value->text);
    else if (label == LABEL_NAME && !person->name)
        person->name = name_tidy(value->text);
    else
        return reader->fields_of_people && !is_officer(reader, person) &&
               take_trait(person, label, value->text);
    return true;
}

void field_set(struct reader *reader, enum label label, const struct place *value)
{
    struct form *form = reader->form;
    const char *text = value->text;
    explain(reader, "    %s = %s", label_name(label), text);
    if (label >= LABEL_GROUP && label <= LABEL_PLAN) {
        g_autofree char *given = value_of(text);
        reader->group_labels += *given != '\0';
        reader->change = NULL;
        reader->person = NULL;
    }
    switch (label) {
    case LABEL_GROUP:
        set_group(reader, text);
        break;
    case LABEL_GROUP_NUMBER:
        set_number(reader, text);
        break;
    case LABEL_GROUP_NAME:
        set_group_name(reader, text);
        break;
    case LABEL_MUNICIPALITY:
        set_municipality(reader, text);
        break;
    case LABEL_GROUP_KIND:
        group_set_kind(reader, vocabulary_headline(text, NULL));
        break;
    case LABEL_LEADER:
        set_officer(reader, &form->leader, text, "leder");
        break;
    case LABEL_SECRETARY:
        set_officer(reader, &form->secretary, text, "sekretær");
        break;
    case LABEL_BOTH_OFFICERS:
        set_officer(reader, &form->leader, text, "leder");
        set_officer(reader, &form->secretary, text, "sekretær");
        break;
    case LABEL_LEADER_HPR:
    case LABEL_SECRETARY_HPR:
        set_hpr(reader, label == LABEL_LEADER_HPR ? &form->leader : &form->secretary, text);
        break;
    case LABEL_LEADER_EMAIL:
    case LABEL_SECRETARY_EMAIL:
        set_email(label == LABEL_LEADER_EMAIL ? &form->leader : &form->secretary, text);
        break;
    case LABEL_START_DATE:
        set_day(reader, &form->start_date, text, "oppstartsdato");
        break;
    case LABEL_PERIOD:
        set_period(reader, text);
        break;
    case LABEL_PERIOD_FROM:
        set_day(reader, &form->period_from, text, "periode fra");
        break;
    case LABEL_PERIOD_TO:
        set_day(reader, &form->period_to, text, "periode til");
        break;
    case LABEL_PLAN: {
        g_autofree char *plan = value_of(text);
        if (*plan && strlen(plan) <= LONGEST_PLAN && !form->plan)
            form->plan = g_steal_pointer(&plan);
        break;
    }
    case LABEL_SIGNATURE:
        signature_set(reader, text);
        break;
    case LABEL_SPONSOR:
        set_sponsor(reader, text);
        break;
    case LABEL_ATTESTATION:
        set_attestation(reader, text);
        break;
    case LABEL_JOINED:
    case LABEL_LEFT:
    case LABEL_NEW_SECRETARY:
    case LABEL_NEW_LEADER:
    case LABEL_NEW_EMAIL:
        take_change_of_value(reader, label, text);
        break;
    case LABEL_CHANGE:
        if (change_named(text))
            open_change(reader, change_named(text));
        break;
    case LABEL_FROM_DATE:
        set_day_from(reader, text);
        break;
    default:
        set_of_person(reader, label, value);
    }
}
