/* Names at the end of a line of a meeting: "22/2 kl 18-21 Diabetes. Kari, Ola", "Diabetes (Kari, Ola)". */
#include "parser/form/names.h"
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* Every mark is tried in turn: a line with more than a topic and those who came is none of a list. */
#define LONGEST_TAIL 500
#define PARTS        "\\s*(?:[,;&+/]|\\bog\\b|\\bsamt\\b)\\s*"

bool are_known_people(const struct reader *reader, const char *text)
{
    g_auto(GStrv) pieces = g_regex_split(pattern(PARTS, 0), text, 0);
    guint found = 0, index;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *tidy = text_tidy(*piece);
        if (!*tidy)
            continue;
        if (members_find(reader->members, tidy, &index) != REFERENCE_ONE)
            return false;
        found++;
    }
    return found >= 2;
}

/* Whole names, where nobody is known yet; else one at least is a member. */
bool are_whole_names(const struct reader *reader, const char *text)
{
    bool known = !members_count(reader->members);
    g_auto(GStrv) pieces = g_regex_split(pattern(PARTS, 0), text, 0);
    guint named = 0, index;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *tidy = text_tidy(*piece);
        if (!*tidy)
            continue;
        bool member = members_find(reader->members, tidy, &index) == REFERENCE_ONE;
        /* "Allergi. Kari Moe" is more than a name. */
        if (!member && (!name_is_likely(tidy) || pattern_found("\\p{L}{2}\\.", 0, tidy)))
            return false;
        known = known || member;
        named++;
    }
    return named >= 2 && known;
}

/* "hugo rem, kari gran": whole names in small letters, the sender's among them. */
static bool are_names_with_writer(const struct reader *reader, const char *text)
{
    g_autofree char *writer = text_fold(reader->around->writer ? reader->around->writer : "");
    g_auto(GStrv) pieces = g_regex_split(pattern(PARTS, 0), text, 0);
    bool sender = false;
    for (char **piece = pieces; *piece; piece++) {
        g_autofree char *name = name_with_capitals(*piece);
        if (!name)
            return false;
        sender = sender || strcmp(*piece, writer) == 0;
    }
    return sender && pieces[1];
}

/* A comma comes last: it may as well part two of the people. */
static const char *const people_marks[] = {
    "(", " \xe2\x80\x93 ", " - ", " \xe2\x86\x92 ", " -> ", " => ", " | ", ": ", ". ", "; ", ", "};

/* "Kviser Gro Lunde", "Kviser / Gro": in front of a comma, and of other people. */
static bool ends_with_somebody(const struct reader *reader, const char *front)
{
    const char *last = strrchr(front, ' ');
    guint index;
    return last && (pattern_found("\\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}+$", 0, front) ||
                    members_find(reader->members, last + 1, &index) != REFERENCE_NOBODY);
}

const char *people_behind(const struct reader *reader, const char *rest, char **tail)
{
    for (guint i = 0; strlen(rest) <= LONGEST_TAIL && i < G_N_ELEMENTS(people_marks); i++) {
        /* "Kne. P. Quist, R. Sand": the first mark behind which there are nothing but people. */
        for (const char *at = rest; (at = strstr(at, people_marks[i])); at += strlen(people_marks[i])) {
            if (at == rest)
                continue;
            g_autofree char *names = g_strdup(at + strlen(people_marks[i]));
            g_strdelimit(names, ")", ' ');
            g_strchomp(names);
            if (g_str_has_suffix(names, "."))
                names[strlen(names) - 1] = '\0';
            g_strstrip(names);
            g_autofree char *folded = text_fold(names);
            bool all = strcmp(folded, "alle") == 0;
            bool parted = strchr("( ,", *people_marks[i]) && members_count(reader->members);
            /* "Kviser Gro Lunde, Ine Berg, Tom Ås": the list may begin further in front. */
            g_autofree char *front = g_strndup(rest, (gsize)(at - rest));
            if (*people_marks[i] == ',' && ends_with_somebody(reader, front))
                continue;
            if (!are_known_people(reader, names) && !are_whole_names(reader, names) &&
                !(*people_marks[i] == ':' && are_names_with_writer(reader, names)) &&
                !(!all && attendance_is_everybody(names)) && !(all && parted))
                continue;
            *tail = g_steal_pointer(&names);
            return at;
        }
    }
    return NULL;
}

/* Where a whole name stands in a text, behind a blank; NULL: nowhere. */
static const char *name_inside(const char *text, const char *name)
{
    const char *at = name && strchr(name, ' ') ? strstr(text, name) : NULL;
    return at && at > text + 1 && at[-1] == ' ' ? at : NULL;
}

/* "Kviser Gro Lunde, Ine Berg": nothing parts the topic from a list of whole names but that the first of them
 * is the sender's or a member's. NULL where it is not. `tail` becomes the list; caller owns it. */
static const char *people_from_known_name(const struct reader *reader, const char *rest, char **tail)
{
    const char *first = name_inside(rest, reader->around->writer);
    for (guint i = 0; i < reader->form->participants->len; i++) {
        const struct person *person = g_ptr_array_index(reader->form->participants, i);
        const char *at = name_inside(rest, person->name);
        first = at && (!first || at < first) ? at : first;
    }
    /* Behind a comma it is not the first of the list. */
    if (!first || strchr(",;", first[-2]) || !are_whole_names(reader, first))
        return NULL;
    *tail = g_strdup(first);
    return first;
}

/* "Kviser Gro Lunde, Ine Berg": a list of names, and nobody can tell where it begins. */
static bool runs_into_names(const char *rest)
{
    if (strlen(rest) > LONGEST_TAIL)
        return false;
    g_auto(GStrv) pieces = g_regex_split(pattern(PARTS, 0), rest, 0);
    guint names = 0;
    for (char **piece = pieces; *piece && pieces[1]; piece++)
        names += piece != pieces && name_is_likely(*piece);
    return names && names + 1 == g_strv_length(pieces) &&
           pattern_found("\\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}+$", 0, pieces[0]);
}

/* "Ankelskader (Janne og Kari hadde forfall)": what brackets at the end tell of who came. NULL where they
 * tell nothing of that; else what stands in front. Caller owns it. */
static char *take_told_in_brackets(struct reader *reader, struct draft *draft, const char *rest)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (draft_has(draft, LABEL_PRESENT) || strlen(rest) > LONGEST_TAIL ||
        !g_regex_match(pattern("^(.{2,}?)\\s*\\(([^()]{5,})\\)[ .]*$", 0), rest, 0, &match))
        return NULL;
    g_autofree char *inside = g_match_info_fetch(match, 2);
    enum label label;
    g_autofree char *people = NULL;
    if (!attendance_told(reader, inside, &label, &people))
        return NULL;
    struct place value = {.text = people, .kind = VALUE_TEXT};
    draft_set(reader, draft, label, &value);
    return g_match_info_fetch(match, 1);
}

char *take_people_behind(struct reader *reader, struct draft *draft, const char *rest)
{
    char *topic = take_told_in_brackets(reader, draft, rest);
    if (topic)
        return topic;
    g_autofree char *names = NULL;
    g_autofree char *folded = text_fold(rest);
    bool nothing_else =
        are_known_people(reader, rest) || (strcmp(folded, "alle") == 0 && members_count(reader->members));
    const char *at = nothing_else ? rest : people_behind(reader, rest, &names);
    if (!at)
        at = people_from_known_name(reader, rest, &names);
    if (!at && !draft_has(draft, LABEL_PRESENT) && runs_into_names(rest)) {
        doubt(reader, rest, "row not understood");
        return g_strdup("");
    }
    if (!at)
        return g_strdup(rest);
    if (nothing_else)
        names = g_strdup(rest);
    struct place people = {.text = names, .kind = VALUE_TEXT};
    draft_set(reader, draft, LABEL_PRESENT, &people);
    return g_strndup(rest, (gsize)(at - rest));
}

void take_members_behind_sentence(struct reader *reader, struct draft *draft)
{
    char *topic = draft->meeting->topic, *stop = NULL;
    for (char *at = topic; (at = strstr(at, ". ")); at++)
        stop = at;
    if (!stop || strlen(topic) > LONGEST_TAIL)
        return;
    g_autofree char *names = g_strdup(stop + 2);
    g_strchomp(names);
    if (g_str_has_suffix(names, "."))
        names[strlen(names) - 1] = '\0';
    if (!are_known_people(reader, names))
        return;
    struct place people = {.text = names, .kind = VALUE_TEXT};
    draft_set(reader, draft, LABEL_PRESENT, &people);
    *stop = '\0';
}

void take_people_behind_topic(struct reader *reader, struct draft *draft)
{
    g_autofree char *whole = g_steal_pointer(&draft->meeting->topic);
    g_autofree char *topic = take_people_behind(reader, draft, whole);
    g_strstrip(topic);
    if (g_utf8_strlen(topic, -1) > 2 || pattern_found("^\\p{Lu}{2}$", 0, topic))
        draft->meeting->topic = g_steal_pointer(&topic);
}
