/**
 * zod as all schemas use it: it compiles none of them, since each is used but a few times a start, and it
 * says what is wrong in the words of a person who writes YAML.
 */
import { z } from "zod";
import { plainRule } from "./plain_rule.ts";

z.config({ jitless: true, localeError: plainRule });

export { z };
