#include "parser/form/clocks.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/dates.h"
#include <stdlib.h>
#include <string.h>

char *clock_text(int minutes)
{
    return g_strdup_printf("%02d:%02d", minutes / 60 % 24, minutes % 60);
}

int clock_read(const char *text)
{
    struct when when;
    when_read(text, WHEN_TIME, &when);
    return *when.rest == '\0' && when.end < 0 && when.state == DAY_NONE ? when.start : -1;
}

/* "Halvannen time", "tre timer", "2 1/2 time", "2½ t", "ca. 3 timer", "to og en halv time"; -1 where it is
 * none. */
static int worded_duration(const char *text)
{
    GRegex *regex = pattern(
        "^(?:ca\\.?\\s*|omtrent\\s+|om "
        "lag\\s+)?(\\d{1,2}|en|ein|én|to|tre|fire|fem|seks|halvannen|halvannan)?"
        "\\s*(½|1/2|og en halv|og ein halv)?\\s*(?:t|tim|time|timer|timar|klokketimer|klokketimar)\\.?"
        "(?:\\s*\\((\\d{2,3})\\s*min(?:utter|utt|\\.)?\\))?$",
        G_REGEX_CASELESS);
    static const char *const words[] = {"null", "en", "to", "tre", "fire", "fem", "seks"};
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *tidy = text_fold(text);
    if (!g_regex_match(regex, tidy, 0, &match))
        return -1;
    g_autofree char *number = g_match_info_fetch(match, 1), *half = g_match_info_fetch(match, 2);
    g_autofree char *minutes = g_match_info_fetch(match, 3);
    int found = -1;
    if (g_str_has_prefix(number, "halvann"))
        found = 90;
    else if (strcmp(number, "ein") == 0 || strcmp(number, "én") == 0)
        found = 60;
    else if (g_ascii_isdigit(*number))
        found = atoi(number) * 60;
    else
        for (guint i = 1; i < G_N_ELEMENTS(words); i++)
            found = strcmp(number, words[i]) == 0 ? (int)i * 60 : found;
    if (found < 0 || found > 12 * 60)
        return -1;
    found += half && *half ? 30 : 0;
    /* "3 timer (180 min)"; what contradicts itself is nothing. */
    return minutes && *minutes && atoi(minutes) != found ? -1 : found;
}

int duration_read(const char *text, int unit)
{
    struct when when;
    when_read(text, WHEN_LINE, &when);
    if (*when.rest == '\0' && when.minutes >= 0)
        return when.minutes;
    if (*when.rest == '\0' && when.loose_hours >= 0)
        return (int)(when.loose_hours * 60 + 0.5);
    int worded = worded_duration(text);
    if (worded >= 0)
        return worded;
    char *end;
    g_autofree char *point = g_strdelimit(g_strdup(text), ",", '.');
    const char *colon = strchr(text, ':');
    if (colon && colon - text <= 2 && g_ascii_isdigit(text[0]) &&
        strspn(text, "0123456789:") == strlen(text) && strlen(colon) == 3)
        return atoi(text) < 24 ? atoi(text) * 60 + atoi(colon + 1) : -1;
    double value = g_ascii_strtod(point, &end);
    if (end == point || *end != '\0' || unit == 0 || value <= 0)
        return -1;
    /* Nobody meets for 30 hours, and nobody for 12 minutes. */
    if (unit == 60 && value >= 30)
        unit = 1;
    else if (unit == 60 && value > 12)
        return -1;
    return value < 1000 ? (int)(value * unit + 0.5) : -1;
}

double hours_read(const char *text, bool *course)
{
    struct when when;
    when_read(text, WHEN_LINE, &when);
    if (course)
        *course = when.hours >= 0;
    if (*when.rest == '\0' && when.hours >= 0)
        return when.hours;
    if (*when.rest == '\0' && when.loose_hours >= 0)
        return when.loose_hours;
    char *end;
    g_autofree char *point = g_strdelimit(g_strdup(text), ",", '.');
    double value = g_ascii_strtod(point, &end);
    return end != point && *end == '\0' && value >= 0 && value < 100 ? value : -1;
}
