#include "parser/formats/odf_strikes.h"

#include "parser/formats/xml.h"
#include <glib.h>
#include <string.h>

struct odf_strikes {
    GHashTable *styles; /* names of those that strike */
    char *style;        /* whose properties are read, or NULL */
    GArray *open;       /* of bool: for each open paragraph and span, whether it strikes */
    guint striking;     /* how many of them do */
};

struct odf_strikes *odf_strikes_new(void)
{
    struct odf_strikes *strikes = g_new0(struct odf_strikes, 1);
    strikes->styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    strikes->open = g_array_new(FALSE, FALSE, sizeof(bool));
    return strikes;
}

void odf_strikes_free(struct odf_strikes *strikes)
{
    g_hash_table_unref(strikes->styles);
    g_array_unref(strikes->open);
    g_free(strikes->style);
    g_free(strikes);
}

static bool is_text(const char *name)
{
    static const char *const names[] = {"text:p", "text:h", "text:span", NULL};
    return g_strv_contains(names, name);
}

static bool strikes_text(const char *const *attributes)
{
    const char *style = xml_attribute(attributes, "style:text-line-through-style"),
               *type = xml_attribute(attributes, "style:text-line-through-type");
    return (style && strcmp(style, "none") != 0) || (type && strcmp(type, "none") != 0);
}

void odf_strikes_open(struct odf_strikes *strikes, const char *name, const char *const *attributes)
{
    if (strcmp(name, "style:style") == 0) {
        g_free(strikes->style);
        strikes->style = g_strdup(xml_attribute(attributes, "style:name"));
    } else if (strcmp(name, "style:text-properties") == 0 && strikes->style && strikes_text(attributes)) {
        g_hash_table_add(strikes->styles, g_strdup(strikes->style));
    } else if (is_text(name)) {
        bool strikes_here = odf_strikes_style(strikes, xml_attribute(attributes, "text:style-name"));
        g_array_append_val(strikes->open, strikes_here);
        strikes->striking += strikes_here;
    }
}

void odf_strikes_close(struct odf_strikes *strikes, const char *name)
{
    if (!is_text(name) || !strikes->open->len)
        return;
    strikes->striking -= g_array_index(strikes->open, bool, strikes->open->len - 1);
    g_array_set_size(strikes->open, strikes->open->len - 1);
}

bool odf_strikes_now(const struct odf_strikes *strikes)
{
    return strikes->striking > 0;
}

bool odf_strikes_style(const struct odf_strikes *strikes, const char *style)
{
    return style && g_hash_table_contains(strikes->styles, style);
}
