using System.ComponentModel.DataAnnotations;
using Skills.Engine.Evaluation.Optimizing;

namespace Skills.Engine.Evaluation;

/// <summary>Proposes a variant of a skill that passes more of its cases.</summary>
/// <remarks>
/// Half of the cases, unless the options say otherwise, are held out. On the others, candidates are made and ranked: a model rewrites the
/// instructions after seeing failures, and answers that passed become examples. Only the best one runs on the held-out cases, and it is
/// accepted only if it is significantly better there by the exact sign test. The variant has weight 0: a person reviews and enables it.
/// </remarks>
/// <param name="runner">The runner, whose engine has the models.</param>
public sealed class SkillOptimizer(SkillTestRunner runner)
{
    /// <summary>Runs the optimization.</summary>
    /// <param name="definition">The skill with its cases.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the optimization.</param>
    /// <exception cref="ValidationException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<OptimizationResult> OptimizeAsync(SkillDefinition definition, SkillOptimizerOptions? options = null, CancellationToken cancellationToken = default) =>
        OptimizeAsync(definition, options, progress: null, cancellationToken);

    /// <summary>Runs the optimization and reports each candidate.</summary>
    /// <param name="definition">The skill with its cases.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="progress">Receives each candidate when it was tried or refused, on any thread; null for none.</param>
    /// <param name="cancellationToken">Ends the optimization.</param>
    /// <exception cref="ValidationException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<OptimizationResult> OptimizeAsync(SkillDefinition definition, SkillOptimizerOptions? options, IProgress<OptimizationCandidate>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        options ??= new();
        if (options is not { Candidates: >= 1 and <= 100, MaxExamples: >= 0 and <= 20, HeldOut: >= 0.1 and <= 0.9, Repeat: >= 1 and <= 100, Level: > 0 and <= 0.5, MaxInstructionLength: >= 100 and <= 1_000_000, VariantName.Length: > 0 })
        {
            throw new ValidationException("A setting of SkillOptimizerOptions is out of range. The documentation of each has its range.");
        }

        return new OptimizationRun(runner, definition, options, progress).RunAsync(cancellationToken);
    }

    /// <summary>Writes the accepted variant into a YAML skill file. The file is read again, and left as it was if the variant does not fit.</summary>
    /// <param name="result">The outcome.</param>
    /// <param name="definition">The skill, whose file is written.</param>
    /// <exception cref="InvalidOperationException">Nothing was accepted, or the file has no form that can be written or has a variant of this name.</exception>
    public static void WriteVariant(OptimizationResult result, SkillDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(definition);
        VariantFile.Write(result, definition);
    }
}
