#include "notify/occasion.h"
#include "notify/attendance.h"
#include "notify/unread.h"

static bool is_set(const json_t *row, const char *member)
{
    return json_integer_value(json_object_get(row, member)) != 0;
}

const char *occasion_text(const struct occasion *occasion, const char *member)
{
    return json_string_value(json_object_get(occasion->message, member));
}

bool occasion_is(const struct occasion *occasion, const char *member)
{
    return is_set(occasion->message, member);
}

bool occasion_has_kind(const struct occasion *occasion, const char *kind)
{
    return g_strcmp0(occasion_text(occasion, "kind"), kind) == 0;
}

gint64 occasion_message(const struct occasion *occasion)
{
    return json_integer_value(json_object_get(occasion->message, "id"));
}

bool occasion_decided(const struct occasion *occasion, const char *decision)
{
    size_t index;
    const json_t *form;
    json_array_foreach(occasion->forms, index, form)
        if (g_strcmp0(json_string_value(json_object_get(form, "decision")), decision) == 0)
            return true;
    return false;
}

gint64 occasion_submission(const struct occasion *occasion)
{
    const json_t *only = json_array_size(occasion->forms) == 1 ? json_array_get(occasion->forms, 0) : NULL;
    return json_integer_value(json_object_get(only, "id"));
}

char *occasion_signature(const struct occasion *occasion)
{
    g_autoptr(GString) signature = g_string_new(NULL);
    size_t index;
    const json_t *form;
    json_array_foreach(occasion->forms, index, form)
        g_string_append_printf(signature, "%s %" JSON_INTEGER_FORMAT "\n",
                               json_string_value(json_object_get(form, "signature")),
                               json_integer_value(json_object_get(form, "office_decision")));
    return g_strdup(signature->str);
}

char *occasion_flagged_by(const struct occasion *occasion)
{
    g_autoptr(GTree) rules = g_tree_new((GCompareFunc)g_strcmp0);
    g_autoptr(GString) list = g_string_new(NULL);
    size_t i, k;
    const json_t *form, *flag;
    json_array_foreach(occasion->forms, i, form)
        json_array_foreach(json_object_get(form, "flags"), k, flag) {
            gpointer rule = (gpointer)json_string_value(json_object_get(flag, "rule"));
            g_tree_insert(rules, rule, rule);
        }
    for (GTreeNode *node = g_tree_node_first(rules); node; node = g_tree_node_next(node))
        g_string_append_printf(list, "%s%s", list->len ? ", " : "", (const char *)g_tree_node_key(node));
    return g_strdup(list->str);
}

/* What several questions of one finding ask for. A finding stands in the list of its severity, too. */
static void say_fields(const struct wording *wording, json_t *form)
{
    const char *list;
    json_t *findings, *finding, *field;
    size_t index, k;
    json_object_foreach(form, list, findings)
        json_array_foreach(findings, index, finding)
            json_array_foreach(json_object_get(finding, "fields"), k, field) {
                g_autofree char *said =
                    wording_word(wording, "asks", json_string_value(json_object_get(field, "asks")));
                json_object_set_new(field, "said", json_string(said ? said : ""));
            }
}

#define EXAMPLES 2 /* answers that a mail gives as examples */

/* "«1: ja» eller «3: kl. 18–21»": how the first questions of different kinds may be answered, by their own
 * numbers. Only what has an example of its own is taken; "" where nothing has. Caller owns the result. */
static char *example_of(const struct wording *wording, const json_t *forms)
{
    g_autoptr(GString) example = g_string_new(NULL);
    g_autoptr(GHashTable) given = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char * or = wording_word(wording, "words", "or");
    size_t i, k;
    const json_t *form, *question;
    json_array_foreach(forms, i, form)
        json_array_foreach(json_object_get(form, "questions"), k, question) {
            const char *asks = json_string_value(json_object_get(question, "asks"));
            g_autofree char *answer = asks ? wording_word(wording, "answer", asks) : NULL;
            if (!answer || g_hash_table_size(given) == EXAMPLES || !g_hash_table_add(given, (gpointer)asks))
                continue;
            g_string_append_printf(example, "%s%s%s«%" JSON_INTEGER_FORMAT ": %s»", example->len ? " " : "",
                                   example->len ? or : "", example->len ? " " : "",
                                   json_integer_value(json_object_get(question, "number")), answer);
        }
    return g_string_free(g_steal_pointer(&example), FALSE);
}

static void add_example(const struct wording *wording, json_t *to, const json_t *forms)
{
    g_autofree char *example = example_of(wording, forms);
    if (*example)
        json_object_set_new(to, "answer_example", json_string(example));
}

json_t *occasion_data(const struct occasion *occasion, const char *language)
{
    const struct wording *wording = letters_wording(occasion->answers->letters, language);
    json_t *mail = json_deep_copy(occasion->message), *forms = json_deep_copy(occasion->forms), *form;
    json_t *unread = json_object_get(mail, "unread"), *data = json_object();
    unread_leave_out_asked(unread, forms);
    json_object_set(data, "unread", unread);
    json_object_set_new(data, "has_unread", json_boolean(json_array_size(unread) > 0));
    json_object_set_new(data, "several", json_boolean(json_array_size(forms) > 1));
    size_t index;
    json_array_foreach(forms, index, form) {
        if (index == 0)
            json_object_set(data, "first", form);
        json_auto_t *alone = json_pack("[O]", form);
        add_example(wording, form, alone);
        if (json_is_true(json_object_get(form, "any_question")))
            json_object_set_new(data, "any_question", json_true());
        say_fields(wording, form);
        attendance_add(wording, form);
        if (is_set(form, "accepted") && is_set(form, "is_presence"))
            json_object_set_new(data, "any_presence", json_true());
    }
    add_example(wording, data, forms);
    wording_apply(wording, mail);
    wording_apply(wording, forms);
    json_object_set_new(data, "mail", mail);
    json_object_set_new(data, "forms", forms);
    return data;
}

/* ---- loading ---- */

/* One question is asked by the finding's own sentence; several are listed below it. */
static void number_questions(json_t *form, json_t *finding)
{
    json_t *questions = json_object_get(finding, "questions");
    size_t count = json_array_size(questions);
    if (count == 1)
        json_object_set(finding, "number", json_object_get(json_array_get(questions, 0), "number"));
    else if (count > 1)
        json_object_set(finding, "fields", questions);
    if (count > 0) {
        json_t *all = json_object_get(form, "questions");
        json_object_set_new(form, "any_question", json_true());
        if (!all)
            json_object_set_new(form, "questions", all = json_array());
        json_array_extend(all, questions);
    }
    json_object_del(finding, "questions");
}

/* A form's findings, one list a severity: "returns", "disallows" ... */
static void sort_findings(json_t *form)
{
    size_t index;
    json_t *finding;
    json_array_foreach(json_object_get(form, "findings"), index, finding) {
        g_autofree char *list =
            g_strconcat(json_string_value(json_object_get(finding, "severity")), "s", NULL);
        json_t *findings = json_object_get(form, list);
        if (!findings) {
            findings = json_array();
            json_object_set_new(form, list, findings);
        }
        json_array_append(findings, finding);
        number_questions(form, finding);
    }
}

/* Marks which of a form's lists have anything in them, for headings. */
static void mark_lists(json_t *form)
{
    static const struct {
        const char *list, *mark;
    } marks[] = {{"disallows", "any_disallowed"},
                 {"provisionals", "any_provisional"},
                 {"advises", "any_advice"},
                 {"meetings", "any_meeting"},
                 {"changes", "any_change"}};
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (json_array_size(json_object_get(form, marks[i].list)) > 0)
            json_object_set_new(form, marks[i].mark, json_true());
}

static json_t *read_forms(struct store *store, gint64 message, gint64 submission, GError **error)
{
    json_t *parameters = json_pack("{s:I, s:o}", "message", (json_int_t)message, "submission",
                                   submission ? json_integer(submission) : json_null());
    json_t *forms = store_rows(store, "mail_forms", parameters, error);
    size_t index;
    json_t *form;
    json_array_foreach(forms, index, form) {
        sort_findings(form);
        mark_lists(form);
    }
    return forms;
}

static json_t *read_message(struct store *store, gint64 message, GError **error)
{
    json_t *row = store_row(store, "mail_message", json_pack("{s:I}", "message", (json_int_t)message), error);
    if (json_is_null(row)) {
        fail(error, ERROR_INTERNAL, "there is no message %" G_GINT64_FORMAT " to answer", message);
        g_clear_pointer(&row, json_decref);
    }
    return row;
}

bool occasion_load(struct occasion *occasion, const struct answers *answers, struct store *store,
                   gint64 message, gint64 submission, GError **error)
{
    *occasion = (struct occasion){.answers = answers, .store = store};
    occasion->message = read_message(store, message, error);
    occasion->forms = occasion->message ? read_forms(store, message, submission, error) : NULL;
    return occasion->forms != NULL;
}

/* Replaces the forms by those of the conversation for which a member of mail_case is set. */
static bool load_conversation(struct occasion *occasion, const char *member, GError **error)
{
    json_auto_t *rows =
        store_rows(occasion->store, "mail_case",
                   json_pack("{s:I}", "message", (json_int_t)occasion_message(occasion)), error);
    bool good = rows != NULL;
    size_t index;
    const json_t *row;
    if (good)
        json_array_clear(occasion->forms);
    json_array_foreach(rows, index, row) {
        json_t *forms = good && is_set(row, member)
                            ? read_forms(occasion->store, json_integer_value(json_object_get(row, "message")),
                                         json_integer_value(json_object_get(row, "submission")), error)
                            : json_array();
        good = good && forms;
        if (forms)
            json_array_extend(occasion->forms, forms);
        json_decref(forms);
    }
    return good;
}

bool occasion_load_flagged(struct occasion *occasion, GError **error)
{
    return load_conversation(occasion, "flagged", error);
}

bool occasion_load_asking(struct occasion *occasion, GError **error)
{
    return load_conversation(occasion, "open", error);
}

void occasion_clear(struct occasion *occasion)
{
    json_decref(occasion->message);
    json_decref(occasion->forms);
}
