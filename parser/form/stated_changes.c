/* Changes of a group as people write them in letters: "Kari Nordmann slutter 31.12.2025, og Ola Hansen tar
 * over som sekretær fra 1. januar 2026." */
#include "parser/form/identifiers.h"
#include "parser/form/names.h"
#include "parser/form/phrases.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define MOST_CLAUSES 12

#define SECRETARY "(?:gruppe)?sekretær\\w*"
/* "overtar Kari Nordmann som leder" */
#define FOLLOWS                                                                                              \
    "\\b(?:overtar|overtek|overtok|tar over|tek over|tok over|(?:tar|tek|tok)(?= (?:\\S+ ){1,4}over )|går " \
    "inn|trer inn|velges|er valgt|ble "                                                                      \
    "valgt|blei vald|er vald)"                                                                               \
    "(?:\\s+[^\\s,;.]+){1,4}?\\s+som\\s+(?:ny\\s+)?"
#define LEADER "(?:gruppe)?(?:leder|leiar)\\w*"
/* "Fra 1. januar er Kari Nordmann leder" */
#define FROM_THEN "^fr[aå] (?:og med )?.{0,30}?\\b(?:er|blir|vert) (?:[^ .;]+ ){1,7}?(?:vår |ny |nye )?"
/* "Sekretærvervet i gruppa er overtatt av Kari Nordmann" */
#define OFFICE "(?:verv|rolle|oppgave|funksjon|jobb)\\w*\\b[^.;]{0,50}?"
#define TAKEN_BY                                                                                             \
    "\\b(?:overtas|overtatt|overteke|tatt over|teke over|går over til|går til|gjekk til|gikk til)\\b"
#define TAKES_OVER                                                                                           \
    "(?:overtar|overtek|overtok|overtatt|(?:tar|tek|tok|tatt|teke) over|blir|vert|ble|blei|vart|er "         \
    "valgt|er vald|er ny|har "                                                                               \
    "blitt|går inn|trer inn|har tatt|har teke)"
#define AS                                                                                                   \
    "(?:\\s+(?:heretter|no|nå|nye?|som|til|over|rollen|rolla|vervet|verv|den|vår|gruppas|gruppens))*\\s+"

/* What the words of a clause say; the first that fits. Each holds one of PHRASE_CHANGING, or is never found.
 */
static const struct {
    enum label change;
    const char *words;
} wordings[] = {
    {LABEL_NEW_EMAIL, "\\b(?:ny|nye|endret|endra|byttet|bytta|byttar|bytter|skiftet|skifta|annen|anna)\\s+(?:"
                      "privat\\s+|jobb-?)?(?:e-?post|epost|mail|e-?mail)\\w*"
                      "|\\b(?:e-?post|epost|mail|e-?mail)\\w*[^.]{0,90}\\b(?:er|blir|vert|har "
                      "blitt)\\s+(?:nå\\s+|no\\s+)?(?:endret|endra|byttet|bytta|ny)"},
    {LABEL_NEW_SECRETARY,
     "\\bnye?\\s+" SECRETARY "|" FOLLOWS SECRETARY "|\\b" TAKES_OVER AS SECRETARY "|\\bsom ny " SECRETARY
     "|\\bsekretær" OFFICE TAKEN_BY
     "|\\bsekretær(?:en|vervet)?\\s+fr[aå]\\b|\\b(?:er|blir) (?:nå|no|heretter) " SECRETARY
     "|" FROM_THEN SECRETARY},
    {LABEL_NEW_LEADER,
     "\\bnye?\\s+" LEADER "|" FOLLOWS LEADER "|\\b" TAKES_OVER AS LEADER "|\\bsom ny " LEADER
     "|\\b(?:leder|leiar)" OFFICE TAKEN_BY
     "|\\b(?:leder|leiar)(?:en|vervet)?\\s+fr[aå]\\b|\\b(?:er|blir) (?:nå|no|heretter) " LEADER
     "|" FROM_THEN LEADER},
    {LABEL_LEFT, "\\b(?:slutter|sluttar|sluttet|slutta|sluttar)\\b(?!\\s+seg "
                 "til)(?!\\s+som\\s+(?:gruppe)?(?:sekretær|leder|leiar))|\\b(?:går|gjekk|gikk|gått|trer|"
                 "trådte|meldes|melder seg|meldt "
                 "seg|meldte seg|trekker seg|trekt seg|trakk "
                 "seg)\\s+(?:nå\\s+|no\\s+|dermed\\s+)?(?:ut|fra)\\b(?!\\s+i\\s+\\w*(?:permisjon|ferie))|"
                 "\\btrekker seg\\b|\\btrekt "
                 "seg\\b|\\bforl(?:ater|ot|et)\\b"
                 "|\\bikkj?e (?:lenger|lenge|lengre|lengur) (?:med|medlem|deltaker|deltakar|i)\\b|\\bute av "
                 "(?:smågrupp|grupp)|\\bmelder? ut\\b|\\b(?:stryke|stryker|strykes|fjerne|fjernes|ta ut)\\b"
                 "(?= (?:\\S+ ){1,8}?(?:fr[aå]|av) )|\\bskal ut\\b"},
    {LABEL_JOINED,
     "\\b(?:nytt|nye|ny)\\s+(?:\\w+\\s+)?(?:medlem|deltaker|deltakar|gruppemedlem)\\w*|\\bny(?:e)? "
     "(?:lege|leger|kollega|kollegaer)\\b|\\b(?:begynner|byrjar|begynte|byrja|begynt|starter|startar|startet|"
     "starta)\\b"
     /* "Vi tre som er med" were there before. */
     "|\\b(?:(?<!\\bsom )er|er(?= med "
     "fr[aå]\\b)|blir|vert|ble|blei|vart|blitt|bli)\\s+(?:nå\\s+|no\\s+|også\\s+)?(?:med|medlem|"
     "deltaker|deltakar)\\b|\\b(?:kommer|kjem|kom|kommet|trer|trådte|meldes|tas)\\s+(?:nå\\s+|no\\s+)?inn\\b"
     "|^inn (?:kommer|kjem|trer)\\b|\\bmelder? inn\\b|\\bskal inn\\b|\\b(?:tas|blir tatt|er tatt|vert teken) "
     "opp i\\b"
     "|\\bhar (?:to|tre|fire|flere|fleire) nye\\b"
     "|^fr[aå] (?:og med )?.{0,30}?\\b(?:er|blir|vert) (?:[^ .;]+ ){2,6}?med i\\b"
     "|\\b(?:fått|fekk|fikk|får)\\s+(?:\\w+\\s+)?nye\\b|\\bnye (?:i|på) (?:små)?grupp"
     "|\\bplass(?:en)?\\b[^.]{0,30}?\\b(?:overtas|blir overtatt|er overtatt|fylles) av\\b"
     "|\\bslutt(?:er|ar|et|a) seg til\\b|\\bhar fått med\\b|\\bvelkommen til\\b"},
};

struct clause {
    enum label change;
    gsize from, to;   /* of its words */
    gsize begin, end; /* of the clause */
};

/* A question, a wish or a plan: nothing that has been decided. */
static bool is_uncertain(const char *folded)
{
    if (pattern_found(
            "\\b(?:registrere|notere|føre opp|legge (?:inn|til)|melde (?:inn|ut|fra|frå)|oppdatere|endre)\\b",
            0, folded) &&
        !pattern_found("\\b(?:hvordan|korleis|hvor|kor|hvem|kven|når|hvis|dersom)\\b", 0, folded))
        return false;
    return strchr(folded, '?') ||
           pattern_found(
               "\\b(?:hvis|dersom|kanskje|vurderer|eventuelt|ønsker å|ønskjer å|kunne|hvordan|korleis|"
               "usikker|trolig|sannsynligvis|håper å|håpar å|muligens|kan hende|tenker å|vil gjerne)\\b",
               0, folded);
}

static bool is_denied(const char *folded)
{
    return pattern_found("\\bikkj?e\\b(?! (?:lenger|lenge|lengre|lengur))|\\bverken\\b|\\bingen\\b", 0,
                         folded);
}

/* The words of change in a sentence, in order, none inside another. */
static guint find_words(const char *folded, struct clause *clauses)
{
    guint count = 0;
    if (!phrase_within(PHRASE_CHANGING, folded))
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS(wordings); i++) {
        GRegex *regex = pattern(wordings[i].words, 0);
        g_autoptr(GMatchInfo) match = NULL;
        g_regex_match(regex, folded, 0, &match);
        for (; g_match_info_matches(match) && count < MOST_CLAUSES; g_match_info_next(match, NULL)) {
            int from, to;
            g_match_info_fetch_pos(match, 0, &from, &to);
            bool inside = false;
            for (guint k = 0; k < count; k++)
                inside = inside || ((gsize)from < clauses[k].to && (gsize)to > clauses[k].from);
            if (!inside)
                clauses[count++] = (struct clause){wordings[i].change, (gsize)from, (gsize)to, 0, 0};
        }
    }
    for (guint i = 1; i < count; i++)
        for (guint k = i; k && clauses[k].from < clauses[k - 1].from; k--) {
            struct clause moved = clauses[k];
            clauses[k] = clauses[k - 1];
            clauses[k - 1] = moved;
        }
    return count;
}

enum label change_in_words(const char *text)
{
    g_autofree char *folded = text_fold(text);
    struct clause clauses[MOST_CLAUSES];
    guint count = find_words(folded, clauses);
    if (!count || is_uncertain(folded) || is_denied(folded))
        return LABEL_NONE;
    for (guint i = 1; i < count; i++)
        if (clauses[i].change != clauses[0].change)
            return LABEL_NONE;
    return clauses[0].change;
}

bool tells_of_change(const char *text)
{
    g_autofree char *folded = text_fold(text);
    struct clause clauses[MOST_CLAUSES];
    return find_words(folded, clauses) > 0;
}

/* Where the clause of the first words ends and the next begins; false where that is not certain. */
static bool part(const char *text, struct clause *one, struct clause *next)
{
    GRegex *signs[] = {pattern(",?\\s+mens\\s+|;\\s*|,\\s+og\\s+|\\s+[\xe2\x80\x93-]\\s+", 0),
                       pattern(",\\s+", 0), pattern("\\s+og\\s+", 0)};
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (!g_regex_match_full(signs[i], text, (gssize)next->from, (gint)one->to, 0, &match, NULL))
            continue;
        int from, to;
        g_match_info_fetch_pos(match, 0, &from, &to);
        one->end = (gsize)from;
        next->begin = (gsize)to;
        /* A second sign of the kind may part elsewhere. */
        return !g_match_info_next(match, NULL) || !g_match_info_matches(match);
    }
    return false;
}

/* The one whom somebody follows is no news: "etter Ola Hansen". */
static bool is_predecessor(const char *text, const struct found_name *name)
{
    g_autofree char *before = g_strndup(text, name->from);
    g_strchomp(before);
    return pattern_found("(?:\\b(?:etter|for|fr[aå]|avløser|erstatter|avløyser|erstattar|og tar over "
                         "for)|tar over etter)(?:\\s+(?:lege|dr\\.?))?$",
                         G_REGEX_CASELESS, before);
}

static GPtrArray *people_in(const char *text)
{
    GPtrArray *names = names_in(text);
    for (guint i = names->len; i-- > 0;)
        if (is_predecessor(text, g_ptr_array_index(names, i)))
            g_ptr_array_remove_index(names, i);
    return names;
}

/* "endret fra gammel@legekontor.no til ny@legekontor.no": the new one; of others the only one. Caller owns
 * it. */
static char *new_address_in(const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(pattern("\\S+@\\S+ (?:og )?til (\\S+@\\S+)", 0), text, 0, &match))
        return email_read(text);
    g_autofree char *address = g_match_info_fetch(match, 1);
    return email_read(address);
}

/* Number and address that stand between one name and the next. */
static void complete_person(struct reader *reader, struct person *person, const char *text)
{
    GRegex *label =
        pattern("\\bhpr\\D{0,20}(\\d[\\d ]{4,10}\\d)(?!\\d)|\\(\\s*(\\d{6,9})\\s*\\)", G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (!person->hpr && g_regex_match(label, text, 0, &match)) {
        g_autofree char *one = g_match_info_fetch(match, 1);
        g_autofree char *other = g_match_info_fetch(match, 2);
        bool identity, doubtful;
        person->hpr = hpr_read(one && *one ? one : other, &identity, &doubtful);
        if (identity || doubtful)
            doubt(reader, person->name ? person->name : "endring",
                  identity ? "national identity number" : "HPR number not understood");
    }
    if (!person->email)
        person->email = new_address_in(text);
}

/* "Fra nyttår" is the first of January. */
static bool is_from_new_year(const char *text)
{
    return pattern_found(
        "\\b(?:fr[aå](?: og med)?|f\\.?o\\.?m\\.?)\\s+(?:nyttår|årsskiftet|årsskifte|nytt år)\\b",
        G_REGEX_CASELESS, text);
}

/* "Fra mars", "ut året": a time that is no day. */
static bool is_vague_time(const char *text)
{
    return pattern_found(
        "\\b(?:fr[aå](?: og med)?|f\\.?o\\.?m\\.?|i løpet av|ved|ut|til)\\s+(?:slutten av\\s+)?"
        "(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|høsten|"
        "hausten|våren|sommeren|sommaren|vinteren|nyttår|årsskiftet|året|neste|påske)\\b",
        G_REGEX_CASELESS, text);
}

/* The day in a clause: the only one, or the only one behind "fra". False where there are others. */
static bool day_of(struct reader *reader, const char *text, char **iso)
{
    struct when when, best = {0};
    gsize begin, end = 0;
    guint days = 0, sure = 0;
    while (day_in_text(text, end, &when, &begin, &end)) {
        g_autofree char *before = g_strndup(text, begin);
        bool from = pattern_found(
            "(?:\\bfr[aå]|\\bfr[aå] og med|f\\.?o\\.?m\\.?|\\bper|\\bpr\\.?|\\bden|\\bfr[aå] den)\\s*$",
            G_REGEX_CASELESS, before);
        days++;
        sure += from;
        if (days == 1 || (from && sure == 1))
            best = when;
    }
    if (!days && is_from_new_year(text)) {
        best = (struct when){.state = DAY_READ, .day = {.month = 1, .day = 1}};
        days = 1;
    }
    /* "Ny sekretær fra samme dato": the day of the change before. */
    const GPtrArray *told = reader->form->changes;
    if (!days && told->len &&
        pattern_found("\\b(?:samme|same) (?:dato|dag|tid|tidspunkt)\\b", G_REGEX_CASELESS, text)) {
        *iso = g_strdup(((struct change *)g_ptr_array_index(told, told->len - 1))->date);
        return *iso != NULL;
    }
    *iso = days == 1 || sure == 1 ? day_of_change(reader, &best, "endring, dato") : NULL;
    if ((days > 1 && sure != 1) || (!days && is_vague_time(text)))
        doubt(reader, "endring, dato", "date not understood");
    return days > 0;
}

static bool takes_one_person(enum label change)
{
    return change == LABEL_NEW_SECRETARY || change == LABEL_NEW_LEADER || change == LABEL_NEW_EMAIL;
}

/* Whoever writes says "jeg": the sender, or the name under the letter. */
static char *writer_of(const struct reader *reader, const char *folded)
{
    if (!pattern_found("\\b(?:jeg|eg|min|mi|mitt|meg|undertegnede|underteikna)\\b", 0, folded))
        return NULL;
    struct someone *writer = reader->around->writer ? someone_read(reader->around->writer, false) : NULL;
    char *name = writer && writer->person.name && name_is_likely(writer->person.name)
                     ? g_strdup(writer->person.name)
                     : NULL;
    someone_free(writer);
    if (name)
        return name;
    for (guint at = reader->end; at-- > reader->begin;) {
        const struct line *line = line_at(reader, at);
        if (!line->block || line->is_row)
            continue;
        if (!pattern_found("^(?:mvh|vh|hilsen|helsing|(?:med "
                           ")?(?:vennlig|vennleg|venleg|beste?|god|hjertelig) (?:hilsen|helsing))\\b",
                           G_REGEX_CASELESS, line->whole))
            continue;
        const struct line *next = line_at(reader, at + 1);
        for (guint below = at + 1; next && !next->filled && below < at + 3; below++)
            next = line_at(reader, below + 1);
        g_autoptr(GPtrArray) here = names_in(line->whole);
        g_autoptr(GPtrArray) under = names_in(next ? next->whole : "");
        GPtrArray *names = here->len ? here : under;
        return names->len == 1 ? g_strdup(((struct found_name *)g_ptr_array_index(names, 0))->name) : NULL;
    }
    return NULL;
}

static bool take_clause(struct reader *reader, const struct clause *clause, const char *text,
                        const char *before)
{
    /* "Ny e-postadresse for Kari Nordmann" */
    g_autoptr(GPtrArray) names = clause->change == LABEL_NEW_EMAIL ? names_in(text) : people_in(text);
    g_autofree char *folded = text_fold(text);
    g_autofree char *written = clause->change == LABEL_NEW_EMAIL ? new_address_in(text) : NULL;
    char *iso = NULL;
    /* "Fastlege Per Vik slutter, og Nina Ås tar over listen hans": of a practice, or of two people. */
    bool practice =
        (clause->change == LABEL_LEFT || clause->change == LABEL_JOINED) &&
        pattern_found(
            "\\b(?:pasientliste\\w*|liste(?:n|ne|a)|hjemmel\\w*|praksis\\w*|(?:på|ved|fra|frå) (?:kontoret|"
            "legekontoret|legesenteret))\\b|\\b(?:tar|tek|tok) over\\b|\\bover(?:tar|tek|tok)\\b",
            0, folded);
    if (is_uncertain(folded) || is_denied(folded) || practice ||
        (clause->change == LABEL_NEW_EMAIL && !written)) {
        if (names->len)
            reader->unclear_changes++;
        return false;
    }
    g_autofree char *writer = names->len ? NULL : writer_of(reader, folded);
    const char *only = names->len ? NULL : before && clause->change != LABEL_LEFT ? before : writer;
    if ((!names->len && !only && !written) || (takes_one_person(clause->change) && names->len > 1)) {
        /* "Hun erstatter Per Vik, som sluttet 1. mars." */
        g_autoptr(GPtrArray) all = names_in(text);
        reader->unclear_changes += names->len > 1 || (clause->change == LABEL_LEFT && all->len);
        return false;
    }
    day_of(reader, text, &iso);
    for (guint i = 0; i < MAX(names->len, 1); i++) {
        const struct found_name *name = names->len ? g_ptr_array_index(names, i) : NULL;
        gsize end =
            i + 1 < names->len ? ((struct found_name *)g_ptr_array_index(names, i + 1))->from : strlen(text);
        g_autofree char *behind = name ? g_strndup(text + name->to, end - name->to) : g_strdup(text);
        struct someone *someone = someone_new();
        someone->person.name = g_strdup(name ? name->name : only);
        /* One person: the number may stand anywhere in the clause. */
        complete_person(reader, &someone->person, names->len > 1 ? behind : text);
        take_change(reader, clause->change, someone, NULL);
        reader->change->date = g_strdup(iso);
        someone_free(someone);
        reader->stated_changes++;
    }
    if (names->len > 1)
        reader->change = NULL;
    g_free(iso);
    return true;
}

/* "HPR-nummeret hennes er 1234567." behind the sentence on somebody new. */
static bool take_afterthought(struct reader *reader, const char *sentence)
{
    g_autoptr(GPtrArray) names = names_in(sentence);
    if (!reader->change || !reader->stated_changes || names->len ||
        !pattern_found("^(?:hennes|hans|hun|han|ho)\\b|\\b(?:hennes|hans|har|sitt?)\\b|^(?:hpr|e-?post|mail)",
                       G_REGEX_CASELESS, sentence))
        return false;
    complete_person(reader, &reader->change->person, sentence);
    if (!reader->change->date)
        day_of(reader, sentence, &reader->change->date);
    return true;
}

/* "Vi har fått to nye medlemmer fra 1. november:": what the lines below are. */
static bool opens_list(struct reader *reader, const char *sentence, const struct clause *clause)
{
    g_autoptr(GPtrArray) names = people_in(sentence);
    g_autofree char *folded = text_fold(sentence);
    bool list = clause->change == LABEL_JOINED || clause->change == LABEL_LEFT;
    /* "Disse er med:" are members; "nye" are not. */
    list = list && pattern_found("\\b(?:nye?|nytt|slutt\\w+|begyn\\w+|byrja\\w*|ut av)\\b", 0, folded);
    if (!list || !g_str_has_suffix(sentence, ":") || names->len || is_uncertain(folded) || is_denied(folded))
        return false;
    reader->section = clause->change;
    if (!reader->changes_from && !reader->form->changes->len)
        day_of(reader, sentence, &reader->changes_from);
    return true;
}

/* "Kari slutter som sekretær 1. november.": an office that somebody takes over in a sentence behind. */
static void leave_office(struct reader *reader, const char *sentence, const char *lower)
{
    if (!pattern_found("\\b(?:slutt(?:er|ar|et|a)|går av|gått av|trer av|fratrer|gir seg|gjev seg|fra "
                       "seg|frå seg|trekker seg)\\b[^.]{0,30}"
                       "\\bsom (?:gruppe)?(?:sekretær|leder|leiar)",
                       0, lower) ||
        is_uncertain(lower))
        return;
    reader->vacant =
        pattern_found("som (?:gruppe)?sekretær", 0, lower) ? LABEL_NEW_SECRETARY : LABEL_NEW_LEADER;
    g_clear_pointer(&reader->vacant_from, g_free);
    day_of(reader, sentence, &reader->vacant_from);
}

/* "Live Moe tar over.", "Jeg, Hanne Lie, tar over fra 1. oktober." */
static bool take_office_over(struct reader *reader, const char *sentence, const char *lower)
{
    if (!reader->vacant || pattern_found("\\b(?:som|etter)\\b", 0, lower) ||
        !pattern_found("\\b(?:tar over|overtar|tek over|overtek|tok over|overtok)\\b", 0, lower) ||
        is_uncertain(lower) || is_denied(lower))
        return false;
    g_autoptr(GPtrArray) names = people_in(sentence);
    g_autofree char *writer = names->len ? NULL : writer_of(reader, lower);
    if (names->len > 1 || (!names->len && !writer)) {
        reader->unclear_changes++;
        return false;
    }
    struct someone *someone = someone_new();
    someone->person.name =
        g_strdup(names->len ? ((struct found_name *)g_ptr_array_index(names, 0))->name : writer);
    complete_person(reader, &someone->person, sentence);
    take_change(reader, reader->vacant, someone, NULL);
    someone_free(someone);
    reader->stated_changes++;
    g_clear_pointer(&reader->change->date, g_free);
    if (!day_of(reader, sentence, &reader->change->date))
        reader->change->date = g_strdup(reader->vacant_from);
    reader->vacant = LABEL_NONE;
    return true;
}

/* "Jeg går av som sekretær 1. februar, og Mia Moe tar over.": the second half. */
static bool take_successor(struct reader *reader, const char *sentence)
{
    const char *last = NULL;
    for (const char *at = sentence; (at = strstr(at, " og ")); at += strlen(" og "))
        last = at + strlen(" og ");
    g_autofree char *lower = last ? g_utf8_strdown(last, -1) : NULL;
    return lower && take_office_over(reader, last, lower);
}

/* "Jeg er medlem i Elvegruppa": what has been so all the time. */
static bool tells_of_membership(const char *lower, const struct clause *clause)
{
    g_autofree char *words = g_strndup(lower + clause->from, clause->to - clause->from);
    return clause->change == LABEL_JOINED && g_str_has_prefix(words, "er ") &&
           !pattern_found("\\bfr[aå]\\b|\\bfom\\b|f\\.o\\.m", 0, lower) &&
           !pattern_found("\\b(?:nå|no|også|nye?|nytt)\\b", 0, words);
}

bool take_stated_changes(struct reader *reader, const char *sentence)
{
    g_autofree char *lower = g_utf8_strdown(sentence, -1);
    struct clause clauses[MOST_CLAUSES];
    guint count = strlen(lower) == strlen(sentence) ? find_words(lower, clauses) : 0;
    if (strlen(lower) == strlen(sentence))
        leave_office(reader, sentence, lower);
    if (!count && (take_office_over(reader, sentence, lower) || take_successor(reader, sentence)))
        return true;
    if (count == 1 && tells_of_membership(lower, &clauses[0]))
        return false;
    /* "Hun er med fra 1. april": the same change once more. */
    bool again = count == 1 && reader->change && reader->stated_changes && !reader->change->date &&
                 pattern_found("^(?:hun|han|ho|vedkommende|vedkomande) ", 0, lower) && !is_uncertain(lower) &&
                 !is_denied(lower);
    if (!count || (again && take_afterthought(reader, sentence)))
        return !count ? take_afterthought(reader, sentence) : true;
    if (count == 1 && opens_list(reader, sentence, &clauses[0]))
        return true;
    clauses[0].begin = 0;
    clauses[count - 1].end = strlen(sentence);
    for (guint i = 0; i + 1 < count; i++)
        if (!part(sentence, &clauses[i], &clauses[i + 1])) {
            /* "Ny deltaker er med fra 1. mars": twice the same, about the same. */
            if (clauses[i].change != clauses[i + 1].change) {
                reader->unclear_changes++;
                return false;
            }
            memmove(&clauses[i + 1], &clauses[i + 2], (count - i - 2) * sizeof *clauses);
            clauses[--count - 1].end = strlen(sentence);
            i--;
        }
    bool any = false;
    g_autofree char *before = NULL;
    for (guint i = 0; i < count; i++) {
        g_autofree char *text = g_strndup(sentence + clauses[i].begin, clauses[i].end - clauses[i].begin);
        any = take_clause(reader, &clauses[i], text, before) || any;
        g_autoptr(GPtrArray) names = people_in(text);
        if (names->len == 1) {
            g_free(before);
            before = g_strdup(((struct found_name *)g_ptr_array_index(names, 0))->name);
        }
    }
    return any;
}
