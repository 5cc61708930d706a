#include "notify/letters.h"
#include "base/text.h"
#include "notify/language.h"
#include "store/outbox.h"
#include "store/token.h"

#include <string.h>

enum { MOST_LANGUAGES = 8 };

struct letters {
    const struct config *config; /* borrowed */
    struct language languages[MOST_LANGUAGES];
};

struct letters *letters_new(const struct config *config, GError **error)
{
    struct letters *letters = g_new0(struct letters, 1);
    letters->config = config;
    for (guint i = 0; letters && language_name(i); i++)
        if (!language_load(&letters->languages[i], i, config->office.templates, error))
            g_clear_pointer(&letters, letters_free);
    return letters;
}

void letters_free(struct letters *letters)
{
    if (!letters)
        return;
    for (guint i = 0; language_name(i); i++)
        language_clear(&letters->languages[i]);
    g_free(letters);
}

const struct wording *letters_wording(const struct letters *letters, const char *language)
{
    return letters->languages[language_number(language)].wording;
}

const char *letters_office(const struct letters *letters)
{
    return letters->config->office.name;
}

/* ---- one letter ---- */

static char *render(const struct letters *letters, const struct letter *letter, const char *ending,
                    const json_t *data, GError **error)
{
    g_autofree char *name = g_strconcat(letter->template, ending, NULL);
    return templates_render(letters->languages[language_number(letter->language)].templates, name, data,
                            error);
}

/* Takes the subject's line off the text; the rest begins after the empty lines that follow. */
static char *take_subject(char *text, const char *template, GError **error)
{
    static const char header[] = "Subject: ";
    char *end = strchr(text, '\n');
    if (!end || !g_str_has_prefix(text, header)) {
        fail(error, ERROR_CONFIGURATION, "template %s.txt does not begin with a line 'Subject: …'", template);
        return NULL;
    }
    char *subject = g_strndup(text + strlen(header), (gsize)(end - text) - strlen(header));
    const char *body = end + strspn(end, "\n");
    memmove(text, body, strlen(body) + 1);
    return subject;
}

static char *letter_id(const struct letters *letters, const struct letter *letter)
{
    const char *fingerprint = json_string_value(json_object_get(letter->message, "sha256"));
    const char *facts[] = {fingerprint ? fingerprint : "", letter->recipient, letter->occasion, NULL};
    return compose_message_id(letter->purpose, letters->config->outgoing.from, facts);
}

static bool queue(struct store *store, const struct letter *letter, const char *message_id, GBytes *mime,
                  GError **error)
{
    struct outgoing mail = {
        .message = json_integer_value(json_object_get(letter->message, "id")),
        .submission = letter->submission,
        .recipient = letter->recipient,
        .purpose = letter->purpose,
        .message_id = message_id,
        .answer = letter->answer,
        .mime = mime,
    };
    return outbox_queue(store, &mail, error);
}

/* Where mail comes back from, nothing goes but answers to who writes from there. */
static bool is_held(struct store *store, const struct letter *letter, bool *held, GError **error)
{
    *held = false;
    if (letter->answer)
        return true;
    json_t *row =
        store_row(store, "address_is_bounced", json_pack("{s:s}", "address", letter->recipient), error);
    *held = json_is_object(row);
    json_decref(row);
    return row != NULL;
}

/* Whether the same letter is there already, whatever became of it. */
static bool is_queued(struct store *store, const char *message_id, bool *queued, GError **error)
{
    json_t *row = store_row(store, "outbox_has", json_pack("{s:s}", "message_id", message_id), error);
    *queued = json_is_object(row);
    json_decref(row);
    return row != NULL;
}

static GBytes *composed(const struct letters *letters, const struct letter *letter, const char *message_id,
                        const char *reference, GError **error)
{
    json_auto_t *data = json_copy((json_t *)letter->data);
    json_object_set_new(data, "office", json_string(letters->config->office.name));
    const char *language = language_name(language_number(letter->language));
    json_object_set_new(data, "language", json_string(language));
    json_object_set_new(data, "address", json_string(letters->config->outgoing.from));
    json_object_set_new(data, "say", wording_group(letters_wording(letters, language), "say"));
    g_autofree char *text = render(letters, letter, ".txt", data, error);
    g_autofree char *html = text ? render(letters, letter, ".html", data, error) : NULL;
    g_autofree char *subject = html ? take_subject(text, letter->template, error) : NULL;
    if (!subject)
        return NULL;
    struct composition composition = {
        .from_name = letters->config->office.name,
        .from = letters->config->outgoing.from,
        .to = letter->recipient,
        .subject = subject,
        .reference = reference,
        .message_id = message_id,
        .answers = letter->answer ? json_string_value(json_object_get(letter->message, "message_id")) : NULL,
        .language = language,
        .date = g_get_real_time() / G_USEC_PER_SEC,
        .replied = letter->answer,
        .text = text,
        .html = html,
        .attachments = letter->enclosures,
    };
    return compose_mail(&composition, error);
}

bool letters_queue(const struct letters *letters, struct store *store, const struct letter *letter,
                   GError **error)
{
    bool queued = false;
    g_autofree char *id = letter_id(letters, letter);
    if (!text_is_address(letter->recipient))
        return true;
    bool held = false;
    if (!is_held(store, letter, &held, error) || held)
        return held;
    if (!is_queued(store, id, &queued, error) || queued)
        return queued;
    g_autofree char *reference = NULL;
    if (letter->entitles) {
        gint64 conversation = json_integer_value(json_object_get(letter->message, "conversation"));
        reference =
            token_reference(store, letter->entitles, conversation, letter->recipient, letter->decides, error);
        if (!reference)
            return false;
    }
    g_autoptr(GBytes) mime = composed(letters, letter, id, reference, error);
    return mime && queue(store, letter, id, mime, error);
}
