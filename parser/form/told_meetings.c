/* Meetings as letters tell of them: "Det andre møtet var 12. mars kl. 18-20 på Helsehuset. Temaet var gikt."
 */
#include "parser/form/identifiers.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_OPENING 120
#define LONGEST_PLACE   60
#define LONGEST_TEXT    2000

#define ORDINAL                                                                                              \
    "(?:første|fyrste|andre|tredje|fjerde|femte|sjette|sjuende|syvende|sjuande|åttende|åttande|niende|"   \
    "niande|"                                                                                                \
    "tiende|tiande|siste)"
#define MEETING "(?:gruppe|smågruppe)?(?:møtet?|samling(?:a|en)?)"

/* "Møte tirsdag 3. mars", "Referat fra smågruppemøte nr. 3, 12. mars": words for a meeting in front of its
 * day, and no sentence. */
static const char *after_meeting(const char *text)
{
    static const char *const meetings[] = {"møte", "mØte", "referat", "samling", NULL};
    if (!text_holds_any(text, meetings))
        return text;
    GRegex *front =
        pattern("^(?:(?:små)?gruppe(?: nr\\.?)? (?:SG[ -]?)?\\d{2,5}[,:]? )?"
                "(?:[\\p{L}-]+ (?:[^.:\\d]{0,30} )?)?(?:\\p{L}*møtet?|\\p{L}*referat|samling\\p{L}*)(?: "
                "nr\\.? ?\\d{1,2})?"
                "(?: (?:i|av|for) [^.:\\d]{2,40}?(?:,? \\(?(?:(?:gruppe)?nr\\.? ?)?(?:SG[ "
                "-]?)?\\d{2,5}\\)?)?)?(?:,? (?:den|på|fra|frå))?(?:,|:| [\xe2\x80\x93-])? "
                "(?=(?:man|tir|tys|ons|tor|fre|lør|lau|søn|sun)\\w*dag|\\d{1,2}[./])",
                G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    int end;
    bool prose;
    if (!g_regex_match(front, text, 0, &match) || !g_match_info_fetch_pos(match, 0, NULL, &end) ||
        end > LONGEST_OPENING)
        return text;
    g_autofree char *words = g_strndup(text, (gsize)end);
    vocabulary_headline(words, &prose);
    return prose || pattern_found("\\b(?:neste|hadde|hatt|møttes|holdt)\\b", G_REGEX_CASELESS, words)
               ? text
               : text + end;
}

static const char *after_opening_words(const char *text)
{
    if (!may_hold_day(text))
        return text;
    GRegex *numbered = pattern(
        "^(?:og )?(?:(?:det |vårt )?" ORDINAL " " MEETING "|" MEETING
        " (?:nr\\.? ?|nummer )?\\d{1,2}(?= \\p{Ll})|(?:møtet|samlingen)(?= (?:ble|blei|vart|fant|fann|var) ))"
        "(?: vårt| i gruppen| i gruppa| i år)?(?: (?:var|vart|ble|blei|fant sted|fann stad|"
        "hadde vi|hadde me|holdt vi|heldt me)(?: holdt| avholdt| halde)?)?(?: den| på)? "
        "(?=\\d|(?:man|tir|tys|ons|tor|fre|lør|lau|søn|sun)\\w*dag)",
        G_REGEX_CASELESS);
    GRegex *told = pattern(
        "^(?:hei[,!.]? )?(?:vi|me|(?:små)?grupp(?:e|a|en)\\b[^.]{0,60}?) (?:hadde|har hatt|holdt|heldt|"
        "har holdt|har halde|avholdt|møttes|møttest|var samlet|var samla)\\b",
        G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    int end;
    if (g_regex_match(numbered, text, 0, &match) && g_match_info_fetch_pos(match, 0, NULL, &end))
        return text + end;
    struct when when, other;
    gsize from, to, more;
    if (!pattern_found("^(?:hei|vi|me|gruppa|gruppen|smågrupp)", G_REGEX_CASELESS, text) ||
        !g_regex_match(told, text, 0, NULL) || !day_in_text(text, 0, &when, &from, &to) ||
        from > LONGEST_OPENING)
        return text;
    /* "Vi har hatt møte 4. februar og 18. mars" are two. */
    g_autofree char *front = g_strndup(text, from);
    bool one = !day_in_text(text, to, &other, &from, &more);
    return one && !strstr(front, ". ") &&
                   !pattern_found("\\bikkj?e\\b|avlys|utsatt|utsett|skulle|neste", G_REGEX_CASELESS, front)
               ? text + strlen(front)
               : text;
}

const char *after_opening(const char *text, bool *opened)
{
    const char *after = after_opening_words(text);
    *opened = after != text;
    return *opened ? after : after_meeting(text);
}

/* What a sentence tells that a meeting was about; NULL where it tells nothing of that. Caller owns it. */
static char *topic_told(const char *sentence)
{
    GRegex *about = pattern(
        "^(?:hadde|hadde vi|hadde me|snakket vi|snakka me|snakka vi) om\\s+(.+)|^(?:(?:hadde|har "
        "hatt|holdt|heldt|hadde vi|var det)\\s+)(?:vi |gruppa |gruppen )?(?:et |eit "
        ")?(?:gruppe)?møte "
        "(?:om|med (?:tema|temaet|emne|emnet))\\s*:?\\s*(.+)|^var (?:tema|temaet|emnet)\\s*:?\\s*(.+)|"
        "^(?:og )?(?:da |her )?(?:vi |me |gruppa |gruppen "
        ")?(?:tok|gikk|gjekk|snakket|snakka|diskuterte|drøftet|drøfta|"
        "gjennomgikk)(?: vi| me)?(?: opp| gjennom| om)?\\s+(.+)|"
        "^(?:møtet |kvelden |det )?(?:handlet|handla)(?: det)? om\\s+(.+)|"
        "^(?:(?:hoved)?tema(?:et)?|emne(?:t)?|(?:kveldens|dagens|møtets) tema)(?: (?:for|på) "
        "(?:møtet|kvelden))? "
        "(?:var|er)\\s*:?\\s+(.+)",
        G_REGEX_CASELESS);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(about, sentence, 0, &match) ||
        pattern_found("^(?:og )?(?:da |her )?(?:vi |me )?(?:tok|gikk|gjekk|snakket|snakka)(?: vi| me)?+ "
                      "(?!opp |gjennom |om )",
                      G_REGEX_CASELESS, sentence))
        return NULL;
    char *topic = NULL;
    for (int i = 1; i <= 6 && (!topic || !*topic); i++) {
        g_free(topic);
        topic = g_match_info_fetch(match, i);
    }
    g_strstrip(topic);
    if (g_str_has_suffix(topic, "."))
        topic[strlen(topic) - 1] = '\0';
    if (*topic)
        return topic;
    g_free(topic);
    return NULL;
}

bool take_place_told(struct reader *reader, struct draft *draft, const char *text)
{
    GRegex *where = pattern("^(?:var |møttes |møttest )?(?:vi |me )?(?:møte )?(?:(?:på|i|ved|via|over) "
                            "(?=\\p{Lu})|((?:[Hh]jemme |[Hh]eime )?[Hh]os ))"
                            "([^,.:;\\d]+?)(?:(?:[,.]|(?= (?:fr[aå] )?kl))\\s*(.*))?$",
                            0);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *tidy = text_tidy(text);
    if (draft->meeting->place || !g_regex_match(where, tidy, 0, &match))
        return false;
    g_autofree char *home = g_match_info_fetch(match, 1);
    g_autofree char *name = g_match_info_fetch(match, 2);
    g_autofree char *rest = g_match_info_fetch(match, 3);
    struct when when;
    when_read(rest ? rest : "", WHEN_TIME, &when);
    if (g_utf8_strlen(name, -1) > LONGEST_PLACE || (rest && *rest && when.start < 0))
        return false;
    if (when.start >= 0)
        draft_take_when(reader, draft, &when);
    g_autofree char *place = g_strconcat(home, name, NULL);
    g_strstrip(place);
    struct place value = {.text = place, .kind = VALUE_TEXT};
    draft_set(reader, draft, LABEL_PLACE, &value);
    return true;
}

/* Words of every meeting, one of which is in all that every_meeting finds. */
static const char *const every[] = {"alle", "samtl", "begge", "kvar", "hver", "allt", "møt", "mØt", NULL};

/* "Alle møtene var kl. 18-20", "Hvert møte varte 3 timer": what is said of every meeting; a time follows. */
static GRegex *every_meeting(void)
{
    return pattern(
        "\\b(?:alle|samtlige|begge)\\s+(?:de |våre |disse )?(?:\\d |to |tre |fire |fem |seks "
        ")?(?:(?:gruppe)?møt\\w*|gang\\w*|gong\\w*|"
        "samling\\w*)|\\bmøt\\w*[^.\\d]{0,60}\\b(?:alle|samtlige|begge|kvar gong|hver "
        "gang|alltid)\\b|\\b(?:hvert|kvart) "
        "(?:av (?:møtene|møta)|møte)\\b|\\bmøt\\w*[^.]{0,80}, (?:alle|samtlige|begge)(?= (?:fr[aå] "
        ")?kl)|\\b(?:møtene|møta) (?:våre )?(?:har )?(?:alltid "
        ")?(?:varte|vart|vært|var|er|ble|holdt|holdes|varer|gikk)\\b",
        G_REGEX_CASELESS);
}

/* "Alle møtene var på Helsehuset og ...", behind the words for all meetings. */
static void find_place_of_all(struct reader *reader, const char *behind)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!reader->common_place &&
        g_regex_match(pattern("^(?:\\s*(?:var|er|ble|blei|vart|har vært|har "
                              "vore|holdt|holdes|haldne|foregikk|avholdt|ble avholdt))*"
                              "\\s+(?:(?:på|ved|i) (?=\\p{Lu})|((?:hjemme |heime )?hos "
                              "))([^.,;:\\d]{2,50}?)(?=$|[.,;:]| og | (?:fr[aå] )?kl| i tiden)",
                              0),
                      behind, 0, &match)) {
        g_autofree char *home = g_match_info_fetch(match, 1);
        g_autofree char *place = g_match_info_fetch(match, 2);
        reader->common_place = g_strconcat(home, place, NULL);
    }
}

void find_time_of_all(struct reader *reader)
{
    for (guint at = reader->begin; at < reader->end; at++) {
        const struct line *line = line_at(reader, at);
        g_autoptr(GMatchInfo) match = NULL;
        if (line->is_row || strlen(line->whole) > LONGEST_TEXT || !text_holds_any(line->whole, every) ||
            !g_regex_match(every_meeting(), line->whole, 0, &match))
            continue;
        int end;
        struct when when;
        g_match_info_fetch_pos(match, 0, NULL, &end);
        find_place_of_all(reader, line->whole + end);
        const char *digits = line->whole + end + strcspn(line->whole + end, "0123456789.!?");
        if (!g_ascii_isdigit(*digits) || digits - line->whole - end > LONGEST_OPENING)
            digits = strcasestr(line->whole + end, " kl");
        if (!digits)
            continue;
        when_read(digits, WHEN_TIME, &when);
        bool span = when.start >= 0 && when.end >= 0,
             length = when.minutes > 0 || when.loose_hours > 0 || when.hours > 0;
        if (when.state != DAY_NONE || when.times_doubtful || !(span || (length && when.start < 0)) ||
            (*when.rest && !when.separated && !strchr(".,;) ", when.rest[-1])))
            continue;
        if (reader->common.given)
            continue;
        set_common_time(reader, &when);
        reader->line_of_common_time = line;
        explain(reader, "  line %u: the time of all meetings", at + 1);
    }
}

guint read_announced(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    static const char *const next[] = {"neste", "kommende", "komande", NULL};
    if (line->is_row || !line->block || !line->filled || !text_holds_any(line->whole, next) ||
        !pattern_found("^[-* ]*(?:vårt |gruppas |gruppens )?(?:neste|kommende|komande) "
                       "(?:(?:små)?gruppe)?(?:møt|samling|gang|gong)",
                       G_REGEX_CASELESS, line->whole) ||
        pattern_found("\\b(?:var|vart|ble|blei|til stede|tilstede|til stades|møtte|deltok)\\b",
                      G_REGEX_CASELESS, line->whole))
        return 0;
    explain(reader, "  line %u: a meeting that is still to come", at + 1);
    return 1;
}

bool tells_of_meeting(const struct reader *reader, const char *text)
{
    g_auto(GStrv) sentences = sentences_of(text);
    for (char **sentence = sentences; *sentence; sentence++) {
        enum label label;
        g_autofree char *people = NULL;
        g_autofree char *topic = topic_told(*sentence);
        if (topic || attendance_told(reader, *sentence, &label, &people))
            return true;
    }
    return false;
}

bool take_meeting_told(struct reader *reader, struct draft *draft, const char *text, bool opened)
{
    g_auto(GStrv) sentences = sentences_of(text);
    bool any = false;
    for (char **sentence = sentences; *sentence && !opened; sentence++) {
        g_autofree char *topic = topic_told(*sentence);
        opened = topic != NULL;
    }
    for (char **sentence = sentences; *sentence && opened; sentence++) {
        g_autofree char *topic = topic_told(*sentence);
        if (topic && !draft->meeting->topic) {
            draft_set_topic(reader, draft, topic);
            draft->topic_inferred = false;
            any = true;
        } else if (!take_attendance_told(reader, draft, *sentence) && sentence == sentences) {
            take_place_told(reader, draft, *sentence);
        }
    }
    return any;
}

guint read_told(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    struct draft *draft = reader->meeting;
    if (!draft || line->is_row || !line->block || line->filled != 1 || line->places[0].label ||
        !draft_has(draft, LABEL_DATE))
        return 0;
    bool unsaid = !draft_has(draft, LABEL_PRESENT) && !draft->absent;
    if (!unsaid && draft_has(draft, LABEL_TOPIC))
        return 0;
    g_auto(GStrv) sentences = sentences_of(line->whole);
    guint found = 0;
    for (char **sentence = sentences; *sentence; sentence++) {
        g_autofree char *topic = draft->headed && !draft->meeting->topic ? topic_told(*sentence) : NULL;
        if (topic) {
            draft_set_topic(reader, draft, topic);
            draft->topic_inferred = false;
            found++;
        } else if (unsaid) {
            found += take_attendance_told(reader, draft, *sentence);
        }
    }
    if (found)
        explain(reader, "  line %u: told of the meeting above", at + 1);
    return found ? 1 : 0;
}
