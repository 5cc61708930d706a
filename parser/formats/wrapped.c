#include "parser/formats/wrapped.h"

#include "base/pattern.h"
#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Mail programs wrap at a width between these; a text with longer lines was not wrapped. */
#define NARROWEST 60
#define WIDEST    80
/* A line of any number of lines that were broken. */
#define LONGEST_JOINED 2000

/* The width at which the text is wrapped: its longest line. 0 where it is not wrapped. */
static glong width_of(char *const *lines)
{
    glong width = 0;
    for (; *lines; lines++) {
        if (strlen(*lines) > WIDEST * 4)
            return 0;
        width = MAX(width, g_utf8_strlen(*lines, -1));
    }
    return width >= NARROWEST && width <= WIDEST ? width : 0;
}

/* Columns and quotes are lines as somebody typed them. */
static bool is_laid_out(const char *line)
{
    const char *text = line + strspn(line, " ");
    return strchr("|>+", *text) || strchr(line, '\t') || strstr(text, "  ");
}

/* "- ", "• " */
static bool is_item(const char *line)
{
    return strchr("-*#", *line) || g_str_has_prefix(line, "\xe2\x80");
}

/* "til stede var", "nr.": the end of a line that goes on, whatever the next begins with. */
static bool ends_open(const char *line)
{
    return pattern_found(
        "(?:,|(?:^|[\\s(])(?:og|samt|eller|i|på|fra|frå|til|med|ved|av|for|den|kl\\.?|nr\\.?|hos|om|er|"
        "var|som|at|unntatt|utenom|utanom|gruppe|smågruppe|smågruppen|smågruppa|hpr|hpr-nr\\.?|"
        "hpr-nummer))$",
        G_REGEX_CASELESS, line);
}

/* "Til stede: Kari Moen, Ola Lie og Hans": a first name has lost its surname to the next line, or a name of
 * several words the last of them. What stands behind "Tema" is no name. */
static bool ends_in_name(const char *line, const char *next)
{
    GRegex *last = pattern("(?:[,:(]| og| var| er) \\p{Lu}[\\p{L}-]+( \\p{Lu}[\\p{L}-]+)?$", 0);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(last, line, 0, &match) || pattern_found("\\btema:? [^:]*$", G_REGEX_CASELESS, line))
        return false;
    g_autofree char *more = g_match_info_fetch(match, 1);
    return more && *more
               ? pattern_found("^\\p{Lu}[\\p{L}-]+(?:[.,)]| og |$)", 0, next)
               : pattern_found("^\\p{Lu}[\\p{L}-]+(?: \\p{Lu}[\\p{L}-]+)?(?:[.,)]|$| \\(| og )", 0, next);
}

static bool goes_on(const char *line, const char *next, glong width)
{
    /* The lines of an item stand below each other. */
    const char *text = next + (is_item(line) ? strspn(next, " ") : 0);
    if (!*line || !*text || is_laid_out(line) || is_laid_out(next) || is_item(text) || *text == ' ')
        return false;
    /* The line may be longer by now; what counts is where its last piece ended. */
    const char *last = strrchr(line, '\n');
    last = last ? last + 1 : line;
    gsize word = strcspn(text, " ");
    if (g_utf8_strlen(last, -1) + 1 + g_utf8_strlen(text, (gssize)word) <= width)
        return false;
    next = text;
    if (g_unichar_islower(g_utf8_get_char(next)))
        return !pattern_found("[:!?]$|\\p{L}{3,}\\.$", 0, line);
    return ends_open(line) || *next == '(' || ends_in_name(last, next);
}

void wrapped_join(char **lines)
{
    glong width = width_of(lines);
    if (!width || !*lines)
        return;
    for (char **line = lines; *line; line++)
        g_strchomp(*line);
    char **kept = lines;
    for (char **next = lines + 1; *next; next++) {
        if (strlen(*kept) < LONGEST_JOINED && goes_on(*kept, *next, width)) {
            char *joined = g_strdup_printf("%s\n%s", *kept, *next + strspn(*next, " "));
            g_free(*kept);
            g_free(*next);
            *kept = joined;
        } else {
            *++kept = *next;
        }
    }
    kept[1] = NULL;
    for (char **line = lines; *line; line++)
        g_strdelimit(*line, "\n", ' ');
}
