/* Topics of meetings: what is one, where it ends, and what was only taken for one. */
#include "parser/form/reader.h"

#include <string.h>

/* "(tema: Angst), kl 18-21": the topic ends with the bracket that was open before it; behind may stand the
 * time. Caller owns it. */
static char *within_bracket(struct reader *reader, struct draft *draft, const char *text)
{
    int depth = 0;
    for (const char *p = text; *p; p++) {
        depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
        if (depth >= 0 || p == text)
            continue;
        struct when when;
        when_read(p + 1 + strspn(p + 1, " ,;"), WHEN_TIME, &when);
        if (when.state == DAY_NONE && when.start >= 0 && when.end >= 0 && !draft_has(draft, LABEL_TIME))
            draft_take_when(reader, draft, &when);
        return g_strchomp(g_strndup(text, (gsize)(p - text)));
    }
    return g_strdup(text);
}

void draft_set_topic(struct reader *reader, struct draft *draft, const char *text)
{
    if (is_called_off(text)) {
        draft->called_off = true;
        return;
    }
    bool first = !draft->meeting->topic;
    g_autofree char *topic = within_bracket(reader, draft, text);
    draft_set_text(reader, draft, &draft->meeting->topic, topic, "tema");
    draft->topic_inferred = first && draft->meeting->topic;
}

/* Numbers or times alone, below the heading of another table: no topic. */
bool is_no_topic(const char *text)
{
    struct when when;
    when_read(text, WHEN_TIME, &when);
    bool times = when.state == DAY_NONE && when.start >= 0 && when.end >= 0 && *when.rest == '\0';
    return times || (strlen(text) >= 6 && strspn(text, "0123456789 ") == strlen(text));
}

void draft_give_topic_up(struct reader *reader, struct draft *draft)
{
    g_autofree char *text = g_steal_pointer(&draft->meeting->topic);
    gsize length = text ? strlen(text) : 0;
    while (length && strchr(" (", text[length - 1]))
        text[--length] = '\0';
    struct place value = {.text = text, .kind = VALUE_TEXT};
    if (length && draft->topic_inferred && !draft->present && !draft->absent &&
        (is_list_of_short_names(reader, text) || attendance_is_everybody(text)) &&
        draft_set(reader, draft, LABEL_PRESENT, &value))
        reader->lists_short_names = true;
}

/* "3. mars kl 18-21, Helsehuset" may name the place; the line "Tema: ..." below knows better. */
void draft_set_labelled_topic(struct reader *reader, struct draft *draft, const char *text)
{
    if (draft->topic_inferred && !is_placeholder(text))
        draft_give_topic_up(reader, draft);
    draft_set_topic(reader, draft, text);
    draft->topic_inferred = false;
}
