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
