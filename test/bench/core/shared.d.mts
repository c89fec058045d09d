export declare function namesOf(jobs: number): readonly string[];
export declare function edgesOf(jobs: number, edges: number): readonly (readonly [before: number, after: number])[];
export declare function report(milliseconds: number): void;
export declare function settle(): void;
