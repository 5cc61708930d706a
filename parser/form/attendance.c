/* Who was there: lists of names, initials or numbers, "alle unntatt Kari", and absence lists. */
#include "parser/form/phrases.h"
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

#define SHORTEST_NUMBER 5 /* digits of an HPR number that is surely one */
#define LONGEST_LIST    8000
#define BULLET          "\xe2\x80\xa2"

/* What a list says. */
struct list {
    GArray *people;     /* of guint, indexes of participants */
    bool everybody;     /* "alle" */
    bool nobody;        /* "ingen" */
    GPtrArray *unknown; /* of char *, borrowed nowhere: owned */
};

static void list_clear(struct list *list)
{
    g_array_unref(list->people);
    g_ptr_array_unref(list->unknown);
}

/* The exceptions behind "alle": NULL where there are none, "?" where the words are not understood. Borrowed.
 */
static const char *exceptions_of(const char *rest)
{
    for (;;) {
        rest += strspn(rest, " ,.;:(");
        if (!*rest || strcmp(rest, ")") == 0)
            return NULL;
        const char *names = phrase_after(PHRASE_EXCEPT, rest);
        if (names && (*names == ' ' || *names == ':'))
            return names + 1;
        rest = phrase_after(PHRASE_FILLING, rest);
        if (!rest)
            return "?";
    }
}

bool attendance_is_everybody(const char *text)
{
    g_autofree char *counted = attendance_with_digits(text);
    g_autofree char *folded = text_fold(counted);
    const char *rest = strlen(text) < 200 ? phrase_after(PHRASE_EVERYBODY, folded) : NULL;
    /* "Alle 3": whether it is as many is seen when the list is read. */
    gsize digits = rest && *rest == ' ' ? strspn(rest + 1, "0123456789") : 0;
    if (digits == 1 || digits == 2)
        rest += 1 + digits;
    const char *but = rest ? exceptions_of(rest) : NULL;
    return rest && (!but || strcmp(but, "?") != 0);
}

/* The length of what parts two people at this place of a line, 0 where nothing does; "Eva Berg-Moen" is one.
 */
static gsize parting_at(const char *at)
{
    static const char *const between[] = {" og ", " samt ", " & ", " + ", " - ", " \xe2\x80\x93 "};
    switch (*at) {
    case ' ':
        for (guint i = 0; i < G_N_ELEMENTS(between); i++)
            if (at[1] == between[i][1] && g_str_has_prefix(at, between[i]))
                return strlen(between[i]);
        return 0;
    case ',':
    case ';':
    case '\t':
    case '|':
    case '/':
    case '&':
    case '+':
        return 1;
    default:
        return *at == *BULLET && g_str_has_prefix(at, BULLET) ? strlen(BULLET) : 0;
    }
}

/* "HPR 8112233", "(hpr: 8112233)" */
static bool begins_with_hpr(const char *text)
{
    text += *text == '(';
    return g_ascii_strncasecmp(text, "hpr", 3) == 0 && !g_ascii_isalnum(text[3]) && text[3] != '_' &&
           text[3] >= 0;
}

static void add_piece(GPtrArray *pieces, const char *from, gsize length)
{
    g_autofree char *raw = g_strndup(from, length), *tidy = text_tidy(raw);
    char *before = pieces->len ? g_ptr_array_index(pieces, pieces->len - 1) : NULL;
    /* "Eva Moen, HPR 8112233": the number belongs to the name. */
    if (before && begins_with_hpr(tidy)) {
        g_ptr_array_index(pieces, pieces->len - 1) = g_strdup_printf("%s, %s", before, tidy);
        g_free(before);
    } else if (*tidy && !is_placeholder(tidy)) {
        g_ptr_array_add(pieces, g_steal_pointer(&tidy));
    }
}

/* "Eva Moen (8112233) Nils Dahl (7440613)": a number in brackets is the end of a person. */
static bool ends_person(const char *line, const char *bracket)
{
    if (bracket - line < SHORTEST_NUMBER || bracket[1] != ' ' ||
        !g_unichar_isupper(g_utf8_get_char(bracket + 2)))
        return false;
    for (const char *p = bracket - SHORTEST_NUMBER; p < bracket; p++)
        if (!g_ascii_isdigit(*p))
            return false;
    return true;
}

/* The tidy pieces of one line of a list. Commas inside brackets part nothing. */
static GPtrArray *pieces_of(const char *line)
{
    GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
    const char *begin = line;
    int depth = 0;
    for (const char *p = line; *p;) {
        depth += *p == '(' ? 1 : *p == ')' && depth ? -1 : 0;
        gsize parting = depth ? 0 : parting_at(p);
        if (*p == ')' && !depth && ends_person(line, p)) {
            add_piece(pieces, begin, (gsize)(p + 1 - begin));
            begin = p + 2;
        } else if (parting) {
            add_piece(pieces, begin, (gsize)(p - begin));
            begin = p + parting;
        }
        p += parting ? parting : 1;
    }
    add_piece(pieces, begin, strlen(begin));
    return pieces;
}

/* "(forfall)" behind a name takes it back. */
static bool is_taken_back(const char *piece)
{
    const char *open = strchr(piece, '(');
    const char *close = open ? strchr(open, ')') : NULL;
    if (!close)
        return false;
    g_autofree char *inside = g_strndup(open + 1, (gsize)(close - open - 1));
    return vocabulary_mark(inside) == MARK_ABSENT || label_of(inside) == LABEL_ABSENT;
}

static void add_index(struct list *list, guint index)
{
    for (guint i = 0; i < list->people->len; i++)
        if (g_array_index(list->people, guint, i) == index)
            return;
    g_array_append_val(list->people, index);
}

/* "BB PL OK": every word refers to somebody, and it does not look like a name. */
static bool resolve_words(struct reader *reader, const char *piece, struct list *list)
{
    g_auto(GStrv) words = g_strsplit(piece, " ", -1);
    guint found[64], count = 0;
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        bool short_form = g_utf8_strlen(*word, -1) <= 4;
        if (!short_form || count == G_N_ELEMENTS(found) ||
            members_find(reader->members, *word, &found[count]) != REFERENCE_ONE)
            return false;
        count++;
    }
    for (guint i = 0; i < count; i++)
        for (guint k = 0; k < i; k++)
            if (found[i] == found[k])
                return false;
    for (guint i = 0; i < count; i++)
        add_index(list, found[i]);
    return count > 1;
}

/* "1-4": numbers of the list. */
static bool resolve_span(struct reader *reader, const char *piece, struct list *list)
{
    guint first, last, index;
    char rest;
    if (sscanf(piece, "%2u-%2u%c", &first, &last, &rest) != 2 &&
        sscanf(piece, "%2u\xe2\x80\x93%2u%c", &first, &last, &rest) != 2)
        return false;
    for (guint number = first; number <= last; number++) {
        g_autofree char *text = g_strdup_printf("%u", number);
        if (members_find(reader->members, text, &index) != REFERENCE_ONE)
            return false;
    }
    for (guint number = first; number <= last; number++) {
        g_autofree char *text = g_strdup_printf("%u", number);
        members_find(reader->members, text, &index);
        add_index(list, index);
    }
    return first <= last;
}

/* "spes. allmennmed. Kari Nordmann": a member, with more than the name. */
static bool resolve_described(struct reader *reader, const char *piece, struct list *list)
{
    struct someone *someone = someone_read(piece, false);
    guint index;
    bool known = someone->person.name && strcmp(someone->person.name, piece) != 0 &&
                 members_find(reader->members, someone->person.name, &index) == REFERENCE_ONE &&
                 members_is_full_name(reader->members, index, someone->person.name);
    if (known)
        add_index(list, index);
    someone_free(someone);
    return known;
}

/* A name that the list of members does not have: somebody new, where it cannot be anybody of the list. */
static bool resolve_newcomer(struct reader *reader, const char *piece, struct list *list)
{
    struct someone *someone = someone_read(piece, false);
    /* "Kari N." is short for somebody. */
    bool named = someone->person.name && name_is_likely(someone->person.name) &&
                 !pattern_found("\\s\\p{L}\\.?$", 0, someone->person.name);
    bool certain =
        named && (someone->person.hpr || !members_has_similar(reader->members, someone->person.name));
    if (certain)
        add_index(list, take_participant(reader, someone, "til stede"));
    someone_free(someone);
    return certain;
}

static void resolve_piece(struct reader *reader, const char *piece, bool may_add, struct list *list)
{
    guint index;
    if (is_taken_back(piece) || vocabulary_mark(piece) == MARK_ABSENT)
        return;
    switch (members_find(reader->members, piece, &index)) {
    case REFERENCE_ONE:
        add_index(list, index);
        return;
    case REFERENCE_SEVERAL:
        g_ptr_array_add(list->unknown, g_strdup(piece));
        return;
    default:
        if (members_find_place(reader->members, piece, &index))
            add_index(list, index);
        else if (!resolve_described(reader, piece, list) && !resolve_words(reader, piece, list) &&
                 !resolve_span(reader, piece, list) && (!may_add || !resolve_newcomer(reader, piece, list)))
            g_ptr_array_add(list->unknown, g_strdup(piece));
    }
}

/* "Nordmann, Kari": two pieces that are one member's whole name. */
static bool resolve_pair(struct reader *reader, const char *surname, const char *given, struct list *list)
{
    g_autofree char *both = g_strconcat(given, " ", surname, NULL);
    guint index, alone;
    if (!members_have_full_name(reader->members, both) ||
        members_find(reader->members, both, &index) != REFERENCE_ONE ||
        !members_is_full_name(reader->members, index, both))
        return false;
    if (members_find(reader->members, surname, &alone) == REFERENCE_ONE &&
        members_is_full_name(reader->members, alone, surname))
        return false;
    add_index(list, index);
    return true;
}

/* Names of two parts in every line of a list without members: "Nordmann, Kari" in lines of their own. */
static bool resolve_stranger_pair(struct reader *reader, const GPtrArray *pieces, bool may_add,
                                  struct list *list)
{
    if (pieces->len != 2 || !may_add || members_count(reader->members))
        return false;
    g_autofree char *line =
        g_strdup_printf("%s, %s", (char *)g_ptr_array_index(pieces, 0), (char *)g_ptr_array_index(pieces, 1));
    return name_may_be(g_ptr_array_index(pieces, 0)) && name_may_be(g_ptr_array_index(pieces, 1)) &&
           resolve_newcomer(reader, line, list);
}

static void resolve_line(struct reader *reader, const char *text, bool one_of_several, bool may_add,
                         struct list *list)
{
    g_autoptr(GPtrArray) pieces = pieces_of(text);
    guint whole;
    if (pieces->len > 1 && members_have_full_name(reader->members, text) &&
        members_find(reader->members, text, &whole) == REFERENCE_ONE &&
        members_is_full_name(reader->members, whole, text)) {
        add_index(list, whole);
        return;
    }
    if (one_of_several && resolve_stranger_pair(reader, pieces, may_add, list))
        return;
    for (guint i = 0; i < pieces->len; i++) {
        const char *piece = g_ptr_array_index(pieces, i);
        if (members_find_named(reader->members, piece, &whole))
            add_index(list, whole);
        else if (i + 1 < pieces->len && resolve_pair(reader, piece, g_ptr_array_index(pieces, i + 1), list))
            i++;
        else
            resolve_piece(reader, piece, may_add, list);
    }
}

/* "alle 5", "alle (5)" is everybody, if they are five. Moves `rest` behind the number; false where it is
 * another. */
static bool is_count_of(struct reader *reader, const char **rest)
{
    GRegex *number = pattern("^[\\s(]*(?:de\\s+)?(\\d{1,3})\\b\\)?", 0);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(number, *rest, 0, &match))
        return true;
    g_autofree char *digits = g_match_info_fetch(match, 1);
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    *rest += end;
    return g_ascii_strtoull(digits, NULL, 10) == members_count(reader->members);
}

static void resolve_list(struct reader *reader, const char *text, bool may_add, struct list *list)
{
    *list = (struct list){.people = g_array_new(FALSE, FALSE, sizeof(guint)),
                          .unknown = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *all = strlen(text) < 400 ? attendance_of_everybody(text) : NULL;
    g_autofree char *counted = attendance_with_digits(all ? all : text);
    text = counted;
    g_autofree char *folded = text_fold(text);
    if (strlen(text) > LONGEST_LIST) {
        g_ptr_array_add(list->unknown, g_strdup("for lang"));
        return;
    }
    while (*folded && strchr(". ", folded[strlen(folded) - 1]))
        folded[strlen(folded) - 1] = '\0';
    list->nobody = phrase_is(PHRASE_NOBODY, folded);
    /* "Nr. 1, 2 og 4" */
    if (has_digit(folded) &&
        pattern_found("^(?:deltakere? |medlem(?:mer)? )?(?:nr\\.?|nummer) ?\\d{1,2}\\b(?!\\d)", 0, folded))
        text += strcspn(text, "0123456789");
    const char *rest = phrase_after(PHRASE_EVERYBODY, folded);
    if (rest && !is_count_of(reader, &rest)) {
        list->everybody = true;
        g_ptr_array_add(list->unknown, g_strdup(rest));
        return;
    }
    if (rest) {
        const char *but = exceptions_of(rest);
        list->everybody = true;
        text = but ? but : "";
        may_add = false;
        if (but && strcmp(but, "?") == 0) {
            g_ptr_array_add(list->unknown, g_strdup(rest));
            return;
        }
        struct list except;
        resolve_list(reader, text, false, &except);
        if (except.everybody || except.unknown->len)
            g_ptr_array_add(list->unknown, g_strdup(rest));
        for (guint i = 0; i < except.people->len; i++)
            add_index(list, g_array_index(except.people, guint, i));
        list_clear(&except);
        return;
    }
    if (list->nobody)
        return;
    g_auto(GStrv) lines = g_strsplit_set(text, "\n;", -1);
    guint filled = 0;
    for (char **line = lines; *line; line++)
        filled += (*line)[strspn(*line, " \t")] != '\0';
    for (char **line = lines; *line; line++) {
        g_autofree char *tidy = text_tidy(*line);
        gsize length = strlen(tidy);
        /* The full stop of a sentence, not of an initial. */
        if (length > 2 && tidy[length - 1] == '.' && tidy[length - 3] != ' ')
            tidy[length - 1] = '\0';
        if (*tidy)
            resolve_line(reader, tidy, filled > 1, may_add, list);
    }
}

/* "kari holm, ola lie": whole names in small letters, all of them, under a label that says that they are
 * people. NULL where they are anything else. Caller owns it. */
static char *with_capitals(const char *text)
{
    for (const char *p = text; *p; p++)
        if (g_ascii_isupper(*p))
            return NULL;
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;&+\\n]|\\bog\\b|\\bsamt\\b)\\s*", 0), text, 0);
    GString *list = g_string_new(NULL);
    guint named = 0;
    for (char **piece = pieces; *piece; piece++) {
        gsize length = strlen(*piece);
        if (length && (*piece)[length - 1] == '.')
            (*piece)[length - 1] = '\0';
        g_autofree char *name = **piece ? name_with_capitals(*piece) : NULL;
        if (**piece && !name)
            return g_string_free(list, TRUE);
        if (name)
            g_string_append_printf(list, "%s%s", named++ ? ", " : "", name);
    }
    return g_string_free(list, named < 2);
}

/* "4 (Kari Moe, Ola Lie, ...)": the names behind their number, where they are as many. NULL where they are
 * not. Caller owns it. */
static char *names_of_count(const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(pattern("^\\s*(\\d{1,2})(?: (?:stk\\.?|leger|personer|deltakere|medlemmer|av "
                               "\\d{1,2}))?\\s*(?:\\(|:|[\xe2\x80\x93-] )\\s*"
                               "(\\p{L}[^()\\d]*?)\\)?[\\s.]*$",
                               G_REGEX_CASELESS),
                       text, 0, &match))
        return NULL;
    g_autofree char *number = g_match_info_fetch(match, 1);
    g_autofree char *names = g_match_info_fetch(match, 2);
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*(?:[,;]|\\bog\\b)\\s*", 0), names, 0);
    return g_strv_length(pieces) == g_ascii_strtoull(number, NULL, 10) ? g_steal_pointer(&names) : NULL;
}

static bool contains(const GArray *people, guint index)
{
    for (guint i = 0; i < people->len; i++)
        if (g_array_index(people, guint, i) == index)
            return true;
    return false;
}

static void everybody_but(struct reader *reader, struct draft *draft, const struct list *list)
{
    for (guint i = 0; i < members_count(reader->members); i++)
        if (!contains(list->people, i))
            meeting_add_present(draft->meeting, i);
}

static void doubt_unknown(struct reader *reader, const char *where, const struct list *list)
{
    for (guint i = 0; i < list->unknown->len; i++) {
        g_autofree char *place =
            g_strdup_printf("%s: %s", where, (char *)g_ptr_array_index(list->unknown, i));
        doubt(reader, place, "person not recognised");
    }
}

static void take_present(struct reader *reader, struct draft *draft, const char *where)
{
    struct list list;
    /* "5", "5 stk": how many came, not who. */
    if (!g_ascii_isalpha(*draft->present->str) &&
        pattern_found("^\\s*\\d{1,3}\\.?\\s*(?:stk\\.?|personer|deltakere|leger|pers\\.?)?\\s*$",
                      G_REGEX_CASELESS, draft->present->str)) {
        doubt(reader, where, "a number instead of names");
        return;
    }
    g_autofree char *capitals = with_capitals(draft->present->str);
    g_autofree char *counted = names_of_count(draft->present->str);
    if (counted && !capitals)
        capitals = g_steal_pointer(&counted);
    resolve_list(reader, capitals ? capitals : draft->present->str, true, &list);
    doubt_unknown(reader, where, &list);
    if (list.everybody && !list.unknown->len && members_count(reader->members))
        everybody_but(reader, draft, &list);
    else if (!list.everybody)
        for (guint i = 0; i < list.people->len; i++)
            meeting_add_present(draft->meeting, g_array_index(list.people, guint, i));
    list_clear(&list);
}

/* Present is who is not absent; certain only where everybody absent is known. */
static void take_absent(struct reader *reader, struct draft *draft, const char *where)
{
    struct list list;
    resolve_list(reader, draft->absent->str, false, &list);
    doubt_unknown(reader, where, &list);
    if (!list.everybody && !list.unknown->len && members_count(reader->members))
        everybody_but(reader, draft, &list);
    list_clear(&list);
}

/* "Fravær: Kari Nordmann (HPR 7440613)": a member, though nobody else says so. */
static void take_absent_members(struct reader *reader, struct draft *draft)
{
    g_autoptr(GPtrArray) people = people_read(draft->absent->str, false, NULL);
    for (guint i = 0; i < people->len; i++)
        if (((struct someone *)g_ptr_array_index(people, i))->person.hpr)
            take_participant(reader, g_ptr_array_index(people, i), "fravær");
}

void attendance_resolve(struct reader *reader, struct draft *draft, const char *where)
{
    if (draft->has_marks)
        for (guint i = 0; draft->marked && i < draft->marked->len; i++)
            meeting_add_present(draft->meeting, g_array_index(draft->marked, guint, i));
    if (draft->present && draft->absent)
        take_absent_members(reader, draft);
    if (draft->present)
        take_present(reader, draft, where);
    else if (draft->absent && !draft->has_marks)
        take_absent(reader, draft, where);
}
