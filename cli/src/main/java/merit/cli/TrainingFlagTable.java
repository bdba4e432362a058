package merit.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What help says of each training option, in groups: a table, and so longer than other classes. */
final class TrainingFlagTable {
    /**
     * A setting as help shows it.
     *
     * @param name in snake_case
     * @param trl the default of TRL's RewardConfig, or empty where TRL has no such setting
     */
    record Flag(String name, String trl, String text) {}

    /** By their headings, in order. */
    static final Map<String, List<Flag>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(
                "Text to tokens",
                List.of(
                        new Flag(
                                "template",
                                "chat",
                                "chat (the tokenizer's own chat template), pair (two segments), plain, prompt-answer,"
                                        + " human-assistant, raspuns, your own text with {prompt} and {response}, or auto:"
                                        + " chat for a decoder that has one, else pair"),
                        new Flag("max_length", "1024", "Longest row in tokens"),
                        new Flag(
                                "truncation",
                                "",
                                "What gives way in a longer row: prompt (keeps the answer), left or right"),
                        new Flag("overlong", "drop", "truncate, or drop pairs of which a side does not fit")));
        GROUPS.put(
                "What is trained",
                List.of(
                        new Flag("pooling", "last", "What a new head reads: first, mean, pooler, last, own or auto"),
                        new Flag(
                                "head_kind",
                                "linear",
                                "What a new head does with that: linear, or hidden: a dense layer and tanh first"),
                        new Flag(
                                "head_start",
                                "random",
                                "What a new head starts from: probe (fitted on the frozen backbone) or random"),
                        new Flag("freeze_backbone", "false", "Train the head alone"),
                        new Flag("unfreeze_layers", "", "With a frozen backbone, train its last N layers too"),
                        new Flag(
                                "feature_cache",
                                "",
                                "With a frozen backbone: the folder that keeps what it gives of each row, so that"
                                        + " epochs after the first, other seeds and heads take seconds; auto is"
                                        + " MERIT_CACHE or ~/.cache/merit, off keeps nothing. With unfreeze_layers and"
                                        + " more than one epoch: what the frozen layers give of each token, at 4 bytes a"
                                        + " hidden value, so that steps run the trained layers alone; auto then deletes"
                                        + " it when the run ends, a folder that is named keeps it"),
                        new Flag("disable_dropout", "true", "No dropout in the backbone while training")));
        GROUPS.put("Probe: no steps, a head fitted in seconds on several layers of the backbone as it is", probe());
        GROUPS.put(
                "Adapter (LoRA): saved merged, and by itself in RUN/adapter as PEFT reads it",
                List.of(
                        new Flag(
                                "use_peft",
                                "false",
                                "Train an adapter in place of the backbone's weights; any other option of this group"
                                        + " asks for it too"),
                        new Flag("lora_r", "16", "Its rank"),
                        new Flag("lora_alpha", "32", "What it adds is multiplied by this / rank"),
                        new Flag("lora_dropout", "0.05, which its disable_dropout turns off", "Dropout of its input"),
                        new Flag(
                                TrainingFlags.NAMES,
                                "",
                                "The linear maps that get one: names or ends of names, a regular expression,"
                                        + " all-linear, or auto: PEFT's choice for the family, see merit models"),
                        new Flag("lora_bias", "", "Biases that are trained too: none, all or lora_only"),
                        new Flag(
                                "use_rslora",
                                "false",
                                "Divide by the root of the rank: high ranks learn as fast as low"),
                        new Flag("use_dora", "false", "Train the lengths of weights apart from their directions")));
        GROUPS.put(
                "Optimizing",
                List.of(
                        new Flag(
                                "optim",
                                "adamw_torch_fused",
                                "adamw, adam or sgd, all in one kernel a group; or adafactor, which remembers next to"
                                        + " nothing where AdamW takes 8 bytes a weight"),
                        new Flag(
                                "precision",
                                "bf16",
                                "In what the backbone's linear maps multiply: fp32; bf16, for CPUs with AMX or"
                                        + " AVX512-BF16; fp16, for GPUs; or auto: bf16 where this machine is made for it."
                                        + " Weights, their gradients and all else stay fp32, and so does the saved model"),
                        new Flag("learning_rate", "1e-4", "Peak rate of the backbone; of an adapter 1e-4, as with TRL"),
                        new Flag("head_learning_rate", "", "Peak rate of the head, which starts from nothing"),
                        new Flag(
                                "layer_wise_lr_decay",
                                "",
                                "Rate of each layer as a share of that of the layer above it, 0.9 say; 1 for one rate"),
                        new Flag("num_train_epochs", "3", "Passes over the data"),
                        new Flag("max_steps", "-1", "Steps in all, in place of epochs"),
                        new Flag(
                                "per_device_train_batch_size",
                                "8",
                                "Pairs in a batch; prompts or rankings where the loss takes these whole"),
                        new Flag("gradient_accumulation_steps", "1", "Batches in a step"),
                        new Flag(
                                "lr_scheduler_type",
                                "linear",
                                "linear, cosine, constant or constant_with_warmup (the same), after warm-up"),
                        new Flag("warmup_steps", "0", "Steps of warm-up; below 1, a share of all steps"),
                        new Flag("weight_decay", "0", "Pull towards 0, not on biases and norms"),
                        new Flag("adam_beta1", "0.9", "Memory of the mean gradient: nearer 1, longer"),
                        new Flag("adam_beta2", "0.999", "Memory of the mean squared gradient"),
                        new Flag(
                                "adam_epsilon",
                                "1e-8",
                                "Added to the root of the mean squared gradient, so that nothing is divided by 0"),
                        new Flag("momentum", "", "Share of the last step that sgd takes again"),
                        new Flag("max_grad_norm", "1", "Longer gradients are shortened to it; 0 never"),
                        new Flag("seed", "42", "Of the split, the shuffling and the new head")));
        GROUPS.put(
                "Several data sets",
                List.of(new Flag(
                        "data_weights",
                        "",
                        "Mix them by weight: helpful=1,harmless=3 takes a quarter of each epoch's pairs from"
                                + " --data helpful=FILE and three from harmless=FILE; an epoch stays as long, and"
                                + " a set is drawn from in a shuffled order until it is used up, then again. A"
                                + " file without a NAME goes by its own")));
        GROUPS.put(
                "Loss (docs/losses.md)",
                List.of(
                        new Flag(
                                "loss",
                                "",
                                "bradley-terry; hinge; focal; davidson or rao-kupper, which learn from ties too and how"
                                        + " likely these are; k-wise (the mean over all pairs of a prompt, which counts"
                                        + " once); plackett-luce or listmle (whole rankings)"),
                        new Flag("center_rewards_coefficient", "", "Keeps rewards near 0; 0.01 where it is used"),
                        new Flag("label_smoothing", "", "Share of each label given to the other side"),
                        new Flag(
                                "margin_scale",
                                "1",
                                "How much of a row's margin, the strength of its preference, the difference must"
                                        + " exceed"),
                        new Flag("hinge_margin", "", "With --loss hinge: a lead from which a pair costs nothing"),
                        new Flag(
                                "focal_gamma",
                                "",
                                "With --loss focal: a pair counts (1 - p)^N, with p its probability under the model"),
                        new Flag(
                                "reward_bound",
                                "",
                                "Rewards beyond N or -N cost the square of how far; 0 sets no bound")));
        GROUPS.put(
                "Several objectives: an output for each, score their weighted sum",
                List.of(
                        new Flag(
                                "objectives",
                                "",
                                "Their names, with commas, or all that the data have: the objective of a row, the NAME"
                                        + " of --data NAME=FILE, an attribute by which answers are graded. A label teaches"
                                        + " the output of its own objective alone"),
                        new Flag(
                                "objective_loss",
                                "",
                                "pairwise (which of two answers is better), or regression on the grades, in standard"
                                        + " deviations from their mean"),
                        new Flag(
                                "loss_weights",
                                "",
                                "What a label of each counts in training: helpful=1,harmless=0.5; 1 for those not"
                                        + " named"),
                        new Flag(
                                "score_weights",
                                "",
                                "What each weighs in the score; 0 for those not named, equal parts where none is"
                                        + " given")));
        GROUPS.put(
                "Watching",
                List.of(
                        new Flag("eval_strategy", "no", "When to score the held-out pairs: epoch, steps or no"),
                        new Flag("eval_steps", "", "Steps between evaluations, with --eval-strategy steps"),
                        new Flag(
                                "eval_on_start",
                                "false",
                                "Score them before the first step too; that is never the best"),
                        new Flag("logging_steps", "10", "Steps between entries of the log"),
                        new Flag("save_strategy", "steps", "When to save a checkpoint: epoch, steps or no"),
                        new Flag("save_steps", "500", "Steps between checkpoints, with --save-strategy steps"),
                        new Flag("save_total_limit", "none", "Checkpoints to keep, the best among them; 0 keeps all"),
                        new Flag("load_best_model_at_end", "false", "End with the best weights, not the last"),
                        new Flag(
                                "metric_for_best_model",
                                "loss",
                                "Of the held-out pairs: loss, accuracy, margin, or any other that is logged; of an"
                                        + " evaluation set NAME: NAME_accuracy"),
                        new Flag(
                                "early_stopping_patience",
                                "",
                                "Evaluations without a better one before stopping; 0 never")));
        GROUPS.put(
                "Memory",
                List.of(
                        new Flag(
                                "micro_batch_tokens",
                                "",
                                "Tokens held at once for backward passes; changes memory and speed, not the result"),
                        new Flag("forward_tokens", "", "Tokens in one forward pass"),
                        new Flag(
                                "gradient_checkpointing",
                                "true",
                                "Keep only each layer's input for the backward pass and compute the layer again there:"
                                        + " less memory, about a third more time, the same result")));
    }

    private TrainingFlagTable() {}

    private static List<Flag> probe() {
        return List.of(
                new Flag(
                        "method",
                        "",
                        "steps, or probe: every row goes through the backbone once, and a head on means over tokens"
                                + " of several layers is fitted to the end. What to try first"),
                new Flag(
                        "probe_layers",
                        "",
                        "Which layers it reads: a number N (what goes into the first block, and what the first N"
                                + " give), half, all, a range 2-4, a list 0,2,4, or auto: the best number of blocks by"
                                + " folds of the training prompts. Blocks above are left out of the saved model"),
                new Flag(
                        "probe_means",
                        "",
                        "What it reads of each: means over the answer's tokens (answer) or over all, the last token"
                                + " (last), several with commas, or auto: answer,all; of a decoder last,answer"),
                new Flag(
                        "probe_penalty",
                        "",
                        "Its L2 penalty on features of variance 1; 0 for the best of some by folds of prompts"),
                new Flag(
                        "probe_products",
                        "",
                        "Along how many directions features are multiplied with one another, where folds of prompts are"
                                + " better with that; 0 for a linear head"));
    }
}
