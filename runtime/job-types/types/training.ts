import { z } from "zod";
import { defineJobType } from "../define-job-type.ts";
import { dataset, file, json, model, percent } from "../schema.ts";

const modelOutput = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() }).meta({ dag: "model" });
const datasetOutput = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() }).meta({ dag: "dataset" });
const fileOutput = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() }).meta({ dag: "file" });

export const preprocessing = defineJobType({
	name: "preprocessing",
	documentation: "Cleans and transforms a data set.\n\nThe operations run in the order in which they are listed.",
	icon: "filter",
	runs: "process",
	implemented: false,
	config: z.object({
		input: file.describe("The data: CSV, JSON or JSON lines.").meta({ example: '"data/raw.csv"' }),
		ops: z
			.array(
				z.enum([
					"dedupe",
					"drop_missing",
					"fill_missing",
					"normalize",
					"standardize",
					"one_hot",
					"lowercase",
					"shuffle",
				]),
			)
			.min(1)
			.describe("What is done, in order."),
		format: z.enum(["auto", "csv", "json", "jsonl"]).default("auto").describe("The input's format."),
		columns: z.array(z.string()).default([]).describe("Only these columns; none means all."),
		target: z.string().optional().describe("The column to predict: it is never normalized."),
		seed: z.int().default(0).describe("The seed of `shuffle`."),
	}),
	outputs: z.object({
		data: datasetOutput.describe("The transformed data."),
		rows: z.int().describe("How many rows it has."),
		columns: z.array(z.string()).describe("Its columns, in order."),
	}),
});

export const training = defineJobType({
	name: "training",
	documentation: "Trains a model.\n\nThe provider decides where: on this machine, or at a service.",
	icon: "graph-line",
	runs: "process",
	implemented: false,
	config: z.object({
		provider: z.enum(["local", "huggingface", "openai", "colab"]).describe("Where the model is trained."),
		model: model.describe("The model to start from: a model of another job, a path, or its name at the provider."),
		data: dataset.describe("The training data."),
		target: z.string().optional().describe("The column to predict."),
		learning_rate: z.number().min(0).max(10).default(1e-3).describe("The step size."),
		batch_size: z.int().min(1).max(65536).default(32).describe("Rows in one step."),
		epochs: z.int().min(1).max(100_000).default(3).describe("Passes over the data."),
		validation_split: z.number().min(0).max(0.9).default(0.2).describe("The part that is held out."),
		seed: z.int().default(0).describe("The seed of the split and of the weights."),
		lora: z
			.object({
				rank: z.int().min(1).max(1024).describe("The rank of the update."),
				alpha: z.number().min(0).optional().describe("Its scale."),
				dropout: z.number().min(0).max(1).optional().describe("Its dropout."),
			})
			.optional()
			.describe("Trains a low-rank update instead of all weights."),
		early_stopping: z
			.object({
				metric: z.string().describe("What is watched."),
				patience: z.int().min(1).describe("Epochs without a better value."),
				min_delta: z.number().min(0).optional().describe("What counts as better."),
			})
			.optional()
			.describe("Stops when a metric gets no better."),
	}),
	outputs: z.object({
		model: modelOutput.describe("The trained model."),
		metrics: z
			.object({
				accuracy: z.number().min(0).max(1).describe("On the held-out part."),
				loss: z.number().describe("On the held-out part."),
			})
			.describe("The last value of each metric."),
		learning_rate: z.number().describe("As configured."),
		batch_size: z.int().describe("As configured."),
		epochs: z.int().describe("How many were run."),
	}),
});

export const validation = defineJobType({
	name: "validation",
	documentation: "Measures a model on data.",
	icon: "checklist",
	runs: "process",
	implemented: false,
	config: z.object({
		model: model.describe("The model."),
		data: dataset.describe("The data that it is measured on."),
		target: z.string().optional().describe("The column to predict."),
		metrics: z
			.array(z.enum(["accuracy", "precision", "recall", "f1", "loss", "roc_auc"]))
			.default(["accuracy"])
			.describe("What is measured."),
		folds: z.int().min(2).max(100).optional().describe("Cross-validation with this many folds."),
		baseline: z.string().optional().describe("A stored baseline to compare with."),
	}),
	outputs: z.object({
		metrics: z.record(z.string(), z.number()).describe("Each metric's value."),
		report: fileOutput.describe("The full report."),
	}),
});

export const regressionGate = defineJobType({
	name: "regression_gate",
	documentation: "Compares metrics with a stored baseline and fails where they got worse by more than is allowed.",
	icon: "shield",
	runs: "process",
	implemented: false,
	config: z.object({
		candidate: z.record(z.string(), z.number()).describe("The metrics to judge."),
		baseline: z.string().describe("The stored baseline's name.").meta({ example: '"prod"' }),
		threshold: percent.default(0.05).describe("How much worse a metric may be.").meta({ example: "5%" }),
		required: z
			.array(z.string())
			.default([])
			.describe("Metrics that have to be there; none means all of the baseline."),
		block: z.boolean().default(true).describe("Whether a worse metric fails the job, or only `passed` says so."),
	}),
	outputs: z.object({
		passed: z.boolean().describe("No metric got worse by more than the threshold."),
		report: fileOutput.describe("Each metric with its baseline and difference."),
		deltas: z.record(z.string(), z.number()).describe("Candidate minus baseline, by metric."),
	}),
});

export const deployment = defineJobType({
	name: "deployment",
	documentation: "Puts a model where it serves.",
	icon: "rocket",
	runs: "process",
	implemented: false,
	config: z.object({
		model: model.describe("The model."),
		target: z.enum(["staging", "production"]).describe("Where to."),
		provider: z.enum(["folder", "kubernetes"]).default("folder").describe("What serves it."),
		path: z.string().optional().describe("The folder of `folder`, relative to the `.dag`."),
		namespace: z.string().optional().describe("The namespace of `kubernetes`."),
		replicas: z.int().min(1).max(1000).default(1).describe("How many copies serve."),
	}),
	outputs: z.object({
		url: z.string().describe("Where it serves."),
		version: z.string().describe("The deployed version."),
		previous: z.string().optional().describe("The version before, if there was one."),
	}),
	rules: [
		{ require: "provider != folder || path != null", message: "A deployment to a folder needs its `path`." },
		{
			require: "provider != kubernetes || namespace != null",
			message: "A deployment to Kubernetes needs its `namespace`.",
		},
	],
});

export const slack = defineJobType({
	name: "slack",
	documentation: "Posts a message to a Slack channel, through a channel of `dagwright.json`.",
	icon: "comment",
	runs: "process",
	implemented: false,
	config: z.object({
		channel: z.string().describe("The channel.").meta({ example: '"#ml-alerts"' }),
		text: z.string().describe("The message."),
		details: json.optional().describe("A value that is shown below the message."),
	}),
	outputs: z.object({ delivered: z.boolean().describe("The message was taken.") }),
});
