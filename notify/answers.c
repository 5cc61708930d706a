#include "notify/answers.h"
#include "base/calendar.h"
#include "base/text.h"
#include "notify/accounts.h"
#include "notify/letters.h"
#include "store/messages.h"
#include "store/outbox.h"

#include <string.h>

enum {
    DAY_SECONDS = 24 * 60 * 60,
    HELP_SECONDS = 7 * DAY_SECONDS, /* one explanation per sender and week */
    ANSWERS_A_DAY = 20,             /* to one address, of answers that ask for something */
    ORIGINAL_BYTES = 10 << 20,      /* of a mail that is attached to an exception */
};

struct answers {
    const struct config *config; /* borrowed */
    struct letters *letters;
};

/* A message on its way to its answers. */
struct occasion {
    const struct answers *answers;
    struct store *store;
    json_t *message; /* mail_message */
    json_t *forms;   /* mail_forms, with their findings sorted */
} occasion_auto;     /* named for g_auto */

/* Why people must look at a mail; the names are marks in the template exception. */
static const char REASON_FLAGGED[] = "is_flagged", REASON_FORGED[] = "is_forged",
                  REASON_QUESTION[] = "is_question", REASON_PARKED[] = "is_parked", REASON_MANY[] = "is_many",
                  REASON_BOUNCED[] = "is_bounced";

struct answers *answers_new(const struct config *config, GError **error)
{
    struct letters *letters = letters_new(config, error);
    if (!letters)
        return NULL;
    struct answers *answers = g_new0(struct answers, 1);
    *answers = (struct answers){.config = config, .letters = letters};
    return answers;
}

void answers_free(struct answers *answers)
{
    if (!answers)
        return;
    letters_free(answers->letters);
    g_free(answers);
}

/* ---- what is known of the message ---- */

static const char *message_text(const struct occasion *occasion, const char *member)
{
    return json_string_value(json_object_get(occasion->message, member));
}

static bool is_set(const json_t *row, const char *member)
{
    return json_integer_value(json_object_get(row, member)) != 0;
}

static bool message_is(const struct occasion *occasion, const char *member)
{
    return is_set(occasion->message, member);
}

static bool kind_is(const struct occasion *occasion, const char *kind)
{
    return g_strcmp0(message_text(occasion, "kind"), kind) == 0;
}

static gint64 message_number(const struct occasion *occasion)
{
    return json_integer_value(json_object_get(occasion->message, "id"));
}

static const char *decision_of(const json_t *form)
{
    return json_string_value(json_object_get(form, "decision"));
}

static bool any_decided(const struct occasion *occasion, const char *decision)
{
    size_t index;
    const json_t *form;
    json_array_foreach(occasion->forms, index, form)
        if (g_strcmp0(decision_of(form), decision) == 0)
            return true;
    return false;
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
        json_object_set_new(finding, "number", json_integer((json_int_t)json_array_size(findings)));
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

/* ---- who is answered ---- */

/* Addresses behind which nobody reads, or a program answers. */
static bool is_machine(const char *address)
{
    static const char *const names[] = {"mailer-daemon", "postmaster", "noreply",      "no-reply",
                                        "no.reply",      "donotreply", "do-not-reply", "ikke-svar",
                                        "ikkesvar",      "bounce",     "bounces"};
    g_autofree char *local = g_ascii_strdown(address, (gssize)strcspn(address, "@"));
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t length = strlen(names[i]);
        if (g_str_has_prefix(local, names[i]) && !g_ascii_isalnum(local[length]))
            return true;
    }
    return false;
}

static bool is_same(const char *address, const char *other)
{
    return address && other && g_ascii_strcasecmp(address, other) == 0;
}

static bool is_staff(const struct config *config, const char *address)
{
    for (char **staff = config->office.staff; staff && *staff; staff++)
        if (is_same(address, *staff))
            return true;
    return false;
}

static bool may_answer(const struct occasion *occasion)
{
    const struct config *config = occasion->answers->config;
    const char *sender = message_text(occasion, "sender");
    return sender && text_is_address(sender) && !is_machine(sender) && !message_is(occasion, "automatic") &&
           !message_is(occasion, "forged") && !kind_is(occasion, "bounce") &&
           !kind_is(occasion, "automatic") && !is_same(sender, config->outgoing.from) &&
           !is_same(sender, config->mailbox.at.user);
}

static char *moment_before(gint64 seconds)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) then = g_date_time_add_seconds(now, -(gdouble)seconds);
    return g_date_time_format(then, "%Y-%m-%dT%H:%M:%SZ");
}

/* How many answers the sender has had lately; of any purpose where that is NULL. -1 on error. */
static gint64 answers_lately(const struct occasion *occasion, const char *purpose, gint64 seconds,
                             GError **error)
{
    g_autofree char *since = moment_before(seconds);
    json_auto_t *row = store_row(occasion->store, "mail_answers_since",
                                 json_pack("{s:s, s:s, s:s?}", "recipient", message_text(occasion, "sender"),
                                           "since", since, "purpose", purpose),
                                 error);
    return row ? json_integer_value(json_object_get(row, "answers")) : -1;
}

/* What every letter about a message shows, in the words of its language. */
static json_t *letter_data(const struct occasion *occasion, const char *language)
{
    json_t *mail = json_deep_copy(occasion->message), *forms = json_deep_copy(occasion->forms), *form;
    json_t *unread = json_object_get(mail, "unread"), *data = json_object();
    json_object_set(data, "unread", unread);
    json_object_set_new(data, "has_unread", json_boolean(json_array_size(unread) > 0));
    json_object_set_new(data, "several", json_boolean(json_array_size(forms) > 1));
    size_t index;
    json_array_foreach(forms, index, form) {
        if (index == 0)
            json_object_set(data, "first", form);
        if (is_set(form, "accepted") && is_set(form, "is_presence"))
            json_object_set_new(data, "any_presence", json_true());
    }
    wording_apply(letters_wording(occasion->answers->letters, language), mail);
    wording_apply(letters_wording(occasion->answers->letters, language), forms);
    json_object_set_new(data, "mail", mail);
    json_object_set_new(data, "forms", forms);
    return data;
}

/* ---- to the office ---- */

/* The original, unless it is too large to travel once more. NULL without error then. */
static GBytes *original_of(const struct occasion *occasion, GError **error)
{
    gint64 bytes = json_integer_value(json_object_get(occasion->message, "bytes"));
    return bytes > 0 && bytes <= ORIGINAL_BYTES
               ? message_raw(occasion->store, message_number(occasion), error)
               : NULL;
}

static json_t *exception_data(const struct occasion *occasion, const char *reason, bool attached)
{
    json_t *data = letter_data(occasion, NULL);
    json_object_set_new(data, reason, json_true());
    json_object_set_new(data, "attached", json_boolean(attached));
    return data;
}

/* `serial` tells exceptions for the same message and reason apart. */
static bool tell_office(const struct occasion *occasion, const char *reason, const char *serial,
                        GError **error)
{
    GError *fault = NULL;
    g_autoptr(GBytes) original = original_of(occasion, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    json_auto_t *data = exception_data(occasion, reason, original != NULL);
    g_autofree char *name = g_strjoin(" ", reason, serial, NULL);
    const json_t *only = json_array_size(occasion->forms) == 1 ? json_array_get(occasion->forms, 0) : NULL;
    struct letter letter = {
        .purpose = "exception",
        .template = "exception",
        .message = occasion->message,
        .submission = json_integer_value(json_object_get(only, "id")),
        .occasion = name,
        .data = data,
        .original = original,
    };
    for (char **staff = occasion->answers->config->office.staff; staff && *staff; staff++) {
        letter.recipient = *staff;
        if (!letters_queue(occasion->answers->letters, occasion->store, &letter, error))
            return false;
    }
    return true;
}

/* ---- to the sender ---- */

/* The gravest decision names the answer. */
static const char *purpose_of(const struct occasion *occasion)
{
    static const struct {
        const char *decision, *purpose;
    } gravest_first[] = {{"return", "return"}, {"flag", "review"}, {"confirm", "confirm"}};
    for (guint i = 0; i < G_N_ELEMENTS(gravest_first); i++)
        if (any_decided(occasion, gravest_first[i].decision))
            return gravest_first[i].purpose;
    return "acknowledgement";
}

/* What was decided and why, for all forms together. */
static char *signature_of(const struct occasion *occasion)
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

static bool answer_forms(const struct occasion *occasion, GError **error)
{
    const char *purpose = purpose_of(occasion);
    json_auto_t *data = letter_data(occasion, message_text(occasion, "language"));
    const json_t *only = json_array_size(occasion->forms) == 1 ? json_array_get(occasion->forms, 0) : NULL;
    g_autofree char *signature = signature_of(occasion);
    struct letter letter = {
        .purpose = purpose,
        .language = message_text(occasion, "language"),
        .template = purpose,
        .recipient = message_text(occasion, "sender"),
        .message = occasion->message,
        .submission = json_integer_value(json_object_get(only, "id")),
        .answer = true,
        .occasion = signature,
        .data = data,
    };
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

/* A mail in which no form was found: what presens can read, and what it could not. */
static bool explain(const struct occasion *occasion, bool office_looks, GError **error)
{
    gint64 lately = answers_lately(occasion, "form", HELP_SECONDS, error);
    if (lately != 0)
        return lately > 0;
    const char *text = message_text(occasion, "text");
    bool words = text && *text, files = json_array_size(json_object_get(occasion->message, "unread")) > 0;
    json_auto_t *data = letter_data(occasion, message_text(occasion, "language"));
    json_object_set_new(data, "office_looks", json_boolean(office_looks));
    json_object_set_new(data, "linked", json_boolean(message_is(occasion, "linked")));
    json_object_set_new(data, "empty", json_boolean(!words && !files));
    struct letter letter = {
        .purpose = "form",
        .language = message_text(occasion, "language"),
        .template = "form",
        .recipient = message_text(occasion, "sender"),
        .message = occasion->message,
        .answer = true,
        .occasion = "",
        .data = data,
    };
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

/* ---- which mails follow ---- */

/* Only people can answer words; a file that could not be read is the sender's to mend. */
static bool is_question(const struct occasion *occasion)
{
    const char *text = message_text(occasion, "text");
    bool words = text && *text;
    bool files =
        json_array_size(json_object_get(occasion->message, "unread")) > 0 || message_is(occasion, "linked");
    return kind_is(occasion, "reply") || kind_is(occasion, "request") || (words && !files);
}

static bool answer_without_form(const struct occasion *occasion, GError **error)
{
    /* A yes to our question about a scan: the scan is decided anew, and that decision is answered. */
    if (message_is(occasion, "confirmed") ||
        is_staff(occasion->answers->config, message_text(occasion, "sender")))
        return true;
    bool question = is_question(occasion);
    return (!question || tell_office(occasion, REASON_QUESTION, "", error)) &&
           explain(occasion, question, error);
}

/* An answer that asks for something may bring another mail, and so on: bounded. What was accepted is always
 * confirmed. */
static bool answer_within_bounds(const struct occasion *occasion, GError **error)
{
    if (strcmp(purpose_of(occasion), "acknowledgement") == 0)
        return answer_forms(occasion, error);
    gint64 lately = answers_lately(occasion, NULL, DAY_SECONDS, error);
    if (lately < 0)
        return false;
    return lately < ANSWERS_A_DAY ? answer_forms(occasion, error)
                                  : tell_office(occasion, REASON_MANY, "", error);
}

static bool note_bounce(const struct occasion *occasion, GError **error)
{
    json_auto_t *bounced =
        store_rows(occasion->store, "mail_bounced",
                   json_pack("{s:I}", "message", (json_int_t)message_number(occasion)), error);
    if (!bounced)
        return false;
    return json_array_size(bounced) == 0 || tell_office(occasion, REASON_BOUNCED, "", error);
}

static bool answer_message(const struct occasion *occasion, GError **error)
{
    g_autofree char *signature = signature_of(occasion);
    if (kind_is(occasion, "bounce"))
        return note_bounce(occasion, error);
    if (message_is(occasion, "forged"))
        return tell_office(occasion, REASON_FORGED, signature, error);
    if (any_decided(occasion, "flag") && !tell_office(occasion, REASON_FLAGGED, signature, error))
        return false;
    if (!may_answer(occasion))
        return true;
    if (json_array_size(occasion->forms) == 0)
        return answer_without_form(occasion, error);
    return answer_within_bounds(occasion, error);
}

/* Loads what the answers are made of; occasion_clear frees it, also after an error. */
static bool occasion_load(struct occasion *occasion, const struct answers *answers, struct store *store,
                          gint64 message, gint64 submission, GError **error)
{
    *occasion = (struct occasion){.answers = answers, .store = store};
    occasion->message = read_message(store, message, error);
    occasion->forms = occasion->message ? read_forms(store, message, submission, error) : NULL;
    return occasion->forms != NULL;
}

static void occasion_clear(struct occasion *occasion)
{
    json_decref(occasion->message);
    json_decref(occasion->forms);
}

bool answers_to_message(struct answers *answers, struct store *store, gint64 message, GError **error)
{
    struct occasion occasion;
    bool done = occasion_load(&occasion, answers, store, message, 0, error) &&
                answer_message(&occasion, error) &&
                accounts_tell(answers->letters, store, occasion.message, error) &&
                outbox_settle(store, message, error);
    occasion_clear(&occasion);
    return done;
}

static bool answer_decision(const struct occasion *occasion, GError **error)
{
    return (!may_answer(occasion) || answer_forms(occasion, error)) &&
           accounts_tell(occasion->answers->letters, occasion->store, occasion->message, error) &&
           outbox_settle(occasion->store, message_number(occasion), error);
}

bool answers_to_decision(struct answers *answers, struct store *store, gint64 submission, GError **error)
{
    json_auto_t *row =
        store_row(store, "mail_submission", json_pack("{s:I}", "submission", (json_int_t)submission), error);
    if (!row)
        return false;
    gint64 message = json_integer_value(json_object_get(row, "message"));
    struct occasion occasion;
    bool done = occasion_load(&occasion, answers, store, message, submission, error) &&
                answer_decision(&occasion, error);
    occasion_clear(&occasion);
    return done;
}

bool answers_to_parked(struct answers *answers, struct store *store, gint64 message, GError **error)
{
    struct occasion occasion;
    bool done = occasion_load(&occasion, answers, store, message, 0, error) &&
                tell_office(&occasion, REASON_PARKED, message_text(&occasion, "reason"), error);
    occasion_clear(&occasion);
    return done;
}

bool answers_to_accounts(struct answers *answers, struct store *store, gint64 message, GError **error)
{
    struct occasion occasion;
    bool done = occasion_load(&occasion, answers, store, message, 0, error) &&
                accounts_tell(answers->letters, store, occasion.message, error);
    occasion_clear(&occasion);
    return done;
}
