/* Meetings that were planned and not held, or not yet: they are left out, and the sender is told so. */
#include "parser/form/phrases.h"
#include "parser/form/reader.h"

#include "base/pattern.h"
#include "base/text.h"
#include <string.h>

#define LONGEST_TEXT 200

bool is_called_off(const char *text)
{
    if (strlen(text) > LONGEST_TEXT)
        return false;
    g_autofree char *folded = text_fold(text);
    if (!phrase_within(PHRASE_CALLED_OFF, folded))
        return false;
    if (phrase_after(PHRASE_CALLED_OFF, folded))
        return true;
    g_auto(GStrv) pieces = g_regex_split(pattern("\\s*[(),;:!]\\s*|\\s+[-\xe2\x80\x93]\\s+", 0), folded, 0);
    for (char **piece = pieces; *piece; piece++)
        if (phrase_is(PHRASE_CALLED_OFF, *piece))
            return true;
    return false;
}

static bool is_after_mail(const struct reader *reader, const struct meeting *meeting)
{
    return reader->around->sent && meeting->date && strcmp(meeting->date, reader->around->sent) > 0;
}

void leave_planned(struct reader *reader)
{
    GPtrArray *meetings = reader->form->meetings;
    bool held = false;
    for (guint i = 0; i < meetings->len; i++) {
        const struct meeting *meeting = g_ptr_array_index(meetings, i);
        held = held || (meeting->present && meeting->present->len && !is_after_mail(reader, meeting));
    }
    for (guint i = meetings->len; held && i-- > 0;) {
        const struct meeting *meeting = g_ptr_array_index(meetings, i);
        if (!is_after_mail(reader, meeting) || (meeting->present && meeting->present->len))
            continue;
        g_autofree char *where = g_strdup_printf("møte %s", meeting->date);
        doubt(reader, where, "meeting not held yet");
        g_ptr_array_remove_index(meetings, i);
        g_ptr_array_remove_index(reader->drafts, i);
    }
}

bool leave_called_off(struct reader *reader, const struct draft *draft)
{
    if (!draft->called_off)
        return false;
    const char *date = draft->meeting->date;
    g_autofree char *where = date ? g_strdup_printf("møte %s", date) : g_strdup("et møte");
    /* Somebody was there all the same. */
    bool held = (draft->marked && draft->marked->len) || draft->present;
    doubt(reader, where, held ? "said twice, differently" : "meeting called off");
    return !held;
}
