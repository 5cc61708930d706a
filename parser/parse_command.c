#include "parser/parse_command.h"

#include "base/error.h"
#include "parser/parse.h"
#include "parser/sandbox.h"

#include <errno.h>
#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define MAX_MAIL (64u << 20)
#define STEP     65536

static GBytes *read_stream(FILE *stream, const char *name, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 step[STEP];
    size_t length;
    while ((length = fread(step, 1, sizeof step, stream)) > 0 && bytes->len <= MAX_MAIL)
        g_byte_array_append(bytes, step, (guint)length);
    if (ferror(stream)) {
        fail(error, ERROR_INPUT, "%s cannot be read", name);
        return NULL;
    }
    if (bytes->len > MAX_MAIL) {
        fail(error, ERROR_INPUT, "%s is larger than %u bytes", name, MAX_MAIL);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

static GBytes *read_mail(const char *path, GError **error)
{
    if (strcmp(path, "-") == 0)
        return read_stream(stdin, "standard input", error);
    FILE *file = fopen(path, "re");
    if (!file) {
        fail(error, ERROR_INPUT, "%s cannot be opened: %s", path, g_strerror(errno));
        return NULL;
    }
    GBytes *raw = read_stream(file, path, error);
    fclose(file);
    return raw;
}

static bool print_json(const char *compact, GError **error)
{
    json_t *root = json_loads(compact, 0, NULL);
    char *pretty = root ? json_dumps(root, JSON_INDENT(1)) : NULL;
    json_decref(root);
    if (!pretty)
        return fail(error, ERROR_INTERNAL, "the reader's answer is no JSON");
    puts(pretty);
    free(pretty);
    return true;
}

static bool run(const char *path, bool explaining, GError **error)
{
    const struct sandbox_options options = {
        .jobs = 1, .best_effort = true, .prepare = parse_prepare, .work = parse_mail_explained};
    g_autoptr(GBytes) raw = read_mail(path, error);
    struct sandbox *sandbox = !raw         ? NULL
                              : explaining ? sandbox_start(&options, error)
                                           : parse_in_sandbox(1, true, error);
    if (!sandbox)
        return false;
    g_autofree char *output = NULL;
    g_autoptr(GError) reason = NULL;
    sandbox_run(sandbox, &raw, 1, &output, &reason, NULL);
    sandbox_stop(sandbox);
    if (!output) {
        g_propagate_prefixed_error(error, g_steal_pointer(&reason), "%s: ", path);
        return false;
    }
    return explaining ? fputs(output, stdout) >= 0 : print_json(output, error);
}

static bool read_options(int *argc, char ***argv, gboolean *explaining, GError **error)
{
    const GOptionEntry entries[] = {
        {"explain", 0, 0, G_OPTION_ARG_NONE, explaining, "show how the mail's documents were read", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE");
    g_option_context_set_summary(context,
                                 "What one mail says, as JSON. FILE is a raw mail, - is standard input.");
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) fault = NULL;
    if (!g_option_context_parse(context, argc, argv, &fault))
        return fail(error, ERROR_USAGE, "%s", fault->message);
    return *argc == 2 || fail(error, ERROR_USAGE, "usage: %s [--explain] FILE (see --help)", g_get_prgname());
}

int parse_command(int argc, char **argv)
{
    gboolean explaining = FALSE;
    g_autoptr(GError) error = NULL;
    if (read_options(&argc, &argv, &explaining, &error) && run(argv[1], explaining, &error))
        return 0;
    fprintf(stderr, "%s: %s\n", g_get_prgname(), error->message);
    return error_policy(error)->exit_status;
}
