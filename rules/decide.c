#include "rules/decide.h"

#include "base/calendar.h"
#include "rules/amend.h"
#include "store/messages.h"
#include <string.h>

#define SERVICE "presens"

static json_t *of_submission(gint64 submission)
{
    return json_pack("{s:I}", "submission", (json_int_t)submission);
}

static json_t *of_message(gint64 message)
{
    return json_pack("{s:I}", "message", (json_int_t)message);
}

static bool run(struct store *store, const char *statement, gint64 submission, GError **error)
{
    return store_run(store, statement, of_submission(submission), NULL, error);
}

static bool has_severity(json_t *findings, const char *severity)
{
    size_t i;
    json_t *finding;
    json_array_foreach(findings, i, finding) {
        if (strcmp(json_string_value(json_object_get(finding, "severity")), severity) == 0)
            return true;
    }
    return false;
}

/* `office` is "approve", "return" or NULL. */
static const char *verdict(json_t *findings, const char *office)
{
    bool approved = office && strcmp(office, "approve") == 0;
    if ((office && !approved) || has_severity(findings, "return"))
        return "return";
    if (!approved && has_severity(findings, "flag"))
        return "flag";
    if (has_severity(findings, "confirm"))
        return "confirm";
    return has_severity(findings, "disallow") ? "partial" : "accept";
}

static bool add_findings(struct store *store, gint64 submission, json_t *findings, GError **error)
{
    return store_run(store, "finding_add",
                     json_pack("{s:I, s:O}", "submission", (json_int_t)submission, "findings", findings),
                     NULL, error);
}

/* What an accepted form changes in the register; whom it names is registered before. Who attends a meeting
 * belongs to the group by that alone. */
static bool apply_to_register(struct store *store, gint64 submission, const char *form, GError **error)
{
    if (strcmp(form, "start") == 0 && !run(store, "register_start", submission, error))
        return false;
    if (strcmp(form, "update") == 0 && !run(store, "register_update", submission, error))
        return false;
    return run(store, "register_addresses", submission, error);
}

/* Lets messages be decided anew: the service finds them among those that are read. */
static bool take_up_again(struct store *store, const char *statement, json_t *parameters, GError **error)
{
    json_t *rows = store_rows(store, statement, parameters, error), *row;
    bool good = rows != NULL;
    size_t i;
    json_array_foreach(rows, i, row) {
        good = good &&
               message_move(store, json_integer_value(json_object_get(row, "message")), "read", NULL, error);
    }
    json_decref(rows);
    return good;
}

/* Hours that wait are known only when the decision stands: the account is derived from it. */
static bool add_waiting(struct rules *rules, struct store *store, gint64 submission, GError **error)
{
    json_t *findings = rules_evaluate(rules, submission, true, error);
    bool good = findings && add_findings(store, submission, findings, error);
    json_decref(findings);
    return good;
}

static bool carry_out(struct rules *rules, struct store *store, gint64 submission, const char *form,
                      GError **error)
{
    return apply_to_register(store, submission, form, error) &&
           add_waiting(rules, store, submission, error) &&
           (strcmp(form, "start") != 0 ||
            take_up_again(store, "decide_waiting", of_submission(submission), error));
}

static bool set_decision(struct store *store, gint64 submission, const char *decision, const char *by,
                         GError **error)
{
    return store_run(
        store, "decide_set",
        json_pack("{s:I, s:s, s:s}", "submission", (json_int_t)submission, "decision", decision, "by", by),
        NULL, error);
}

static bool decide(struct rules *rules, struct store *store, gint64 submission, json_t *row, GError **error)
{
    const char *office = json_string_value(json_object_get(row, "office"));
    const char *by = json_string_value(json_object_get(row, "office_by"));
    const char *form = json_string_value(json_object_get(row, "form"));
    json_t *findings = rules_evaluate(rules, submission, false, error);
    const char *decision = findings ? verdict(findings, office) : "";
    bool stands = strcmp(decision, "accept") == 0 || strcmp(decision, "partial") == 0;
    bool good =
        findings && add_findings(store, submission, findings, error) &&
        (!stands || strcmp(form, "program") == 0 || run(store, "register_persons", submission, error)) &&
        set_decision(store, submission, decision, by ? by : SERVICE, error) &&
        run(store, "question_update", submission, error) &&
        (!stands || carry_out(rules, store, submission, form, error));
    json_decref(findings);
    return good;
}

/* The earlier decision is lifted first: a form is not compared with itself, and its hours are not there while
 * it is judged. */
static bool decide_submission(struct rules *rules, struct store *store, gint64 submission, GError **error)
{
    if (!run(store, "decide_lift", submission, error) || !run(store, "finding_clear", submission, error) ||
        !run(store, "register_addresses", submission, error) ||
        !run(store, "resolve_group", submission, error) || !run(store, "resolve_persons", submission, error))
        return false;
    json_t *row = store_row(store, "decide_submission", of_submission(submission), error);
    bool good = json_is_object(row) && decide(rules, store, submission, row, error);
    json_decref(row);
    return good;
}

bool decide_message(struct rules *rules, struct store *store, gint64 message, GError **error)
{
    g_autofree char *today = calendar_today();
    if (!store_run(store, "register_addresses_due", json_pack("{s:s}", "today", today), NULL, error) ||
        !amend_by_reply(store, message, error))
        return false;
    json_t *rows = store_rows(store, "decide_submissions", of_message(message), error), *row;
    bool good = rows != NULL;
    size_t i;
    json_array_foreach(rows, i, row) {
        good = good && decide_submission(rules, store, json_integer_value(json_object_get(row, "id")), error);
    }
    json_decref(rows);
    return good && message_move(store, message, "decided", NULL, error);
}

/* Only what is flagged, and nothing has taken the place of, waits for the office, and hours cannot be
 * approved for a group that nobody knows. */
static bool check_flagged(struct store *store, gint64 submission, bool approve, GError **error)
{
    json_t *row = store_row(store, "decide_submission", of_submission(submission), error);
    if (!row)
        return false;
    const char *decision = json_string_value(json_object_get(row, "decision"));
    const char *form = json_string_value(json_object_get(row, "form"));
    bool good = true;
    if (json_integer_value(json_object_get(row, "replaced")))
        good =
            fail(error, ERROR_INPUT,
                 "the sender has sent another form in the place of submission %" G_GINT64_FORMAT, submission);
    else if (g_strcmp0(decision, "flag") != 0)
        good = fail(error, ERROR_INPUT, "submission %" G_GINT64_FORMAT " %s", submission,
                    json_is_null(row) ? "does not exist" : "does not wait for a decision of the office");
    else if (approve && strcmp(form, "start") != 0 && !json_object_get(row, "group_id"))
        good = fail(error, ERROR_INPUT,
                    "submission %" G_GINT64_FORMAT
                    " cannot be approved: more than one group fits it; return it and ask for "
                    "the group's number",
                    submission);
    json_decref(row);
    return good;
}

bool decide_by_office(struct rules *rules, struct store *store, gint64 submission, bool approve,
                      const char *note, const char *by, GError **error)
{
    return check_flagged(store, submission, approve, error) &&
           store_run(store, "office_decision_new",
                     json_pack("{s:I, s:s, s:s?, s:s}", "submission", (json_int_t)submission, "decision",
                               approve ? "approve" : "return", "note", note, "by", by),
                     NULL, error) &&
           decide_submission(rules, store, submission, error);
}

static bool check_undo(struct store *store, gint64 submission, GError **error)
{
    json_t *row = store_row(store, "undo_hindrance", of_submission(submission), error);
    if (!row)
        return false;
    const char *why = json_string_value(json_object_get(row, "why"));
    bool good = true;
    if (json_is_null(row) || why)
        good = fail(error, ERROR_INPUT, "submission %" G_GINT64_FORMAT " %s", submission,
                    why ? why : "does not exist");
    json_decref(row);
    return good;
}

bool decide_undo(struct rules *rules, struct store *store, gint64 submission, const char *by, GError **error)
{
    return check_undo(store, submission, error) &&
           store_run(store, "office_decision_undo",
                     json_pack("{s:I, s:s}", "submission", (json_int_t)submission, "by", by), NULL, error) &&
           run(store, "group_withdraw", submission, error) &&
           decide_submission(rules, store, submission, error);
}

static json_t *those(json_t *messages)
{
    return json_pack("{s:O}", "messages", messages);
}

static bool decide_each(struct rules *rules, struct store *store, json_t *messages,
                        const struct progress *progress, GError **error)
{
    bool good = true;
    size_t i, count = json_array_size(messages);
    json_t *row;
    json_array_foreach(messages, i, row) {
        good =
            good && decide_message(rules, store, json_integer_value(json_object_get(row, "message")), error);
        if (good && progress)
            progress->say(i + 1, count, progress->data);
    }
    return good;
}

bool decide_all_again(struct rules *rules, struct store *store, const struct progress *progress,
                      GError **error)
{
    json_t *messages = store_rows(store, "decide_all", NULL, error);
    bool good = messages && store_run(store, "decide_lift_all", those(messages), NULL, error) &&
                take_up_again(store, "decide_all", NULL, error) &&
                decide_each(rules, store, messages, progress, error);
    json_t *again = good ? store_rows(store, "decide_taken_up", those(messages), error) : NULL;
    good = again && decide_each(rules, store, again, NULL, error);
    json_decref(again);
    json_decref(messages);
    return good;
}
