#include "parser/formats/relations.h"

#include "parser/formats/xml.h"
#include <string.h>

struct relations {
    char *folder; /* of the part that has them */
    GPtrArray *list;
};

static void relation_free(gpointer data)
{
    struct relation *relation = data;
    g_free(relation->id);
    g_free(relation->kind);
    g_free(relation->target);
    g_free(relation);
}

/* "../media/x" seen from "word" is "media/x"; a leading slash means the package's root. */
static char *resolve(const char *folder, const char *target)
{
    g_autofree char *path = *target == '/' ? g_strdup(target) : g_build_path("/", folder, target, NULL);
    g_auto(GStrv) steps = g_strsplit(path, "/", 64);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (guint i = 0; steps[i]; i++) {
        if (strcmp(steps[i], "..") == 0 && kept->len)
            g_ptr_array_remove_index(kept, kept->len - 1);
        else if (*steps[i] && strcmp(steps[i], ".") != 0 && strcmp(steps[i], "..") != 0)
            g_ptr_array_add(kept, steps[i]);
    }
    g_ptr_array_add(kept, NULL);
    return g_strjoinv("/", (char **)kept->pdata);
}

static bool on_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    (void)error;
    struct relations *relations = data;
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type");
    const char *target = xml_attribute(attributes, "Target"), *mode = xml_attribute(attributes, "TargetMode");
    if (strcmp(name, "rel:Relationship") != 0 || !id || !type || !target ||
        (mode && strcmp(mode, "External") == 0))
        return true;
    const char *slash = strrchr(type, '/');
    struct relation *relation = g_new0(struct relation, 1);
    relation->id = g_strdup(id);
    relation->kind = g_strdup(slash ? slash + 1 : type);
    relation->target = resolve(relations->folder, target);
    g_ptr_array_add(relations->list, relation);
    return true;
}

static char *folder_of(const char *part)
{
    const char *slash = strrchr(part, '/');
    return slash ? g_strndup(part, (gsize)(slash - part)) : g_strdup("");
}

GPtrArray *relations_read(struct package *package, const char *part, GError **error)
{
    static const struct xml_events events = {.start = on_start};
    g_autofree char *folder = folder_of(part);
    const char *name = *folder ? part + strlen(folder) + 1 : part;
    g_autofree char *listed = g_strconcat(folder, *folder ? "/" : "", "_rels/", name, ".rels", NULL);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(relation_free);
    if (!package_has(package, listed))
        return g_steal_pointer(&list);
    g_autoptr(GBytes) document = package_part(package, listed, error);
    struct relations relations = {.folder = folder, .list = list};
    if (!document || !xml_parse(document, &events, &relations, error))
        return NULL;
    return g_steal_pointer(&list);
}

const char *relation_target(const GPtrArray *relations, const char *id)
{
    for (guint i = 0; i < relations->len; i++) {
        const struct relation *relation = relations->pdata[i];
        if (strcmp(relation->id, id) == 0)
            return relation->target;
    }
    return NULL;
}

const char *relation_of_kind(const GPtrArray *relations, const char *kind)
{
    for (guint i = 0; i < relations->len; i++) {
        const struct relation *relation = relations->pdata[i];
        if (strcmp(relation->kind, kind) == 0)
            return relation->target;
    }
    return NULL;
}
