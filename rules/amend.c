#include "rules/amend.h"

#include "base/calendar.h"
#include "rules/answered.h"
#include "store/token.h"

#include <string.h>

/* One answer on its way into a form. */
struct tie {
    const json_t *answer; /* borrowed, like all below */
    const json_t *form;   /* of case_forms, that asked; NULL: no question is meant */
    const json_t *question;
    const char *outcome; /* of the table answer */
    json_t *value;       /* owned; NULL: none */
};

/* A reply and what it is about. */
struct reply {
    struct store *store;
    gint64 message;
    json_t *row;   /* reply */
    json_t *forms; /* case_forms */
    GArray *ties;  /* of struct tie, in the order of the answers */
};

static void tie_clear(gpointer data)
{
    json_decref(((struct tie *)data)->value);
}

static bool is_set(const json_t *object, const char *member)
{
    return json_integer_value(json_object_get(object, member)) != 0;
}

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static json_t *case_forms(struct store *store, gint64 message, const char *token, GError **error)
{
    g_autofree char *hash = token_hash(token), *now = calendar_now();
    return store_rows(store, "case_forms",
                      json_pack("{s:I, s:s?, s:s}", "message", (json_int_t)message, "hash", hash, "now", now),
                      error);
}

/* ---- which question an answer is about ---- */

/* The question with a number; NULL where there is none, or it is not open any more. */
static void find_numbered(const struct reply *reply, json_int_t number, struct tie *tie)
{
    size_t i, k;
    const json_t *form, *question;
    json_array_foreach(reply->forms, i, form)
        json_array_foreach(json_object_get(form, "questions"), k, question)
            if (json_integer_value(json_object_get(question, "number")) == number &&
                is_set(question, "open")) {
                tie->form = form;
                tie->question = question;
            }
}

static guint find_open(const struct reply *reply, struct tie *tie)
{
    guint found = 0;
    size_t i, k;
    const json_t *form, *question;
    json_array_foreach(reply->forms, i, form)
        json_array_foreach(json_object_get(form, "questions"), k, question)
            if (is_set(question, "open")) {
                found++;
                tie->form = form;
                tie->question = question;
            }
    return found;
}

/* Without a number an answer is about the one open question, where it is the only answer. */
static struct tie tie_of(const struct reply *reply, const json_t *answer, size_t answers)
{
    struct tie tie = {.answer = answer, .outcome = "unclear"};
    const json_t *number = json_object_get(answer, "number");
    if (number)
        find_numbered(reply, json_integer_value(number), &tie);
    else if (answers != 1 || find_open(reply, &tie) != 1)
        tie.form = tie.question = NULL;
    if (!tie.question)
        tie.outcome = number ? "unasked" : "remark";
    return tie;
}

/* Two different answers to one question are none. */
static bool is_contradicted(const struct reply *reply, const struct tie *tie)
{
    for (guint i = 0; i < reply->ties->len; i++) {
        const struct tie *other = &g_array_index(reply->ties, struct tie, i);
        if (other != tie && other->question == tie->question &&
            g_strcmp0(text_of(other->answer, "text"), text_of(tie->answer, "text")) != 0)
            return true;
    }
    return false;
}

static void tie_answers(struct reply *reply)
{
    const json_t *answers = json_object_get(reply->row, "answers"), *answer;
    size_t i;
    json_array_foreach(answers, i, answer) {
        struct tie tie = tie_of(reply, answer, json_array_size(answers));
        g_array_append_val(reply->ties, tie);
    }
}

/* ---- what the answers make ---- */

/* The forms with the answers in them; *amended receives the submissions whose place they take, in the same
 * order. */
static json_t *put_answers(struct reply *reply, json_t **amended, GError **error)
{
    json_t *forms = json_array(), *row;
    size_t i;
    json_array_foreach(reply->forms, i, row) {
        bool any = false;
        for (guint k = 0; k < reply->ties->len; k++) {
            struct tie *tie = &g_array_index(reply->ties, struct tie, k);
            if (tie->form != row || is_contradicted(reply, tie))
                continue;
            if (!answered_put(reply->store, json_object_get(row, "content"), tie->question, tie->answer,
                              &tie->value, error)) {
                json_decref(forms);
                return NULL;
            }
            tie->outcome = tie->value ? "noted" : "unclear";
            any = any || tie->value;
        }
        if (any) {
            json_array_append(forms, json_object_get(row, "content"));
            json_array_append(*amended, json_object_get(row, "submission"));
        }
    }
    return forms;
}

static bool keep_answers(const struct reply *reply, GError **error)
{
    json_t *answers = json_array();
    for (guint i = 0; i < reply->ties->len; i++) {
        const struct tie *tie = &g_array_index(reply->ties, struct tie, i);
        json_t *kept = json_pack("{s:s}", "outcome", tie->outcome);
        json_t *number = json_object_get(tie->question ? tie->question : tie->answer, "number");
        if (number)
            json_object_set(kept, "number", number);
        if (tie->form)
            json_object_set(kept, "submission", json_object_get(tie->form, "submission"));
        if (tie->value)
            json_object_set(kept, "value", tie->value);
        json_array_append_new(answers, kept);
    }
    return store_run(reply->store, "answer_add",
                     json_pack("{s:I, s:o}", "message", (json_int_t)reply->message, "answers", answers), NULL,
                     error);
}

static bool load_forms(const struct reply *reply, json_t *forms, const json_t *amended, GError **error)
{
    bool good = store_run(reply->store, "reply_forms",
                          json_pack("{s:I, s:O}", "message", (json_int_t)reply->message, "forms", forms),
                          NULL, error) &&
                store_run(reply->store, "submissions_load",
                          json_pack("{s:I}", "message", (json_int_t)reply->message), NULL, error);
    size_t i;
    json_t *submission;
    json_array_foreach(amended, i, submission) {
        good = good && store_run(reply->store, "submission_amends",
                                 json_pack("{s:I, s:I, s:O}", "message", (json_int_t)reply->message,
                                           "position", (json_int_t)i, "amends", submission),
                                 NULL, error);
    }
    return good;
}

static bool take_answers(struct reply *reply, GError **error)
{
    tie_answers(reply);
    json_auto_t *amended = json_array();
    json_auto_t *forms = put_answers(reply, &amended, error);
    return forms && keep_answers(reply, error) &&
           (json_array_size(forms) == 0 || load_forms(reply, forms, amended, error));
}

/* ---- mended forms ---- */

static bool is_same_group(const json_t *one, const json_t *other)
{
    const char *number = text_of(one, "number_key"), *other_number = text_of(other, "number_key");
    return !number || !other_number || strcmp(number, other_number) == 0;
}

/* The one form of `forms` that another can be a version of, and that waits to be mended; NULL where there is
 * none, or more than one. */
static const json_t *version_in(const json_t *forms, const json_t *form)
{
    const json_t *found = NULL, *candidate;
    size_t i;
    json_array_foreach(forms, i, candidate) {
        const char *decision = text_of(candidate, "decision");
        if (g_strcmp0(text_of(candidate, "form"), text_of(form, "form")) != 0 ||
            !is_same_group(candidate, form) ||
            (decision && strcmp(decision, "return") != 0 && strcmp(decision, "confirm") != 0))
            continue;
        if (found)
            return NULL;
        found = candidate;
    }
    return found;
}

static bool take_mended(const struct reply *reply, GError **error)
{
    const json_t *own = json_object_get(reply->row, "forms"), *form;
    size_t i;
    json_array_foreach(own, i, form) {
        const json_t *returned = version_in(reply->forms, form);
        if (returned && version_in(own, returned) == form &&
            !store_run(reply->store, "submission_mends",
                       json_pack("{s:O, s:O}", "submission", json_object_get(form, "submission"), "amends",
                                 json_object_get(returned, "submission")),
                       NULL, error))
            return false;
    }
    return true;
}

static bool join(const struct reply *reply, GError **error)
{
    const json_t *first = json_array_get(reply->forms, 0);
    return store_run(reply->store, "message_joins",
                     json_pack("{s:I, s:O}", "message", (json_int_t)reply->message, "conversation",
                               json_object_get(first, "conversation")),
                     NULL, error);
}

static bool take(struct reply *reply, GError **error)
{
    if (json_is_null(reply->row) || is_set(reply->row, "answered"))
        return true;
    reply->forms = case_forms(reply->store, reply->message, text_of(reply->row, "token"), error);
    if (!reply->forms)
        return false;
    if (json_array_size(reply->forms) == 0)
        return true;
    return join(reply, error) &&
           (json_array_size(json_object_get(reply->row, "forms")) > 0 ? take_mended(reply, error)
                                                                      : take_answers(reply, error));
}

bool amend_by_reply(struct store *store, gint64 message, GError **error)
{
    struct reply reply = {.store = store, .message = message};
    reply.row = store_row(store, "reply", json_pack("{s:I}", "message", (json_int_t)message), error);
    reply.ties = g_array_new(FALSE, FALSE, sizeof(struct tie));
    g_array_set_clear_func(reply.ties, tie_clear);
    bool good = reply.row && take(&reply, error);
    g_array_unref(reply.ties);
    json_decref(reply.forms);
    json_decref(reply.row);
    return good;
}
