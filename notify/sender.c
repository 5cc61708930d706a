#include "notify/sender.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "notify/transport.h"
#include "store/outbox.h"

#include <unistd.h>

enum {
    LOOK_SECONDS = 10, /* other processes queue mail, too, and cannot wake us */
    FIRST_PAUSE_SECONDS = 15,
    LONGEST_PAUSE_SECONDS = 600,
};

enum stop { STOP_NOT, STOP_NOW, STOP_DRAINED };

struct sender {
    /* For the thread alone: */
    struct store *store;
    struct transport *transport;
    int done_fd;
    gint64 sent; /* a mail that is out but not yet recorded so: it must not go out again; 0: none */
    guint pause; /* seconds to leave the server alone; 0: it works as far as we know */
    int trouble; /* the kind of fault that was logged last; -1: none */
    GThread *thread;
    /* Shared, under the lock: */
    GMutex lock;
    GCond changed;
    enum stop stop;
    bool woken;
};

/* What trying the next mail came to. */
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
           g_error_matches(error, PRESENS_ERROR, ERROR_SEND_REFUSED);
}

static void tell_done(const struct sender *sender)
{
    guint64 one = 1;
    if (sender->done_fd >= 0 && write(sender->done_fd, &one, sizeof one) < 0)
        g_debug("nobody waits for sent mail");
}

static bool record_sent(struct sender *sender, GError **error)
{
    if (sender->sent && !outbox_sent(sender->store, sender->sent, error))
        return false;
    sender->sent = 0;
    return true;
}

/* Records in the outbox what became of a mail. */
static bool settle(struct sender *sender, gint64 id, const GError *fault, GError **error)
{
    if (!fault) {
        sender->sent = id;
        return failpoint("outbox.sent", id, error) && record_sent(sender, error) &&
               failpoint("outbox.recorded", id, error);
    }
    log_error(fault, "sending mail %" G_GINT64_FORMAT " of the outbox", id);
    bool refused = g_error_matches(fault, PRESENS_ERROR, ERROR_SEND_REFUSED);
    return outbox_not_sent(sender->store, id, refused, fault->message, error);
}

static enum outcome send_next(struct sender *sender, GError **error)
{
    json_auto_t *next = record_sent(sender, error) ? outbox_next(sender->store, error) : NULL;
    if (!next)
        return OUTCOME_TROUBLE;
    if (!json_is_object(next))
        return OUTCOME_IDLE;
    gint64 id = json_integer_value(json_object_get(next, "id"));
    const char *recipient = json_string_value(json_object_get(next, "recipient"));
    g_autoptr(GBytes) mime = outbox_mime(sender->store, id, error);
    if (!mime)
        return OUTCOME_TROUBLE;
    g_autoptr(GError) fault = NULL;
    if (!transport_send(sender->transport, recipient, mime, &fault) && !is_mails_own(fault)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return OUTCOME_TROUBLE;
    }
    log_recovery(sender);
    if (!settle(sender, id, fault, error))
        return OUTCOME_TROUBLE;
    tell_done(sender);
    return OUTCOME_SETTLED;
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

static enum stop stop_asked(struct sender *sender)
{
    g_mutex_lock(&sender->lock);
    enum stop stop = sender->stop;
    g_mutex_unlock(&sender->lock);
    return stop;
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
    store_close(sender->store);
    g_mutex_clear(&sender->lock);
    g_cond_clear(&sender->changed);
    g_free(sender);
}

struct sender *sender_start(const struct config *config, int done_fd, GError **error)
{
    struct sender *sender = g_new0(struct sender, 1);
    g_mutex_init(&sender->lock);
    g_cond_init(&sender->changed);
    sender->done_fd = done_fd;
    sender->trouble = -1;
    /* What became of a mail is recorded for each mail by itself, so that a death of the process sends nothing
     * twice. Syncing every record, too, would cost more than the sending; after a loss of power the last few
     * mails may go out again, under the same Message-IDs. */
    sender->store = store_open(config->store.path, error);
    bool ready = sender->store && store_relax(sender->store, error);
    sender->transport = ready ? transport_open(config, error) : NULL;
    sender->thread = sender->transport ? g_thread_try_new("sender", deliver, sender, error) : NULL;
    if (!sender->thread)
        g_clear_pointer(&sender, sender_free);
    return sender;
}

void sender_wake(struct sender *sender)
{
    g_mutex_lock(&sender->lock);
    sender->woken = true;
    g_cond_signal(&sender->changed);
    g_mutex_unlock(&sender->lock);
}

void sender_stop(struct sender *sender, bool drain)
{
    if (!sender)
        return;
    g_mutex_lock(&sender->lock);
    sender->stop = drain ? STOP_DRAINED : STOP_NOW;
    g_cond_signal(&sender->changed);
    g_mutex_unlock(&sender->lock);
    g_thread_join(sender->thread);
    sender_free(sender);
}
