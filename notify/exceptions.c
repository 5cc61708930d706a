#include "notify/exceptions.h"
#include "base/log.h"
#include "store/messages.h"

#include <string.h>

enum {
    ORIGINAL_BYTES = 10 << 20, /* of the mails that are attached to a letter, together */
    MOST_MAILS = 25,           /* in one letter */
};

/* A letter in the making. */
struct report {
    const struct answers *answers;
    struct store *store;
    const char *reason;
    json_t *mails;        /* what the template shows of each */
    json_t *cases;        /* the submissions that can be decided, in the order of their numbers */
    GPtrArray *originals; /* of struct attachment * */
    gsize bytes;          /* in them */
    GString *name;        /* tells one letter from another */
    const json_t *first;  /* the mail_message row of the first mail; borrowed from its occasion */
};

static void report_open(struct report *report, const struct answers *answers, struct store *store,
                        const char *reason)
{
    *report = (struct report){.answers = answers,
                              .store = store,
                              .reason = reason,
                              .mails = json_array(),
                              .cases = json_array(),
                              .originals = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free),
                              .name = g_string_new(reason)};
}

static void report_close(struct report *report)
{
    json_decref(report->mails);
    json_decref(report->cases);
    g_ptr_array_unref(report->originals);
    g_string_free(report->name, TRUE);
}

/* Numbers what is flagged among the forms shown. */
static void number_cases(struct report *report, json_t *forms)
{
    json_t *form;
    size_t index;
    json_array_foreach(forms, index, form) {
        if (!json_integer_value(json_object_get(form, "flagged")))
            continue;
        json_array_append(report->cases, json_object_get(form, "id"));
        json_object_set_new(form, "case", json_integer((json_int_t)json_array_size(report->cases)));
    }
}

/* *attached tells whether it was small enough, beside those that are there. */
static bool attach(struct report *report, const struct occasion *occasion, bool *attached, GError **error)
{
    json_int_t bytes = json_integer_value(json_object_get(occasion->message, "bytes"));
    *attached = bytes > 0 && (gsize)bytes <= ORIGINAL_BYTES - report->bytes;
    if (!*attached)
        return true;
    GBytes *raw = message_raw(report->store, occasion_message(occasion), error);
    if (!raw)
        return false;
    struct attachment *original = g_new0(struct attachment, 1);
    *original = (struct attachment){
        .name = g_strdup_printf("e-post %" G_GINT64_FORMAT ".eml", occasion_message(occasion)),
        .type = g_strdup(ATTACHED_MAIL),
        .bytes = raw};
    g_ptr_array_add(report->originals, original);
    report->bytes += (gsize)bytes;
    return true;
}

static json_t *history_of(const struct report *report, const struct occasion *occasion, GError **error)
{
    json_t *rows = store_rows(report->store, "mail_history",
                              json_pack("{s:I}", "message", (json_int_t)occasion_message(occasion)), error);
    if (rows)
        wording_apply(letters_wording(report->answers->letters, NULL), rows);
    return rows;
}

/* The occasion must outlive the report. */
static bool report_add(struct report *report, const struct occasion *occasion, const char *serial,
                       GError **error)
{
    bool attached;
    json_t *history = history_of(report, occasion, error);
    if (!history || !attach(report, occasion, &attached, error)) {
        json_decref(history);
        return false;
    }
    json_t *mail = occasion_data(occasion, NULL);
    number_cases(report, json_object_get(mail, "forms"));
    json_object_set_new(mail, "any_form", json_boolean(json_array_size(json_object_get(mail, "forms")) > 0));
    json_object_set_new(mail, "any_history", json_boolean(json_array_size(history) > 0));
    json_object_set_new(mail, "history", history);
    json_object_set_new(mail, "attached", json_boolean(attached));
    json_array_append_new(report->mails, mail);
    if (report->first)
        g_string_append_printf(report->name, "\n%s", occasion_text(occasion, "sha256"));
    else
        report->first = occasion->message;
    g_string_append_printf(report->name, " %s", serial);
    return true;
}

/* The rules that all the mails of a report are flagged by, in words. */
static char *rules_said(const struct report *report, const json_t *mail)
{
    json_auto_t *names = json_array();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    size_t i, k;
    const json_t *form, *flag;
    json_array_foreach(json_object_get(mail, "forms"), i, form)
        json_array_foreach(json_object_get(form, "flags"), k, flag)
            if (g_hash_table_add(seen, (gpointer)json_string_value(json_object_get(flag, "rule_said"))))
                json_array_append(names, json_object_get(flag, "rule_said"));
    return wording_list(letters_wording(report->answers->letters, NULL), names);
}

/* What the template shows: the first mail's own values, too, for those that are alone. */
static json_t *report_data(const struct report *report)
{
    const struct wording *wording = letters_wording(report->answers->letters, NULL);
    size_t mails = json_array_size(report->mails), cases = json_array_size(report->cases);
    const json_t *first = json_array_get(report->mails, 0);
    g_autofree char *mails_said = wording_count(wording, (gint64)mails, "letter");
    g_autofree char *cases_said = wording_count(wording, (gint64)cases, "case");
    g_autofree char *rules = rules_said(report, first);
    bool by_mail = report->answers->config->trust.authserv_id && cases > 0;
    json_t *data = json_copy((json_t *)first);
    json_object_set(data, "mails", report->mails);
    json_object_set_new(data, report->reason, json_true());
    json_object_set_new(data, "mails_said", json_string(mails_said));
    json_object_set_new(data, "cases_said", json_string(cases_said));
    json_object_set_new(data, "rules_said", json_string(rules));
    json_object_set_new(data, "several_mails", json_boolean(mails > 1));
    json_object_set_new(data, "any_case", json_boolean(cases > 0));
    json_object_set_new(data, "several_cases", json_boolean(cases > 1));
    json_object_set_new(data, "by_mail", json_boolean(by_mail));
    return data;
}

static bool report_send(const struct report *report, gint64 submission, json_t *data, GError **error)
{
    struct letter letter = {
        .purpose = "exception",
        .template = "exception",
        .message = report->first,
        .submission = submission,
        .occasion = report->name->str,
        .data = data,
        .enclosures = report->originals,
    };
    if (json_is_true(json_object_get(data, "by_mail"))) {
        letter.entitles = "decide";
        letter.decides = report->cases;
    }
    for (char **staff = report->answers->config->office.staff; staff && *staff; staff++) {
        letter.recipient = *staff;
        if (!letters_queue(report->answers->letters, report->store, &letter, error))
            return false;
    }
    return true;
}

bool exceptions_tell_of(const struct occasion *occasion, const char *reason, const char *list, json_t *rows,
                        GError **error)
{
    struct report report;
    report_open(&report, occasion->answers, occasion->store, reason);
    bool good = report_add(&report, occasion, "", error);
    if (good) {
        json_auto_t *data = report_data(&report);
        if (list)
            json_object_set(data, list, rows);
        good = report_send(&report, occasion_submission(occasion), data, error);
    }
    report_close(&report);
    return good;
}

bool exceptions_tell(const struct occasion *occasion, const char *reason, GError **error)
{
    return exceptions_tell_of(occasion, reason, NULL, NULL, error);
}

/* ---- what waits for the end of the round ---- */

bool exceptions_note(const struct occasion *occasion, const char *reason, const char *serial,
                     const char *alike, GError **error)
{
    /* What is kept for good names nobody. */
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, serial, -1);
    return store_run(occasion->store, "exception_note",
                     json_pack("{s:I, s:s, s:s, s:s}", "message", (json_int_t)occasion_message(occasion),
                               "reason", reason, "serial", hash, "alike", alike ? alike : ""),
                     NULL, error);
}

/* What is decided meanwhile, by another mail of the round, is no exception any more. */
static bool is_over(const char *reason, const struct occasion *occasion)
{
    size_t index;
    const json_t *form;
    if (strcmp(reason, REASON_FLAGGED) != 0)
        return false;
    json_array_foreach(occasion->forms, index, form)
        if (json_integer_value(json_object_get(form, "flagged")))
            return false;
    return true;
}

/* `occasions` has room for each of the exceptions; they are the caller's to clear. */
static bool tell_together(struct report *report, const json_t *exceptions, struct occasion *occasions,
                          GError **error)
{
    size_t index;
    const json_t *exception;
    gint64 submission = 0;
    json_array_foreach(exceptions, index, exception) {
        struct occasion *occasion = &occasions[index];
        if (!occasion_load(occasion, report->answers, report->store,
                           json_integer_value(json_object_get(exception, "message")), 0, error))
            return false;
        if (is_over(report->reason, occasion))
            continue;
        submission = report->first ? 0 : occasion_submission(occasion);
        if (!report_add(report, occasion, json_string_value(json_object_get(exception, "serial")), error))
            return false;
    }
    if (!report->first)
        return true;
    json_auto_t *data = report_data(report);
    return report_send(report, submission, data, error);
}

static bool tell_alike(const struct answers *answers, struct store *store, const json_t *row, GError **error)
{
    json_t *exceptions = json_object_get(row, "exceptions");
    size_t count = json_array_size(exceptions);
    g_autofree struct occasion *occasions = g_new0(struct occasion, count);
    struct report report;
    report_open(&report, answers, store, json_string_value(json_object_get(row, "reason")));
    bool good =
        tell_together(&report, exceptions, occasions, error) &&
        store_run(store, "exceptions_told", json_pack("{s:O}", "exceptions", exceptions), NULL, error);
    report_close(&report);
    for (size_t i = 0; i < count; i++)
        occasion_clear(&occasions[i]);
    return good;
}

/* "3, 7, 12": the mails that the exceptions are about. */
static char *numbers_of(const json_t *exceptions)
{
    GString *numbers = g_string_new(NULL);
    size_t index;
    const json_t *exception;
    json_array_foreach(exceptions, index, exception)
        g_string_append_printf(numbers, "%s%" JSON_INTEGER_FORMAT, index ? ", " : "",
                               json_integer_value(json_object_get(exception, "message")));
    return g_string_free(numbers, FALSE);
}

/* True where it stays noted, too. */
static bool tell_or_leave(const struct answers *answers, struct store *store, const json_t *row,
                          GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (!store_savepoint(store, error))
        return false;
    if (tell_alike(answers, store, row, &fault))
        return store_release(store, error);
    store_undo(store);
    if (error_is_of_store(fault)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    g_autofree char *numbers = numbers_of(json_object_get(row, "exceptions"));
    log_again(fault, "telling the office of mail %s", numbers);
    return true;
}

bool exceptions_tell_noted(const struct answers *answers, struct store *store, GError **error)
{
    json_auto_t *rows = store_rows(store, "exceptions_untold", json_pack("{s:i}", "most", MOST_MAILS), error);
    bool good = rows != NULL;
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row)
        good = good && tell_or_leave(answers, store, row, error);
    return good;
}
