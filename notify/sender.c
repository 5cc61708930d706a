#include "notify/sender.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "notify/transport.h"
#include "store/outbox.h"
#include "store/sent_journal.h"

#include <unistd.h>

enum {
    LOOK_SECONDS = 10, /* other processes queue mail, too, and cannot wake us */
    FIRST_PAUSE_SECONDS = 15,
    LONGEST_PAUSE_SECONDS = 600,
    SENT_TOGETHER = 64, /* mails that are recorded in one transaction, at most */
};

/* The fate of a mail is in the outbox after so long, however slow the server is. */
#define RECORD_AFTER (G_USEC_PER_SEC / 5)

/* For how long the main path lets the sender go first: somebody else may have the database. */
#define LET_RECORD (G_USEC_PER_SEC / 10)

enum stop { STOP_NOT, STOP_NOW, STOP_DRAINED };

struct sender {
    /* For the thread alone: */
    struct store *store;
    struct transport *transport;
    struct sent_journal *journal;
    int done_fd;
    GPtrArray *gathered; /* Message-IDs of mails that the transport has, and are not out yet */
    GPtrArray *sent;     /* of mails that are out, but not recorded so: they must not go out again */
    GArray *cut_off;     /* struct outbox_try of mails that may have arrived, and are not recorded so */
    struct outbox_try in_hand;
    bool doubted;      /* the mail in hand may have arrived before */
    bool careful;      /* every note is synced */
    gint64 sent_since; /* g_get_monotonic_time of the first of them */
    guint pause;       /* seconds to leave the server alone; 0: it works as far as we know */
    int trouble;       /* the kind of fault that was logged last; -1: none */
    GThread *thread;
    /* Shared, under the lock: */
    GMutex lock;
    GCond changed;
    enum stop stop;
    bool woken, recording;
};

/* What trying the next mails came to. */
enum outcome { OUTCOME_SETTLED, OUTCOME_IDLE, OUTCOME_TROUBLE };

static void log_trouble(struct sender *sender, const GError *error)
{
    int kind = error->domain == PRESENS_ERROR ? error->code : ERROR_INTERNAL;
    if (sender->trouble != kind)
        log_error(error, "sending mail");
    sender->trouble = kind;
    sender->pause = CLAMP(sender->pause * 2, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS);
}

static void log_recovery(struct sender *sender)
{
    if (sender->trouble >= 0)
        log_note("mail goes out again");
    sender->trouble = -1;
    sender->pause = 0;
}

static bool is_mails_own(const GError *error)
{
    return g_error_matches(error, PRESENS_ERROR, ERROR_SEND_LATER) ||
           g_error_matches(error, PRESENS_ERROR, ERROR_SEND_DOUBTFUL) ||
           g_error_matches(error, PRESENS_ERROR, ERROR_SEND_REFUSED);
}

static void tell_done(const struct sender *sender)
{
    guint64 one = 1;
    if (sender->done_fd >= 0 && write(sender->done_fd, &one, sizeof one) < 0)
        g_debug("nobody waits for sent mail");
}

static enum stop stop_asked(struct sender *sender)
{
    g_mutex_lock(&sender->lock);
    enum stop stop = sender->stop;
    g_mutex_unlock(&sender->lock);
    return stop;
}

/* Tells the main path, which may write to the database for long, that we want to. */
static void set_recording(struct sender *sender, bool recording)
{
    g_mutex_lock(&sender->lock);
    sender->recording = recording;
    g_cond_broadcast(&sender->changed);
    g_mutex_unlock(&sender->lock);
}

bool sender_wants_to_record(struct sender *sender)
{
    g_mutex_lock(&sender->lock);
    bool wants = sender->recording;
    g_mutex_unlock(&sender->lock);
    return wants;
}

void sender_let_record(struct sender *sender)
{
    gint64 until = g_get_monotonic_time() + LET_RECORD;
    g_mutex_lock(&sender->lock);
    while (sender->recording && g_cond_wait_until(&sender->changed, &sender->lock, until))
        continue;
    g_mutex_unlock(&sender->lock);
}

/* Says in the log what became of a try that is recorded: a mail that is given up is not tried again, whatever
 * the fault. */
static void log_not_sent(gint64 id, const GError *fault, enum outbox_now now)
{
    if (now == OUTBOX_KNOWN)
        return;
    if (now == OUTBOX_GIVEN_UP)
        log_given_up(fault, "giving up mail %" G_GINT64_FORMAT " of the outbox", id);
    else
        log_error(fault, "sending mail %" G_GINT64_FORMAT " of the outbox", id);
}

/* Records in the outbox that a mail was not sent, as far as we know. That it may have arrived must not be
 * forgotten when the power fails. */
static bool put_on_record(struct sender *sender, const struct outbox_try *tried, enum outbox_fate fate,
                          const GError *fault, GError **error)
{
    enum outbox_now now;
    bool doubtful = fate == OUTBOX_DOUBTFUL || fate == OUTBOX_CUT_OFF;
    set_recording(sender, true);
    bool good = (!doubtful || store_relax(sender->store, false, error)) &&
                outbox_not_sent(sender->store, tried, fate, fault->message, &now, error) &&
                (!doubtful || store_relax(sender->store, true, error));
    set_recording(sender, false);
    if (good) {
        log_not_sent(tried->id, fault, now);
        tell_done(sender);
    }
    return good;
}

/* Tries of which nobody knows what came. Those that are recorded change nothing a second time. */
static bool record_cut_off(struct sender *sender, GError **error)
{
    g_autoptr(GError) fault = NULL;
    fail(&fault, ERROR_SEND_DOUBTFUL, "the service ended after the end of the mail, which may have arrived");
    bool good = true;
    for (guint i = 0; good && i < sender->cut_off->len; i++)
        good = put_on_record(sender, &g_array_index(sender->cut_off, struct outbox_try, i), OUTBOX_CUT_OFF,
                             fault, error);
    if (good)
        g_array_set_size(sender->cut_off, 0);
    return good;
}

/* journal → outbox. */
static bool record_sent(struct sender *sender, GError **error)
{
    guint out = sender->sent->len;
    set_recording(sender, out > 0);
    bool good = out == 0 || outbox_sent(sender->store, sender->sent, error);
    set_recording(sender, false);
    /* Those that are out were handed over, too: they are recorded before. */
    if (!good || !record_cut_off(sender, error) || !sent_journal_empty(sender->journal, error))
        return false;
    if (out == 0)
        return true;
    g_ptr_array_set_size(sender->sent, 0);
    tell_done(sender);
    return failpoint("outbox.recorded", 0, error);
}

/* The transport is about to hand the mail in hand over. Where that cannot be noted, it is not. */
static bool note_handing(gpointer data, GError **error)
{
    struct sender *sender = data;
    return sent_journal_handing(sender->journal, &sender->in_hand, sender->doubted || sender->careful,
                                error) &&
           failpoint("outbox.handed", 0, error);
}

/* A mail is out. Where the journal cannot take it, the outbox does at once. */
static bool note_sent(struct sender *sender, const char *message_id, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    if (sender->sent->len == 0)
        sender->sent_since = g_get_monotonic_time();
    g_ptr_array_add(sender->sent, g_strdup(message_id));
    if (!failpoint("outbox.sent", 0, error))
        return false;
    if (!sent_journal_note(sender->journal, message_id, sender->careful, &trouble)) {
        log_error(trouble, "noting a sent mail");
        return record_sent(sender, error);
    }
    return failpoint("outbox.noted", 0, error) &&
           (g_get_monotonic_time() < sender->sent_since + RECORD_AFTER || record_sent(sender, error));
}

static bool record_not_sent(struct sender *sender, const GError *fault, GError **error)
{
    bool doubtful = fault->code == ERROR_SEND_DOUBTFUL;
    enum outbox_fate fate = fault->code == ERROR_SEND_REFUSED ? OUTBOX_REFUSED
                            : doubtful                        ? OUTBOX_DOUBTFUL
                                                              : OUTBOX_LATER;
    bool good = put_on_record(sender, &sender->in_hand, fate, fault, error);
    if (!good && doubtful) /* before anything is tried again */
        g_array_append_val(sender->cut_off, sender->in_hand);
    return good;
}

static bool send_one(struct sender *sender, const json_t *mail, GError **error)
{
    const char *recipient = json_string_value(json_object_get(mail, "recipient")),
               *message_id = json_string_value(json_object_get(mail, "message_id"));
    sender->in_hand.id = json_integer_value(json_object_get(mail, "id"));
    sender->in_hand.attempts = json_integer_value(json_object_get(mail, "attempts"));
    sender->doubted = json_integer_value(json_object_get(mail, "doubts")) > 0;
    g_autoptr(GBytes) mime = outbox_mime(sender->store, sender->in_hand.id, error);
    if (!mime)
        return false;
    g_autoptr(GError) fault = NULL;
    if (!transport_send(sender->transport, recipient, mime, &fault) && !is_mails_own(fault)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    log_recovery(sender);
    if (fault)
        return record_not_sent(sender, fault, error);
    if (!transport_gathers(sender->transport))
        return note_sent(sender, message_id, error);
    g_ptr_array_add(sender->gathered, g_strdup(message_id));
    return true;
}

/* What the transport gathered goes out. */
static bool finish(struct sender *sender, GError **error)
{
    bool good = transport_finish(sender->transport, error);
    guint out = good ? sender->gathered->len : 0;
    for (guint i = 0; i < out; i++) /* all of them, whatever becomes of one */
        good = note_sent(sender, sender->gathered->pdata[i], good ? error : NULL) && good;
    g_ptr_array_set_size(sender->gathered, 0);
    return good;
}

static bool send_all(struct sender *sender, const json_t *mails, GError **error)
{
    bool good = true;
    for (size_t i = 0; good && i < json_array_size(mails) && stop_asked(sender) != STOP_NOW; i++)
        good = send_one(sender, json_array_get(mails, i), error);
    /* What went well before a fault is kept. */
    return finish(sender, good ? error : NULL) && record_sent(sender, good ? error : NULL) && good;
}

/* Sends what is due, a handful at a time. */
static enum outcome send_next(struct sender *sender, GError **error)
{
    json_auto_t *mails = record_sent(sender, error) ? outbox_due(sender->store, SENT_TOGETHER, error) : NULL;
    if (!mails)
        return OUTCOME_TROUBLE;
    if (json_array_size(mails) == 0) {
        sender->careful = false;
        return OUTCOME_IDLE;
    }
    return send_all(sender, mails, error) ? OUTCOME_SETTLED : OUTCOME_TROUBLE;
}

static void wait_for_work(struct sender *sender)
{
    gint64 due = sender->pause ? sender->pause : outbox_wait(sender->store);
    gint64 seconds = sender->pause || (due >= 0 && due < LOOK_SECONDS) ? due : LOOK_SECONDS;
    gint64 until = g_get_monotonic_time() + MAX(seconds, 1) * G_TIME_SPAN_SECOND;
    g_mutex_lock(&sender->lock);
    while (sender->stop == STOP_NOT && (sender->pause || !sender->woken))
        if (!g_cond_wait_until(&sender->changed, &sender->lock, until))
            break;
    sender->woken = false;
    g_mutex_unlock(&sender->lock);
}

static gpointer deliver(gpointer data)
{
    struct sender *sender = data;
    for (;;) {
        if (stop_asked(sender) == STOP_NOW)
            return NULL;
        g_autoptr(GError) error = NULL;
        enum outcome outcome = send_next(sender, &error);
        if (outcome == OUTCOME_SETTLED)
            continue;
        if (outcome == OUTCOME_TROUBLE)
            log_trouble(sender, error);
        /* A mail that came in between the look and the wish to stop is still to be drained. */
        if (stop_asked(sender) == STOP_DRAINED &&
            (outcome == OUTCOME_TROUBLE || outbox_wait(sender->store) != 0))
            return NULL;
        if (stop_asked(sender) == STOP_NOT)
            wait_for_work(sender);
    }
}

static void sender_free(struct sender *sender)
{
    transport_close(sender->transport);
    sent_journal_close(sender->journal);
    store_close(sender->store);
    g_clear_pointer(&sender->gathered, g_ptr_array_unref);
    g_clear_pointer(&sender->sent, g_ptr_array_unref);
    g_clear_pointer(&sender->cut_off, g_array_unref);
    g_mutex_clear(&sender->lock);
    g_cond_clear(&sender->changed);
    g_free(sender);
}

struct sender *sender_start(const struct config *config, int done_fd, bool careful, GError **error)
{
    struct sender *sender = g_new0(struct sender, 1);
    g_mutex_init(&sender->lock);
    g_cond_init(&sender->changed);
    sender->done_fd = done_fd;
    sender->careful = careful;
    sender->trouble = -1;
    /* Every mail is noted by itself before it is handed over and when it is out, so that a death of the
     * process sends none twice but the one in hand, and that one not a third time. Syncing every note, too,
     * would cost more than the sending; after a loss of power the last few mails may go out again, under the
     * same Message-IDs. Once, for after an end without a word every note is synced until all of them are out.
     */
    sender->store = store_open(config->store.path, error);
    sender->journal = sender->store ? sent_journal_open(config->store.path, error) : NULL;
    sender->sent = g_ptr_array_new_with_free_func(g_free);
    sender->cut_off = g_array_new(FALSE, FALSE, sizeof(struct outbox_try));
    sender->gathered = g_ptr_array_new_with_free_func(g_free);
    bool ready = sender->journal &&
                 sent_journal_read(sender->journal, sender->sent, sender->cut_off, error) &&
                 store_relax(sender->store, true, error);
    sender->transport = ready ? transport_open(config, error) : NULL;
    if (sender->transport)
        transport_before_handing(sender->transport, note_handing, sender);
    sender->thread = sender->transport ? g_thread_try_new("sender", deliver, sender, error) : NULL;
    if (!sender->thread)
        g_clear_pointer(&sender, sender_free);
    return sender;
}

void sender_wake(struct sender *sender)
{
    g_mutex_lock(&sender->lock);
    sender->woken = true;
    g_cond_broadcast(&sender->changed);
    g_mutex_unlock(&sender->lock);
}

void sender_stop(struct sender *sender, bool drain)
{
    if (!sender)
        return;
    g_mutex_lock(&sender->lock);
    sender->stop = drain ? STOP_DRAINED : STOP_NOW;
    g_cond_broadcast(&sender->changed);
    g_mutex_unlock(&sender->lock);
    g_thread_join(sender->thread);
    sender_free(sender);
}
