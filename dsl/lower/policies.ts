import type { JobPolicies } from "@dagwright/core";
import type { PolicySites } from "../check/model.ts";
import { readPolicies } from "../check/policies.ts";

/** What was wrong was told by the check. */
const ignore = () => undefined;

type Key = keyof JobPolicies;

/** Policies in the order of their declaration, so that the same meaning gives the same bytes. */
const ORDER: readonly Key[] = [
	"retry",
	"timeout",
	"cache",
	"limit",
	"succeed",
	"needs",
	"uses",
	"allow_failure",
	"critical",
	"environment",
	"sources",
];

/** Policies of a job's own text over the workflow's defaults, as far as those reach its kind. */
export function lowerPolicies(
	own: PolicySites,
	defaults: JobPolicies,
	{ critical }: { readonly critical: boolean },
): JobPolicies {
	const read = readPolicies(own, ignore);
	const merged: Partial<Record<Key, unknown>> = { ...defaults, ...read };
	if (defaults.needs && read.needs) merged.needs = { ...defaults.needs, ...read.needs };
	if (defaults.environment && read.environment) merged.environment = { ...defaults.environment, ...read.environment };
	if (defaults.uses && read.uses) {
		const named = new Set(read.uses.map((use) => use.as));
		merged.uses = [...defaults.uses.filter((use) => !named.has(use.as)), ...read.uses];
	}
	if (critical) {
		merged.critical = true;
		// A critical job is never taken from the cache.
		delete merged.cache;
	}
	return ordered(merged);
}

/** The workflow's defaults for process jobs. */
export function defaultsOf(sites: PolicySites): JobPolicies {
	const { limit: _limit, succeed: _succeed, allow_failure: _allowed, ...defaults } = readPolicies(sites, ignore);
	return defaults;
}

/** What a group or loop says for the jobs in it, over what holds around it: the rest is about it as a whole. */
export function blockDefaults(own: PolicySites, defaults: JobPolicies): JobPolicies {
	const { needs, uses, environment, sources } = lowerPolicies(own, defaults, { critical: false });
	return { ...defaults, ...ordered({ needs, uses, environment, sources }) };
}

/** A fallback has the policies of its job, but retries only if it says so itself. */
export function fallbackDefaults(policies: JobPolicies): JobPolicies {
	const { timeout, needs, uses, environment, sources } = policies;
	return ordered({ timeout, needs, uses, environment, sources });
}

/** A rollback has the secrets and the environment of its job. */
export function rollbackDefaults(policies: JobPolicies, defaults: JobPolicies): JobPolicies {
	const { retry, timeout } = defaults;
	return ordered({ retry, timeout, uses: policies.uses, environment: policies.environment });
}

function ordered(policies: Partial<Record<Key, unknown>>): JobPolicies {
	return Object.fromEntries(ORDER.flatMap((key) => (policies[key] === undefined ? [] : [[key, policies[key]]])));
}
