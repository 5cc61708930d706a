#include "office/preview_command.h"
#include "notify/answers.h"
#include "office/rehearsal.h"
#include "parser/message.h"
#include "store/outbox.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define MOST_FILES 1000

struct preview {
    struct answers *answers;
    const char *folder;
};

/* `ending` follows the stem; what is in it was made by us, but names a file all the same. */
static bool write_file(const struct preview *preview, const char *stem, const char *ending, GBytes *bytes,
                       GError **error)
{
    g_autofree char *whole = g_strconcat(stem, ending, NULL);
    g_autofree char *name = g_strdelimit(g_strdup(whole), "/\\", '-');
    g_autofree char *path = g_build_filename(preview->folder, name, NULL);
    g_autoptr(GError) fault = NULL;
    gsize size;
    const char *content = g_bytes_get_data(bytes, &size);
    if (!g_file_set_contents(path, content, (gssize)size, &fault))
        return fail(error, ERROR_INPUT, "%s", fault->message);
    printf("%s\n", path);
    return true;
}

/* The HTML and the attachments of a mail, beside it. */
static bool write_parts(const struct preview *preview, const char *stem, GBytes *mime, GError **error)
{
    struct message *mail = message_read(mime, error);
    bool good = mail != NULL;
    for (guint i = 0; good && i < mail->parts->len; i++) {
        const struct part *part = mail->parts->pdata[i];
        g_autofree char *file = part->filename ? g_strconcat(" ", part->filename, NULL) : NULL;
        if (part->mail == 0 && strcmp(part->type, "text/html") == 0)
            good = write_file(preview, stem, ".html", part->content, error);
        else if (part->mail == 0 && file)
            good = write_file(preview, stem, file, part->content, error);
    }
    message_free(mail);
    return good;
}

/* "liste 1 return kari@example.no": the mail that came in, and which of the mails that go out it is. */
static char *stem_of(const char *path, const json_t *row, size_t number)
{
    g_autofree char *base = g_path_get_basename(path);
    char *dot = strrchr(base, '.');
    if (dot && dot != base)
        *dot = '\0';
    return g_strdup_printf("%s %zu %s %s", base, number + 1,
                           json_string_value(json_object_get(row, "purpose")),
                           json_string_value(json_object_get(row, "recipient")));
}

static bool write_mails(struct store *store, gint64 message, const char *path, gpointer data, GError **error)
{
    const struct preview *preview = data;
    json_t *parameters = json_pack("{s:I}", "message", (json_int_t)message);
    if (!store_run(store, "preview_forget", json_incref(parameters), NULL, error) ||
        !answers_to_message(preview->answers, store, message, error) ||
        !answers_to_office(preview->answers, store, error)) {
        json_decref(parameters);
        return false;
    }
    json_auto_t *rows = store_rows(store, "preview_mails", parameters, error);
    bool good = rows != NULL;
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row) {
        g_autoptr(GBytes) mime =
            good ? outbox_mime(store, json_integer_value(json_object_get(row, "id")), error) : NULL;
        g_autofree char *stem = stem_of(path, row, index);
        good =
            mime && write_file(preview, stem, ".eml", mime, error) && write_parts(preview, stem, mime, error);
    }
    return good;
}

/* For a preview without a configuration. */
static const struct config *stand_in(void)
{
    static char *staff[] = {"kontor@example.no", NULL};
    static struct config config = {
        .outgoing = {.from = "smagrupper@example.no"},
        .office = {.name = "Enhet for primærmedisin og psykiatri", .staff = staff}};
    return &config;
}

static bool preview_files(const struct command *command, const char *folder, GError **error)
{
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return fail(error, ERROR_INPUT, "the folder %s cannot be made: %s", folder, g_strerror(errno));
    struct rehearsal *rehearsal = rehearsal_open(command, error);
    if (!rehearsal)
        return false;
    const struct config *config = rehearsal_config(rehearsal);
    struct preview preview = {.answers = answers_new(config ? config : stand_in(), error), .folder = folder};
    message_prepare();
    bool good = preview.answers && rehearsal_run_all(rehearsal, command, write_mails, &preview, error);
    answers_free(preview.answers);
    rehearsal_close(rehearsal);
    return good;
}

int preview_command(int argc, char **argv)
{
    struct command command;
    g_autofree char *folder = NULL;
    const GOptionEntry options[] = {{"output", 'o', 0, G_OPTION_ARG_FILENAME, &folder,
                                     "where the files go; the present folder where it is not given", "DIR"},
                                    G_OPTION_ENTRY_NULL};
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "MAIL.eml…",
                      "The answers that would go out, as .eml and .html files; stores and sends nothing.",
                      options, 1, MOST_FILES, &error))
        preview_files(&command, folder ? folder : ".", &error);
    command_clear(&command);
    return command_end(error);
}
