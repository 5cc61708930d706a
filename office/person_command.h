/*
 * The subcommand person: what is held about a doctor, and forgetting what is not needed.
 */
#pragma once

int person_command(int argc, char **argv);
