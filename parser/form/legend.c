/* The legend: what a form says of its own marks, wherever on it. */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_LEGEND 300

static void define(struct reader *reader, const char *sign, enum mark mark)
{
    if (!reader->legend)
        reader->legend = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(reader->legend, g_strdup(sign), GUINT_TO_POINTER(mark));
}

/* A sign, or the word for signs of a kind: "kryss" is every cross. */
static bool define_sign(struct reader *reader, const char *sign, enum mark mark)
{
    static const char *const crosses[] = {"x", "xx", "\u00d7", SHEET_TICKED, NULL};
    static const char *const ticks[] = {"\u2713", "\u2714", "\u221a", "\u2611", "\u2705", NULL};
    bool cross =
        g_str_has_prefix(sign, "kryss") || g_str_has_prefix(sign, "avkryss") || strcmp(sign, "x") == 0;
    bool tick = g_str_has_prefix(sign, "hake");
    const char *const none[] = {sign, NULL};
    if (!cross && !tick && (!*sign || g_utf8_strlen(sign, -1) > 3))
        return false;
    for (const char *const *one = cross ? crosses : tick ? ticks : none; *one; one++)
        define(reader, *one, mark);
    return true;
}

static enum mark meaning_of(const char *words)
{
    g_autofree char *tidy = text_tidy(words);
    enum label label = label_of(tidy);
    return label == LABEL_PRESENT  ? MARK_PRESENT
           : label == LABEL_ABSENT ? MARK_ABSENT
                                   : vocabulary_mark(tidy);
}

/* Signs that are no words: "+ til stede, - fravær". One alone is the bullet of a list. */
#define BARE_SIGN "([+\\-\u2013\u2212\u2713\u2714\u2717\u2718\u2705\u274c])\\s+"

/* "x = til stede", "+ til stede", "Kryss betyr fravær", "Fravær er merket med x": where the sign and the
 * words stand. */
static const struct {
    const char *pattern;
    int sign, words;
} sentences[] = {
    {"(\\S+?)[\"')]?\\s*(?:=|\\s(?:betyr|markerer|viser|står for|tyder)\\s)\\s*(.+)$", 1, 2},
    {"^" BARE_SIGN "(.+)$", 1, 2},
    {"(?:^|.*\\s)((?:til ?st[ea]d\\w*|fr[aå]vær\\w*|forfall|oppmøte|fr[ae]mmøte))\\s+(?:er |blir )?"
     "(?:merket|markert|markeres|merkes|angitt|angis|vises)\\s+med\\s+(?:en |et )?(\\S+)$",
     2, 1},
};

static bool read_sentence(struct reader *reader, const char *sentence)
{
    g_autofree char *tidy = text_tidy(sentence);
    g_autofree char *folded = text_fold(tidy);
    g_autofree char *sign = NULL, *words = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(sentences) && !words; i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (!g_regex_match(pattern(sentences[i].pattern, 0), folded, 0, &match))
            continue;
        sign = g_match_info_fetch(match, sentences[i].sign);
        words = g_match_info_fetch(match, sentences[i].words);
    }
    enum mark mark = words ? meaning_of(words) : MARK_UNKNOWN;
    if (mark != MARK_PRESENT && mark != MARK_ABSENT)
        return false;
    g_strdelimit(sign, "()\"'", ' ');
    g_strstrip(sign);
    return define_sign(reader, sign, mark);
}

/* A first look: hardly any line is a legend. */
static bool may_be_legend(const char *text)
{
    static const char *const words[] = {"=",          " betyr ", " markerer ", " viser ",
                                        " står for ", " tyder ", " med "};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(text, words[i]))
            return true;
    return *text && !g_unichar_isalnum(g_utf8_get_char(text)) &&
           pattern_found("^" BARE_SIGN "[^,;/]+[,;/]\\s*" BARE_SIGN, 0, text);
}

guint read_legend(struct reader *reader, guint at)
{
    const char *text = line_at(reader, at)->whole;
    guint found = 0;
    if (strlen(text) > LONGEST_LEGEND || !may_be_legend(text))
        return 0;
    g_auto(GStrv) parts = g_regex_split(pattern("[,;\n/]|\\.(?:\\s|$)", 0), text, 0);
    for (char **part = parts; *part; part++)
        found += read_sentence(reader, *part);
    return found ? 1 : 0;
}

/* Among ticks a cross is their contrary; alone nobody knows. */
static void read_contrary_signs(struct reader *reader)
{
    bool ticks = false;
    for (guint at = reader->begin; at < reader->end && !ticks; at++) {
        const struct line *line = line_at(reader, at);
        for (guint i = 0; i < line->count && !ticks; i++)
            ticks = strlen(line->places[i].text) == 3 &&
                    strstr("\u2713 \u2714 \u2705 \u221a", line->places[i].text);
    }
    static const char *const crosses[] = {"\u2717", "\u2718", "\u2716", "\u274c"};
    for (guint i = 0; ticks && i < G_N_ELEMENTS(crosses); i++)
        define(reader, crosses[i], MARK_ABSENT);
}

void legend_find(struct reader *reader)
{
    read_contrary_signs(reader);
    for (guint at = reader->begin; at < reader->end; at++)
        read_legend(reader, at);
}

enum mark legend_mark(const struct reader *reader, const char *text)
{
    if (!reader->legend)
        return MARK_UNKNOWN;
    g_autofree char *folded = text_fold(text);
    gpointer mark = g_hash_table_lookup(reader->legend, folded);
    return mark ? (enum mark)GPOINTER_TO_UINT(mark) : MARK_UNKNOWN;
}
