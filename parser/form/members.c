#include "parser/form/members.h"

#include "base/text.h"
#include "parser/form/vocabulary.h"
#include <stdlib.h>
#include <string.h>

/* How the form speaks of a participant. */
struct member {
    char *folded;         /* the whole name */
    guint hash;           /* of that */
    char **words;         /* of it, hyphens kept */
    char **parts;         /* of it, hyphenated names split */
    char *initials;       /* of all parts */
    char *short_initials; /* first and last */
    char *word_initials;  /* of all words: Jan-Erik Røyseth is jr */
    char *bare_initials;  /* of the parts that are no particles: Tor van der Meer is tm */
    char *alias;          /* folded, or NULL */
    guint number;
};

struct members {
    struct form *form;  /* borrowed */
    GPtrArray *members; /* of struct member *, in step with form->participants */
    GHashTable *names;  /* as written -> index of one that has it */
    gsize longest;      /* bytes of a folded name */
};

static void member_free(gpointer data)
{
    struct member *member = data;
    g_free(member->folded);
    g_free(member->words);
    g_free(member->parts);
    g_free(member->initials);
    g_free(member->short_initials);
    g_free(member->word_initials);
    g_free(member->bare_initials);
    g_free(member->alias);
    g_free(member);
}

struct members *members_new(struct form *form)
{
    struct members *members = g_new0(struct members, 1);
    members->form = form;
    members->members = g_ptr_array_new_with_free_func(member_free);
    members->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return members;
}

void members_free(struct members *members)
{
    g_ptr_array_unref(members->members);
    g_hash_table_unref(members->names);
    g_free(members);
}

guint members_count(const struct members *members)
{
    return members->members->len;
}

static const struct member *member_at(const struct members *members, guint index)
{
    return g_ptr_array_index(members->members, index);
}

static const struct person *person_at(const struct members *members, guint index)
{
    return g_ptr_array_index(members->form->participants, index);
}

/* The words of a text, then NULL, with their letters behind them in the same piece of memory. */
static char **words_of(const char *folded, const char *separators)
{
    gsize length = strlen(folded), most = length / 2 + 2;
    char **words = g_malloc(most * sizeof *words + length + 1), **next = words;
    char *copy = memcpy((char *)(words + most), folded, length + 1), *rest = copy;
    for (char *word; (word = strtok_r(NULL, separators, &rest));)
        *next++ = word;
    *next = NULL;
    return words;
}

static char *initials_of(char **words)
{
    GString *initials = g_string_new(NULL);
    for (char **word = words; *word; word++)
        g_string_append_unichar(initials, g_utf8_get_char(*word));
    return g_string_free(initials, FALSE);
}

static char *initials_without_particles(char **words)
{
    GString *initials = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (!name_is_particle(*word))
            g_string_append_unichar(initials, g_utf8_get_char(*word));
    return g_string_free(initials, FALSE);
}

static char *first_and_last(char **words)
{
    guint count = g_strv_length(words);
    GString *initials = g_string_new(NULL);
    if (count) {
        g_string_append_unichar(initials, g_utf8_get_char(words[0]));
        g_string_append_unichar(initials, g_utf8_get_char(words[count - 1]));
    }
    return g_string_free(initials, FALSE);
}

static struct member *member_new(const char *name)
{
    struct member *member = g_new0(struct member, 1);
    member->folded = text_fold(name ? name : "");
    member->hash = g_str_hash(member->folded);
    member->words = words_of(member->folded, " ");
    member->parts = words_of(member->folded, " -");
    member->initials = initials_of(member->parts);
    member->short_initials = first_and_last(member->parts);
    member->word_initials = initials_of(member->words);
    member->bare_initials = initials_without_particles(member->parts);
    return member;
}

static void complete(char **to, const char *from)
{
    if (!*to && from)
        *to = g_strdup(from);
}

static void complete_member(struct member *member, const struct someone *someone)
{
    if (!member->alias && someone->alias)
        member->alias = text_fold(someone->alias);
    if (!member->number)
        member->number = someone->number;
}

static bool contradicts(const char *one, const char *other)
{
    return one && other && strcmp(one, other) != 0;
}

guint members_add(struct members *members, const struct someone *someone, bool *again)
{
    g_autofree char *folded = text_fold(someone->person.name ? someone->person.name : "");
    guint hash = g_str_hash(folded);
    for (guint i = 0; i < members->members->len; i++) {
        struct member *member = g_ptr_array_index(members->members, i);
        struct person *person = g_ptr_array_index(members->form->participants, i);
        bool same_name = member->hash == hash && strcmp(member->folded, folded) == 0;
        bool same_number =
            person->hpr && someone->person.hpr && strcmp(person->hpr, someone->person.hpr) == 0;
        if (!same_name || (!same_number && contradicts(person->hpr, someone->person.hpr)))
            continue;
        complete(&person->hpr, someone->person.hpr);
        complete(&person->email, someone->person.email);
        complete(&person->specialty, someone->person.specialty);
        complete(&person->profession, someone->person.profession);
        complete(&person->workplace, someone->person.workplace);
        complete_member(member, someone);
        if (again)
            *again = true;
        return i;
    }
    struct person *person = form_add_participant(members->form);
    person->name = g_strdup(someone->person.name);
    complete(&person->hpr, someone->person.hpr);
    complete(&person->email, someone->person.email);
    complete(&person->specialty, someone->person.specialty);
    complete(&person->profession, someone->person.profession);
    complete(&person->workplace, someone->person.workplace);
    struct member *member = member_new(someone->person.name);
    complete_member(member, someone);
    members->longest = MAX(members->longest, strlen(member->folded));
    if (person->name)
        g_hash_table_insert(members->names, g_strdup(person->name), GUINT_TO_POINTER(members->members->len));
    g_ptr_array_add(members->members, member);
    if (again)
        *again = false;
    return members->members->len - 1;
}

/* --- finding */

static bool same_words(char **one, char **other)
{
    if (g_strv_length(one) != g_strv_length(other))
        return false;
    for (; *one; one++, other++)
        if (strcmp(*one, *other) != 0)
            return false;
    return true;
}

static int compare_words(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The same words in any order. */
static bool same_set(char **one, char **other)
{
    guint count = g_strv_length(one);
    if (count < 2 || count != g_strv_length(other))
        return false;
    g_autofree char **first = g_memdup2(one, sizeof *one * (count + 1));
    g_autofree char **second = g_memdup2(other, sizeof *other * (count + 1));
    qsort(first, count, sizeof *first, compare_words);
    qsort(second, count, sizeof *second, compare_words);
    return same_words(first, second);
}

/* "n" and "n." stand for any word with that letter in front. */
static bool word_fits(const char *word, const char *whole, bool abbreviated)
{
    if (strcmp(word, whole) == 0)
        return true;
    const char *after = g_utf8_next_char(word);
    return abbreviated && (*after == '\0' || (*after == '.' && after[1] == '\0')) &&
           g_utf8_get_char(word) == g_utf8_get_char(whole);
}

/* The words of the reference in this order among the words of the name. */
static bool is_part_of(char **words, char **whole, bool abbreviated)
{
    guint full = 0;
    for (; *words; words++) {
        while (*whole && !word_fits(*words, *whole, abbreviated))
            whole++;
        if (!*whole)
            return false;
        full += strcmp(*words, *whole) == 0;
        whole++;
    }
    return full > 0;
}

enum level {
    LEVEL_ALIAS,
    LEVEL_FULL,
    LEVEL_ANY_ORDER,
    LEVEL_END, /* the first name or the surname alone: "Marie" is Marie Dahl, not Kari Marie Berg */
    LEVEL_PART,
    LEVEL_ABBREVIATED,
    LEVEL_HYPHENATED,
    LEVEL_INITIALS,
    LEVELS
};

/* What a text that may refer to somebody looks like. */
struct wanted {
    char *folded;
    guint hash; /* of that */
    char **words, **parts;
    char *letters; /* the text as initials: folded, without full stops, hyphens and blanks; NULL where it is
                      too long */
    bool named;    /* the text holds a word that may be a name */
    guint number;
    char *hpr;
};

static char *letters_of(const char *folded)
{
    GString *letters = g_string_new(NULL);
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c))
            g_string_append_unichar(letters, c);
        else if (c != '.' && c != '-' && c != ' ')
            return g_string_free(letters, TRUE);
    }
    glong count = g_utf8_strlen(letters->str, -1);
    if (count < 2 || count > 5)
        return g_string_free(letters, TRUE);
    return g_string_free(letters, FALSE);
}

static bool fits(const struct member *member, const struct person *person, const struct wanted *wanted,
                 enum level level)
{
    switch (level) {
    case LEVEL_ALIAS:
        return (member->alias && strcmp(member->alias, wanted->folded) == 0) ||
               (wanted->number && member->number == wanted->number) ||
               (wanted->hpr && person->hpr && strcmp(person->hpr, wanted->hpr) == 0);
    case LEVEL_FULL:
        return member->hash == wanted->hash && strcmp(member->folded, wanted->folded) == 0;
    case LEVEL_ANY_ORDER:
        return same_set(member->parts, wanted->parts);
    case LEVEL_END: {
        guint count = g_strv_length(member->words);
        return wanted->words[0] && !wanted->words[1] && count &&
               (strcmp(wanted->words[0], member->words[0]) == 0 ||
                strcmp(wanted->words[0], member->words[count - 1]) == 0);
    }
    case LEVEL_PART:
        return is_part_of(wanted->words, member->words, false);
    case LEVEL_ABBREVIATED:
        return wanted->words[0] && wanted->words[1] && is_part_of(wanted->parts, member->parts, true);
    case LEVEL_HYPHENATED:
        return is_part_of(wanted->parts, member->parts, false);
    case LEVEL_INITIALS:
        return wanted->letters && (strcmp(member->initials, wanted->letters) == 0 ||
                                   strcmp(member->short_initials, wanted->letters) == 0 ||
                                   strcmp(member->word_initials, wanted->letters) == 0 ||
                                   strcmp(member->bare_initials, wanted->letters) == 0);
    default:
        return false;
    }
}

static void wanted_clear(struct wanted *wanted)
{
    g_free(wanted->folded);
    g_free(wanted->words);
    g_free(wanted->parts);
    g_free(wanted->letters);
    g_free(wanted->hpr);
}

/* What only the levels beyond a whole name ask for: most references are whole names. */
static void wanted_split(struct wanted *wanted)
{
    if (wanted->words)
        return;
    wanted->words = words_of(wanted->folded, " ");
    wanted->parts = words_of(wanted->folded, " -");
    wanted->letters = letters_of(wanted->folded);
}

static struct wanted wanted_of(const char *text)
{
    g_autofree char *name = name_tidy(text);
    struct wanted wanted = {.folded = text_fold(*name ? name : text), .named = *name != '\0'};
    g_autofree char *digits = text_digits(text);
    if (strlen(digits) >= 7 && strlen(digits) <= 9)
        wanted.hpr = g_strdup(digits);
    else if (*digits && strlen(digits) <= 2 && strspn(text, "0123456789. #") == strlen(text))
        wanted.number = (guint)atoi(digits);
    wanted.hash = g_str_hash(wanted.folded);
    if (!wanted.named)
        wanted_split(&wanted);
    return wanted;
}

bool name_is_meant(const char *name, const char *text)
{
    struct wanted wanted = wanted_of(text);
    struct member *member = member_new(name);
    const struct person nobody = {0};
    bool meant = false;
    for (enum level level = LEVEL_FULL; level < LEVELS && wanted.named && !meant; level++) {
        if (level > LEVEL_FULL)
            wanted_split(&wanted);
        meant = fits(member, &nobody, &wanted, level);
    }
    member_free(member);
    wanted_clear(&wanted);
    return meant;
}

enum reference members_find(const struct members *members, const char *text, guint *index)
{
    struct wanted wanted = wanted_of(text);
    guint found = 0;
    for (enum level level = 0; level < LEVELS && !found; level++) {
        if (level > LEVEL_ALIAS && (!*wanted.folded || (!wanted.named && !wanted.letters)))
            break;
        if (level > LEVEL_FULL)
            wanted_split(&wanted);
        for (guint i = 0; i < members->members->len; i++)
            if (fits(member_at(members, i), person_at(members, i), &wanted, level)) {
                *index = i;
                found++;
            }
    }
    wanted_clear(&wanted);
    return found == 0 ? REFERENCE_NOBODY : found == 1 ? REFERENCE_ONE : REFERENCE_SEVERAL;
}

bool members_find_named(const struct members *members, const char *text, guint *index)
{
    gpointer found;
    if (!strchr(text, ' ') || !g_hash_table_lookup_extended(members->names, text, NULL, &found))
        return false;
    *index = GPOINTER_TO_UINT(found);
    const struct member *named = member_at(members, *index);
    for (guint i = 0; i < members->members->len; i++) {
        const struct member *other = member_at(members, i);
        if ((i != *index && other->hash == named->hash) ||
            (other->alias && strcmp(other->alias, named->folded) == 0))
            return false;
    }
    return true;
}

static bool is_full_name(const struct member *member, char **parts)
{
    return same_words(member->parts, parts) || same_set(member->parts, parts);
}

bool members_is_full_name(const struct members *members, guint index, const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_autofree char **parts = words_of(folded, " -");
    return is_full_name(member_at(members, index), parts);
}

bool members_have_full_name(const struct members *members, const char *text)
{
    gsize letters = 0;
    for (const char *at = text; *at; at++)
        letters += *at != ' ' && *at != '-';
    /* A list of names: folding makes no letter shorter by more than this. */
    if (letters > 3 * members->longest)
        return false;
    g_autofree char *folded = text_fold(text);
    g_autofree char **parts = words_of(folded, " -");
    for (guint i = 0; i < members->members->len; i++)
        if (is_full_name(member_at(members, i), parts))
            return true;
    return false;
}

bool members_find_place(const struct members *members, const char *text, guint *index)
{
    char *end;
    guint64 place = g_ascii_strtoull(text, &end, 10);
    if (*end || end == text || end - text > 2 || !place || place > members->members->len)
        return false;
    for (guint i = 0; i < members->members->len; i++)
        if (member_at(members, i)->number)
            return false;
    *index = (guint)place - 1;
    return true;
}

/* How many letters must change to make one word the other; long words only up to a bound. */
static guint distance(const char *one, const char *other)
{
    glong n = 0, m = 0;
    g_autofree gunichar *a = g_utf8_to_ucs4_fast(one, -1, &n);
    g_autofree gunichar *b = g_utf8_to_ucs4_fast(other, -1, &m);
    if (n > 80 || m > 80)
        return 80;
    guint row[82];
    for (glong j = 0; j <= m; j++)
        row[j] = (guint)j;
    for (glong i = 1; i <= n; i++) {
        guint diagonal = row[0];
        row[0] = (guint)i;
        for (glong j = 1; j <= m; j++) {
            guint above = row[j];
            row[j] = MIN(MIN(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[m];
}

bool members_has_similar(const struct members *members, const char *name)
{
    g_autofree char *folded = text_fold(name);
    g_autofree char **parts = words_of(folded, " -");
    for (guint i = 0; i < members->members->len; i++) {
        const struct member *member = member_at(members, i);
        if (distance(folded, member->folded) <= 3)
            return true;
        if (member->parts[0] && parts[0] && strcmp(member->parts[0], parts[0]) == 0)
            return true;
    }
    return false;
}
