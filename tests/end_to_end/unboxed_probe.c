/* unboxed_probe run ...: `presens run` with its reader in its own process, for memcheck: it knows no sandbox.
 * The linker puts what stands here in the place of the sandbox. */
#include "base/log.h"
#include "office/run_command.h"
#include "parser/parse.h"

#include <locale.h>

struct sandbox {
    char nothing;
};

struct sandbox *__wrap_parse_in_sandbox(guint jobs, bool best_effort, GError **error);
void __wrap_sandbox_stop(struct sandbox *sandbox);
const char *__wrap_sandbox_layers(const struct sandbox *sandbox);
bool __wrap_sandbox_run(struct sandbox *sandbox, GBytes *const *inputs, guint count, char **outputs,
                        GError **errors, GError **error);

struct sandbox *__wrap_parse_in_sandbox(guint jobs G_GNUC_UNUSED, bool best_effort G_GNUC_UNUSED,
                                        GError **error G_GNUC_UNUSED)
{
    parse_prepare();
    return g_new0(struct sandbox, 1);
}

void __wrap_sandbox_stop(struct sandbox *sandbox)
{
    g_free(sandbox);
}

const char *__wrap_sandbox_layers(const struct sandbox *sandbox G_GNUC_UNUSED)
{
    return "nothing";
}

bool __wrap_sandbox_run(struct sandbox *sandbox G_GNUC_UNUSED, GBytes *const *inputs, guint count,
                        char **outputs, GError **errors, GError **error G_GNUC_UNUSED)
{
    for (guint i = 0; i < count; i++) {
        errors[i] = NULL;
        outputs[i] = parse_mail(inputs[i], &errors[i]);
    }
    return true;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    log_start();
    return run_command(argc - 1, argv + 1);
}
