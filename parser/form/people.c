#include "parser/form/people.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/identifiers.h"
#include "parser/form/labels.h"
#include "parser/form/vocabulary.h"
#include <stdlib.h>
#include <string.h>

#define LONGEST_NAME 80
#define LONGEST_TEXT 4000

struct someone *someone_new(void)
{
    return g_new0(struct someone, 1);
}

void someone_free(struct someone *someone)
{
    if (!someone)
        return;
    g_free(someone->person.name);
    g_free(someone->person.hpr);
    g_free(someone->person.email);
    g_free(someone->person.specialty);
    g_free(someone->person.profession);
    g_free(someone->person.workplace);
    g_free(someone->alias);
    g_free(someone);
}

/* "3. Kari Nordmann", "nr. 3 - Kari", "3 Kari". */
static GRegex *enumeration(void)
{
    return pattern(
        "^(?:nr\\.?\\s*)?(\\d{1,2})(?:[.):]|\\s*-)\\s*(?=[\\p{L}(])|^(\\d{1,2})\\s+(?=\\p{Lu}\\p{Ll})",
        G_REGEX_CASELESS | G_REGEX_OPTIMIZE);
}

static void take_enumeration(char **text, struct someone *someone)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!has_digit(*text) || !g_regex_match(enumeration(), *text, 0, &match))
        return;
    g_autofree char *one = g_match_info_fetch(match, 1);
    g_autofree char *other = g_match_info_fetch(match, 2);
    someone->number = (guint)atoi(one && *one ? one : other ? other : "0");
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    g_autofree char *old = *text;
    *text = g_strdup(old + end);
}

/* "spes. allmennmed. Kari Nordmann": the specialty stands in front of the name. */
static void take_specialty_in_front(char **text, struct someone *someone)
{
    if (g_ascii_strncasecmp(*text, "spes", 4) != 0)
        return;
    const char *end = *text;
    for (guint words = 0; words < 4 && (end = strchr(end, ' ')); words++, end++) {
        g_autofree char *front = g_strndup(*text, (gsize)(end - *text));
        const char *specialty = vocabulary_specialty(front);
        if (!specialty || !g_unichar_isupper(g_utf8_get_char(end + 1)))
            continue;
        someone->person.specialty = g_strdup(specialty);
        memmove(*text, end + 1, strlen(end + 1) + 1);
        return;
    }
}

/* The letters of a short form, in its order among those of the text. */
static bool holds_letters(const char *text, const char *alias)
{
    g_autofree char *whole = text_fold(text), *part = text_fold(alias);
    const char *at = whole;
    for (const char *p = part; *p && at; p = g_utf8_next_char(p)) {
        gunichar letter = g_utf8_get_char(p);
        if (letter == '.')
            continue;
        at = g_utf8_strchr(at, -1, letter);
        at = at ? g_utf8_next_char(at) : NULL;
    }
    return at != NULL;
}

/* What stands between a short form and a name: "=", ":", a dash, or a tab. The end where there is none. */
static const char *find_alias_sign(const char *text)
{
    const char *sign = text + strcspn(text, "=:-\t"), *dash = strstr(text, "\xe2\x80\x93");
    return dash && dash < sign ? dash : sign;
}

static GRegex *alias_before_name(void)
{
    return pattern("^\\(?(\\p{L}[\\p{L}.]{0,5})\\)?\\s*(?:=|:|\xe2\x80\x93|\\s-\\s|\\s-|\\t)\\s*(?=\\p{L})",
                   G_REGEX_CASELESS | G_REGEX_OPTIMIZE);
}

/* Cuts off what stands in front of a place: a short form of the name. Takes over the form. */
static void take_front(char **text, int end, char *alias, struct someone *someone)
{
    someone->alias = alias;
    g_autofree char *old = *text;
    *text = g_strdup(old + end);
}

/* Whether the words of a name begin with these letters, one after the other, and as many of them. */
static bool are_initials_of(const char *letters, const char *name)
{
    bool begins = true;
    for (; *letters && *name; name = g_utf8_next_char(name)) {
        gunichar c = g_utf8_get_char(name);
        if (begins && c != g_utf8_get_char(letters))
            return false;
        if (begins)
            letters = g_utf8_next_char(letters);
        begins = c == ' ' || c == '-';
    }
    return *letters == '\0';
}

/* "KN Kari Nordmann" */
static void take_initials(char **text, struct someone *someone)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (someone->alias ||
        !g_regex_match(pattern("^(\\p{Lu}{2,4})\\s+(?=\\p{Lu}\\p{Ll})", 0), *text, 0, &match))
        return;
    g_autofree char *letters = g_match_info_fetch(match, 1);
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    if (are_initials_of(letters, *text + end))
        take_front(text, end, g_steal_pointer(&letters), someone);
}

/* "BB = Bjørn Bakken": short, in capitals, or made of letters that the name has. */
static void take_alias(char **text, struct someone *someone)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!*find_alias_sign(*text) || !g_regex_match(alias_before_name(), *text, 0, &match))
        return;
    g_autofree char *alias = g_match_info_fetch(match, 1);
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    if (label_of(alias) || vocabulary_is_title(alias) || !g_unichar_isupper(g_utf8_get_char(alias)) ||
        vocabulary_mark(*text + end) != MARK_UNKNOWN || label_of(*text + end) ||
        !holds_letters(*text + end, alias))
        return;
    take_front(text, end, g_steal_pointer(&alias), someone);
}

/* --- pieces between commas */

enum piece {
    PIECE_EMPTY,
    PIECE_SPECIALTY,
    PIECE_PROFESSION,
    PIECE_LEADER,
    PIECE_SECRETARY,
    PIECE_WORKPLACE,
    PIECE_PLACE,
    PIECE_NAME,
    PIECE_WORD,
    PIECE_OTHER
};

static enum piece piece_of(const char *piece)
{
    if (!*piece)
        return PIECE_EMPTY;
    enum label label = label_of(piece);
    if (label == LABEL_LEADER)
        return PIECE_LEADER;
    if (label == LABEL_SECRETARY)
        return PIECE_SECRETARY;
    if (vocabulary_specialty(piece))
        return PIECE_SPECIALTY;
    if (vocabulary_profession(piece))
        return PIECE_PROFESSION;
    if (vocabulary_is_workplace(piece))
        return PIECE_WORKPLACE;
    g_autofree char *name = name_tidy(piece);
    if (name_is_likely(name))
        return PIECE_NAME;
    if (vocabulary_is_municipality(piece))
        return PIECE_PLACE;
    return name_may_be(name) ? PIECE_WORD : PIECE_OTHER;
}

static void set_text(char **to, const char *text)
{
    if (!*to && text)
        *to = g_strdup(text);
}

static void take_attribute(struct someone *someone, enum piece kind, const char *piece)
{
    switch (kind) {
    case PIECE_SPECIALTY:
        set_text(&someone->person.specialty, vocabulary_specialty(piece));
        break;
    case PIECE_PROFESSION:
        set_text(&someone->person.profession, vocabulary_profession(piece));
        break;
    case PIECE_LEADER:
        someone->leads = true;
        break;
    case PIECE_SECRETARY:
        someone->keeps_list = true;
        break;
    case PIECE_WORKPLACE:
        set_text(&someone->person.workplace, piece);
        break;
    default:
        break;
    }
}

/* What stands in brackets behind a name: "(sekretær)", "(BB)". */
static void take_brackets(const char *text, struct someone *someone)
{
    const char *open = strchr(text, '(');
    const char *close = open ? strchr(open, ')') : NULL;
    if (!close)
        return;
    g_autofree char *inside = g_strndup(open + 1, (gsize)(close - open - 1));
    g_autofree char *tidy = text_tidy(inside);
    bool capitals = *tidy && g_utf8_strlen(tidy, -1) >= 2 && g_utf8_strlen(tidy, -1) <= 4;
    for (const char *p = tidy; *p && capitals; p = g_utf8_next_char(p))
        capitals = g_unichar_isupper(g_utf8_get_char(p));
    if (capitals && !vocabulary_profession(tidy) && !vocabulary_specialty(tidy))
        set_text(&someone->alias, tidy);
    else
        take_attribute(someone, piece_of(tidy), tidy);
}

/* Splits at commas and the like that stand outside brackets; tidy pieces. */
static GPtrArray *pieces_of(const char *text, bool at_and)
{
    GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
    GString *piece = g_string_new(NULL);
    int depth = 0;
    for (const char *p = text;; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        depth += c == '(' ? 1 : c == ')' && depth ? -1 : 0;
        bool and = at_and && !depth &&
                   (strncmp(p, " og ", 4) == 0 || strncmp(p, " & ", 3) == 0 || strncmp(p, " samt ", 6) == 0);
        bool dash = !depth && (strncmp(p, " - ", 3) == 0 || strncmp(p, " \xe2\x80\x93 ", 5) == 0);
        if (c == '\0' ||
            (!depth && (c == ',' || c == '\t' || c == '|' || c == '/' || c == '\n' || c == ';')) || and ||
            dash) {
            g_ptr_array_add(pieces, text_tidy(piece->str));
            g_string_truncate(piece, 0);
            if (c == '\0')
                break;
            if (and)
                p += strncmp(p, " samt ", 6) == 0 ? 5 : strncmp(p, " & ", 3) == 0 ? 2 : 3;
            else if (dash)
                p += strncmp(p, " - ", 3) == 0 ? 2 : 4;
            continue;
        }
        g_string_append_unichar(piece, c);
    }
    g_string_free(piece, TRUE);
    return pieces;
}

/* Only a comma parts surname and first name; what other marks part may stand in any order. */
static bool is_comma_behind(const char *text, const char *piece)
{
    g_autofree char *tidy = text_tidy(text);
    const char *found = *piece ? strstr(tidy, piece) : NULL;
    const char *after = found ? found + strlen(piece) : "";
    return after[strspn(after, " )")] == ',';
}

/* The name out of the first pieces of a text; `used` says how many it took. */
static char *name_of_pieces(const char *text, GPtrArray *pieces, bool surname_first, guint *used)
{
    const char *first = g_ptr_array_index(pieces, 0);
    g_autofree char *surname = name_tidy(first);
    *used = 1;
    if (pieces->len > 1 && *surname) {
        g_autofree char *given = name_tidy(g_ptr_array_index(pieces, 1));
        enum piece kind = piece_of(g_ptr_array_index(pieces, 1));
        bool nameable = kind == PIECE_WORD || kind == PIECE_NAME || (kind == PIECE_PLACE && surname_first);
        if (nameable && !strchr(surname, ' ') && !surname_first && !is_comma_behind(text, first))
            return g_strdup("");
        if (nameable && *given && (surname_first || !strchr(surname, ' '))) {
            *used = 2;
            return g_strdup_printf("%s %s", given, surname);
        }
        /* "Berg Dahl, Nils" may be Nils Berg Dahl, or Berg Dahl of a place called Nils. */
        if (kind == PIECE_WORD && strchr(surname, ' '))
            return g_strdup("");
    }
    return g_steal_pointer(&surname);
}

static char *bounded(const char *text)
{
    if (strlen(text) <= LONGEST_TEXT)
        return g_strdup(text);
    char *cut = g_strndup(text, LONGEST_TEXT);
    const char *end;
    g_utf8_validate(cut, -1, &end);
    cut[end - cut] = '\0';
    return cut;
}

/* "Bjørn\nMyhre", "Kari van der\nMeer (HPR 7440613)": a name that a narrow cell has broken in two lines. */
static void join_broken_name(char *text)
{
    char *end = strchr(text, '\n');
    if (!end || end == text || strchr(",;:-", end[-1]))
        return;
    g_autofree char *first = g_strndup(text, (gsize)(end - text));
    g_autofree char *second = g_strchomp(g_strndup(end + 1, strcspn(end + 1, "\n(,")));
    g_autofree char *both = g_strdup_printf("%s %s", first, second);
    bool goes_on = piece_of(second) == PIECE_WORD || !name_is_likely(first);
    if (goes_on && name_is_likely(both) && !vocabulary_is_workplace(second))
        *end = ' ';
}

struct someone *someone_read(const char *text, bool surname_first)
{
    struct someone *someone = someone_new();
    char *rest = bounded(text);
    g_strstrip(rest);
    join_broken_name(rest);
    identifiers_take(&rest, someone);
    g_strstrip(rest);
    take_enumeration(&rest, someone);
    take_specialty_in_front(&rest, someone);
    take_alias(&rest, someone);
    take_initials(&rest, someone);
    take_brackets(rest, someone);
    g_autoptr(GPtrArray) pieces = pieces_of(rest, false);
    while (pieces->len > 1 && *(char *)g_ptr_array_index(pieces, 0) == '\0')
        g_ptr_array_remove_index(pieces, 0);
    guint used = 0;
    g_autofree char *name = name_of_pieces(rest, pieces, surname_first, &used);
    for (guint i = used; i < pieces->len; i++)
        take_attribute(someone, piece_of(g_ptr_array_index(pieces, i)), g_ptr_array_index(pieces, i));
    if (*name && strlen(name) <= LONGEST_NAME && !strpbrk(name, "0123456789=@") && !someone->cut)
        someone->person.name = g_steal_pointer(&name);
    g_free(rest);
    return someone;
}

/* True when the chunk names one person with things about them, rather than several persons. */
static bool is_one_person(GPtrArray *pieces, bool surname_first)
{
    guint names = 0, words = 0;
    for (guint i = 0; i < pieces->len; i++) {
        enum piece kind = piece_of(g_ptr_array_index(pieces, i));
        names += kind == PIECE_NAME;
        words += kind == PIECE_WORD;
    }
    if (surname_first && pieces->len >= 2)
        return names + words <= 2;
    return (names == 1 && words <= 1) || (names == 0 && words == 2);
}

static void add_person(GPtrArray *people, struct someone *someone, guint *strangers)
{
    if (someone->person.name &&
        (name_is_likely(someone->person.name) || (someone->alias && name_may_be(someone->person.name)))) {
        g_ptr_array_add(people, someone);
        return;
    }
    if (strangers)
        (*strangers)++;
    someone_free(someone);
}

static void read_chunk(const char *chunk, bool surname_first, GPtrArray *people, guint *strangers)
{
    g_autoptr(GPtrArray) pieces = pieces_of(chunk, true);
    guint hprs = 0;
    for (guint i = 0; i < pieces->len; i++)
        hprs += has_bare_number(g_ptr_array_index(pieces, i));
    if (hprs <= 1 && is_one_person(pieces, surname_first)) {
        add_person(people, someone_read(chunk, surname_first), strangers);
        return;
    }
    /* Several: each begins with a name, what follows belongs to it. */
    g_autoptr(GString) one = g_string_new(NULL);
    for (guint i = 0; i <= pieces->len; i++) {
        const char *piece = i < pieces->len ? g_ptr_array_index(pieces, i) : NULL;
        struct someone *named = piece ? someone_read(piece, false) : NULL;
        bool begins = !piece || (named->person.name && name_is_likely(named->person.name));
        someone_free(named);
        if (begins && one->len) {
            add_person(people, someone_read(one->str, false), strangers);
            g_string_truncate(one, 0);
        }
        if (piece && *piece)
            g_string_append_printf(one, "%s%s", one->len ? ", " : "", piece);
    }
}

/* "Kari Nordmann; 7440613; kari@legekontor.no": semicolons between what is said of one person. */
static void join_one_person(char *text)
{
    guint named = 0, chunks = 0;
    g_auto(GStrv) parts = g_strsplit(text, ";", -1);
    if (!parts[0] || !parts[1] || strchr(text, '\n'))
        return;
    for (char **part = parts; *part; part++) {
        g_autofree char *tidy = text_tidy(*part);
        enum piece piece = piece_of(tidy);
        bool aside = piece == PIECE_EMPTY || piece == PIECE_SPECIALTY || piece == PIECE_PROFESSION ||
                     piece == PIECE_WORKPLACE || has_email(tidy) ||
                     strspn(tidy, "0123456789 ") == strlen(tidy) || g_ascii_strncasecmp(tidy, "hpr", 3) == 0;
        named += !aside;
        chunks += !aside || piece != PIECE_EMPTY;
    }
    if (named == 1 && chunks > 1)
        g_strdelimit(text, ";", ',');
}

GPtrArray *people_read(const char *text, bool surname_first, guint *strangers)
{
    GPtrArray *people = g_ptr_array_new_with_free_func((GDestroyNotify)someone_free);
    g_autofree char *look = bounded(text);
    join_one_person(look);
    /* "BB = Bjørn Bakken, HPR 7440613. PL = Per Lie": sentences, each of which explains a short form. */
    g_autofree char *parted = strchr(look, '=')
                                  ? g_regex_replace_literal(pattern("\\.\\s+(?=\\p{Lu}[\\p{L}-]*\\s*=)", 0),
                                                            look, -1, 0, ";", 0, NULL)
                                  : NULL;
    /* "Bjørn Bakken (7440613) Per Lie (7440621)": a number in brackets is the end of a person. */
    g_autofree char *ended = strchr(look, ')')
                                 ? g_regex_replace_literal(pattern("(?<=\\d{5}\\))\\s+(?=\\p{Lu}\\p{Ll})", 0),
                                                           parted ? parted : look, -1, 0, ";", 0, NULL)
                                 : NULL;
    g_auto(GStrv) chunks = g_strsplit_set(ended ? ended : parted ? parted : look, "\n;", -1);
    for (char **chunk = chunks; *chunk; chunk++) {
        g_autofree char *tidy = text_tidy(*chunk);
        if (*tidy)
            read_chunk(tidy, surname_first, people, strangers);
    }
    return people;
}
