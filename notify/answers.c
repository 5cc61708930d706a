#include "notify/answers.h"
#include "notify/accounts.h"
#include "notify/decisions.h"
#include "notify/exceptions.h"
#include "notify/manners.h"
#include "notify/replies.h"
#include "store/outbox.h"

#include <string.h>

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

/* Only people can answer words; a file that could not be read is the sender's to mend. */
static bool is_question(const struct occasion *occasion)
{
    const char *text = occasion_text(occasion, "text");
    bool words = text && *text;
    bool files =
        json_array_size(json_object_get(occasion->message, "unread")) > 0 || occasion_is(occasion, "linked");
    return occasion_has_kind(occasion, "reply") || occasion_has_kind(occasion, "request") ||
           (words && !files);
}

/* Of one sender together. */
static bool note_many(const struct occasion *occasion, GError **error)
{
    return exceptions_note(occasion, REASON_MANY, "", occasion_text(occasion, "sender"), error);
}

/* Those that the same rules have flagged are told together. */
static bool note_flagged(const struct occasion *occasion, const char *reason, GError **error)
{
    g_autofree char *signature = occasion_signature(occasion), *rules = occasion_flagged_by(occasion);
    return exceptions_note(occasion, reason, signature, rules, error);
}

static bool explain(const struct occasion *occasion, bool office_looks, GError **error)
{
    bool allowed;
    return manners_bound_explanation(occasion, &allowed, error) &&
           (!allowed || replies_explain(occasion, office_looks, error));
}

/* Whoever asks for forms again and again is left to the office. */
static bool send_forms(const struct occasion *occasion, GError **error)
{
    bool allowed;
    if (!manners_bound(occasion, &allowed, error))
        return false;
    return allowed ? replies_with_forms(occasion, error) : note_many(occasion, error);
}

/* Whether a reply says anything beside greetings and thanks. */
static bool says_something(const struct occasion *occasion)
{
    return json_array_size(json_object_get(occasion->message, "unread")) > 0 ||
           occasion_is(occasion, "linked") || occasion_is(occasion, "speaks");
}

/* A reply in a conversation that answered nothing: what is to be decided goes to the office; what is still
 * open is asked again; what are no answers but words, people read. */
static bool answer_reply(struct occasion *occasion, GError **error)
{
    bool prose = occasion_is(occasion, "prose"), allowed;
    if (!says_something(occasion))
        return true;
    if (!occasion_load_flagged(occasion, error))
        return false;
    if (json_array_size(occasion->forms) > 0)
        return exceptions_tell(occasion, REASON_ANSWERED, error);
    if (prose && !exceptions_tell(occasion, REASON_QUESTION, error))
        return false;
    if (!occasion_load_asking(occasion, error))
        return false;
    if (json_array_size(occasion->forms) == 0)
        return prose || exceptions_tell(occasion, REASON_QUESTION, error);
    return manners_bound(occasion, &allowed, error) &&
           (allowed ? replies_ask_again(occasion, prose, error) : note_many(occasion, error));
}

static bool answer_decided(const struct answers *answers, struct store *store, gint64 submission,
                           GError **error);

static bool answer_without_form(struct occasion *occasion, GError **error)
{
    if (manners_is_staff(occasion->answers->config, occasion_text(occasion, "sender")))
        return decisions_answer(occasion, answer_decided, error);
    if (occasion_is(occasion, "wants_statement"))
        return accounts_answer(occasion, error);
    if (occasion_is(occasion, "wants_form") && occasion_has_kind(occasion, "request"))
        return send_forms(occasion, error);
    if (occasion_is(occasion, "in_conversation"))
        return answer_reply(occasion, error);
    bool question = is_question(occasion);
    struct manners_stranger may;
    if (!manners_count_stranger(occasion, &may, error))
        return false;
    if (may.first_refused && !note_many(occasion, error))
        return false;
    /* Who answers our explanation without a form will not understand the next one, either. */
    return (!question || !may.office || exceptions_tell(occasion, REASON_QUESTION, error)) &&
           (!may.answer || occasion_is(occasion, "answers_help") || explain(occasion, question, error));
}

/* What was accepted is always confirmed. */
static bool answer_within_bounds(const struct occasion *occasion, GError **error)
{
    if (strcmp(replies_purpose(occasion), "acknowledgement") == 0)
        return replies_to_forms(occasion, error);
    bool allowed;
    if (!manners_bound(occasion, &allowed, error))
        return false;
    return allowed ? replies_to_forms(occasion, error) : note_many(occasion, error);
}

/* The office hears of an address once. */
static bool note_bounce(const struct occasion *occasion, GError **error)
{
    json_auto_t *bounced =
        store_rows(occasion->store, "mail_bounced",
                   json_pack("{s:I}", "message", (json_int_t)occasion_message(occasion)), error);
    gint64 marked = 0;
    size_t index;
    const json_t *mail;
    json_array_foreach(bounced, index, mail) {
        gint64 changed;
        if (!store_run(occasion->store, "address_bounced",
                       json_pack("{s:O, s:I}", "address", json_object_get(mail, "recipient"), "message",
                                 (json_int_t)occasion_message(occasion)),
                       &changed, error))
            return false;
        marked += changed;
    }
    return bounced && (marked == 0 || exceptions_note(occasion, REASON_BOUNCED, "", NULL, error));
}

static bool answer_message(struct occasion *occasion, GError **error)
{
    if (occasion_has_kind(occasion, "bounce"))
        return note_bounce(occasion, error);
    if (occasion_is(occasion, "forged"))
        return note_flagged(occasion, REASON_FORGED, error);
    if (occasion_decided(occasion, "flag") && !note_flagged(occasion, REASON_FLAGGED, error))
        return false;
    if (!manners_allow(occasion))
        return true;
    if (!manners_heard_from(occasion, error) || !accounts_note_language(occasion, error))
        return false;
    if (json_array_size(occasion->forms) == 0)
        return answer_without_form(occasion, error);
    /* Words beside the answers that made the forms. */
    if (occasion_is(occasion, "prose") && !exceptions_tell(occasion, REASON_QUESTION, error))
        return false;
    return answer_within_bounds(occasion, error);
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
    return (!manners_allow(occasion) || replies_to_forms(occasion, error)) &&
           accounts_tell(occasion->answers->letters, occasion->store, occasion->message, error) &&
           outbox_settle(occasion->store, occasion_message(occasion), error);
}

static bool answer_decided(const struct answers *answers, struct store *store, gint64 submission,
                           GError **error)
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

bool answers_to_decision(struct answers *answers, struct store *store, gint64 submission, GError **error)
{
    return answer_decided(answers, store, submission, error);
}

bool answers_to_parked(struct answers *answers, struct store *store, gint64 message, GError **error)
{
    struct occasion occasion;
    bool done = occasion_load(&occasion, answers, store, message, 0, error) &&
                exceptions_note(&occasion, REASON_PARKED, occasion_text(&occasion, "reason"),
                                occasion_text(&occasion, "reason"), error);
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

gint64 answers_wait_for_office(struct store *store, GError **error)
{
    json_auto_t *row = store_row(store, "exceptions_wait", NULL, error);
    if (!row)
        return -2;
    return json_is_object(row) ? json_integer_value(json_object_get(row, "seconds")) : -1;
}

bool answers_to_office(struct answers *answers, struct store *store, GError **error)
{
    return exceptions_tell_noted(answers, store, error);
}
