import { z } from "zod";
import { defineJobType } from "../define-job-type.ts";
import { dataset, file, json, model, percent } from "../schema.ts";

const modelOutput = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() }).meta({ dag: "model" });
const datasetOutput = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() }).meta({ dag: "dataset" });
const fileOutput = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() }).meta({ dag: "file" });

export const preprocessing = defineJobType({
	name: "preprocessing",
	documentation: [
		"Cleans and transforms a data set.",
		"The operations run in the order in which they are listed, and the result has the format of the input.",
		"- `dedupe` keeps the first of rows that are the same.",
		"- `drop_missing` drops rows that lack a value; `fill_missing` fills in the column's mean, or its most frequent text. The target is never filled.",
		"- `normalize` scales the numbers of each column to 0..1, `standardize` to mean 0 and standard deviation 1. The target is left alone.",
		"- `one_hot` makes of each column of texts one column of 0 and 1 for each text. The target is left alone.",
		"- `lowercase` turns all texts to lower case.",
		"- `shuffle` puts the rows in another order, the same for the same `seed`.",
		"A value is missing where a cell is empty or says `NA`, `N/A`, `NaN`, `null` or `None`. A column is one of numbers where more than half of its values are; a value in it that is none is an error with its row. CSV may have quoted cells, any line ends, a byte-order mark, and comma, semicolon or tab between cells; it is read piece by piece, as JSON lines are, so it may be larger than the memory. JSON is read whole, up to 500 MB.",
	]
		.join("\n\n")
		.replaceAll(/\n\n(?=- )/g, "\n"),
	icon: "filter",
	runs: "process",
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
		columns: z
			.array(z.string())
			.default([])
			.describe("Only these columns, in this order, and the target; none means all."),
		target: z
			.string()
			.optional()
			.describe("The column to predict. Without it, a column named `label`, `target` or `class`."),
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
	documentation:
		'Trains a model.\n\nThe provider decides where. `local` trains a small classifier on this machine: softmax regression by mini-batch gradient descent, or with `hidden` a network with one hidden layer. The features are the columns of numbers, standardized; a share of each class is held out, and loss and accuracy on it are reported after every epoch. The same data, settings and seed give the same model. `model` names a fresh model (`"base"`), or is the model of another job, whose training goes on.\n\nThis version cannot train with `huggingface`, `openai` and `colab`: such a job fails with a message that says so, and its `fallback` takes over.',
	icon: "graph-line",
	runs: "process",
	config: z.object({
		provider: z.enum(["local", "huggingface", "openai", "colab"]).describe("Where the model is trained."),
		model: model.describe("The model to start from: a model of another job, a path, or its name at the provider."),
		data: dataset.describe("The training data."),
		target: z
			.string()
			.optional()
			.describe("The column to predict. Without it, one named `label`, `target` or `class`, else the last."),
		learning_rate: z.number().min(0).max(10).default(1e-3).describe("The step size."),
		batch_size: z.int().min(1).max(65536).default(32).describe("Rows in one step."),
		epochs: z.int().min(1).max(100_000).default(3).describe("Passes over the data."),
		validation_split: z.number().min(0).max(0.9).default(0.2).describe("The part that is held out."),
		seed: z.int().default(0).describe("The seed of the split, of the weights and of the order of the rows."),
		hidden: z
			.int()
			.min(1)
			.max(1024)
			.optional()
			.describe("Units of a hidden layer, for `local`; without it the model is linear.")
			.meta({ example: "16" }),
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
				metric: z.string().describe("What is watched: `loss` or `accuracy`."),
				patience: z.int().min(1).describe("Epochs without a better value."),
				min_delta: z.number().min(0).optional().describe("What counts as better."),
			})
			.optional()
			.describe("Stops when a metric gets no better, and keeps the weights of the best epoch.")
			.meta({ example: '{ metric: "loss", patience: 5 }' }),
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
	documentation:
		"Measures a model on data.\n\nThe model is one that `training` made on this machine. With `folds` a model of its kind is trained anew for each fold, with the settings it was trained with, and judges the rows left out. Precision, recall, F1 and the area under the ROC curve are averages over the classes.",
	icon: "checklist",
	runs: "process",
	config: z.object({
		model: model.describe("The model."),
		data: dataset.describe("The data that it is measured on."),
		target: z.string().optional().describe("The column to predict. Without it, that of the model."),
		metrics: z
			.array(z.enum(["accuracy", "precision", "recall", "f1", "loss", "roc_auc"]))
			.min(1)
			.default(["accuracy"])
			.describe("What is measured."),
		folds: z.int().min(2).max(100).optional().describe("Cross-validation with this many folds."),
		baseline: z
			.string()
			.optional()
			.describe("A stored baseline whose metrics the report shows beside; `regression_gate` judges by one."),
	}),
	outputs: z.object({
		metrics: z.record(z.string(), z.number()).describe("Each metric's value."),
		report: fileOutput.describe("The metrics and which class was taken for which, as Markdown."),
	}),
});

export const regressionGate = defineJobType({
	name: "regression_gate",
	documentation:
		"Compares metrics with a stored baseline and fails where they got worse by more than is allowed.\n\nA baseline lies in `.dag/baselines` of the project, each version in a file of its own. It changes only when somebody says so: `dag baseline set prod --from RUN gate`, or `update = true`. Where there is none yet, the job passes with a warning; `missing = fail` refuses that.\n\nLower is better for metrics whose name says so (`loss`, `error`, `latency_ms`, …), higher for all others; `better` overrides that.",
	icon: "shield",
	runs: "process",
	config: z.object({
		candidate: z.record(z.string(), z.number()).describe("The metrics to judge."),
		baseline: z.string().describe("The stored baseline's name.").meta({ example: '"prod"' }),
		threshold: percent
			.default(0.05)
			.describe("How much worse a metric may be, as a part of the baseline's value.")
			.meta({ example: "5%" }),
		required: z
			.array(z.string())
			.default([])
			.describe("Metrics that have to be there; none means all of the baseline."),
		better: z
			.record(z.string(), z.enum(["higher", "lower"]))
			.default({})
			.describe("Which direction is better, for metrics whose name does not tell.")
			.meta({ example: "{ drift: lower }" }),
		block: z.boolean().default(true).describe("Whether a worse metric fails the job, or only `passed` says so."),
		missing: z
			.enum(["pass", "fail"])
			.default("pass")
			.describe("What happens where there is no baseline of this name yet."),
		update: z.boolean().default(false).describe("Stores the candidate as the baseline's next version when it passes."),
	}),
	outputs: z.object({
		passed: z.boolean().describe("No metric got worse by more than the threshold."),
		report: fileOutput.describe("Each metric with its baseline and difference, as Markdown."),
		deltas: z.record(z.string(), z.number()).describe("Candidate minus baseline, by metric."),
		metrics: z.record(z.string(), z.number()).describe("The candidate's metrics."),
		version: z.int().optional().describe("The version of the baseline that was compared with; null without one."),
	}),
});

export const deployment = defineJobType({
	name: "deployment",
	documentation:
		"Puts a model where it serves.\n\n`folder` copies it to `PATH/VERSION/` and switches the file `PATH/current` over to the new version in one step; `PATH/previous` names the version before, for a `rollback`. The version is the beginning of the model's SHA-256, so a job that is tried again changes nothing; a model that was current already before the run is its own `PATH/previous`.\n\nThis version cannot deploy with `kubernetes`: such a job fails with a message that says so.",
	icon: "rocket",
	runs: "process",
	config: z.object({
		model: model.describe("The model."),
		target: z.enum(["staging", "production"]).describe("Where to."),
		provider: z.enum(["folder", "kubernetes"]).default("folder").describe("What serves it."),
		path: z.string().optional().describe("The folder of `folder`, relative to the `.dag`."),
		url: z
			.string()
			.optional()
			.describe("Where the folder is served, for the output `url`; without it, its `file:` URL.")
			.meta({ example: '"http://127.0.0.1:8080/production"' }),
		namespace: z.string().optional().describe("The namespace of `kubernetes`."),
		replicas: z.int().min(1).max(1000).default(1).describe("How many copies serve; 1 for `folder`."),
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
	documentation:
		'Posts a message to Slack, or to what takes Slack\'s webhooks.\n\nThe channel is one of type `slack` in `dagwright.json`, which names the secret with the webhook\'s URL: `{ "channels": { "#ml-alerts": { "type": "slack", "secret": "SLACK_ML_ALERTS" } } }`. The message is shown as it is written: nothing in it mentions anybody or becomes a link. A server that is busy or can\'t be reached is tried 4 times; Slack has no protection against a message that is sent twice.',
	icon: "comment",
	runs: "process",
	config: z.object({
		channel: z
			.string()
			.describe("The channel of `dagwright.json`, with or without `#`.")
			.meta({ example: '"#ml-alerts"' }),
		text: z.string().describe("The message."),
		details: json.optional().describe("A value that is shown below the message."),
	}),
	outputs: z.object({ delivered: z.boolean().describe("The message was taken.") }),
});
