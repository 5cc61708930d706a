/* What letters say in sentences: who leads the group, what it is called, that it starts, and what changes. */
#include "parser/form/identifiers.h"
#include "parser/form/names.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

/* A line as long as this may go on in the next one. */
#define WRAPPED 50
/* Mail programs wrap no line that is shorter than this with the first word of the next. */
#define NARROWEST 64
/* And none that is longer than this. */
#define WIDEST       90
#define LONGEST_TEXT 4000

/* "Kari Nordmann (kari@legekontor.no)" */
static void take_address_behind(struct person *person, const char *name, const char *behind)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (person->email || g_strcmp0(person->name, name) != 0 ||
        !g_regex_match(pattern("^(?: \\(|, | )(?:e-?post:? )?([^\\s(),]+@[^\\s(),]+)", G_REGEX_CASELESS),
                       behind, 0, &match))
        return;
    g_autofree char *address = g_match_info_fetch(match, 1);
    person->email = email_read(address);
}

/* "Kari Nordmann (HPR 7440613) er leder" */
static void take_number_behind(struct person *person, const char *name, const char *behind)
{
    bool identity, doubtful;
    g_autoptr(GMatchInfo) match = NULL;
    if (person->hpr || g_strcmp0(person->name, name) != 0 ||
        !g_regex_match(pattern("^(?: \\(|, )(?:hpr[^\\d)]{0,12})?(\\d[\\d ]{5,9}\\d)\\)", G_REGEX_CASELESS),
                       behind, 0, &match))
        return;
    g_autofree char *number = g_match_info_fetch(match, 1);
    person->hpr = hpr_read(number, &identity, &doubtful);
}

/* "Leder er Kari Nordmann, sekretær Ola Hansen" */
static bool take_officers(struct reader *reader, const char *sentence)
{
    GRegex *officer = pattern(
        "(?<!ny )(?<!nye )(?<!\\p{L})(?:gruppas |gruppens |vår )?(?:gruppe)?(leder|leiar|sekretær)(?:en|n)?"
        "(?: (?:i|for|av) (?:små)?grupp\\w+)?(?: (?:er|blir|vert|er fortsatt|er framleis|er fremdeles|skal "
        "være|skal vere))?:?\\s+(?=\\p{Lu})",
        G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    g_autoptr(GPtrArray) names = names_in(sentence);
    bool any = false;
    g_regex_match(officer, sentence, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        int end;
        g_match_info_fetch_pos(match, 0, NULL, &end);
        g_autofree char *role = g_match_info_fetch(match, 1);
        for (guint i = 0; i < names->len; i++) {
            const struct found_name *found = g_ptr_array_index(names, i);
            const char *behind = sentence + found->to;
            /* "sekretær er Kari Nordmann fra 1. mars" is a change. */
            if (found->from != (gsize)end || pattern_found("^\\s+fr[aå]\\b", 0, behind))
                continue;
            struct person *person =
                g_ascii_strncasecmp(role, "sek", 3) == 0 ? &reader->form->secretary : &reader->form->leader;
            if (!person->name)
                person->name = g_strdup(found->name);
            take_address_behind(person, found->name, behind);
            any = true;
        }
    }
    return any;
}

/* "Kari Nordmann skal være leder og Ola Hansen sekretær" */
static bool take_named_officers(struct reader *reader, const char *sentence)
{
    GRegex *role = pattern("^(?: her)?(?: \\([^()]{3,60}\\)|, hpr[^()]{3,30}\\))?(?:,| \\()?\\s*(?:skal "
                           "være|skal vere|har vært|har "
                           "vore|er|blir|vert|er valgt (?:som|til)|er vald "
                           "(?:som|til)|som)?\\s*"
                           "(?:gruppe)?(leder|leiar|sekretær)(?:en)?(?!\\p{L})(?!\\s+fr[aå]\\b)",
                           G_REGEX_CASELESS);
    g_autoptr(GPtrArray) names = names_in(sentence);
    bool any = false;
    for (guint i = 0; i < names->len; i++) {
        const struct found_name *found = g_ptr_array_index(names, i);
        g_autoptr(GMatchInfo) match = NULL;
        if (!g_regex_match(role, sentence + found->to, 0, &match))
            continue;
        g_autofree char *what = g_match_info_fetch(match, 1);
        struct person *person =
            g_ascii_strncasecmp(what, "sek", 3) == 0 ? &reader->form->secretary : &reader->form->leader;
        if (!person->name)
            person->name = g_strdup(found->name);
        int end;
        g_match_info_fetch_pos(match, 0, NULL, &end);
        take_number_behind(person, found->name, sentence + found->to);
        take_address_behind(person, found->name, sentence + found->to + end);
        any = true;
    }
    return any;
}

/* "Gruppen skal hete Fjellgruppa", "Gruppens navn er Havgapet, og vi holder til i Bodø kommune" */
static bool take_group(struct reader *reader, const char *sentence)
{
    GRegex *called = pattern(
        "\\b(?:(?:små)?grupp[ae]n?|vi)(?: vår)? (?:skal hete|skal heite|heter|heiter|kalles|kaller "
        "oss|kallar oss|har kalt (?:små)?grupp[ae]n?|har kalla (?:små)?grupp[ae]n?|vil "
        "hete|har fått navnet|får navnet|får namnet|kaller vi|kallar me|kallar "
        "vi)\\s+(.+)$|\\b(?:navnet|namnet)(?: på)?(?: "
        "(?:små)?grupp[ae]n?)? (?:er|blir|vert)\\s+(.+)$"
        "|\\b(?:gruppens|gruppas|smågruppens|smågruppas|gruppa sitt) na[vm][nm] (?:er|blir|vert)\\s+(.+)$"
        /* "smågruppen Fjordblikk (SG-3131)": the name stands beside the noun. */
        "|\\bsmågrupp(?:a|en) ((?-i:\\p{Lu}[\\p{L}\\d-]*(?: \\p{Lu}[\\p{L}\\d-]*)*)"
        "(?=$|[,.:(]| \\(| (?:i|har|er|hadde|med|og|som|for|ble|skal|vil|ønsker) ))",
        G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    bool any = false;
    if (g_regex_match(called, sentence, 0, &match)) {
        g_autofree char *value = NULL;
        for (int i = 1; i <= 4 && (!value || !*value); i++) {
            g_free(value);
            value = g_match_info_fetch(match, i);
        }
        g_auto(GStrv) parts = g_regex_split(
            pattern("\\s*(?:[,.;:(]|\\s[\xe2\x80\x93-]\\s|\\s+og\\s+(?=\\p{Ll})|\\s+med\\s+(?=\\p{Ll}))", 0),
            value, 0);
        g_autofree char *name = text_tidy(parts[0] ? parts[0] : "");
        g_autofree char *bare = g_regex_replace_literal(
            pattern("^[\"\xc2\xab\xe2\x80\x9c\xe2\x80\x9d']+|[\"\xc2\xbb\xe2\x80\x9c\xe2\x80\x9d']+$", 0),
            name, -1, 0, "", 0, NULL);
        guint words = 1;
        for (const char *p = bare; *p; p++)
            words += *p == ' ';
        /* "Smågruppa Lyngen" may be the one of that place. */
        g_autofree char *beside = g_match_info_fetch(match, 4);
        bool place = beside && *beside && vocabulary_is_municipality(bare);
        if (*bare && !place && words <= 5 && g_unichar_isupper(g_utf8_get_char(bare)) &&
            !reader->form->group.name) {
            reader->form->group.name = g_steal_pointer(&bare);
            reader->group_labels++;
            any = true;
        }
    }
    g_autoptr(GMatchInfo) where = NULL;
    if (g_regex_match(
            pattern("\\b(?:(?:holder|held|hører|høyrer) til i|(?:fast)?lege[rn]e? i|legar i|kommunen "
                    "er|smågruppe "
                    "i|gruppe i|i) (?!\\p{L}+ (?:små|lege)?grupp)(\\p{Lu}[\\p{L}-]+(?: og \\p{Lu}\\p{L}+| "
                    "\\p{Lu}\\p{L}+| \\p{Ll}\\p{L}+)?)",
                    0),
            sentence, 0, &where) &&
        !reader->form->group.municipality &&
        pattern_found("grupp|holder til|held til|hører til|høyrer til|kommune", G_REGEX_CASELESS, sentence)) {
        for (; g_match_info_matches(where) && !reader->form->group.municipality;
             g_match_info_next(where, NULL)) {
            g_autofree char *place = g_match_info_fetch(where, 1);
            for (char *blank; !vocabulary_is_municipality(place) && (blank = strrchr(place, ' '));)
                *blank = '\0';
            if (vocabulary_is_municipality(place))
                reader->form->group.municipality = g_steal_pointer(&place);
        }
        any = any || reader->form->group.municipality;
    }
    return any;
}

bool announces_start(const struct reader *reader)
{
    return reader->first_headline & HEADLINE_START ||
           (!reader->first_headline &&
            (reader->form->start_date || reader->subject_headline & HEADLINE_START));
}

/* "... ønsker å starte ny smågruppe fra 1. februar 2026" */
static bool tells_of_start(const char *sentence)
{
    static const char *const words[] = {"grupp", "start", NULL};
    return text_holds_any(sentence, words) &&
           pattern_found(
               "\\b(?:start\\w*|oppstart\\w*|opprett\\w*|etabler\\w*|danne\\w*|skipa?r?)\\b.*grupp|"
               "\\bgrupp\\w+.*\\b(?:start\\w*|oppstart\\w*|etabler\\w*)\\b|"
               "\\bmelde?r?\\s+(?:inn|opp|fr[aå] om)\\s+(?:ei|en)?\\s*ny\\w*\\s+(?:\\w+\\s+)?(?:små)?grupp|"
               "^\\W*(?:(?:vi|me) "
               "(?:starter|startar|startet|starta)|oppstart(?:en|sdato(?:en)?)?\\s+(?:er|blir|vert))\\b",
               G_REGEX_CASELESS, sentence);
}

/* "Gruppa begynte 1. februar.", where the form says that it is of a start. */
static bool tells_when_it_began(const char *sentence)
{
    return pattern_found("^(?:vi|me|ho|den|gruppa|gruppen|smågruppa|smågruppen) "
                         "(?:begynte|begynner|byrja|byrjar|starter|startar|startet|starta) ",
                         G_REGEX_CASELESS, sentence) ||
           pattern_found("^(?:vårt )?(?:første|fyrste) møtet? (?:er|blir|vert|holdes|var|vart|ble) ",
                         G_REGEX_CASELESS, sentence);
}

static bool take_start(struct reader *reader, const char *sentence)
{
    bool announced = announces_start(reader);
    if (strchr(sentence, '?') || !(tells_of_start(sentence) || (announced && tells_when_it_began(sentence))))
        return false;
    /* Somebody else begins or leaves. */
    if (!announced && pattern_found("\\b(?:nytt|nye?) (?:medlem|deltak|deltag)|\\bslutt(?:er|ar|et|a)\\b",
                                    G_REGEX_CASELESS, sentence))
        return false;
    struct when when;
    gsize begin, end = 0;
    if (!reader->form->start_date && day_in_text(sentence, 0, &when, &begin, &end)) {
        gsize more;
        struct when other;
        if (day_in_text(sentence, end, &other, &begin, &more))
            doubt(reader, "oppstartsdato", "date not understood");
        else
            reader->form->start_date = day_in_form(reader, &when, "oppstartsdato");
    }
    if (pattern_found("\\bny(?:e|tt)?\\s+(?:\\w+\\s+)?(?:små)?grupp", G_REGEX_CASELESS, sentence) &&
        !reader->first_headline)
        reader->first_headline = HEADLINE_START;
    return reader->form->start_date || reader->first_headline & HEADLINE_START;
}

/* "Vi planlegger ett møte i måneden. Temaene velges etter tur.": the rest of a paragraph that begins so. */
static bool take_plan(struct reader *reader, char **sentences)
{
    if (reader->form->plan ||
        !pattern_found("^(?:planen(?: vår| for (?:drift\\w*|gruppa|gruppen|møtene))? er|(?:vi|me) "
                       "planlegg(?:er|ar)?|(?:vi|me) (?:skal|vil) "
                       "(?:ha|holde|halde|møtes|møtast) (?=[^.]*(?:møt|kveld|gang|gong))) ?",
                       G_REGEX_CASELESS, *sentences) ||
        strchr(*sentences, '?') || pattern_found("\\bstart|\\boppstart", G_REGEX_CASELESS, *sentences))
        return false;
    g_autofree char *rest = g_strjoinv(". ", sentences);
    reader->form->plan = g_strconcat(rest, ".", NULL);
    return true;
}

/* "Ledes av Kari Nordmann" */
static bool take_led_by(struct reader *reader, const char *sentence)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (reader->form->leader.name ||
        !g_regex_match(pattern("\\b(?:ledes|ledet|leies|leia|leidd) av (?=\\p{Lu})", G_REGEX_CASELESS),
                       sentence, 0, &match))
        return false;
    int end;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    g_autoptr(GPtrArray) names = names_in(sentence + end);
    const struct found_name *first = names->len ? g_ptr_array_index(names, 0) : NULL;
    if (first && first->from == 0)
        reader->form->leader.name = g_strdup(first->name);
    return reader->form->leader.name;
}

/* A line that begins with a capital, behind one that had room for its first word, is another one. */
static bool is_another_line(const struct line *last, const struct line *next)
{
    gsize word = strcspn(next->whole, " ");
    glong length = g_utf8_strlen(last->whole, -1) + 1 + g_utf8_strlen(next->whole, (gssize)word);
    return g_unichar_isupper(g_utf8_get_char(next->whole)) && length < NARROWEST;
}

/* The line, with those that go on with its sentence; `read` becomes their number. Caller owns it. */
static char *paragraph_at(const struct reader *reader, guint at, guint *read)
{
    g_autoptr(GString) text = g_string_new(line_at(reader, at)->whole);
    for (*read = 1; text->len < LONGEST_TEXT; (*read)++) {
        const struct line *last = line_at(reader, at + *read - 1), *next = line_at(reader, at + *read);
        if (!next || next->is_row || !next->block || next->filled != 1 || strlen(last->whole) < WRAPPED ||
            next->places[0].label || strchr("-*\xe2", next->whole[0]) || g_ascii_isdigit(next->whole[0]))
            break;
        struct when when;
        when_read(next->whole, WHEN_LINE, &when);
        if (is_another_line(last, next) || is_industry_text(next->whole) || when.state != DAY_NONE ||
            when.number)
            break;
        /* The name below a letter. */
        if (name_is_likely(next->whole) && !g_str_has_suffix(last->whole, ",") &&
            !g_str_has_suffix(last->whole, " og"))
            break;
        /* A sentence that ends a line is followed by another one, which can be read for itself. */
        if (!last->block ||
            (strchr(".!?)", last->whole[strlen(last->whole) - 1]) &&
             g_unichar_isupper(g_utf8_get_char(next->whole)) && strlen(last->whole) > WIDEST) ||
            (last->block != next->block && strchr(".!?:", last->whole[strlen(last->whole) - 1])))
            break;
        g_autoptr(GPtrArray) pairs = pairs_of(next->whole);
        if (pairs->len && ((struct pair *)g_ptr_array_index(pairs, 0))->label)
            break;
        g_string_append_printf(text, " %s", next->whole);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

guint read_letter(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    bool prose;
    bool common = line == reader->line_of_common_time;
    if (line->is_row || !line->block || (!strchr(line->whole, ':') && !common) || reader->drafts->len)
        return 0;
    /* "Alle møtene varte fra kl. 17 til kl. 20": no field of a meeting. */
    if (common)
        return MAX(read_statements(reader, at), 1);
    vocabulary_headline(line->whole, &prose);
    g_autoptr(GPtrArray) pairs = pairs_of(line->whole);
    const struct pair *first = pairs->len ? g_ptr_array_index(pairs, 0) : NULL;
    const struct pair *second = pairs->len > 1 ? g_ptr_array_index(pairs, 1) : NULL;
    return prose && first && !first->label && second && is_change_label(second->label)
               ? read_statements(reader, at)
               : 0;
}

guint read_statements(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    if (line->is_row || !line->block || !line->filled || strlen(line->whole) > LONGEST_TEXT)
        return 0;
    guint read;
    g_autofree char *text = paragraph_at(reader, at, &read);
    g_auto(GStrv) sentences = sentences_of(text);
    guint changes = reader->stated_changes;
    bool any = false;
    for (char **sentence = sentences; *sentence; sentence++) {
        any = take_officers(reader, *sentence) || any;
        any = take_group(reader, *sentence) || any;
        any = take_start(reader, *sentence) || any;
        any = take_members_told(reader, *sentence) || any;
        any = take_days_told(reader, *sentence) || any;
        any = take_always(reader, *sentence) || take_days_of_people(reader, *sentence) || any;
        /* Those of a group that starts are no change. */
        bool starts = announces_start(reader);
        if (starts || !tells_of_change(*sentence))
            any = take_named_officers(reader, *sentence) || any;
        if (starts) {
            any = take_led_by(reader, *sentence) || any;
            any = take_plan(reader, sentence) || any;
        }
        if (!starts && !reader->drafts->len)
            any = take_stated_changes(reader, *sentence) || any;
    }
    if (any)
        explain(reader, "  line %u: statements", at + 1);
    /* A headline announces the form, too. */
    bool prose, headline = vocabulary_headline(line->whole, &prose) && !prose && read == 1;
    return any && !(headline && reader->stated_changes == changes) ? read : 0;
}
