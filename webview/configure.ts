import { z } from "zod";

// Before any schema is made: zod otherwise probes whether it may compile code, which a strict CSP reports.
z.config({ jitless: true });
