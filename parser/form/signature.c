#include "parser/form/signature.h"

#include "parser/form/identifiers.h"
#include "parser/form/names.h"

#include "base/text.h"
#include <string.h>

void signature_set(struct reader *reader, const char *text)
{
    g_autofree char *value = value_of(text);
    if (!*value) {
        reader->attested.signature_blank = true;
        return;
    }
    g_auto(GStrv) pieces = g_strsplit_set(value, ",;|\n/", -1);
    g_autofree char *only = NULL;
    for (char **piece = pieces; *piece; piece++) {
        struct when when;
        g_autofree char *tidy = text_tidy(*piece);
        when_read(tidy, WHEN_DATE, &when);
        struct someone *someone = someone_read(when.state == DAY_NONE ? tidy : when.rest, false);
        guint index;
        bool named = someone->person.name && label_of(someone->person.name) == LABEL_NONE &&
                     !vocabulary_is_municipality(someone->person.name) &&
                     (name_is_likely(someone->person.name) ||
                      members_find(reader->members, someone->person.name, &index) == REFERENCE_ONE ||
                      (!pieces[1] && name_may_be(someone->person.name)));
        if (named && !only)
            only = g_strdup(someone->person.name);
        someone_free(someone);
    }
    /* "Nordmann, Kari" */
    struct someone *whole = someone_read(value, false);
    if (!only && whole->person.name && name_is_likely(whole->person.name))
        only = g_strdup(whole->person.name);
    someone_free(whole);
    if (only) {
        if (!reader->form->attested_by)
            reader->form->attested_by = g_steal_pointer(&only);
        reader->attested.signed_ = true;
        return;
    }
    struct when when;
    when_read(value, WHEN_DATE, &when);
    if (when.state != DAY_NONE || vocabulary_is_municipality(value))
        reader->attested.signature_blank = true;
    else
        doubt(reader, "signatur", "person not recognised");
}

char *signature_in(const char *sentence)
{
    const char *behind = NULL;
    for (const char *blank = strchr(sentence, ' '); blank; blank = strchr(blank + 1, ' ')) {
        g_autofree char *words = g_strndup(sentence, (gsize)(blank - sentence));
        if (label_of(words) == LABEL_SIGNATURE)
            behind = blank + 1;
    }
    g_autofree char *value = behind ? value_of(behind) : NULL;
    g_autofree char *name = value ? name_tidy(value) : NULL;
    return name && name_is_likely(name) ? g_steal_pointer(&name) : NULL;
}

bool signature_told(struct reader *reader, const char *sentence)
{
    g_autofree char *name = signature_in(sentence);
    if (!name)
        return false;
    if (!reader->form->attested_by)
        reader->form->attested_by = g_steal_pointer(&name);
    reader->attested.signed_ = true;
    return true;
}

guint read_signature(struct reader *reader, guint at)
{
    const struct line *line = line_at(reader, at);
    return !line->is_row && line->filled == 1 && signature_told(reader, line->whole);
}
