/*
 * Rules: one file a rule, rules/ID.sql: a header of comments, and one SELECT that finds the offenders of
 * :submission. docs/rules.md says how to write one.
 */
#pragma once

#include "base/config.h"
#include "store/database.h"

struct rules;

/* Loads the built-in rules and those of the configuration's directory (a file there with the id of a built-in
 * rule and other validity dates stands beside it; with the same validity it replaces it), checks headers,
 * prepares every SELECT, sets parameters from the configuration, and writes them to rule_parameter. A bad
 * rule file is ERROR_RULE, a setting for an unknown rule or parameter ERROR_CONFIGURATION. `config` may be
 * NULL: defaults. Free with rules_free. */
struct rules *rules_load(struct store *store, const struct config *config, GError **error);
void rules_free(struct rules *rules);

/* Runs the rules that apply to a submission whose group and persons are resolved: those of severity
 * "provisional" (they read the account and so need a decision that stands), or all others. Gives an array of
 * {rule, severity, about (may be absent), meeting, participant, change (positions, may be absent), asks
 * (fields separated by commas, may be absent), text}, the gravest first. A rule that fails or does not end is
 * ERROR_RULE and names its file. Caller decrefs; NULL on error.
 */
json_t *rules_evaluate(struct rules *rules, gint64 submission, bool provisional, GError **error);

/* Every rule, for people and programs: an array of {id, severity, forms, groups, valid_from, valid_to,
 * parameters: [{name, value, default, from, meaning}], source, nb, nn}. Caller decrefs. */
json_t *rules_list(const struct rules *rules);
