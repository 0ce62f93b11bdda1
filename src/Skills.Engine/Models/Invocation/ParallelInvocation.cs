using System.Text.Json;
using Skills.Engine.Outputs;

namespace Skills.Engine.Models.Invocation;

/// <summary>What the parallel modes are asked.</summary>
internal sealed record ParallelInvocation
{
    /// <summary>The invocation as for one model; its candidates are those to choose from.</summary>
    public required ModelInvocation Invocation { get; init; }

    /// <summary>The mode and the number of models.</summary>
    public required ParallelPreferences Preferences { get; init; }

    /// <summary>Reads a reply and validates it against the skill's schema.</summary>
    public required Func<ModelReply, OutputValidation> Read { get; init; }

    /// <summary>Runs the judge over the valid outputs and returns the index of the best; null when it cannot say.</summary>
    public Func<IReadOnlyList<JsonElement>, CancellationToken, Task<int?>>? Judge { get; init; }
}
