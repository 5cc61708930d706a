/*
 * presens rules [--json]: every rule with severity, parameters, validity and source.
 */
#pragma once

/* Gives the exit status. */
int rules_command(int argc, char **argv);
