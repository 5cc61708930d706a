/*
 * The subcommand daily: what is to be done once a day.
 */
#pragma once

int daily_command(int argc, char **argv);
