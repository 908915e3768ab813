/** zod as all schemas use it: it compiles none of them, since each is used but a few times a start. */
import { z } from "zod";

z.config({ jitless: true });

export { z };
