export { type Branches, Coverage, type JobCoverage } from "./coverage.ts";
export { type Outcome, Outcomes } from "./outcomes.ts";
export { followPath, type PlanPlace, type PlanStep, withoutRounds } from "./plan-path.ts";
export { simulateTest, type TestFailure, type TestResult } from "./simulate-test.ts";
export { type Roles, type SimulatedAttempt, Simulation, simulatedStart } from "./simulation.ts";
export { inWords, shownValue, withoutStop } from "./words.ts";
