/* The texts of a mail: the alternatives of one text are compared before one of them counts. */
#include "parser/document.h"

#include "parser/json.h"

/* One text of the mail, read; the alternatives of a text are compared before one of them counts. */
struct candidate {
    struct document document;
    GPtrArray *forms;
    bool tables;
};

static void candidate_free(gpointer data)
{
    struct candidate *candidate = data;
    g_ptr_array_unref(candidate->forms);
    g_free(candidate);
}

static bool has_table(const struct sheet *sheet)
{
    for (guint i = 0; i < sheet_length(sheet); i++)
        if (sheet_block(sheet, i)->kind == BLOCK_TABLE)
            return true;
    return false;
}

static guint count_values(const json_t *value)
{
    guint count = 0;
    const char *key;
    json_t *member;
    size_t index;
    if (!json_is_object(value) && !json_is_array(value))
        return 1;
    json_object_foreach((json_t *)value, key, member) {
        count += count_values(member);
    }
    json_array_foreach(value, index, member) {
        count += count_values(member);
    }
    return count;
}

/* A covering note that names the group is no form; people, meetings or changes make one. */
static bool has_substance(const struct form *form)
{
    return form->participants->len || form->meetings->len || form->changes->len;
}

static void keep_substance(GPtrArray *forms)
{
    for (guint i = forms->len; i > 0; i--)
        if (!has_substance(g_ptr_array_index(forms, i - 1)))
            g_ptr_array_remove_index(forms, i - 1);
}

static struct candidate *read_text(struct reading *reading, const struct body_text *text, guint place)
{
    const struct document document = {.part = text->part, .place = place, .format = text->format};
    if (document_is_late(reading, &document) || document_is_left_out(reading, &document))
        return NULL;
    struct sheet *sheet = body_text_sheet(text, NULL);
    if (!sheet)
        return NULL;
    struct candidate *candidate = g_new0(struct candidate, 1);
    candidate->document = document;
    candidate->forms = document_recognise(reading, &candidate->document, sheet);
    candidate->tables = has_table(sheet);
    sheet_free(sheet);
    return candidate;
}

/* How much a branch of an alternative says; tables are read with more certainty than typed columns. */
static guint64 branch_weight(const GPtrArray *candidates, guint branch)
{
    guint64 weight = 0;
    for (guint i = 0; i < candidates->len; i++) {
        const struct candidate *candidate = g_ptr_array_index(candidates, i);
        if (candidate->document.part->branch != branch)
            continue;
        for (guint k = 0; k < candidate->forms->len; k++) {
            json_t *values = json_of_form(g_ptr_array_index(candidate->forms, k));
            weight += count_values(values) + (candidate->tables ? 1ull << 32 : 0);
            json_decref(values);
        }
    }
    return weight;
}

static guint best_branch(const GPtrArray *candidates)
{
    const struct candidate *first = g_ptr_array_index(candidates, 0);
    guint best = first->document.part->branch;
    for (guint i = 1; i < candidates->len; i++) {
        const struct candidate *other = g_ptr_array_index(candidates, i);
        if (branch_weight(candidates, other->document.part->branch) > branch_weight(candidates, best))
            best = other->document.part->branch;
    }
    return best;
}

static void add_best(struct reading *reading, const GPtrArray *candidates, bool beside_forms)
{
    guint branch = candidates->len ? best_branch(candidates) : 0;
    for (guint i = 0; i < candidates->len; i++) {
        const struct candidate *candidate = g_ptr_array_index(candidates, i);
        if (beside_forms)
            keep_substance(candidate->forms);
        if (candidate->document.part->branch == branch)
            document_add_forms(reading, &candidate->document, candidate->forms);
    }
}

static guint place_of(const struct message *message, const struct part *part)
{
    guint place = 0;
    g_ptr_array_find(message->parts, part, &place);
    return place;
}

/* The texts that are alternatives of each other follow each other. */
void texts_read(struct reading *reading)
{
    const GPtrArray *texts = reading->body->texts;
    bool beside_forms = reading->found->len > 0;
    for (guint i = 0; i < texts->len;) {
        const struct body_text *first = g_ptr_array_index(texts, i);
        g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(candidate_free);
        guint alternative = first->part->alternative;
        do {
            const struct body_text *text = g_ptr_array_index(texts, i);
            struct candidate *candidate = read_text(reading, text, place_of(reading->message, text->part));
            if (candidate)
                g_ptr_array_add(candidates, candidate);
            i++;
        } while (alternative && i < texts->len &&
                 ((const struct body_text *)g_ptr_array_index(texts, i))->part->alternative == alternative);
        add_best(reading, candidates, beside_forms);
    }
}
