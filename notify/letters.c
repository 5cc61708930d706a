#include "notify/letters.h"
#include "base/text.h"
#include "notify/template.h"
#include "store/outbox.h"
#include "store/token.h"

#include <gio/gio.h>
#include <string.h>

#define TEMPLATES "/presens/notify/templates/"
#define WORDS     "words.ini"

/* The first is the one that every letter is written in. */
static const char *const languages[] = {"nb", "nn"};

struct language {
    struct templates *templates;
    struct wording *wording;
};

struct letters {
    const struct config *config; /* borrowed */
    struct language languages[G_N_ELEMENTS(languages)];
};

static char *resource_text(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!bytes) {
        fail(error, ERROR_CONFIGURATION, "%s is not built in", path);
        return NULL;
    }
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static bool load_file(struct language *language, const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_strconcat(folder, name, NULL);
    g_autofree char *source = resource_text(path, error);
    if (!source)
        return false;
    if (strcmp(name, WORDS) != 0)
        return templates_add(language->templates, name, source, error);
    wording_free(language->wording);
    language->wording = wording_new(path, source, error);
    return language->wording != NULL;
}

static bool load_folder(struct language *language, const char *name, GError **error)
{
    g_autofree char *folder = g_strconcat(TEMPLATES, name, "/", NULL);
    g_auto(GStrv) files = g_resources_enumerate_children(folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!files)
        return fail(error, ERROR_CONFIGURATION, "there is no %s", folder);
    for (char **file = files; *file; file++)
        if (!load_file(language, folder, *file, error))
            return false;
    return true;
}

/* A language's own templates replace those of the first. */
static bool load_language(struct language *language, guint number, GError **error)
{
    language->templates = templates_new();
    if (!load_folder(language, languages[0], error) ||
        (number > 0 && !load_folder(language, languages[number], error)))
        return false;
    if (!language->wording)
        return fail(error, ERROR_CONFIGURATION, "there is no %s%s/%s", TEMPLATES, languages[0], WORDS);
    return templates_check(language->templates, error);
}

struct letters *letters_new(const struct config *config, GError **error)
{
    struct letters *letters = g_new0(struct letters, 1);
    letters->config = config;
    for (guint i = 0; letters && i < G_N_ELEMENTS(languages); i++)
        if (!load_language(&letters->languages[i], i, error))
            g_clear_pointer(&letters, letters_free);
    return letters;
}

void letters_free(struct letters *letters)
{
    if (!letters)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        templates_free(letters->languages[i].templates);
        wording_free(letters->languages[i].wording);
    }
    g_free(letters);
}

static guint language_number(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_strcmp0(name, languages[i]) == 0)
            return i;
    return 0;
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
    const char *language = languages[language_number(letter->language)];
    json_object_set_new(data, "language", json_string(language));
    json_object_set_new(data, "address", json_string(letters->config->outgoing.from));
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
        .original = letter->original,
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
